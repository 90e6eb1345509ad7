"""Tables as files, CSV and XLSX: row by row in constant memory, and never a formula.

A text that a spreadsheet would take for a formula is marked as text (see spreadsheets). In XLSX a text is
written as a text, so nothing needs to be changed. Numbers are numbers in both; moments are in the given zone.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO
from zoneinfo import ZoneInfo

from inventorysync.kit.money import plain_amount
from inventorysync.kit.spreadsheets import Format, plain_text

CHUNK_BYTES = 256 * 1024
XLSX_ROWS_MAX = 1_048_575  # a sheet has 1,048,576, one of them the heading
WIDTH = 16
TURNS = asyncio.Semaphore(2)  # files written at once by a process: each holds a connection until it is done
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Value = str | int | Decimal | datetime | None
Values = Sequence[Value]
Batches = AsyncIterator[Sequence[Values]]


def table_file(
    wanted: Format, batches: Batches, headings: Sequence[str], zone: str, sheet: str
) -> AsyncIterator[bytes]:
    """The pieces of a file of these rows; `sheet` is what the sheet of an Excel file is called."""
    if wanted == "csv":
        return csv_file(batches, headings, zone)
    return xlsx_file(batches, headings, zone, sheet)


async def csv_file(batches: Batches, headings: Sequence[str], zone: str) -> AsyncIterator[bytes]:
    """The pieces of a CSV file: UTF-8 with the mark that Excel wants, RFC 4180."""
    local = ZoneInfo(zone)
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow(headings)
    async for rows in batches:
        writer.writerows([_plain(value, local) for value in row] for row in rows)
        yield piece.getvalue().encode()
        piece.seek(0)
        piece.truncate()
    yield piece.getvalue().encode()


def _plain(value: Value, zone: ZoneInfo) -> str | int:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Decimal):
        return plain_amount(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(" ", "seconds")
    return "" if value is None else value


async def xlsx_file(batches: Batches, headings: Sequence[str], zone: str, sheet: str) -> AsyncIterator[bytes]:
    """The pieces of an Excel file, written to a temporary file first: its table of contents is last."""
    with tempfile.TemporaryFile() as file:
        made = _Sheet(file, headings, ZoneInfo(zone), sheet)
        async for rows in batches:
            await asyncio.to_thread(made.add, rows)
        await asyncio.to_thread(made.close)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield piece


class _Sheet:
    """One sheet, written row by row in constant memory."""

    def __init__(self, file: IO[bytes], headings: Sequence[str], zone: ZoneInfo, name: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        import xlsxwriter  # only a process that writes such a file pays for loading it

        self._book = xlsxwriter.Workbook(file, options)
        self._sheet = self._book.add_worksheet(name)
        self._zone = zone
        self._money = self._book.add_format({"num_format": "#,##0.00##"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = self._book.add_format({"bold": True})
        self._sheet.set_column(0, len(headings) - 1, WIDTH)
        self._sheet.freeze_panes(1, 0)
        for at, heading in enumerate(headings):
            self._sheet.write_string(0, at, heading, bold)
        self._rows = 1

    def add(self, rows: Sequence[Values]) -> None:
        """Write rows behind those that are there."""
        for row in rows:
            for at, value in enumerate(row):
                self._write(at, value)
            self._rows += 1

    def _write(self, at: int, value: Value) -> None:
        if isinstance(value, str):
            if value:
                self._sheet.write_string(self._rows, at, value)
        elif isinstance(value, Decimal):
            self._sheet.write_number(self._rows, at, value, self._money)
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            self._sheet.write_datetime(self._rows, at, local, self._moment)
        elif value is not None:
            self._sheet.write_number(self._rows, at, value)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()
