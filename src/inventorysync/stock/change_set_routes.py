"""Change sets over HTTP: wanted, previewed, watched line by line, undone, and what is stuck."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.quantity import QUANTITY_NAMES, mirrored, plus
from inventorysync.kit.quantity import Quantities as Units
from inventorysync.shops.access import Reader, ShopConnection, Viewer, Writer
from inventorysync.stock import answers, change_set_queries, queries
from inventorysync.stock.actions import stuck
from inventorysync.stock.actions.canceling import cancel_change_set
from inventorysync.stock.actions.change_sets import (
    Asked,
    WantedChange,
    WantedLine,
    check_lines,
    create_change_set,
    units_seen,
)
from inventorysync.stock.actions.undo import UndoLine, plan_undo, undo_change_set
from inventorysync.stock.change_set_schemas import (
    AdjustInput,
    AdjustLine,
    ChangeSet,
    ChangeSetInput,
    ChangeSetPage,
    LinePage,
    LineState,
    MoveInput,
    MoveLine,
    Preview,
    PreviewLine,
    StuckInput,
    StuckPage,
    UndoCounts,
    UndoInput,
    UndoPreview,
    UndoPreviewLine,
)

router = APIRouter(tags=["change sets"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Lines = Literal["all", "failed", "none"]
Key = Annotated[str, Header(min_length=1, max_length=255)]
UNDO_SHOWN = 200


@router.post("/change-sets", status_code=202, responses={200: {"model": Preview}})
async def post_change_set(
    request: Request,
    response: Response,
    viewer: Writer,
    connection: ShopConnection,
    wanted: ChangeSetInput,
    idempotency_key: Key,
) -> ChangeSet | Preview:
    """Change stock: written down at once, sent to Shopify by a worker. `dry_run` only shows it."""
    change = _wanted_change(wanted)
    if wanted.dry_run:
        response.status_code = 200
        await check_lines(connection, viewer.shop_id, change.lines)
        return await _preview(connection, viewer.shop_id, change)
    asked = _asked(request, viewer, idempotency_key)
    made, _is_new = await create_change_set(connection, viewer.shop_id, change, asked)
    return await _made(request, connection, viewer.shop_id, made)


@router.get("/change-sets")
async def list_change_sets(
    viewer: Reader,
    connection: ShopConnection,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ChangeSetPage:
    """Change sets, newest first, without their lines."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    sets = await change_set_queries.list_change_sets(
        connection, viewer.shop_id, before=before, limit=limit + 1
    )
    page = sets[:limit]
    following = write_cursor("newest", (page[-1][5], page[-1][0])) if len(sets) > limit else None
    return ChangeSetPage(items=[answers.change_set_of(row) for row in page], next=following)


@router.get("/change-sets/{change_set_id}")
async def get_change_set(
    viewer: Reader, connection: ShopConnection, change_set_id: UUID, lines: Lines = "all"
) -> ChangeSet:
    """A change set with all of its lines, the failed ones, or none."""
    return await _change_set(connection, viewer.shop_id, change_set_id, lines)


@router.get("/change-sets/{change_set_id}/lines")
async def list_lines(
    viewer: Reader,
    connection: ShopConnection,
    change_set_id: UUID,
    state: LineState | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> LinePage:
    """Lines of a change set in their order, of all states or of one."""
    after = read_cursor(cursor, "line", (int,)) or (-1,)
    await _change_set(connection, viewer.shop_id, change_set_id, "none")
    rows = await change_set_queries.list_lines(
        connection, viewer.shop_id, change_set_id, state=state, after=after[0], limit=limit + 1
    )
    following = write_cursor("line", (rows[limit - 1][1],)) if len(rows) > limit else None
    return LinePage(items=[answers.line_of(row) for row in rows[:limit]], next=following)


@router.post("/change-sets/{change_set_id}/undo", status_code=202, responses={200: {"model": UndoPreview}})
async def undo(
    request: Request,
    response: Response,
    viewer: Writer,
    connection: ShopConnection,
    change_set_id: UUID,
    wanted: UndoInput,
    idempotency_key: Key,
) -> ChangeSet | UndoPreview:
    """Take a change set back as a new one; what moved since stays. `dry_run` only shows it."""
    if wanted.dry_run:
        response.status_code = 200
        return _undo_preview(await plan_undo(connection, viewer.shop_id, change_set_id))
    asked = _asked(request, viewer, idempotency_key)
    made, _is_new = await undo_change_set(connection, viewer.shop_id, change_set_id, wanted.note, asked)
    return await _made(request, connection, viewer.shop_id, made)


@router.post("/change-sets/{change_set_id}/cancel", status_code=202)
async def cancel(
    request: Request, viewer: Writer, connection: ShopConnection, change_set_id: UUID
) -> ChangeSet:
    """Leave the lines that were not sent yet; those on their way to Shopify go on."""
    await cancel_change_set(connection, viewer.shop_id, change_set_id, _asked(request, viewer, ""))
    return await _made(request, connection, viewer.shop_id, change_set_id, "none")


@router.get("/stuck-lines")
async def list_stuck_lines(
    viewer: Reader, connection: ShopConnection, limit: Limit = LIMIT_DEFAULT, cursor: str | None = None
) -> StuckPage:
    """Lines that Shopify refused and nobody has dealt with yet, the latest first."""
    after = read_cursor(cursor, "stuck", (datetime, UUID, int))
    before = (after[0], after[1], after[2]) if after else None
    rows = await change_set_queries.list_stuck(connection, viewer.shop_id, before, limit + 1)
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return StuckPage(
        items=[answers.stuck_line_of(row) for row in page],
        next=write_cursor("stuck", (last[13], last[0], last[1])) if last else None,
        total=await change_set_queries.count_stuck(connection, viewer.shop_id),
    )


@router.post("/change-sets/{change_set_id}/try-again", status_code=202)
async def try_again(
    request: Request,
    viewer: Writer,
    connection: ShopConnection,
    change_set_id: UUID,
    wanted: StuckInput,
    idempotency_key: Key,
) -> ChangeSet:
    """Send failed lines again, all or those named, as a new change set."""
    asked = _asked(request, viewer, idempotency_key)
    made, _is_new = await stuck.try_again(connection, viewer.shop_id, change_set_id, wanted.lines, asked)
    return await _made(request, connection, viewer.shop_id, made)


@router.post("/change-sets/{change_set_id}/put-aside", status_code=204)
async def put_aside(
    request: Request, viewer: Writer, connection: ShopConnection, change_set_id: UUID, wanted: StuckInput
) -> None:
    """Leave failed lines as they are: they no longer wait for anybody."""
    asked = _asked(request, viewer, "")
    await stuck.put_aside(connection, viewer.shop_id, change_set_id, wanted.lines, asked)


def _asked(request: Request, viewer: Viewer, key: str) -> Asked:
    return Asked(viewer.actor, key, request.app.state.clock.now(), request.state.request_id)


async def _made(
    request: Request, connection: AsyncConnection, shop_id: int, made: UUID, shown: Lines = "all"
) -> ChangeSet:
    state = request.app.state
    after_commit(connection, lambda: state.nudger.nudge(shop_id, "write"))
    after_commit(connection, lambda: state.announcer.change_set_moved(shop_id, made))
    return await _change_set(connection, shop_id, made, shown)


async def _change_set(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, shown: Lines = "all"
) -> ChangeSet:
    found = await change_set_queries.list_change_sets(connection, shop_id, change_set_id=change_set_id)
    if not found:
        raise NotFound("there is no such change set in this shop")
    state = "failed" if shown == "failed" else None
    lines = (
        []
        if shown == "none"
        else await change_set_queries.list_lines(connection, shop_id, change_set_id, state=state)
    )
    return answers.change_set_of(found[0], lines)


def _undo_preview(planned: list[UndoLine]) -> UndoPreview:
    undoable = [line for line in planned if line.obstacle is None]
    counts = UndoCounts(
        undoable=len(undoable),
        moved_since=sum(line.movements_since > 0 for line in undoable),
        negative=sum(_goes_negative(line) for line in undoable),
        left_alone=len(planned) - len(undoable),
    )
    conflicts_first = sorted(planned, key=lambda n: (not _goes_negative(n), not n.movements_since, n.line))
    return UndoPreview(counts=counts, lines=[_undo_line(line) for line in conflicts_first[:UNDO_SHOWN]])


def _goes_negative(line: UndoLine) -> bool:
    return line.after < min(0, line.before)


def _undo_line(line: UndoLine) -> UndoPreviewLine:
    return UndoPreviewLine(
        line=line.line,
        inventory_item_id=gid("InventoryItem", line.key[0]),
        sku=line.sku,
        title=line.title,
        location_id=gid("Location", line.key[1]),
        location_name=line.location_name,
        name=line.name,
        to_name=line.to_name,
        delta=line.delta,
        before=line.before,
        after=line.after,
        moved_since=line.moved_since,
        movements_since=line.movements_since,
        problem=line.obstacle,
    )


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
