"""Hearing of a shop's plan, and what follows from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.billing import rules
from inventorysync.billing.models import ShopPlan
from inventorysync.billing.providers import BillingProvider
from inventorysync.billing.queries import PlanRecord, find_plan
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.problems import Refusal
from inventorysync.shopify.errors import ShopifyError
from inventorysync.shopify.partner import Subscription
from inventorysync.shops.queries import ShopRecord, get_shop
from inventorysync.shops.writing import list_marked_plans, mark_plan

log = structlog.get_logger(__name__)
ACTIVE = "ACTIVE"


async def read_plan(database: Database, provider: BillingProvider, clock: Clock, shop_id: int) -> bool:
    """Ask what the shop pays for and do what follows; whether it was answered.

    Without an answer nothing is taken from the shop: what was known goes on. Of two answers the one that was
    asked for later holds, whichever arrives first. Safe twice.
    """
    asked_at = clock.now()
    async with database.shop(shop_id) as connection:
        shop = await get_shop(connection, shop_id)
        known = await find_plan(connection, shop_id)
    try:
        number = (known.shop_number if known else None) or await provider.number_of(shop)
        subscription = await provider.subscription_of(shop, number)
    except (ShopifyError, Refusal) as error:
        log.warning("plan_not_read", shop_id=shop_id, error=str(error))
        async with database.shop(shop_id) as connection:
            await _note_failure(connection, provider, shop, asked_at)
        return False
    async with database.shop(shop_id) as connection:
        before = await _locked(connection, shop, asked_at)
        if before.read_at is not None and before.read_at > asked_at:
            return True
        after = _heard(replace(before, shop_number=number), subscription, asked_at)
        await _keep(connection, provider, shop_id, before, after, asked_at)
    return True


async def note_told(
    connection: AsyncConnection, shop_id: int, status: str, told_at: datetime, now: datetime
) -> None:
    """Remember what a webhook says of the plan, if it is the newest; the Partner API is asked after it."""
    shop = await get_shop(connection, shop_id)
    known = await _locked(connection, shop, now)
    if known.told_at is None or told_at >= known.told_at:
        await _update(connection, shop_id, {"told_status": status, "told_at": told_at})


async def open_everything(database: Database, now: datetime) -> int:
    """Take back what a plan has ever stopped, where nobody is asked for one any more; of how many shops."""
    async with database.system() as connection:
        shops = await list_marked_plans(connection)
    for shop_id in shops:
        async with database.shop(shop_id) as connection:
            await mark_plan(connection, shop_id, notice=None, due_at=None, is_stopped=False, now=now)
    return len(shops)


def _heard(before: PlanRecord, subscription: Subscription | None, now: datetime) -> PlanRecord:
    state = rules.state_of(
        is_subscribed=subscription is not None,
        trial_ends_at=subscription.trial_ends_at if subscription else None,
        told=before.told_status,
        before=before.state,
        now=now,
    )
    since = before.since if state == before.state and before.read_at is not None else now
    after = replace(before, state=state, since=since, read_at=now, failing_since=None)
    if subscription is None:
        return replace(after, ends_with_cycle=False, trial_ends_at=None)
    return replace(
        after,
        plan_handle=subscription.plan_handle,
        plan_name=subscription.plan_name,
        price=subscription.price,
        currency=subscription.currency,
        billing_period=subscription.billing_period,
        trial_ends_at=subscription.trial_ends_at,
        cycle_ends_at=subscription.cycle_ends_at,
        ends_with_cycle=subscription.ends_with_cycle,
    )


async def _locked(connection: AsyncConnection, shop: ShopRecord, now: datetime) -> PlanRecord:
    """The plan, made where there is none, and made anew for another installation."""
    fresh = {"shop_id": shop.shop_id, "since": now, "installed_at": shop.installed_at}
    await connection.execute(insert(ShopPlan).values(fresh).on_conflict_do_nothing())
    found = await find_plan(connection, shop.shop_id, lock=True)
    if found is None:
        raise LookupError(f"the plan of shop {shop.shop_id} was erased")
    if found.installed_at == shop.installed_at:
        return found
    # The merchant has removed the app, which ends a plan at Shopify, and has come back.
    begun = replace(
        found,
        state="none",
        since=now,
        told_status="",
        told_at=None,
        installed_at=shop.installed_at,
        trial_ends_at=None,
        ends_with_cycle=False,
        read_at=None,
        failing_since=None,
    )
    await _update(connection, shop.shop_id, vars(begun))
    await mark_plan(connection, shop.shop_id, notice=None, due_at=None, is_stopped=False, now=now)
    return begun


async def _keep(
    connection: AsyncConnection,
    provider: BillingProvider,
    shop_id: int,
    before: PlanRecord,
    after: PlanRecord,
    now: datetime,
) -> None:
    await _update(connection, shop_id, vars(after))
    await _mark(connection, provider, shop_id, after, now)
    if _said(before) != _said(after):
        await audit.record(
            connection,
            shop_id,
            actor="system",
            action="plan.changed",
            subject=f"plan:{after.plan_handle or after.state}",
            now=now,
            before=_said(before),
            after=_said(after),
        )
        log.info("plan_changed", shop_id=shop_id, before=before.state, after=after.state)


async def _note_failure(
    connection: AsyncConnection, provider: BillingProvider, shop: ShopRecord, now: datetime
) -> None:
    """What was known goes on; a plan whose start Shopify has told meanwhile counts until it is read."""
    known = await _locked(connection, shop, now)
    failing = replace(known, failing_since=known.failing_since or now)
    await _update(connection, shop.shop_id, {"failing_since": failing.failing_since})
    is_told_active = known.told_status == ACTIVE and (
        known.read_at is None or (known.told_at is not None and known.told_at > known.read_at)
    )
    if is_told_active:
        await mark_plan(connection, shop.shop_id, notice="unverified", due_at=None, is_stopped=False, now=now)
    elif known.state in rules.PAID_FOR:
        await _mark(connection, provider, shop.shop_id, failing, now)


async def _mark(
    connection: AsyncConnection, provider: BillingProvider, shop_id: int, plan: PlanRecord, now: datetime
) -> None:
    notice = rules.notice_of(
        plan.state,
        trial_ends_at=plan.trial_ends_at,
        ends_with_cycle=plan.ends_with_cycle,
        failing_since=plan.failing_since,
        now=now,
    )
    dates = {"trial_ends": plan.trial_ends_at, "ends": plan.cycle_ends_at}
    await mark_plan(
        connection,
        shop_id,
        notice=notice,
        due_at=dates.get(notice or "", rules.due_at(plan.state, plan.since, provider.grace)),
        is_stopped=rules.is_stopped(plan.state, plan.since, provider.grace, now),
        now=now,
    )


async def _update(connection: AsyncConnection, shop_id: int, values: Mapping[str, Any]) -> None:
    await connection.execute(update(ShopPlan).where(ShopPlan.shop_id == shop_id).values(**values))


def _said(plan: PlanRecord) -> dict[str, Any]:
    """What a reader of the log needs of a plan."""
    price = None if plan.price is None else f"{plan.price.normalize():f} {plan.currency}"
    return {
        "state": plan.state,
        "plan": plan.plan_name,
        "price": price,
        "ends_with_cycle": plan.ends_with_cycle,
    }
