"""What a device needs to count: sections, items with their codes, and a place to send scans to."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from inventorysync.kit.gid import gid
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.shops.access import Reader, ShopConnection, Writer
from inventorysync.stocktakes import answers, queries
from inventorysync.stocktakes.actions import counting
from inventorysync.stocktakes.actions.counting import Device, MeasuredClock, WantedScan
from inventorysync.stocktakes.requests import (
    answer_stocktake,
    hides_expected,
    number_in,
    tell,
    who_asks,
)
from inventorysync.stocktakes.schemas import (
    ClaimInput,
    ClockInput,
    CountItemPage,
    DoneInput,
    ScanKept,
    ScanPage,
    ScansInput,
    ScansKept,
    SectionInput,
    StocktakeOut,
)
from inventorysync.stocktakes.tally import read_tally

router = APIRouter(prefix="/stocktakes/{stocktake_id}", tags=["stocktakes"])
ITEMS_MAX = 2_000
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


@router.get("/count-items")
async def list_count_items(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    stocktake_id: UUID,
    limit: Annotated[int, Query(ge=1, le=ITEMS_MAX)] = ITEMS_MAX,
    cursor: str | None = None,
) -> CountItemPage:
    """All items to be counted, for a device that has to know their codes without a connection."""
    record = await queries.get_stocktake(connection, viewer.shop_id, stocktake_id)
    after = read_cursor(cursor, "item", (int,))
    rows = await queries.list_count_items(
        connection, viewer.shop_id, stocktake_id, after=after[0] if after else 0, limit=limit + 1
    )
    expected: dict[int, int] = {}
    if not (record.is_blind or record.round > 1 or hides_expected(record, viewer)):
        now = request.app.state.clock.now()
        lines = await read_tally(connection, viewer.shop_id, stocktake_id, now)
        expected = {line.item_id: line.expected for line in lines}
    shown = [answers.count_item_of(row, expected.get(row[0])) for row in rows[:limit]]
    following = write_cursor("item", (rows[limit - 1][0],)) if len(rows) > limit else None
    return CountItemPage(items=shown, next=following)


@router.post("/sections", status_code=201)
async def post_section(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: SectionInput
) -> StocktakeOut:
    """Add a section by a name of one's own."""
    who = who_asks(request, viewer)
    await counting.make_section(connection, viewer.shop_id, stocktake_id, wanted.name, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/sections/{section_id}/claim")
async def post_claim(
    request: Request,
    viewer: Writer,
    connection: ShopConnection,
    stocktake_id: UUID,
    section_id: UUID,
    wanted: ClaimInput,
) -> StocktakeOut:
    """Count a section from now on; where somebody else does, only if it is said to take it over."""
    who = who_asks(request, viewer)
    await counting.claim_section(
        connection, viewer.shop_id, stocktake_id, section_id, who, take_over=wanted.take_over
    )
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/sections/{section_id}/release")
async def post_release(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, section_id: UUID
) -> StocktakeOut:
    """Let somebody else have one's section."""
    who = who_asks(request, viewer)
    await counting.release_section(connection, viewer.shop_id, stocktake_id, section_id, who)
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/sections/{section_id}/done")
async def post_done(
    request: Request,
    viewer: Writer,
    connection: ShopConnection,
    stocktake_id: UUID,
    section_id: UUID,
    wanted: DoneInput,
) -> StocktakeOut:
    """Say that a section is counted to its end, or is not."""
    who = who_asks(request, viewer)
    await counting.end_section(
        connection, viewer.shop_id, stocktake_id, section_id, who, is_done=wanted.is_done
    )
    tell(request, connection, viewer, stocktake_id)
    return await answer_stocktake(request, connection, viewer, stocktake_id)


@router.post("/scans")
async def post_scans(
    request: Request, viewer: Writer, connection: ShopConnection, stocktake_id: UUID, wanted: ScansInput
) -> ScansKept:
    """Send scans, all or none of them; one that was sent before is not counted again."""
    scans = [
        WantedScan(
            scan.id,
            scan.section_id,
            scan.code,
            None
            if scan.inventory_item_id is None
            else number_in(f"scans.{place}.inventory_item_id", "InventoryItem", scan.inventory_item_id),
            scan.units,
            scan.scanned_at,
            scan.corrects,
        )
        for place, scan in enumerate(wanted.scans)
    ]
    clock = None if wanted.clock is None else _measured(wanted.clock)
    device = Device(wanted.device, wanted.sent_at, clock)
    who = who_asks(request, viewer)
    kept = await counting.keep_scans(connection, viewer.shop_id, stocktake_id, scans, device, who)
    if any(is_new for _, is_new, _ in kept):
        tell(request, connection, viewer, stocktake_id)
    answered = [
        ScanKept(id=key, is_new=is_new, inventory_item_id=gid("InventoryItem", item) if item else None)
        for key, is_new, item in kept
    ]
    return ScansKept(scans=answered, server_at=who.now)


def _measured(clock: ClockInput) -> MeasuredClock:
    return MeasuredClock(timedelta(milliseconds=clock.offset_ms), timedelta(milliseconds=clock.within_ms))


@router.get("/scans")
async def list_scans(
    viewer: Reader,
    connection: ShopConnection,
    stocktake_id: UUID,
    inventory_item_id: str | None = None,
    section_id: UUID | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ScanPage:
    """Scans as they were kept, those that came last first."""
    await queries.get_stocktake(connection, viewer.shop_id, stocktake_id)
    after = read_cursor(cursor, "newest", (datetime, UUID))
    item = number_in("inventory_item_id", "InventoryItem", inventory_item_id) if inventory_item_id else None
    rows = await queries.list_scans(
        connection,
        viewer.shop_id,
        stocktake_id,
        item_id=item,
        section_id=section_id,
        before=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("newest", (last[12], last[0])) if last else None
    return ScanPage(items=[answers.scan_of(row) for row in rows[:limit]], next=following)
