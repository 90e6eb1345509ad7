"""Files of what the grid shows: the same columns, order, filter and sort, row by row in constant memory.

A text that a spreadsheet would take for a formula is marked as text (see kit/spreadsheets). In XLSX a text is
written as a text, so nothing needs to be changed. Numbers are numbers in both.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.money import plain_amount
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.kit.spreadsheets import plain_text
from inventorysync.stock.conditions import Filter, level_conditions
from inventorysync.stock.lists import LEVELS, UNITS_AT, walk_of

ROWS_A_TIME = 1_000
CHUNK_BYTES = 256 * 1024
XLSX_ROWS_MAX = 1_048_575  # a sheet has 1,048,576, one of them the heading
WIDTH = 16
TURNS = asyncio.Semaphore(2)  # files written at once by a process: each holds a connection until it is done
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATES = ("Inactive", "Negative", "Out of stock", "In stock")

Value = str | int | Decimal | datetime | None
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its heading, and its value in a row of `lists.list_levels`."""

    heading: str
    value: Callable[[Row], Value]


@dataclass(frozen=True, slots=True)
class Local:
    """How the shop writes: its currency and its zone."""

    currency: str
    zone: str


def _unit(position: int) -> Callable[[Row], Value]:
    return lambda row: row[UNITS_AT + position]


def _state(row: Row) -> str:
    available = row[UNITS_AT]
    if not row[12]:
        return STATES[0]
    return STATES[1] if available < 0 else STATES[3] if available else STATES[2]


def _value(row: Row) -> Value:
    cost: Decimal | None = row[9]
    return None if cost is None else cost * row[UNITS_AT + QUANTITY_NAMES.index("on_hand")]


_COLUMNS: dict[str, list[Column]] = {
    "title": [Column("Product", lambda row: row[2]), Column("Variant", lambda row: row[3])],
    "sku": [Column("SKU", lambda row: row[0])],
    "barcode": [Column("Barcode", lambda row: row[1])],
    "vendor": [Column("Vendor", lambda row: row[4])],
    "product_type": [Column("Type", lambda row: row[5])],
    "tags": [Column("Tags", lambda row: ", ".join(row[6]))],
    "location": [Column("Location", lambda row: row[-1])],
    "state": [Column("State", _state)],
    **{
        name: [Column(name.replace("_", " ").capitalize(), _unit(position))]
        for position, name in enumerate(QUANTITY_NAMES)
    },
    "pending": [Column("On its way to Shopify", lambda row: int(row[-2]))],
    "price": [Column("Price ({currency})", lambda row: row[8])],
    "unit_cost": [Column("Unit cost ({currency})", lambda row: row[9])],
    "value": [Column("Value ({currency})", _value)],
    "tracked": [Column("Tracked", lambda row: "Yes" if row[7] else "No")],
    "updated_at": [Column("Changed ({zone})", lambda row: row[13])],
}
ColumnName = Literal[
    "title", "sku", "barcode", "vendor", "product_type", "tags", "location", "state", "available",
    "committed", "reserved", "damaged", "safety_stock", "quality_control", "on_hand", "incoming", "pending",
    "price", "unit_cost", "value", "tracked", "updated_at",
]  # fmt: skip


async def rows_of(
    connection: AsyncConnection, shop_id: int, wanted: Filter, order: str
) -> AsyncIterator[Sequence[Row]]:
    """All rows in their order, some at a time, as they were at one moment: one statement reads them."""
    conditions = await level_conditions(connection, shop_id, wanted)
    walk = await walk_of(connection, shop_id, LEVELS, conditions, order)
    whole = walk.undivided()
    statement = whole.page(whole.order.segments[0])
    streamed = await connection.stream(text(statement), {**whole.arguments, "limit": None})
    async for rows in streamed.partitions(ROWS_A_TIME):
        yield [row[1 + len(LEVELS.keys) :] for row in rows]


async def csv_file(
    batches: AsyncIterator[Sequence[Row]], names: Iterable[str], local: Local
) -> AsyncIterator[bytes]:
    """The pieces of a CSV file: UTF-8 with the mark that Excel wants, RFC 4180."""
    columns = [column for name in names for column in _COLUMNS[name]]
    zone = ZoneInfo(local.zone)
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow(_heading(column, local) for column in columns)
    async for rows in batches:
        writer.writerows([_plain(column.value(row), zone) for column in columns] for row in rows)
        yield piece.getvalue().encode()
        piece.seek(0)
        piece.truncate()
    yield piece.getvalue().encode()


def _heading(column: Column, local: Local) -> str:
    return column.heading.format(currency=local.currency, zone=local.zone)


def _plain(value: Value, zone: ZoneInfo) -> str | int:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Decimal):
        return plain_amount(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(" ", "seconds")
    return "" if value is None else value


async def xlsx_file(
    batches: AsyncIterator[Sequence[Row]], names: Iterable[str], local: Local
) -> AsyncIterator[bytes]:
    """The pieces of an Excel file, written to a temporary file first: its table of contents is last."""
    columns = [column for name in names for column in _COLUMNS[name]]
    with tempfile.TemporaryFile() as file:
        sheet = _Sheet(file, columns, local)
        async for rows in batches:
            await asyncio.to_thread(sheet.add, rows)
        await asyncio.to_thread(sheet.close)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield piece


class _Sheet:
    """One sheet, written row by row in constant memory."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], local: Local) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._sheet = self._book.add_worksheet("Inventory")
        self._columns, self._zone = columns, ZoneInfo(local.zone)
        self._money = self._book.add_format({"num_format": "#,##0.00##"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = self._book.add_format({"bold": True})
        self._sheet.set_column(0, len(columns) - 1, WIDTH)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            self._sheet.write_string(0, at, _heading(column, local), bold)
        self._rows = 1

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows behind those that are there."""
        for row in rows:
            for at, column in enumerate(self._columns):
                self._write(at, column.value(row))
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
