"""Sync over HTTP: where webhooks arrive, and how sync stands."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.shopify.signatures import is_shop_domain, is_signed
from inventorysync.shops.access import NotSignedIn, Reader
from inventorysync.sync import queries
from inventorysync.sync.intake import Delivery, Intake, NotAWebhookBody, UnknownShop, hint_of
from inventorysync.sync.schemas import Drift, ShopifyBudget, Sync, SyncLogPage

router = APIRouter(tags=["sync"])
webhooks = APIRouter(include_in_schema=False)
BODY_BYTES_MAX = 5 * 1024 * 1024
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
ID_LENGTH_MAX = 200


class TooLarge(Refusal):
    """The body is larger than any webhook of Shopify's."""

    status = 413
    type = "too-large"
    title = "The body is too large"


class NotAWebhook(Refusal):
    """Signed, and still no webhook."""

    status = 400
    type = "not-a-webhook"
    title = "This is no webhook"


@webhooks.post("/webhooks/shopify")
async def receive_webhook(request: Request) -> Response:
    """Verify, store durably, answer. All work is a worker's (PLATFORM.md B)."""
    body = await _body_of(request)
    headers = request.headers
    signature = headers.get("X-Shopify-Hmac-Sha256", "")
    if not is_signed(body, signature, request.app.state.webhook_secrets):
        raise NotSignedIn("the signature is not Shopify's")
    topic, domain, webhook_id = (
        headers.get(f"X-Shopify-{name}", "") for name in ("Topic", "Shop-Domain", "Webhook-Id")
    )
    if not topic or not 0 < len(webhook_id) <= ID_LENGTH_MAX:
        raise NotAWebhook("X-Shopify-Topic or X-Shopify-Webhook-Id is missing")
    if not is_shop_domain(domain):
        raise NotAWebhook("X-Shopify-Shop-Domain is no domain of a shop")
    intake: Intake = request.app.state.intake
    try:
        hint = hint_of(body)
        shop_id = await intake.shop_of(domain)
    except NotAWebhookBody as error:
        raise NotAWebhook(str(error)) from error
    except UnknownShop as error:
        if topic in COMPLIANCE:
            return Response(status_code=200)  # nothing is stored of a shop we do not know
        raise NotFound("no shop of this domain has the app") from error
    await intake.store(
        Delivery(
            shop_id=shop_id,
            webhook_id=webhook_id,
            topic=topic,
            event_id=headers.get("X-Shopify-Event-Id"),
            triggered_at=_time_of(headers.get("X-Shopify-Triggered-At")),
            received_at=request.app.state.clock.now(),
            hint=hint,
        )
    )
    return Response(status_code=200)


async def _body_of(request: Request) -> bytes:
    declared = request.headers.get("Content-Length", "0")
    if declared.isdecimal() and int(declared) > BODY_BYTES_MAX:
        raise TooLarge("a webhook has at most 5 MiB")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES_MAX:
            raise TooLarge("a webhook has at most 5 MiB")
        chunks.append(chunk)
    return b"".join(chunks)


def _time_of(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None  # a header that only informs
    return found if found is None or found.tzinfo else None


@router.get("/sync")
async def get_sync(request: Request, viewer: Reader) -> Sync:
    """How the shop's sync stands."""
    state = request.app.state
    now = state.clock.now()
    async with state.database.shop(viewer.shop_id) as connection:
        shop_id = viewer.shop_id
        drift = await queries.list_drift(connection, shop_id, now)
        since = now - timedelta(hours=state.settings.reconcile_hours)
        figures: dict[str, Any] = {
            "import_": await queries.import_progress(connection, shop_id),
            "webhooks": await queries.webhook_figures(connection, shop_id, now),
            "observing": await queries.observing_figures(connection, shop_id, now),
            "writing": await queries.writing_figures(connection, shop_id, now),
            "reconciliation": await queries.reconciliation_figures(connection, shop_id, since),
        }
    return Sync(
        **figures,
        drift_units=_units(drift),
        shopify=await _budget(request, viewer.shop_domain),
    )


async def _budget(request: Request, domain: str) -> ShopifyBudget | None:
    admin = request.app.state.gate.link.admin
    budget = await admin.budget_of(domain)
    if budget is None:
        return None
    return ShopifyBudget(
        available=budget.available,
        maximum=budget.maximum,
        restore_rate=budget.restore_rate,
        api_version=admin.api_version,
    )


@router.get("/sync/log")
async def list_log(
    request: Request,
    viewer: Reader,
    inventory_item_id: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SyncLogPage:
    """What was seen and pushed, newest first."""
    after = read_cursor(cursor, "newest", (int,))
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        rows = await queries.list_log(
            connection,
            viewer.shop_id,
            item_id=_item(inventory_item_id),
            before=after[0] if after else None,
            limit=limit + 1,
        )
    page = rows[:limit]
    following = write_cursor("newest", (page[-1][0],)) if len(rows) > limit else None
    return SyncLogPage(items=[entry for _, entry in page], next=following)


@router.get("/drift")
async def get_drift(request: Request, viewer: Reader) -> Drift:
    """Every difference from Shopify that is known and not booked."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        levels = await queries.list_drift(connection, viewer.shop_id, request.app.state.clock.now())
    return Drift(drift_units=_units(levels), levels=levels)


def _units(levels: list[Any]) -> int:
    return sum(abs(level.difference) for level in levels)


def _item(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return number_of("InventoryItem", text)
    except NotAGid as error:
        raise Invalid.field("inventory_item_id", str(error)) from error
