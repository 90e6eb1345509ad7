"""Lists of levels and items: filtered, searched and sorted in the database, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.pages import read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.conditions import (
    Conditions,
    Filter,
    item_conditions,
    level_conditions,
    prepared,
)
from inventorysync.stock.filters import STATES
from inventorysync.stock.orders import (
    BY_LOCATION,
    ITEM_ORDERS,
    LEVEL_ORDERS,
    Order,
    Segment,
    order_by_location,
)

TOTAL_MAX = 10_000
OFFSET_MAX = 5_000_000
UNITS = ", ".join(f"l.{name}" for name in QUANTITY_NAMES)
UNITS_AT = 14  # in a row of levels; what is pending stands behind them, then the name of the location


class Listing(NamedTuple):
    """One page of rows, the cursor behind it, and on the first page how many there are, or at least are."""

    rows: list[Any]
    next: str | None
    total: int | None
    total_is_capped: bool = False


_LEVEL_FIELDS = f"""
    i.sku, i.barcode, i.title, i.variant_title, i.vendor, i.product_type, i.tags, i.tracked,
    i.price, i.unit_cost, l.item_id, l.location_id, l.is_active, l.booked_at, {UNITS},
    coalesce((SELECT sum(CASE WHEN n.name = 'available' THEN n.delta
                              WHEN n.from_name = 'available' THEN -n.delta ELSE 0 END)
              FROM change_set_line n
              WHERE n.shop_id = :shop AND n.item_id = l.item_id AND n.location_id = l.location_id
                AND n.state IN ('pending', 'pushing')), 0),
    coalesce((SELECT p.name FROM location p WHERE p.shop_id = :shop AND p.location_id = l.location_id), '')
"""
_LEVEL_TABLES = """
    inventory_level l
    JOIN inventory_item i ON i.shop_id = l.shop_id AND i.item_id = l.item_id
"""
_DELETED = "SELECT d.item_id FROM inventory_item d WHERE d.shop_id = :shop AND d.deleted_at IS NOT NULL"
TOTAL_OF_WIDE_SEARCH_MAX = 1_000
ITEM_FIELDS = f"""
    i.item_id, i.product_id, i.title, i.variant_title, i.sku, i.barcode, i.vendor, i.product_type,
    i.price, i.unit_cost, i.tracked, i.deleted_at IS NOT NULL, i.updated_at,
    i.tags,
    ARRAY(SELECT v.variant_id FROM variant v WHERE v.shop_id = :shop AND v.item_id = i.item_id ORDER BY 1),
    (SELECT count(*) FROM inventory_level l
     WHERE l.shop_id = :shop AND l.item_id = i.item_id AND l.is_active),
    (SELECT ARRAY[{", ".join(f"coalesce(sum(l.{name}), 0)" for name in QUANTITY_NAMES)}]::bigint[]
     FROM inventory_level l WHERE l.shop_id = :shop AND l.item_id = i.item_id)
"""


async def list_levels(
    connection: AsyncConnection,
    shop_id: int,
    wanted: Filter,
    *,
    order: str = "sku",
    limit: int = 50,
    cursor: str | None = None,
    offset: int = 0,
) -> Listing:
    """Levels in an order of LEVEL_ORDERS (`-` for the other way round), a page at a time.

    A page begins behind `cursor`, or at row `offset`; both together raise Invalid.
    """
    if cursor is not None and offset:
        raise Invalid.field("offset", "has no place beside a cursor")
    conditions = await level_conditions(connection, shop_id, wanted)
    return await _list(connection, shop_id, LEVELS, conditions, _Place(order, limit, cursor, offset))


async def list_items(
    connection: AsyncConnection,
    shop_id: int,
    wanted: Filter,
    *,
    order: str = "title",
    limit: int = 50,
    cursor: str | None = None,
) -> Listing:
    """Items with their quantities over all locations, a page at a time."""
    conditions = await item_conditions(connection, shop_id, wanted)
    if wanted.state is not None:
        held = "SELECT FROM inventory_level l WHERE l.shop_id = :shop AND l.item_id = i.item_id"
        conditions.of_items.append(f"EXISTS ({held} AND {STATES[wanted.state]})")
    return await _list(connection, shop_id, ITEMS, conditions, _Place(order, limit, cursor))


async def count_levels(connection: AsyncConnection, shop_id: int, wanted: Filter) -> int:
    """How many levels there are, however many."""
    conditions = await level_conditions(connection, shop_id, wanted)
    return await _count(connection, shop_id, LEVELS, conditions, None)


@dataclass(frozen=True, slots=True)
class _List:
    """What a list shows: its fields and tables, the orders it can have, the key of a row."""

    fields: str
    tables: str
    counted: str
    orders: dict[str, Order]
    keys: list[str]

    @property
    def alias(self) -> str:
        """The table whose rows are listed."""
        return self.keys[0].partition(".")[0]


LEVELS = _List(
    _LEVEL_FIELDS, _LEVEL_TABLES, "inventory_level l", LEVEL_ORDERS, ["l.item_id", "l.location_id"]
)
ITEMS = _List(ITEM_FIELDS, "inventory_item i", "inventory_item i", ITEM_ORDERS, ["i.item_id"])


@dataclass(frozen=True, slots=True)
class _Place:
    """Which page of a list: in which order, how long, and where it begins."""

    order: str
    limit: int
    cursor: str | None
    offset: int = 0

    @property
    def is_descending(self) -> bool:
        return self.order.startswith("-")


async def _list(
    connection: AsyncConnection, shop_id: int, listed: _List, conditions: Conditions, place: _Place
) -> Listing:
    walk = await walk_of(connection, shop_id, listed, conditions, place.order)
    after = read_cursor(place.cursor, place.order, (walk.order.kind, *(int for _ in listed.keys)))
    rows, width = await _rows(connection, walk, place, after), 1 + len(listed.keys)
    shown = rows[: place.limit]
    following = write_cursor(place.order, tuple(shown[-1][:width])) if len(rows) > place.limit else None
    listing = Listing([row[width:] for row in shown], following, None)
    if place.cursor is not None or place.offset:
        return listing
    total = await _count(connection, shop_id, listed, conditions, TOTAL_MAX)
    most = TOTAL_MAX if conditions.wide_search is None else TOTAL_OF_WIDE_SEARCH_MAX
    return listing._replace(total=total, total_is_capped=total == most)


async def _rows(
    connection: AsyncConnection, walk: "Walk", place: _Place, after: tuple[Any, ...] | None
) -> list[Any]:
    """The rows of a page and one more, segment by segment."""
    segments = walk.segments_after(after)
    found: list[Any] = []
    skip = place.offset
    for segment in segments:
        statement = walk.page(segment, after)
        arguments = {**walk.arguments, **_after(after), "limit": place.limit + 1 - len(found)}
        if skip:
            passed = {**walk.arguments, "skip": skip}
            start = (await connection.execute(prepared(walk.start(segment)), passed)).one_or_none()
            if start is None:
                skip -= int(await connection.scalar(prepared(walk.length(segment)), walk.arguments) or 0)
                continue
            skip = 0
            statement = walk.page(segment, tuple(start), inclusive=True)
            arguments |= _after(tuple(start))
        found += (await connection.execute(prepared(statement), arguments)).all()
        if len(found) > place.limit:
            break
        after = None
    return found


def _after(row: tuple[Any, ...] | None) -> dict[str, Any]:
    return {f"after{number}": value for number, value in enumerate(row or ())}


@dataclass(frozen=True, slots=True)
class Walk:
    """A list in an order, ready to be read: statements by segment, with the arguments of all."""

    listed: _List
    order: Order
    is_descending: bool
    where: list[str]
    needs_items: bool
    arguments: dict[str, Any]

    def undivided(self) -> "Walk":
        """The same walk in one piece, to be read to its end."""
        return replace(self, order=self.order.undivided())

    def segments_after(self, after: tuple[Any, ...] | None) -> Sequence[Segment]:
        """The segments in this direction, from that of a row on."""
        segments, first = self.order.segments, self.order.segment_of(after[0]) if after else None
        if self.is_descending:
            return segments[::-1] if first is None else segments[first::-1]
        return segments[first:]

    def page(self, segment: Segment, after: tuple[Any, ...] | None = None, *, inclusive: bool = False) -> str:
        """The rows of a segment behind a row, or from it on: the sort value, the key, the fields."""
        keys, where = ", ".join(self.listed.keys), [*self.where, segment.where]
        if after is not None:
            where += self._beyond(segment, len(after), inclusive=inclusive)
        return (
            f"SELECT {segment.column}, {keys}, {self.listed.fields} FROM {self.listed.tables}"
            f" WHERE {' AND '.join(where)} ORDER BY {self._sorting(segment)} LIMIT :limit"
        )

    def start(self, segment: Segment) -> str:
        """The sort value and the key of the row behind `skip` others."""
        keys = ", ".join(self.listed.keys)
        return (
            f"SELECT {segment.column}, {keys} {self._of(segment)}"
            f" ORDER BY {self._sorting(segment)} LIMIT 1 OFFSET :skip"
        )

    def length(self, segment: Segment) -> str:
        """How many rows a segment has."""
        return f"SELECT count(*) {self._of(segment)}"

    def _of(self, segment: Segment) -> str:
        tables = self.listed.tables if self.needs_items else self.listed.counted
        return f"FROM {tables} WHERE {' AND '.join([*self.where, segment.where])}"

    def _beyond(self, segment: Segment, width: int, *, inclusive: bool) -> list[str]:
        comparison = ("<" if self.is_descending else ">") + ("=" if inclusive else "")
        if segment.is_constant:
            places = ", ".join(f":after{number}" for number in range(1, width))
            return [f"({', '.join(self.listed.keys)}) {comparison} ({places})"]
        places = ", ".join(f":after{number}" for number in range(width))
        entered = comparison.rstrip("=") + "="  # where the index is entered: the next spans tables
        return [
            f"{segment.column} {entered} :after0",
            f"({segment.column}, {', '.join(self.listed.keys)}) {comparison} ({places})",
        ]

    def _sorting(self, segment: Segment) -> str:
        direction = "DESC" if self.is_descending else "ASC"
        columns = self.listed.keys if segment.is_constant else [segment.column, *self.listed.keys]
        return ", ".join(f"{column} {direction}" for column in columns)


async def walk_of(
    connection: AsyncConnection, shop_id: int, listed: _List, conditions: Conditions, order: str
) -> Walk:
    """The walk through what the conditions leave, in an order of the list."""
    name = order.removeprefix("-")
    if name == BY_LOCATION:
        found = await order_by_location(connection, shop_id)
    else:
        found = listed.orders[name]
    if conditions.are_few:
        found = found.undivided()
    needs_items = bool(conditions.of_items) or "i." in found.value
    walked = "i" if found.walks == "i" else listed.alias
    of_rows = [*conditions.of_rows, *conditions.of_search]
    asked = [*conditions.of_items, *(conditions.implied if found.walks == "i" else [])]
    where = [*asked, *(condition.format(rows=walked) for condition in of_rows)]
    if "item" not in conditions.arguments:
        absent = f"({listed.alias}.item_id IN ({_DELETED})) IS NOT TRUE"
        where.append("i.deleted_at IS NULL" if needs_items or listed is ITEMS else absent)
    arguments = {"shop": shop_id, **conditions.arguments}
    return Walk(listed, found, order.startswith("-"), where, needs_items, arguments)


async def _count(
    connection: AsyncConnection,
    shop_id: int,
    listed: _List,
    conditions: Conditions,
    most: int | None,
) -> int:
    """How many there are, up to a limit; levels alone are counted where no condition needs their items.

    A wide search is counted from the items that it finds, because its limit is reached soon. What either an
    item or a level may fulfil is counted in two parts, each from its own table.
    """
    of_rows = [*conditions.of_rows, *conditions.of_search]
    before, either = "", None
    if conditions.wide_search is not None:
        most = None if most is None else TOTAL_OF_WIDE_SEARCH_MAX
        of_rows = [*conditions.of_rows, "{rows}.item_id = f.item_id"]
        before = f"({conditions.wide_search}) AS f, "
    elif not conditions.are_few and len(conditions.either) == 1:
        (either,) = conditions.either
    of_items = [each for each in conditions.of_items if either is None or each != either.sql]
    where = [*of_items, *(condition.format(rows=listed.alias) for condition in of_rows)]
    if "item" not in conditions.arguments:
        where.append(f"({listed.alias}.item_id IN ({_DELETED})) IS NOT TRUE")
    tables = listed.tables if of_items else listed.counted
    counted = f"SELECT 1 FROM {before}{tables} WHERE {' AND '.join(where)}"
    if either is not None:
        others = [*where, either.of_items, f"{either.of_levels} IS NOT TRUE"]
        counted += f" AND {either.of_levels}"
        counted += f" UNION ALL SELECT 1 FROM {listed.tables} WHERE {' AND '.join(others)}"
    counting = f"SELECT count(*) FROM ({counted} LIMIT :most) AS c"
    arguments = {"shop": shop_id, "most": most, **conditions.arguments}
    return int(await connection.scalar(prepared(counting), arguments) or 0)
