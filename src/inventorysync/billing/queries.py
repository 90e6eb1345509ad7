"""Reading plans."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.billing.models import ShopPlan
from inventorysync.billing.rules import State


@dataclass(frozen=True)
class PlanRecord:
    """A shop's plan as last heard of."""

    state: State
    since: datetime
    plan_handle: str
    plan_name: str
    price: Decimal | None
    currency: str
    billing_period: str
    trial_ends_at: datetime | None
    cycle_ends_at: datetime | None
    ends_with_cycle: bool
    told_status: str
    told_at: datetime | None
    installed_at: datetime | None
    shop_number: int | None
    read_at: datetime | None
    failing_since: datetime | None


async def find_plan(connection: AsyncConnection, shop_id: int, *, lock: bool = False) -> PlanRecord | None:
    """The shop's plan, None before it was first heard of; with `lock` nobody else changes it meanwhile."""
    columns = tuple(getattr(ShopPlan, name) for name in PlanRecord.__dataclass_fields__)
    statement = select(*columns).where(ShopPlan.shop_id == shop_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return PlanRecord(*cast("Any", row)) if row else None
