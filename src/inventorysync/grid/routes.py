"""The grid over HTTP: counts, files, bulk edits, saved views."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid import bulk, export, values, views
from inventorysync.grid.schemas import (
    BulkEdit,
    BulkEditInput,
    BulkLine,
    BulkPreview,
    BulkPreviewInput,
    DefaultViewInput,
    FieldValues,
    LevelCount,
    LevelName,
    Page,
    SavedView,
    SavedViewChange,
    SavedViewInput,
    SavedViewPage,
)
from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.kit.table_files import TURNS
from inventorysync.shops.access import Reader, ShopConnection, Viewer, Writer
from inventorysync.shops.file_answers import check_rows, table_answer
from inventorysync.shops.queries import get_shop
from inventorysync.stock import lists
from inventorysync.stock.actions.change_sets import Asked, WantedChange, create_change_set
from inventorysync.stock.asking import LevelOrder, LevelQuestion, Question, wanted_of
from inventorysync.stock.conditions import Filter

router = APIRouter(tags=["grid"])
SHOWN_MAX = 50


class FileQuestion(LevelQuestion):
    """Which levels, in which order, with which columns, and as what."""

    format: Literal["csv", "xlsx"] = "csv"
    columns: Annotated[list[export.ColumnName], Field(min_length=1, max_length=40)]
    sort: LevelOrder = "title"


@router.get("/level-count")
async def count_levels(
    request: Request, viewer: Reader, connection: ShopConnection, asked: Question
) -> LevelCount:
    """How many levels a question finds, exactly; the list's own total ends at a limit."""
    wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
    return LevelCount(total=await lists.count_levels(connection, viewer.shop_id, wanted))


@router.get("/level-values")
async def list_level_values(
    viewer: Reader,
    connection: ShopConnection,
    field: values.ValueField,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=values.SHOWN_MAX)] = values.SHOWN_MAX,
) -> FieldValues:
    """What the shop's items say in a field, for whoever types a filter; those that begin with `q` first."""
    return FieldValues(items=await values.list_values(connection, viewer.shop_id, field, q.strip(), limit))


@router.get("/level-file", response_class=Response)
async def get_level_file(
    request: Request, viewer: Reader, asked: Annotated[FileQuestion, Query()]
) -> StreamingResponse:
    """A file of what the grid shows: the same columns, order, filter and sort; every row of it."""
    database, now = request.app.state.database, request.app.state.clock.now()
    async with database.shop(viewer.shop_id) as connection:
        shop = await get_shop(connection, viewer.shop_id)
        wanted = await wanted_of(connection, viewer, asked, now)
        rows = await lists.count_levels(connection, viewer.shop_id, wanted)
    check_rows(asked.format, rows)
    local = export.Local(shop.currency, shop.time_zone)

    async def pieces() -> AsyncIterator[bytes]:
        async with TURNS, database.shop(viewer.shop_id) as connection:
            batches = export.rows_of(connection, viewer.shop_id, wanted, asked.sort)
            async for piece in export.file_of(asked.format, batches, asked.columns, local):
                yield piece

    answer = table_answer(pieces(), "inventory", asked.format, now, shop.time_zone)
    answer.headers["X-Total-Rows"] = str(rows)
    return answer


@router.post("/bulk-edits/preview")
async def preview_bulk_edit(
    request: Request, viewer: Writer, connection: ShopConnection, wanted: BulkPreviewInput
) -> BulkPreview:
    """What an edit of a selection would do to each level of it; nothing is written."""
    selection, change = wanted.selection, bulk.Change(wanted.change.do, wanted.change.units)
    if selection.question is not None:
        now = request.app.state.clock.now()
        asked = await wanted_of(connection, viewer, selection.question, now)
    else:
        asked = Filter(keys=_keys_of("selection.levels", selection.levels or []))
    left_out = set(_keys_of("selection.except", selection.left_out))
    planned = await bulk.plan(connection, viewer.shop_id, asked, left_out, change)
    return _preview_of(planned)


@router.post("/bulk-edits", status_code=202)
async def post_bulk_edit(
    request: Request,
    viewer: Writer,
    connection: ShopConnection,
    wanted: BulkEditInput,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=255)],
) -> BulkEdit:
    """Carry out what was previewed, all of it: 409 names the levels that hold another number by now."""
    lines = bulk.unpack(wanted.preview)
    made, _is_new = await create_change_set(
        connection,
        viewer.shop_id,
        WantedChange("adjust", wanted.reason, wanted.note, lines),
        Asked(viewer.actor, idempotency_key, request.app.state.clock.now(), request.state.request_id),
    )
    state = request.app.state
    after_commit(connection, lambda: state.nudger.nudge(viewer.shop_id, "write"))
    after_commit(connection, lambda: state.announcer.change_set_moved(viewer.shop_id, made))
    return BulkEdit(change_set_id=made, lines=len(lines))


@router.get("/saved-views")
async def list_saved_views(
    viewer: Reader, connection: ShopConnection, page: Page = "inventory"
) -> SavedViewPage:
    """Own views, then those that others share."""
    rows = await views.list_views(connection, viewer.shop_id, viewer.actor, page)
    chosen = await views.find_default(connection, viewer.shop_id, viewer.actor, page)
    return SavedViewPage(items=[_view_of(row, viewer, chosen) for row in rows], total=len(rows))


@router.post("/saved-views", status_code=201)
async def post_saved_view(
    request: Request, viewer: Reader, connection: ShopConnection, wanted: SavedViewInput
) -> SavedView:
    """Save a view for oneself; to share it needs the permission to write."""
    if wanted.is_shared:
        _check_may_share(viewer)
    now = request.app.state.clock.now()
    made = await views.save_view(connection, viewer.shop_id, viewer.actor, wanted, now)
    return await _view(connection, viewer, made)


@router.patch("/saved-views/{view_id}")
async def patch_saved_view(
    request: Request, viewer: Reader, connection: ShopConnection, view_id: UUID, change: SavedViewChange
) -> SavedView:
    """Rename a view, share it, or save another state under its name."""
    await _get_to_change(connection, viewer, view_id)
    if change.is_shared:
        _check_may_share(viewer)
    await views.change_view(connection, viewer.shop_id, view_id, change, request.app.state.clock.now())
    return await _view(connection, viewer, view_id)


@router.delete("/saved-views/{view_id}", status_code=204)
async def delete_saved_view(viewer: Reader, connection: ShopConnection, view_id: UUID) -> Response:
    """Remove a view, for everybody if it is shared."""
    await _get_to_change(connection, viewer, view_id)
    await views.remove_view(connection, viewer.shop_id, view_id)
    return Response(status_code=204)


@router.put("/default-view", status_code=204)
async def put_default_view(viewer: Reader, connection: ShopConnection, wanted: DefaultViewInput) -> Response:
    """Open the page with this view from now on; only for whoever asks."""
    if wanted.view_id is not None:
        await views.get_view(connection, viewer.shop_id, viewer.actor, wanted.view_id)
    await views.choose_default(connection, viewer.shop_id, viewer.actor, wanted.page, wanted.view_id)
    return Response(status_code=204)


def _keys_of(field: str, names: list[LevelName]) -> list[tuple[int, int]]:
    return [
        (
            _number(f"{field}.{n}.inventory_item_id", "InventoryItem", name.inventory_item_id),
            _number(f"{field}.{n}.location_id", "Location", name.location_id),
        )
        for n, name in enumerate(names)
    ]


def _number(field: str, noun: str, text: str) -> int:
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error


def _preview_of(planned: list[bulk.Planned]) -> BulkPreview:
    refused = [level for level in planned if level.problem is not None]
    changed = [level for level in planned if level.problem is None and level.delta]
    return BulkPreview(
        selected=len(planned),
        changed=len(changed),
        unchanged=len(planned) - len(changed) - len(refused),
        refused=len(refused),
        units=sum(level.delta for level in changed),
        lines=[_line_of(level) for level in changed[:SHOWN_MAX]],
        refused_lines=[_line_of(level) for level in refused[:SHOWN_MAX]],
        refused_by=Counter(level.problem for level in refused if level.problem),
        preview=bulk.pack(bulk.lines_of(changed)) if changed else None,
    )


def _line_of(level: bulk.Planned) -> BulkLine:
    return BulkLine(
        inventory_item_id=gid("InventoryItem", level.item_id),
        location_id=gid("Location", level.location_id),
        sku=level.sku,
        title=level.title,
        variant_title=level.variant_title,
        location_name=level.location_name,
        before=level.before,
        after=level.after,
        problem=level.problem,
    )


async def _view(connection: AsyncConnection, viewer: Viewer, view_id: UUID) -> SavedView:
    row = await views.get_view(connection, viewer.shop_id, viewer.actor, view_id)
    chosen = await views.find_default(connection, viewer.shop_id, viewer.actor, row.page)
    return _view_of(row, viewer, chosen)


async def _get_to_change(connection: AsyncConnection, viewer: Viewer, view_id: UUID) -> None:
    row = await views.get_view(connection, viewer.shop_id, viewer.actor, view_id)
    if not _may_change(row, viewer):
        raise views.NotYourView(f"{row.owner} shares it: save it under a name of your own to change it")


def _check_may_share(viewer: Viewer) -> None:
    if "write" not in viewer.permissions:
        raise views.NotYourView("sharing a view needs the permission write")


def _may_change(row: Any, viewer: Viewer) -> bool:
    return row.owner == viewer.actor or "admin" in viewer.permissions


def _view_of(row: Any, viewer: Viewer, chosen: UUID | None) -> SavedView:
    return SavedView(
        view_id=row.view_id,
        page=row.page,
        name=row.name,
        owner=row.owner,
        is_shared=row.is_shared,
        is_mine=row.owner == viewer.actor,
        is_default=row.view_id == chosen,
        may_change=_may_change(row, viewer),
        state=row.state,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
