"""Webhooks that are not about stock, each handed to the room whose business it is."""

from datetime import datetime

from inventorysync.billing import actions as billing
from inventorysync.billing.jobs import READ_PLAN
from inventorysync.entry.bootstrap import Parts
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.privacy import jobs as privacy
from inventorysync.shops import actions as shops
from inventorysync.sync.inbox import Handler, Webhook


def handlers_of(parts: Parts, nudge: Nudge) -> dict[str, Handler]:
    """Topics and what follows from them; each is safe to run twice. What may not be lost becomes a job."""

    async def uninstalled(shop_id: int, webhook: Webhook) -> None:
        async with parts.database.shop(shop_id) as connection:
            await shops.uninstall(connection, shop_id, webhook.received_at)

    async def scopes_changed(shop_id: int, webhook: Webhook) -> None:
        async with parts.database.shop(shop_id) as connection:
            await shops.change_scopes(connection, shop_id, webhook.hint.get("current", ()))

    async def shop_changed(shop_id: int, _webhook: Webhook) -> None:
        await shops.refresh_details(parts.link, shop_id)

    async def polled_anyway(_shop_id: int, _webhook: Webhook) -> None:
        """The importer asks for the state of its operations itself."""

    async def plan_changed(shop_id: int, webhook: Webhook) -> None:
        """A hint alone: what holds is asked of the Partner API by a job that is not lost."""
        if parts.billing.page is None:
            return
        now, told = parts.clock.now(), webhook.hint
        told_at = datetime.fromisoformat(told["triggered_at"]) if told.get("triggered_at") else now
        async with parts.database.shop(shop_id) as connection:
            await billing.note_told(connection, shop_id, str(told.get("status", "")), told_at, now)
            await enqueue(connection, nudge, shop_id, READ_PLAN, {}, now=now, dedup_key=webhook.webhook_id)

    async def customer_asked(shop_id: int, webhook: Webhook) -> None:
        await ask_for(shop_id, webhook, privacy.ANSWER_CUSTOMER)

    async def erase(shop_id: int, webhook: Webhook) -> None:
        await ask_for(shop_id, webhook, privacy.ERASE_SHOP)

    async def ask_for(shop_id: int, webhook: Webhook, kind: str) -> None:
        arguments = {
            "topic": webhook.topic,
            "webhook_id": webhook.webhook_id,
            "received_at": webhook.received_at.isoformat(),
        }
        async with parts.database.shop(shop_id) as connection:
            await enqueue(
                connection,
                nudge,
                shop_id,
                kind,
                arguments,
                now=parts.clock.now(),
                dedup_key=webhook.webhook_id,
            )

    return {
        "app/uninstalled": uninstalled,
        "app/scopes_update": scopes_changed,
        "shop/update": shop_changed,
        "bulk_operations/finish": polled_anyway,
        "app_subscriptions/update": plan_changed,
        "customers/data_request": customer_asked,
        "customers/redact": customer_asked,
        "shop/redact": erase,
    }
