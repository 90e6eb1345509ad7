"""How suppliers have delivered, over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import fmean, median, pstdev
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.deliveries import SEEN_LEAST, Delivery, Record, read_records
from inventorysync.purchasing.score_schemas import (
    DefectsOut,
    DeliveryOut,
    LeadTimeOut,
    PartOut,
    PriceDriftOut,
    ScoreDetails,
    ScoreOut,
    ScorePage,
)
from inventorysync.shops.access import Reader, ShopConnection, Viewer
from inventorysync.shops.queries import get_shop
from inventorysync.suppliers.queries import get_supplier, require_suppliers

router = APIRouter(tags=["suppliers"])
Days = Annotated[int, Query(ge=7, le=1_100, description="How many days back orders count")]
Asked = Annotated[list[UUID], Query(alias="supplier_id", min_length=1, max_length=100)]
DELIVERIES_MAX = 100
_FOUR, _TENTH = Decimal("0.0001"), 1


@dataclass(frozen=True, slots=True)
class _Period:
    zone: str
    today: date
    since: date
    now: datetime

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.since, time(), ZoneInfo(self.zone))


@router.get("/supplier-scores")
async def list_supplier_scores(
    request: Request, viewer: Reader, connection: ShopConnection, suppliers: Asked, days: Days = 365
) -> ScorePage:
    """How suppliers have delivered: on time, in full, unharmed; what became of costs and lead times."""
    period = await _period(request, connection, viewer, days)
    await require_suppliers(connection, viewer.shop_id, suppliers)
    records = await _read(connection, viewer, suppliers, period)
    return ScorePage(items=[ScoreOut(**_score(each, records[each], period)) for each in suppliers])


@router.get("/suppliers/{supplier_id}/score")
async def get_supplier_score(
    request: Request, viewer: Reader, connection: ShopConnection, supplier_id: UUID, days: Days = 365
) -> ScoreDetails:
    """How a supplier has delivered, and the orders that tell it."""
    await get_supplier(connection, viewer.shop_id, supplier_id)
    period = await _period(request, connection, viewer, days)
    record = (await _read(connection, viewer, [supplier_id], period))[supplier_id]
    deliveries = [_delivery_of(each) for each in record.deliveries[:DELIVERIES_MAX]]
    return ScoreDetails(**_score(supplier_id, record, period), deliveries=deliveries)


async def _period(request: Request, connection: AsyncConnection, viewer: Viewer, days: int) -> _Period:
    now: datetime = request.app.state.clock.now()
    shop = await get_shop(connection, viewer.shop_id)
    today = now.astimezone(ZoneInfo(shop.time_zone)).date()
    return _Period(shop.time_zone, today, today - timedelta(days=days), now)


async def _read(
    connection: AsyncConnection, viewer: Viewer, suppliers: Sequence[UUID], period: _Period
) -> dict[UUID, Record]:
    records = await read_records(
        connection, viewer.shop_id, suppliers, period.zone, period.today, period.begins, period.now
    )
    return dict(records)


def _score(supplier_id: UUID, record: Record, period: _Period) -> dict[str, object]:
    every = record.deliveries
    ended = [each for each in every if each.is_ended]
    return {
        "supplier_id": supplier_id,
        "since": period.since,
        "orders": len(every),
        "on_time": _on_time(every),
        "in_full": _in_full(ended),
        "lines_in_full": _part(sum(each.full_lines for each in ended), sum(each.lines for each in ended)),
        "defects": _defects(every),
        "price_drift": record.drift
        and PriceDriftOut(
            share=record.drift.share.quantize(_FOUR), items=record.drift.items, currency=record.drift.currency
        ),
        "lead_time": _lead_time(record.lead_days),
    }


def _on_time(deliveries: Sequence[Delivery]) -> PartOut:
    due = sum(each.dated + each.overdue for each in deliveries)
    return _part(sum(each.on_time for each in deliveries), due)


def _in_full(deliveries: Sequence[Delivery]) -> PartOut:
    return _part(sum(each.received for each in deliveries), sum(each.ordered for each in deliveries))


def _defects(deliveries: Sequence[Delivery]) -> DefectsOut:
    damaged, returned = sum(each.damaged for each in deliveries), sum(each.returned for each in deliveries)
    arrived = sum(each.arrived for each in deliveries)
    return DefectsOut(
        damaged=damaged,
        returned=returned,
        of=arrived,
        share=_part(damaged + returned, arrived).share,
        never_ordered=sum(each.wrong for each in deliveries),
    )


def _lead_time(days: Sequence[float]) -> LeadTimeOut | None:
    if not days:
        return None
    return LeadTimeOut(
        receipts=len(days),
        mean=round(fmean(days), _TENTH),
        deviation=round(pstdev(days), _TENTH),
        shortest=round(days[0], _TENTH),
        median=round(median(days), _TENTH),
        longest=round(days[-1], _TENTH),
        days=[round(each, _TENTH) for each in days],
        is_planned_with=len(days) >= SEEN_LEAST,
    )


def _delivery_of(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut(
        order_id=delivery.order_id,
        number=delivery.number,
        name=delivery.name,
        state=delivery.state,
        placed_at=delivery.placed_at,
        days_to_first=_days_between(delivery.placed_at, delivery.first_at),
        days_to_last=_days_between(delivery.placed_at, delivery.last_at),
        on_time=_on_time([delivery]),
        in_full=_in_full([delivery]),
        defects=_defects([delivery]),
    )


def _part(count: int, of: int) -> PartOut:
    return PartOut(count=count, of=of, share=(Decimal(count) / of).quantize(_FOUR) if of else None)


def _days_between(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else round((end - start).total_seconds() / 86_400, _TENTH)
