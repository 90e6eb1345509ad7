"""Stocktakes over HTTP: made, begun, reviewed, approved, watched."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Batches
from inventorysync.shops.access import Reader, ShopConnection, Writer
from inventorysync.shops.file_answers import answer_rows
from inventorysync.stocktakes import answers, files, queries
from inventorysync.stocktakes.actions import making, reviewing
from inventorysync.stocktakes.requests import (
    Approver,
    answer_stocktake,
    hides_expected,
    number_in,
    summary_of,
    tell,
    who_asks,
)
from inventorysync.stocktakes.schemas import (
    ApprovalInput,
    ClockOut,
    CodeInput,
    EndInput,
    ItemsInput,
    LinePage,
    RecountInput,
    ScopeCount,
    ScopePreview,
    ScopePreviewInput,
    Show,
    State,
    StocktakeEdit,
    StocktakeInput,
    StocktakeOut,
    StocktakePage,
    StocktakesMade,
    VersionInput,
)
from inventorysync.stocktakes.scope import count_scope
from inventorysync.stocktakes.tally import read_tally

router = APIRouter(prefix="/stocktakes", tags=["stocktakes"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("")
async def list_stocktakes(
    viewer: Reader,
    connection: ShopConnection,
    state: Annotated[list[State] | None, Query()] = None,
    location_id: str | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> StocktakePage:
    """Stocktakes of the viewer's locations, newest first."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    found = await queries.list_stocktakes(
        connection,
        viewer.shop_id,
        states=state,
        location_id=number_in("location_id", "Location", location_id) if location_id else None,
        before=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    last = found[limit - 1] if len(found) > limit else None
    following = write_cursor("newest", (last.created_at, last.stocktake_id)) if last else None
    return StocktakePage(items=[summary_of(record) for record in found[:limit]], next=following)


@router.post("/preview")
async def preview_scope(
    request: Request, viewer: Reader, connection: ShopConnection, wanted: ScopePreviewInput
) -> ScopePreview:
    """How many items there are to count, before anything is made."""
    now = request.app.state.clock.now()
    found = []
    for place, given in enumerate(wanted.location_ids):
        location = number_in(f"location_ids.{place}", "Location", given)
        items, in_bins = await count_scope(connection, viewer.shop_id, location, wanted.scope, now)
        found.append(ScopeCount(location_id=given, items=items, in_bins=in_bins))
    return ScopePreview(locations=found)


@router.post("", status_code=201)
async def post_stocktakes(
    request: Request, viewer: Writer, connection: ShopConnection, wanted: StocktakeInput
) -> StocktakesMade:
    """Make a draft for each location: a stocktake counts one of them."""
    locations = [
        number_in(f"location_ids.{place}", "Location", given)
        for place, given in enumerate(wanted.location_ids)
    ]
    who = who_asks(request, viewer)
    made = await making.make_stocktakes(
        connection, viewer.shop_id, locations, wanted.scope, wanted.label, who, is_blind=wanted.is_blind
    )
    for stocktake_id in made:
        tell(request, connection, viewer, stocktake_id)
    records = [await queries.get_stocktake(connection, viewer.shop_id, number) for number in made]
    return StocktakesMade(items=[summary_of(record) for record in records])


@router.get("/clock")
async def read_clock(request: Request, _viewer: Reader) -> ClockOut:
    """The server's time, for a device to measure by how much its clock is wrong."""
    return ClockOut(server_at=request.app.state.clock.now())


@router.get("/{stocktake_id}")
async def get_stocktake(
    request: Request, viewer: Reader, connection: ShopConnection, stocktake_id: UUID
) -> StocktakeOut:
    """How far a stocktake is, and what it comes to by now."""
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.patch("/{stocktake_id}")
async def patch_stocktake(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: StocktakeEdit
) -> StocktakeOut:
    """Change what a draft is about."""
    given = {"scope": wanted.scope, "label": wanted.label, "is_blind": wanted.is_blind}
    who = who_asks(request, viewer)
    await making.edit_draft(connection, viewer.shop_id, stocktake_id, wanted.version, given, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.get("/{stocktake_id}/lines")
async def list_lines(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    stocktake_id: UUID,
    show: Show = "all",
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> LinePage:
    """Items that are counted, the largest differences in money first; while it is blind by name."""
    record = await queries.get_stocktake(connection, viewer.shop_id, stocktake_id)
    is_hidden = hides_expected(record, viewer)
    after = read_cursor(cursor, "place", (int,))
    offset = min(max(after[0], 0), 10**6) if after else 0
    lines = await read_tally(
        connection,
        viewer.shop_id,
        stocktake_id,
        request.app.state.clock.now(),
        show="all" if is_hidden and show in ("different", "unsure") else show,
        search=search.strip(),
        by_money=not is_hidden,
        offset=offset,
        limit=limit + 1,
    )
    shown = [answers.line_of(line, viewer.currency, is_hidden=is_hidden) for line in lines[:limit]]
    following = write_cursor("place", (offset + limit,)) if len(lines) > limit else None
    return LinePage(items=shown, next=following)


@router.get("/{stocktake_id}/line-file", response_class=Response)
async def get_line_file(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    stocktake_id: UUID,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """The same as a file, every line of it."""
    record = await queries.get_stocktake(connection, viewer.shop_id, stocktake_id)
    is_hidden, now = hides_expected(record, viewer), request.app.state.clock.now()

    def rows(reading: AsyncConnection) -> Batches:
        return files.lines_of_stocktake(
            reading, viewer.shop_id, stocktake_id, now, viewer.currency, is_hidden=is_hidden
        )

    return await answer_rows(request, viewer, rows, files.HEADINGS, "stocktake", format)


@router.post("/{stocktake_id}/start")
async def post_start(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: VersionInput
) -> StocktakeOut:
    """Begin to count."""
    who = who_asks(request, viewer)
    await making.start_counting(connection, viewer.shop_id, stocktake_id, wanted.version, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/review")
async def post_review(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: EndInput
) -> StocktakeOut:
    """End the counting: what was counted is looked at."""
    who = who_asks(request, viewer)
    await reviewing.end_counting(connection, viewer.shop_id, stocktake_id, wanted.version, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/count-on")
async def post_count_on(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: VersionInput
) -> StocktakeOut:
    """Go back from the review to counting."""
    who = who_asks(request, viewer)
    await reviewing.count_on(connection, viewer.shop_id, stocktake_id, wanted.version, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/recount")
async def post_recount(
    request: Request, viewer: Approver, connection: ShopConnection, stocktake_id: UUID, wanted: RecountInput
) -> StocktakeOut:
    """Have some lines counted once more, blind."""
    items = [
        number_in(f"inventory_item_ids.{place}", "InventoryItem", given)
        for place, given in enumerate(wanted.inventory_item_ids or ())
    ]
    asked = {"items": items, "largest": wanted.largest, "over": wanted.over, "unsure": wanted.unsure}
    who = who_asks(request, viewer)
    await reviewing.ask_recount(connection, viewer.shop_id, stocktake_id, wanted.version, asked, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/codes")
async def post_code(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: CodeInput
) -> StocktakeOut:
    """Say what an unknown code is; remembered for the rest of this stocktake."""
    item = None
    if wanted.inventory_item_id is not None:
        item = number_in("inventory_item_id", "InventoryItem", wanted.inventory_item_id)
    who = who_asks(request, viewer)
    await reviewing.resolve_code(connection, viewer.shop_id, stocktake_id, wanted.code, item, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/items")
async def post_items(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: ItemsInput
) -> StocktakeOut:
    """Count these items too, with what was scanned of them already."""
    items = [
        number_in(f"inventory_item_ids.{place}", "InventoryItem", given)
        for place, given in enumerate(wanted.inventory_item_ids)
    ]
    who = who_asks(request, viewer)
    await reviewing.add_items(connection, viewer.shop_id, stocktake_id, wanted.version, items, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/approve", status_code=202)
async def post_approve(
    request: Request, viewer: Approver, connection: ShopConnection, stocktake_id: UUID, wanted: ApprovalInput
) -> StocktakeOut:
    """Have the differences posted as one change set; asked again they are posted once."""
    asked = {"not_counted": wanted.not_counted, "unsure": wanted.unsure}
    who, nudge = who_asks(request, viewer), request.app.state.nudger.nudge
    await reviewing.approve(connection, nudge, viewer.shop_id, stocktake_id, wanted.version, asked, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/{stocktake_id}/cancel")
async def post_cancel(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: VersionInput
) -> StocktakeOut:
    """Leave a stocktake that is not posted."""
    who = who_asks(request, viewer)
    await making.cancel_stocktake(connection, viewer.shop_id, stocktake_id, wanted.version, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)
