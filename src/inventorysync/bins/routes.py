"""Bins over HTTP."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from inventorysync.bins import actions, queries
from inventorysync.bins.schemas import (
    Bin,
    BinLevel,
    BinLevelPage,
    BinLevelsInput,
    BinName,
    BinPage,
    BinsSet,
)
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import TURNS, Value, table_file
from inventorysync.shops.access import Reader, ShopConnection, Writer
from inventorysync.shops.file_answers import check_rows, table_answer
from inventorysync.shops.queries import get_shop

FILE_HEADINGS = ("Inventory item id", "SKU", "Barcode", "Product", "Variant", "Location", "Bin")
router = APIRouter(prefix="/bins", tags=["bins"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=60, pattern=r"^[^\x00]*$")]


@router.get("")
async def list_bins(
    viewer: Reader,
    connection: ShopConnection,
    location_id: str | None = None,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> BinPage:
    """Bins of the viewer's locations, and how many items lie in each."""
    after = read_cursor(cursor, "bin", (int, str))
    rows = await queries.list_bins(
        connection,
        viewer.shop_id,
        location_id=_number("location_id", "Location", location_id) if location_id else None,
        search=search.strip(),
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    shown = [Bin(location_id=gid("Location", place), bin=name, levels=n) for place, name, n in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return BinPage(items=shown, next=write_cursor("bin", (last[0], last[1])) if last else None)


@router.get("/levels")
async def list_levels_in_bins(
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str | None = None,
    location_id: str | None = None,
    bin: Annotated[BinName | None, Query()] = None,  # noqa: A002
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> BinLevelPage:
    """Where items lie, as far as it is known."""
    after = read_cursor(cursor, "level", (int, int))
    rows = await queries.list_levels_in_bins(
        connection,
        viewer.shop_id,
        item_id=_number("inventory_item_id", "InventoryItem", inventory_item_id)
        if inventory_item_id
        else None,
        location_id=_number("location_id", "Location", location_id) if location_id else None,
        name=bin,
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    shown = [
        BinLevel(
            inventory_item_id=gid("InventoryItem", item),
            sku=sku,
            title=title,
            location_id=gid("Location", place),
            location_name=place_name,
            bin=name,
        )
        for item, sku, title, place, place_name, name in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return BinLevelPage(items=shown, next=write_cursor("level", (last[0], last[3])) if last else None)


@router.get("/file", response_class=Response)
async def get_settings_file(
    request: Request,
    viewer: Reader,
    format: Format = "csv",  # noqa: A002
    location_id: str | None = None,
) -> StreamingResponse:
    """Every level with its bin as a file: the columns are those that an import of settings takes."""
    database, shop_id = request.app.state.database, viewer.shop_id
    place = _number("location_id", "Location", location_id) if location_id else None
    async with database.shop(shop_id) as connection:
        shop = await get_shop(connection, shop_id)
        check_rows(format, await queries.count_levels(connection, shop_id, place))

    async def pieces() -> AsyncIterator[bytes]:
        async with TURNS, database.shop(shop_id) as connection:
            batches = _as_rows(queries.every_level(connection, shop_id, place))
            async for piece in table_file(format, batches, FILE_HEADINGS, shop.time_zone, "Settings"):
                yield piece

    return table_answer(pieces(), "item-settings", format, request.app.state.clock.now(), shop.time_zone)


async def _as_rows(batches: AsyncIterator[Sequence[Any]]) -> AsyncIterator[list[list[Value]]]:
    async for rows in batches:
        yield [[gid("InventoryItem", item), *texts] for item, *texts in rows]


@router.put("/levels")
async def put_levels_in_bins(
    request: Request, viewer: Writer, connection: ShopConnection, wanted: BinLevelsInput
) -> BinsSet:
    """Say where items lie: one or many at once, all or none."""
    rows = [
        (
            _number(f"levels.{place}.inventory_item_id", "InventoryItem", row.inventory_item_id),
            _number(f"levels.{place}.location_id", "Location", row.location_id),
            row.bin,
        )
        for place, row in enumerate(wanted.levels)
    ]
    now = request.app.state.clock.now()
    changed = await actions.set_bins(connection, viewer.shop_id, rows, viewer.actor, viewer.locations, now)
    return BinsSet(changed=changed)


def _number(field: str, noun: str, text: str) -> int:
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
