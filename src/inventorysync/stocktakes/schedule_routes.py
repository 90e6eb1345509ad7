"""Schedules of counts over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.shops.access import Reader, ShopConnection, Viewer
from inventorysync.stocktakes import queries, schedules
from inventorysync.stocktakes.requests import Approver, number_in, summary_of, tell, who_asks
from inventorysync.stocktakes.schedule_schemas import (
    CountClass,
    DueItem,
    DueItems,
    Schedule,
    ScheduleEdit,
    ScheduleInput,
    SchedulePage,
    ScheduleRun,
)

router = APIRouter(prefix="/count-schedules", tags=["stocktakes"])


@router.get("")
async def list_schedules(request: Request, viewer: Reader, connection: ShopConnection) -> SchedulePage:
    """Schedules of the viewer's locations, with their classes as they stand now."""
    rows = await schedules.list_schedules(connection, viewer.shop_id)
    return SchedulePage(items=[await _answer(request, connection, viewer, row) for row in rows])


@router.post("", status_code=201)
async def post_schedule(
    request: Request, viewer: Approver, connection: ShopConnection, wanted: ScheduleInput
) -> Schedule:
    """Have the items of a location counted in turns."""
    location = number_in("location_id", "Location", wanted.location_id)
    fields = wanted.model_dump(exclude={"location_id"})
    who = who_asks(request, viewer)
    made = await schedules.make_schedule(connection, viewer.shop_id, location, fields, who, viewer.locations)
    return await _one(request, connection, viewer, made)


@router.get("/{schedule_id}")
async def get_schedule(
    request: Request, viewer: Reader, connection: ShopConnection, schedule_id: UUID
) -> Schedule:
    """A schedule with its classes as they stand now."""
    return await _one(request, connection, viewer, schedule_id)


@router.put("/{schedule_id}")
async def put_schedule(
    request: Request, viewer: Approver, connection: ShopConnection, schedule_id: UUID, wanted: ScheduleEdit
) -> Schedule:
    """Have a schedule say something else."""
    fields = wanted.model_dump(exclude={"version"})
    who = who_asks(request, viewer)
    await schedules.change_schedule(connection, viewer.shop_id, schedule_id, wanted.version, fields, who)
    return await _one(request, connection, viewer, schedule_id)


@router.delete("/{schedule_id}", status_code=204)
async def delete_schedule(
    request: Request, viewer: Approver, connection: ShopConnection, schedule_id: UUID
) -> None:
    """Make no more counts of it."""
    await schedules.end_schedule(connection, viewer.shop_id, schedule_id, who_asks(request, viewer))


@router.get("/{schedule_id}/due")
async def list_due(
    request: Request, viewer: Reader, connection: ShopConnection, schedule_id: UUID
) -> DueItems:
    """The items whose turn it is, those first that the next count will hold."""
    row = await schedules.get_schedule(connection, viewer.shop_id, schedule_id)
    now = request.app.state.clock.now()
    found = await schedules.list_due(connection, viewer.shop_id, row, now, schedules.SHOWN)
    return DueItems(items=[_due_of(each, viewer.currency) for each in found])


@router.post("/{schedule_id}/run", status_code=201)
async def post_run(
    request: Request, viewer: Approver, connection: ShopConnection, schedule_id: UUID
) -> ScheduleRun:
    """Make the count of what is due now, without waiting for tomorrow."""
    row = await schedules.get_schedule(connection, viewer.shop_id, schedule_id)
    made = await schedules.make_count(connection, viewer.shop_id, row, who_asks(request, viewer))
    for stocktake_id in made:
        tell(request, connection, viewer, stocktake_id)
    records = [await queries.get_stocktake(connection, viewer.shop_id, number) for number in made]
    return ScheduleRun(items=[summary_of(record) for record in records])


async def _one(request: Request, connection: AsyncConnection, viewer: Viewer, schedule_id: UUID) -> Schedule:
    row = await schedules.get_schedule(connection, viewer.shop_id, schedule_id)
    return await _answer(request, connection, viewer, row)


async def _answer(request: Request, connection: AsyncConnection, viewer: Viewer, row: Any) -> Schedule:
    now = request.app.state.clock.now()
    sums = await schedules.sums_of_classes(connection, viewer.shop_id, row, now)
    days = {"A": row.days_a, "B": row.days_b, "C": row.days_c}
    classes = [
        CountClass.model_validate(
            {
                "letter": each.letter,
                "items": each.items,
                "units_sold": each.units,
                "value_sold": Money(amount=each.value, currency=viewer.currency),
                "every_days": days[each.letter],
                "due": each.due,
                "being_counted": each.is_open,
                "never_counted": each.never,
            }
        )
        for each in sums
    ]
    fields = {name: getattr(row, name) for name in schedules.FIELDS}
    told = {name: getattr(row, name) for name in ("version", "created_by", "created_at", "ran_on")}
    return Schedule(
        id=row.schedule_id,
        location_id=gid("Location", row.location_id),
        location_name=row.location_name,
        classes=classes,
        **fields,
        **told,
    )


def _due_of(row: Any, currency: str) -> DueItem:
    item, sku, title, variant_title, letter, units, value, counted_on, due_since = row
    return DueItem(
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        title=title,
        variant_title=variant_title,
        letter=letter,
        units_sold=int(units),
        value_sold=Money(amount=value, currency=currency),
        counted_on=counted_on,
        due_since=due_since,
    )
