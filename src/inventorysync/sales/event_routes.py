"""Events over HTTP: what planners know and history does not."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.sales import answers, event_queries, queries
from inventorysync.sales.actions import planning
from inventorysync.sales.event_schemas import (
    PlanEventEdit,
    PlanEventFields,
    PlanEventInput,
    PlanEventOut,
    PlanEventPage,
    PlanEventStep,
)
from inventorysync.sales.requests import number_in, who_asks
from inventorysync.shops.access import Buyer, Reader, ShopConnection

router = APIRouter(prefix="/plan-events", tags=["forecast"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


@router.get("")
async def list_plan_events(
    viewer: Reader,
    connection: ShopConnection,
    passed: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> PlanEventPage:
    """Events that are not over, those that end last first; `passed` are all there ever were."""
    after = read_cursor(cursor, "events", (date, UUID))
    since = None if passed else (await queries.get_known(connection, viewer.shop_id)).until
    rows = await event_queries.list_events(
        connection,
        viewer.shop_id,
        since=since,
        with_ended=passed,
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return PlanEventPage(
        items=[answers.event_of(row) for row in page],
        next=write_cursor("events", (last.until, last.event_id)) if last else None,
    )


@router.post("", status_code=201)
async def post_plan_event(
    request: Request, viewer: Buyer, connection: ShopConnection, wanted: PlanEventInput
) -> PlanEventOut:
    """Have forecasts reckon with an event from now on."""
    who = who_asks(request, viewer)
    made = await planning.make_event(connection, viewer.shop_id, _fields(wanted), who)
    return await _one(connection, viewer.shop_id, made)


@router.get("/{event_id}")
async def get_plan_event(viewer: Reader, connection: ShopConnection, event_id: UUID) -> PlanEventOut:
    """An event."""
    return await _one(connection, viewer.shop_id, event_id)


@router.put("/{event_id}")
async def put_plan_event(
    request: Request, viewer: Buyer, connection: ShopConnection, event_id: UUID, wanted: PlanEventEdit
) -> PlanEventOut:
    """Have an event say something else."""
    who, shop_id = who_asks(request, viewer), viewer.shop_id
    await planning.change_event(connection, shop_id, event_id, wanted.version, _fields(wanted), who)
    return await _one(connection, shop_id, event_id)


@router.post("/{event_id}/end")
async def post_end(
    request: Request, viewer: Buyer, connection: ShopConnection, event_id: UUID, step: PlanEventStep
) -> PlanEventOut:
    """Have forecasts reckon with an event no more."""
    who = who_asks(request, viewer)
    await planning.end_event(connection, viewer.shop_id, event_id, step.version, who)
    return await _one(connection, viewer.shop_id, event_id)


@router.post("/{event_id}/take-back")
async def post_take_back(
    request: Request, viewer: Buyer, connection: ShopConnection, event_id: UUID, step: PlanEventStep
) -> PlanEventOut:
    """Undo the last change of an event, also its end."""
    who = who_asks(request, viewer)
    await planning.take_back_change(connection, viewer.shop_id, event_id, step.version, who)
    return await _one(connection, viewer.shop_id, event_id)


async def _one(connection: AsyncConnection, shop_id: int, event_id: UUID) -> PlanEventOut:
    return answers.event_of(await event_queries.get_event(connection, shop_id, event_id))


def _fields(wanted: PlanEventFields) -> dict[str, Any]:
    fields = wanted.model_dump(exclude={"version"})
    if wanted.scope == "item":
        fields["value"] = str(number_in("value", "InventoryItem", wanted.value))
    if wanted.location_id is not None:
        fields["location_id"] = number_in("location_id", "Location", wanted.location_id)
    return fields
