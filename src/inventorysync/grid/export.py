"""Files of what the grid shows: the same columns, order, filter and sort, row by row in constant memory."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Value, table_file
from inventorysync.stock.conditions import Filter, level_conditions
from inventorysync.stock.lists import LEVELS, UNITS_AT, walk_of

ROWS_A_TIME = 1_000
STATES = ("Inactive", "Negative", "Out of stock", "In stock")

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


def file_of(
    wanted: Format, batches: AsyncIterator[Sequence[Row]], names: Iterable[str], local: Local
) -> AsyncIterator[bytes]:
    """The pieces of a file with the columns of these names."""
    columns = [column for name in names for column in _COLUMNS[name]]
    headings = [column.heading.format(currency=local.currency, zone=local.zone) for column in columns]
    return table_file(wanted, _values(batches, columns), headings, local.zone, "Inventory")


async def _values(
    batches: AsyncIterator[Sequence[Row]], columns: Sequence[Column]
) -> AsyncIterator[Sequence[Sequence[Value]]]:
    async for rows in batches:
        yield [[column.value(row) for column in columns] for row in rows]
