"""Lists of levels and items: filtered, searched and sorted in the database, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog.actions import WORD, WORD_LENGTH_MAX
from inventorysync.kit.pages import read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.filters import STATES, Node, clauses_of, locations_named
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
AFTER_EVERY_WORD = chr(0x10FFFF)
UNITS = ", ".join(f"l.{name}" for name in QUANTITY_NAMES)
UNITS_AT = 14  # in a row of levels; what is pending stands behind them, then the name of the location


@dataclass(frozen=True, slots=True)
class Filter:
    """Which levels or items: all conditions hold together."""

    search: str | None = None
    sku: str | None = None
    barcode: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    location_id: int | None = None
    item_id: int | None = None
    state: str | None = None
    expression: Node | None = None
    keys: Sequence[tuple[int, int]] | None = None


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
_WORD = (
    "SELECT w.item_id FROM item_word w WHERE w.shop_id = :shop"
    " AND w.word >= :word{number} AND w.word < :word{number}_end"
)
_BY_KEYS = """(l.item_id, l.location_id) IN (
    SELECT * FROM unnest(CAST(:of_items AS bigint[]), CAST(:of_places AS bigint[])))"""
_LEFT_OUT = text("SELECT location_id FROM location WHERE shop_id = :shop AND left_out_at IS NOT NULL")
FOUND_MAX = 300
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
    conditions = await _conditions(connection, shop_id, wanted)
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
class Conditions:
    """All of them hold. In those of rows, `{rows}` stands for the table that is walked, which has item_id.

    `are_few`: they name their few rows by keys. `narrowing_*` may find few, and speak of one table alone.
    """

    of_items: list[str]
    of_rows: list[str]
    of_search: list[str]
    wide_search: str | None
    arguments: dict[str, Any]
    are_few: bool = False
    narrowing_items: list[str] = field(default_factory=list)
    narrowing_levels: list[str] = field(default_factory=list)


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
            start = (await connection.execute(_prepared(walk.start(segment)), passed)).one_or_none()
            if start is None:
                skip -= int(await connection.scalar(_prepared(walk.length(segment)), walk.arguments) or 0)
                continue
            skip = 0
            statement = walk.page(segment, tuple(start), inclusive=True)
            arguments |= _after(tuple(start))
        found += (await connection.execute(_prepared(statement), arguments)).all()
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
    where = [*conditions.of_items, *(condition.format(rows=walked) for condition in of_rows)]
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

    A wide search is counted from the items that it finds, because its limit is reached soon.
    """
    of_rows = [*conditions.of_rows, *conditions.of_search]
    tables = listed.tables if conditions.of_items else listed.counted
    if conditions.wide_search is not None:
        most = None if most is None else TOTAL_OF_WIDE_SEARCH_MAX
        of_rows = [*conditions.of_rows, "{rows}.item_id = f.item_id"]
        tables = f"({conditions.wide_search}) AS f, {tables}"
    where = [*conditions.of_items, *(condition.format(rows=listed.alias) for condition in of_rows)]
    if "item" not in conditions.arguments:
        where.append(f"({listed.alias}.item_id IN ({_DELETED})) IS NOT TRUE")
    counting = f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {' AND '.join(where)} LIMIT :most) AS c"
    arguments = {"shop": shop_id, "most": most, **conditions.arguments}
    return int(await connection.scalar(_prepared(counting), arguments) or 0)


@lru_cache(maxsize=512)
def _prepared(statement: str) -> TextClause:
    """A statement read once: there are as many as kinds of lists, filters and orders."""
    return text(statement)


async def level_conditions(connection: AsyncConnection, shop_id: int, wanted: Filter) -> Conditions:
    """The conditions of a list of levels; those that find few name them by key."""
    conditions = await _conditions(connection, shop_id, wanted)
    if wanted.keys is not None:
        conditions.of_rows.append(_BY_KEYS)
        columns = {"of_items": [key[0] for key in wanted.keys], "of_places": [key[1] for key in wanted.keys]}
        conditions = replace(conditions, arguments={**conditions.arguments, **columns}, are_few=True)
    elif wanted.location_id is None and wanted.item_id is None:
        asked_for = locations_named(wanted.expression)
        left_out = set(await connection.scalars(_LEFT_OUT, {"shop": shop_id})) - asked_for
        if left_out:
            conditions.of_rows.append("l.location_id <> ALL(CAST(:left_out AS bigint[]))")
            conditions.arguments["left_out"] = sorted(left_out)
    if wanted.state is not None:
        conditions.of_rows.append(STATES[wanted.state])
        conditions.narrowing_levels.append(STATES[wanted.state])
    if wanted.expression is not None:
        clauses, arguments = clauses_of(wanted.expression)
        conditions.arguments.update(arguments)
        for clause in clauses:
            (conditions.of_items if clause.of_items else conditions.of_rows).append(clause.sql)
            if not clause.of_levels:
                conditions.narrowing_items.append(clause.sql)
            elif not clause.of_items:
                conditions.narrowing_levels.append(clause.sql)
    return conditions if conditions.are_few else await _narrowed(connection, shop_id, conditions)


async def _narrowed(connection: AsyncConnection, shop_id: int, conditions: Conditions) -> Conditions:
    """The same conditions; where one table alone tells that few rows are left, these by their keys.

    Walking an order until a page is full is quick if many rows fit and never ends if few do: which of the two
    it is, is asked first.
    """
    arguments = {"shop": shop_id, **conditions.arguments}
    if conditions.narrowing_items:
        where = " AND ".join(["i.shop_id = :shop", *conditions.narrowing_items])
        probe = f"SELECT i.item_id FROM inventory_item i WHERE {where} LIMIT {FOUND_MAX + 1}"
        items = (await connection.scalars(_prepared(probe), arguments)).all()
        if len(items) <= FOUND_MAX:
            return _of_these(conditions, list(items))
    if conditions.narrowing_levels:
        where = " AND ".join(["l.shop_id = :shop", *conditions.narrowing_levels])
        probe = f"SELECT l.item_id FROM inventory_level l WHERE {where} LIMIT {FOUND_MAX + 1}"
        items = (await connection.scalars(_prepared(probe), arguments)).all()
        if len(items) <= FOUND_MAX:
            return _of_these(conditions, sorted(set(items)))
    return conditions


def _of_these(conditions: Conditions, items: list[int]) -> Conditions:
    """Only rows of these items, found by their keys; the other conditions hold besides."""
    by_key = [*conditions.of_search, "{rows}.item_id = ANY(CAST(:found AS bigint[]))"]
    arguments = {**conditions.arguments, "found": items}
    return replace(conditions, of_search=by_key, arguments=arguments, are_few=True, wide_search=None)


async def _conditions(connection: AsyncConnection, shop_id: int, wanted: Filter) -> Conditions:
    exact = {
        "sku": ("i.sku", wanted.sku),
        "barcode": ("i.barcode", wanted.barcode),
        "vendor": ("i.vendor", wanted.vendor),
        "product_type": ("i.product_type", wanted.product_type),
    }
    given = {name: (column, value) for name, (column, value) in exact.items() if value is not None}
    of_items = [f"{column} = :{name}" for name, (column, _) in given.items()]
    of_rows = ["{rows}.shop_id = :shop"]
    arguments: dict[str, Any] = {name: value for name, (_, value) in given.items()}
    if wanted.location_id is not None:
        of_rows.append("l.location_id = :location")
        arguments["location"] = wanted.location_id
    if wanted.item_id is not None:
        of_rows.append("{rows}.item_id = :item")
        arguments["item"] = wanted.item_id
    words = search_words(wanted.search)
    conditions = Conditions(of_items, of_rows, [], None, arguments, are_few=wanted.item_id is not None)
    conditions.narrowing_items.extend(of_items)
    return await _searched(connection, shop_id, conditions, words) if words else conditions


async def _searched(
    connection: AsyncConnection,
    shop_id: int,
    conditions: Conditions,
    words: list[str],
) -> Conditions:
    """With a search: the few items it finds by their keys, or each row asked whether it is one.

    Which of the two is quick depends on how many there are, and the planner cannot know: `IS TRUE` keeps it
    from joining, so that the words are read once and the rows come in the order of the list.
    """
    subqueries = [_WORD.format(number=number) for number in range(len(words))]
    arguments: dict[str, Any] = {f"word{number}": word for number, word in enumerate(words)}
    arguments |= {f"word{number}_end": word + AFTER_EVERY_WORD for number, word in enumerate(words)}
    matches = " INTERSECT ".join(f"({subquery})" for subquery in subqueries)
    found = f"SELECT item_id FROM ({matches}) AS m GROUP BY item_id"
    probe = _prepared(f"{found} LIMIT {FOUND_MAX + 1}")
    items = (await connection.scalars(probe, {"shop": shop_id, **arguments})).all()
    if len(items) <= FOUND_MAX:
        return _of_these(conditions, list(items))
    by_word = [f"({{rows}}.item_id IN ({subquery})) IS TRUE" for subquery in subqueries]
    return replace(
        conditions,
        of_search=by_word,
        wide_search=found,
        arguments={**conditions.arguments, **arguments},
    )


def search_words(search: str | None) -> list[str]:
    """What is typed, as the beginnings of words that must all occur; at most eight."""
    return [word[:WORD_LENGTH_MAX] for word in WORD.findall((search or "").casefold())][:8]
