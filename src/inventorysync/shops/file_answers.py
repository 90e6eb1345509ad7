"""Answers that are files: written while they are read, kept nowhere on the way."""

from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse

from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import MEDIA_TYPES, XLSX_ROWS_MAX


def check_rows(wanted: Format, rows: int) -> None:
    """Raise Invalid where a file of this format cannot hold so many rows."""
    if wanted == "xlsx" and rows > XLSX_ROWS_MAX:
        message = f"xlsx holds {XLSX_ROWS_MAX:,} rows and these are {rows:,}: choose csv"
        raise Invalid.field("format", message, "too_many")


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
