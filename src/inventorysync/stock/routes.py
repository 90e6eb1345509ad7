"""Stock over HTTP: levels, items, change sets."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.quantity import QUANTITY_NAMES, mirrored, plus
from inventorysync.kit.quantity import Quantities as Units
from inventorysync.shops.access import Reader, ShopConnection, Writer
from inventorysync.stock import answers, lists, queries
from inventorysync.stock.actions.change_sets import (
    WantedChange,
    WantedLine,
    check_lines,
    create_change_set,
    units_seen,
)
from inventorysync.stock.asking import LevelOrder, LevelQuestion, State, wanted_of
from inventorysync.stock.schemas import (
    AdjustInput,
    AdjustLine,
    ChangeSet,
    ChangeSetInput,
    ChangeSetPage,
    ItemPage,
    LevelPage,
    MoveInput,
    MoveLine,
    Preview,
    PreviewLine,
)

router = APIRouter(tags=["stock"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Text = Annotated[str | None, Query(max_length=200)]
ItemOrder = Literal["sku", "title", "updated_at", "-sku", "-title", "-updated_at"]
Lines = Literal["all", "failed"]


class LevelPageQuestion(LevelQuestion):
    """Which levels, in which order, and where the page begins."""

    sort: LevelOrder = "sku"
    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    cursor: str | None = None
    offset: Annotated[int, Field(ge=0, le=lists.OFFSET_MAX)] = 0


def _page(items: list[dict[str, Any]], found: lists.Listing) -> Response:
    """A page written once: the framework would check it and write it again."""
    page = {
        "items": items,
        "next": found.next,
        "total": found.total,
        "total_is_capped": found.total_is_capped,
    }
    return Response(msgspec.json.encode(page), media_type="application/json")


@router.get("/levels", response_model=LevelPage)
async def list_levels(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    asked: Annotated[LevelPageQuestion, Query()],
) -> Response:
    """Levels, filtered and sorted on the server; from `cursor` on, or from row `offset`."""
    wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
    found = await lists.list_levels(
        connection,
        viewer.shop_id,
        wanted,
        order=asked.sort,
        limit=asked.limit,
        cursor=asked.cursor,
        offset=asked.offset,
    )
    return _page([answers.level_fields(row, viewer.currency) for row in found.rows], found)


@router.get("/items", response_model=ItemPage)
async def list_items(
    viewer: Reader,
    connection: ShopConnection,
    search: Text = None,
    sku: Text = None,
    barcode: Text = None,
    vendor: Text = None,
    product_type: Text = None,
    state: State | None = None,
    sort: ItemOrder = "title",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> Response:
    """Items with their quantities over all locations."""
    wanted = lists.Filter(
        search=search, sku=sku, barcode=barcode, vendor=vendor, product_type=product_type, state=state
    )
    found = await lists.list_items(connection, viewer.shop_id, wanted, order=sort, limit=limit, cursor=cursor)
    items = [answers.item_of(row, viewer.currency).model_dump(mode="json") for row in found.rows]
    return _page(items, found)


@router.post("/change-sets", status_code=202, responses={200: {"model": Preview}})
async def post_change_set(
    request: Request,
    response: Response,
    viewer: Writer,
    connection: ShopConnection,
    wanted: ChangeSetInput,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=255)],
) -> ChangeSet | Preview:
    """Change stock: written down at once, sent to Shopify by a worker. `dry_run` only shows it."""
    change = _wanted_change(wanted)
    if wanted.dry_run:
        response.status_code = 200
        await check_lines(connection, viewer.shop_id, change.lines)
        return await _preview(connection, viewer.shop_id, change)
    made, _is_new = await create_change_set(
        connection,
        viewer.shop_id,
        change,
        actor=viewer.actor,
        key=idempotency_key,
        now=request.app.state.clock.now(),
        request_id=request.state.request_id,
    )
    state = request.app.state
    after_commit(connection, lambda: state.nudger.nudge(viewer.shop_id, "write"))
    after_commit(connection, lambda: state.announcer.change_set_moved(viewer.shop_id, made))
    return await _change_set(connection, viewer.shop_id, made)


@router.get("/change-sets")
async def list_change_sets(
    viewer: Reader,
    connection: ShopConnection,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ChangeSetPage:
    """Change sets, newest first."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    sets, lines = await queries.list_change_sets(connection, viewer.shop_id, before=before, limit=limit + 1)
    page = sets[:limit]
    following = write_cursor("newest", (page[-1][5], page[-1][0])) if len(sets) > limit else None
    return ChangeSetPage(items=answers.change_sets_of(page, lines), next=following)


@router.get("/change-sets/{change_set_id}")
async def get_change_set(
    viewer: Reader, connection: ShopConnection, change_set_id: UUID, lines: Lines = "all"
) -> ChangeSet:
    """A change set and how far each of its lines has come; of a large one the failed lines may be enough."""
    return await _change_set(connection, viewer.shop_id, change_set_id, lines)


async def _change_set(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, shown: Lines = "all"
) -> ChangeSet:
    states = ["failed"] if shown == "failed" else None
    sets, lines = await queries.list_change_sets(
        connection, shop_id, change_set_id=change_set_id, states=states
    )
    if not sets:
        raise NotFound("there is no such change set in this shop")
    return answers.change_sets_of(sets, lines)[0]


def _wanted_change(wanted: AdjustInput | MoveInput) -> WantedChange:
    if isinstance(wanted, AdjustInput):
        lines = [_adjust_line(f"lines.{number}", line) for number, line in enumerate(wanted.lines)]
    else:
        lines = [_move_line(f"lines.{number}", line) for number, line in enumerate(wanted.lines)]
    return WantedChange(wanted.kind, wanted.reason, wanted.note, lines)


def _key(place: str, line: AdjustLine | MoveLine) -> tuple[int, int]:
    item = _number(f"{place}.inventory_item_id", "InventoryItem", line.inventory_item_id)
    return item, _number(f"{place}.location_id", "Location", line.location_id)


def _adjust_line(place: str, line: AdjustLine) -> WantedLine:
    if line.delta == 0:
        raise Invalid.field(f"{place}.delta", "is 0: there is nothing to change")
    return WantedLine(_key(place, line), line.name, line.delta, expected=line.expected)


def _move_line(place: str, line: MoveLine) -> WantedLine:
    if line.from_name == line.to_name:
        raise Invalid.field(f"{place}.to_name", "is the same as from_name")
    return WantedLine(_key(place, line), line.to_name, line.quantity, line.from_name)


async def _preview(connection: AsyncConnection, shop_id: int, change: WantedChange) -> Preview:
    levels = await queries.list_units(connection, shop_id, [line.key for line in change.lines])
    seen = await units_seen(connection, shop_id, [(line.key, line.name) for line in change.lines])
    lines = [
        _preview_line(line, levels.get(line.key) or dict.fromkeys(QUANTITY_NAMES, 0), units)
        for line, units in zip(change.lines, seen, strict=True)
    ]
    return Preview(lines=lines)


def _preview_line(line: WantedLine, before: Units, seen: int) -> PreviewLine:
    deltas = mirrored(line.name, line.delta)
    if line.from_name:
        deltas = plus(deltas, mirrored(line.from_name, -line.delta))
    after: Units = {name: before[name] + deltas.get(name, 0) for name in QUANTITY_NAMES}
    source = line.from_name or line.name
    return PreviewLine(
        inventory_item_id=gid("InventoryItem", line.key[0]),
        location_id=gid("Location", line.key[1]),
        before=answers.quantities_of([before[name] for name in QUANTITY_NAMES]),
        after=answers.quantities_of([after[name] for name in QUANTITY_NAMES]),
        seen=seen,
        problem=f"{source} would be {after[source]}" if after[source] < 0 else None,
    )


def _number(field: str, noun: str, text: str) -> int:
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
