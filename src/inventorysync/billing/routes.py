"""The shop's plan over HTTP. A plan is chosen on Shopify's own page; nothing here makes a charge."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request

from inventorysync.billing import actions, rules
from inventorysync.billing.providers import BillingProvider
from inventorysync.billing.queries import find_plan
from inventorysync.billing.schemas import PlanAnswer
from inventorysync.shops.access import Admin, Reader
from inventorysync.shops.writing import find_stopped

router = APIRouter(tags=["plan"])
CHECKS_PER_MINUTE = 10


@router.get("/plan")
async def get_plan(request: Request, viewer: Reader) -> PlanAnswer:
    """The plan as last heard of; Shopify is not asked."""
    return await _answer(request.app.state, viewer.shop_id)


@router.post("/plan/check")
async def check_plan(request: Request, viewer: Admin) -> PlanAnswer:
    """The plan as Shopify says it now: after one was chosen, or to see whether it answers."""
    state = request.app.state
    if state.billing.page is not None:
        await state.limits.spend(f"shop:{viewer.shop_id}:plan", CHECKS_PER_MINUTE)
        await actions.read_plan(state.database, state.billing, state.clock, viewer.shop_id)
    return await _answer(state, viewer.shop_id)


async def _answer(state: Any, shop_id: int) -> PlanAnswer:
    provider: BillingProvider = state.billing
    now: datetime = state.clock.now()
    async with state.database.shop(shop_id) as connection:
        plan = await find_plan(connection, shop_id) if provider.page else None
        stopped = await find_stopped(connection, shop_id)
    answer = PlanAnswer(
        provider=provider.name,
        state="none",
        name="",
        price=None,
        currency="",
        billing_period="",
        since=None,
        trial_ends_at=None,
        trial_days_left=None,
        cycle_ends_at=None,
        ends_with_cycle=False,
        grace_days=provider.grace.days,
        due_at=None,
        stopped_since=stopped.unpaid_since,
        read_at=None,
        failing_since=None,
        page=provider.page,
    )
    if provider.page is None:
        return answer.model_copy(update={"state": "active"})
    if plan is None:
        return answer
    left = plan.trial_ends_at - now if plan.state == "trial" and plan.trial_ends_at else None
    return answer.model_copy(
        update={
            "state": plan.state,
            "name": plan.plan_name,
            "price": plan.price,
            "currency": plan.currency,
            "billing_period": plan.billing_period,
            "since": plan.since,
            "trial_ends_at": plan.trial_ends_at,
            "trial_days_left": None if left is None else max(0, -(-left // timedelta(days=1))),
            "cycle_ends_at": plan.cycle_ends_at,
            "ends_with_cycle": plan.ends_with_cycle,
            "due_at": rules.due_at(plan.state, plan.since, provider.grace),
            "read_at": plan.read_at,
            "failing_since": plan.failing_since,
        }
    )
