"""Answers that are files: written while they are read, kept nowhere on the way."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import MEDIA_TYPES, TURNS, XLSX_ROWS_MAX, Batches, table_file
from inventorysync.shops.access import Viewer
from inventorysync.shops.queries import get_shop


def check_rows(wanted: Format, rows: int) -> None:
    """Raise Invalid where a file of this format cannot hold so many rows."""
    if wanted == "xlsx" and rows > XLSX_ROWS_MAX:
        message = f"xlsx holds {XLSX_ROWS_MAX:,} rows and these are {rows:,}: choose csv"
        raise Invalid.field("format", message, "too_many")


async def answer_rows(
    request: Request,
    viewer: Viewer,
    rows: Callable[[AsyncConnection], Batches],
    headings: Sequence[str],
    name: str,
    wanted: Format,
) -> StreamingResponse:
    """Rows that are read while the file is written; `{zone}` in a heading is the shop's time zone."""
    database, now = request.app.state.database, request.app.state.clock.now()
    async with database.shop(viewer.shop_id) as connection:
        zone = (await get_shop(connection, viewer.shop_id)).time_zone
    named = [heading.format(zone=zone) for heading in headings]

    async def pieces() -> AsyncIterator[bytes]:
        async with TURNS, database.shop(viewer.shop_id) as reading:
            async for piece in table_file(wanted, rows(reading), named, zone, "InventorySync"):
                yield piece

    return table_answer(pieces(), name, wanted, now, zone)


def table_answer(
    pieces: AsyncIterator[bytes], name: str, wanted: Format, now: datetime, zone: str
) -> StreamingResponse:
    """A table as a file called `<name>-<the shop's day>.<format>`."""
    day = now.astimezone(ZoneInfo(zone)).date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{day}.{wanted}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[wanted], headers=headers)
