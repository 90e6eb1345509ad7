"""Differences from Shopify over HTTP: what is open, the evidence, the decisions, and comparing now."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit import events
from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.shops.access import Admin, Reader, ShopConnection, Viewer, Writer, in_all_locations
from inventorysync.stock.actions.change_sets import units_seen
from inventorysync.sync import checks, drift_files, drift_queries, mending
from inventorysync.sync.differences import EVERYWHERE, Policy, policies_of
from inventorysync.sync.drift_queries import Wanted
from inventorysync.sync.drift_schemas import (
    Check,
    CheckInput,
    Checks,
    Difference,
    DifferencePage,
    DifferenceState,
    DriftPolicies,
    LocationPolicy,
    Pushed,
    PushInput,
    PushPreview,
)
from inventorysync.sync.schemas import Drift

router = APIRouter(tags=["sync"])
CHECKS_SHOWN = 10
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Id = Annotated[str | None, Query(max_length=200)]


@router.get("/drift")
async def get_drift(request: Request, viewer: Reader, connection: ShopConnection) -> Drift:
    """Every difference from Shopify that waits to be settled; none on a healthy shop."""
    levels = await drift_queries.list_drift(connection, viewer.shop_id, request.app.state.clock.now())
    return Drift(drift_units=sum(abs(level.difference) for level in levels), levels=levels)


@router.get("/drift/differences")
async def list_differences(
    viewer: Reader,
    connection: ShopConnection,
    state: DifferenceState | None = None,
    inventory_item_id: Id = None,
    location_id: Id = None,
    found_since: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> DifferencePage:
    """Every difference that was found and that nothing announced, newest first, with its evidence."""
    wanted = _wanted(state, inventory_item_id, location_id, found_since)
    after = read_cursor(cursor, "newest", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    rows = await drift_queries.list_differences(connection, viewer.shop_id, wanted, before, limit + 1)
    page = rows[:limit]
    following = write_cursor("newest", (page[-1].found_at, page[-1].id)) if len(rows) > limit else None
    return DifferencePage(items=page, next=following)


@router.get("/drift/difference-file", response_class=Response)
async def get_difference_file(
    request: Request,
    viewer: Reader,
    format: Literal["csv", "json"] = "csv",  # noqa: A002 - the name of the parameter in every file route
    state: DifferenceState | None = None,
    inventory_item_id: Id = None,
    location_id: Id = None,
    found_since: AwareDatetime | None = None,
) -> StreamingResponse:
    """The same as a file, with the evidence of each: CSV, or JSON with all of it."""
    wanted = _wanted(state, inventory_item_id, location_id, found_since)
    database = request.app.state.database

    async def pieces() -> AsyncIterator[bytes]:
        async with database.shop(viewer.shop_id) as connection:
            write = drift_files.csv_file if format == "csv" else drift_files.json_file
            async for piece in write(drift_queries.walk_differences(connection, viewer.shop_id, wanted)):
                yield piece

    day = request.app.state.clock.now().date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="differences-{day}.{format}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(), media_type=MEDIA_TYPES[format], headers=headers)


@router.post("/drift/differences/{difference_id}/take")
async def post_take(
    request: Request, viewer: Writer, connection: ShopConnection, difference_id: UUID
) -> Difference:
    """Leave Shopify's number as it is: it is what is booked."""
    now = request.app.state.clock.now()
    await mending.take_difference(connection, viewer.shop_id, difference_id, viewer.actor, now)
    units = await drift_queries.count_drift_units(connection, viewer.shop_id)
    await events.publish(request.app.state.redis, viewer.shop_id, "sync", {"drift_units": units})
    return await _one(connection, viewer.shop_id, difference_id)


@router.post(
    "/drift/differences/{difference_id}/push", status_code=202, responses={200: {"model": PushPreview}}
)
async def post_push(
    request: Request,
    response: Response,
    viewer: Writer,
    connection: ShopConnection,
    difference_id: UUID,
    wanted: PushInput,
) -> Pushed | PushPreview:
    """Put our number back in Shopify by a change set, once; `dry_run` only shows it."""
    if wanted.dry_run:
        response.status_code = 200
        return await _preview(connection, viewer.shop_id, difference_id)
    state, now = request.app.state, request.app.state.clock.now()
    made = await mending.push_difference(connection, viewer.shop_id, difference_id, viewer.actor, now)
    after_commit(connection, lambda: state.nudger.nudge(viewer.shop_id, "write"))
    after_commit(connection, lambda: state.announcer.change_set_moved(viewer.shop_id, made))
    return Pushed(change_set_id=made)


@router.get("/drift/policies")
async def get_policies(viewer: Reader, connection: ShopConnection) -> DriftPolicies:
    """What is done with differences that nothing announced."""
    return await _policies(connection, viewer.shop_id)


@router.put("/drift/policies")
async def put_policies(
    request: Request, viewer: Admin, connection: ShopConnection, wanted: DriftPolicies
) -> DriftPolicies:
    """Choose what is done with differences from now on, everywhere and at single locations."""
    of_locations: dict[int, Policy] = {}
    for number, line in enumerate(wanted.locations):
        place = _number("Location", line.location_id, f"locations.{number}.location_id")
        if place is None or place in of_locations:
            raise Invalid.field(f"locations.{number}.location_id", "names the same location twice")
        of_locations[place] = line.policy
    now = request.app.state.clock.now()
    await mending.choose_policies(connection, viewer.shop_id, wanted.policy, of_locations, viewer.actor, now)
    return await _policies(connection, viewer.shop_id)


@router.get("/sync/checks")
async def list_checks(viewer: Reader, connection: ShopConnection) -> Checks:
    """The latest comparisons with Shopify, newest first."""
    found = await checks.list_checks(connection, viewer.shop_id, CHECKS_SHOWN)
    return Checks(items=[_check(record) for record in found])


@router.post("/sync/checks", status_code=202)
async def post_check(
    request: Request, viewer: Writer, connection: ShopConnection, wanted: CheckInput
) -> Check:
    """Compare with Shopify now; asked again while it goes on, it is the same comparison."""
    place = _number("Location", wanted.location_id, "location_id")
    scope = checks.Scope(_number("InventoryItem", wanted.inventory_item_id, "inventory_item_id"), place)
    if viewer.locations is not None and place not in viewer.locations:
        in_all_locations(viewer)
    state = request.app.state
    check_id = await checks.ask_for_check(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        scope,
        viewer.actor,
        state.clock.now(),
        request.state.request_id,
    )
    return _check(await checks.get_check(connection, viewer.shop_id, check_id))


@router.post("/sync/checks/{check_id}/cancel")
async def post_cancel(request: Request, viewer: Writer, connection: ShopConnection, check_id: UUID) -> Check:
    """Stop comparing; what was read by then stays read."""
    await _require_scope(connection, viewer, check_id)
    await checks.cancel_check(connection, viewer.shop_id, check_id, request.app.state.clock.now())
    return _check(await checks.get_check(connection, viewer.shop_id, check_id))


async def _require_scope(connection: AsyncConnection, viewer: Viewer, check_id: UUID) -> None:
    check = await checks.get_check(connection, viewer.shop_id, check_id)
    if viewer.locations is not None and check.location_id not in viewer.locations:
        in_all_locations(viewer)


async def _one(connection: AsyncConnection, shop_id: int, difference_id: UUID) -> Difference:
    wanted = Wanted(difference_id=difference_id)
    found = await drift_queries.list_differences(connection, shop_id, wanted, None, 1)
    if not found:
        raise NotFound("there is no such difference in this shop")
    return found[0]


async def _preview(connection: AsyncConnection, shop_id: int, difference_id: UUID) -> PushPreview:
    found, changes = await mending.plan_push(connection, shop_id, difference_id)
    key = (found.item_id, found.location_id)
    names = sorted(changes)
    seen = await units_seen(connection, shop_id, [(key, name) for name in names])
    return PushPreview.model_validate(
        {
            "lines": [
                {"name": name, "delta": changes[name], "before": units, "after": units + changes[name]}
                for name, units in zip(names, seen, strict=True)
            ]
        }
    )


async def _policies(connection: AsyncConnection, shop_id: int) -> DriftPolicies:
    found = await policies_of(connection, shop_id)
    lines = [
        LocationPolicy(location_id=gid("Location", place), policy=policy)
        for place, policy in sorted(found.items())
        if place != EVERYWHERE
    ]
    return DriftPolicies(policy=found.get(EVERYWHERE, "take"), locations=lines)


def _check(record: checks.CheckRecord) -> Check:
    item, place = record.item_id, record.location_id
    return Check.model_validate(
        {
            "id": record.check_id,
            "inventory_item_id": None if item is None else gid("InventoryItem", item),
            "location_id": None if place is None else gid("Location", place),
            "asked_by": record.asked_by,
            "asked_at": record.asked_at,
            "state": record.state,
            "levels_total": record.levels_total,
            "levels_checked": record.levels_checked,
            "levels_different": record.levels_different,
            "ended_at": record.ended_at,
        }
    )


def _wanted(
    state: DifferenceState | None, item: str | None, place: str | None, found_since: datetime | None
) -> Wanted:
    return Wanted(
        state=state,
        item_id=_number("InventoryItem", item, "inventory_item_id"),
        location_id=_number("Location", place, "location_id"),
        found_since=found_since,
    )


def _number(kind: str, given: str | None, field: str) -> int | None:
    if given is None:
        return None
    try:
        return number_of(kind, given)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
