"""Lists of levels and items: filtered, searched and sorted in the database, a page at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog.actions import WORD, WORD_LENGTH_MAX
from inventorysync.kit.pages import read_cursor, write_cursor
from inventorysync.kit.quantity import QUANTITY_NAMES

TOTAL_MAX = 10_000
AFTER_EVERY_WORD = chr(0x10FFFF)
UNITS = ", ".join(f"l.{name}" for name in QUANTITY_NAMES)
STATES = {
    "in_stock": "l.available > 0",
    "out_of_stock": "l.is_active AND l.available <= 0",
    "negative": "l.available < 0",
    "incoming": "l.incoming > 0",
    "inactive": "NOT l.is_active",
}
LEVEL_ORDERS: dict[str, tuple[str, type]] = {
    "sku": ("i.sku", str),
    "title": ("i.title", str),
    "location": ('p.name COLLATE "C"', str),
    "available": ("l.available", int),
    "on_hand": ("l.on_hand", int),
    "committed": ("l.committed", int),
    "incoming": ("l.incoming", int),
    "updated_at": ("l.booked_at", datetime),
}
ITEM_ORDERS: dict[str, tuple[str, type]] = {
    "sku": ("i.sku", str),
    "title": ("i.title", str),
    "updated_at": ("coalesce(i.updated_at, to_timestamp(0))", datetime),
}


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


class Listing(NamedTuple):
    """One page of rows, the cursor behind it, and on the first page how many there are, or at least are."""

    rows: list[Any]
    next: str | None
    total: int | None
    total_is_capped: bool = False


_LEVEL_FIELDS = f"""
    i.sku, i.barcode, i.title, i.variant_title, i.vendor, i.tracked, i.unit_cost,
    l.item_id, l.location_id, coalesce(p.name, ''), l.is_active, l.booked_at, {UNITS},
    coalesce((SELECT sum(CASE WHEN n.name = 'available' THEN n.delta
                              WHEN n.from_name = 'available' THEN -n.delta ELSE 0 END)
              FROM change_set_line n
              WHERE n.shop_id = :shop AND n.item_id = l.item_id AND n.location_id = l.location_id
                AND n.state IN ('pending', 'pushing')), 0)
"""
_LEVEL_TABLES = """
    inventory_level l
    JOIN inventory_item i ON i.shop_id = l.shop_id AND i.item_id = l.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
"""
_DELETED = "SELECT d.item_id FROM inventory_item d WHERE d.shop_id = :shop AND d.deleted_at IS NOT NULL"
_WORD = (
    "SELECT w.item_id FROM item_word w WHERE w.shop_id = :shop"
    " AND w.word >= :word{number} AND w.word < :word{number}_end"
)
FOUND_MAX = 300
TOTAL_OF_WIDE_SEARCH_MAX = 1_000
ITEM_FIELDS = f"""
    i.item_id, i.product_id, i.title, i.variant_title, i.sku, i.barcode, i.vendor, i.product_type,
    i.price, i.unit_cost, i.tracked, i.deleted_at IS NOT NULL, i.updated_at,
    coalesce((SELECT p.tags FROM product p WHERE p.shop_id = :shop AND p.product_id = i.product_id), '{{}}'),
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
) -> Listing:
    """Levels in an order of LEVEL_ORDERS (`-` for the other way round), a page at a time."""
    conditions = await _conditions(connection, shop_id, wanted)
    if wanted.state is not None:
        conditions.of_rows.append(STATES[wanted.state])
    return await _list(connection, shop_id, LEVELS, conditions, order, limit, cursor)


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
    return await _list(connection, shop_id, ITEMS, conditions, order, limit, cursor)


@dataclass(frozen=True, slots=True)
class _List:
    """What a list shows: its fields and tables, the orders it can have, the key of a row."""

    fields: str
    tables: str
    counted: str
    orders: dict[str, tuple[str, type]]
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
class _Conditions:
    """All of them hold. In those of rows, `{rows}` stands for the table that is walked, which has item_id."""

    of_items: list[str]
    of_rows: list[str]
    of_search: list[str]
    wide_search: str | None
    arguments: dict[str, Any]


async def _list(
    connection: AsyncConnection,
    shop_id: int,
    listed: _List,
    conditions: _Conditions,
    order: str,
    limit: int,
    cursor: str | None,
) -> Listing:
    column, kind = listed.orders[order.removeprefix("-")]
    direction, comparison = ("DESC", "<") if order.startswith("-") else ("ASC", ">")
    after = read_cursor(cursor, order, (kind, *(int for _ in listed.keys)))
    arguments = {"shop": shop_id, "limit": limit + 1, **conditions.arguments}
    walked = "i" if column.startswith("i.") else listed.alias
    of_rows = [*conditions.of_rows, *conditions.of_search]
    where = [*conditions.of_items, *(condition.format(rows=walked) for condition in of_rows)]
    where.append("i.deleted_at IS NULL" if "item" not in conditions.arguments else "true")
    if after is not None:
        names = [f"after{n}" for n in range(len(after))]
        places = ", ".join(f":{name}" for name in names)
        where.append(f"{column} {comparison}= :after0")  # where the index is entered: the next spans tables
        where.append(f"({column}, {', '.join(listed.keys)}) {comparison} ({places})")
        arguments |= dict(zip(names, after, strict=True))
    sorting = ", ".join(f"{key} {direction}" for key in [column, *listed.keys])
    keys = ", ".join(listed.keys)
    statement = (
        f"SELECT {column}, {keys}, {listed.fields} FROM {listed.tables} WHERE {' AND '.join(where)}"
        f" ORDER BY {sorting} LIMIT :limit"
    )
    rows = (await connection.execute(_prepared(statement), arguments)).all()
    shown, width = rows[:limit], 1 + len(listed.keys)
    following = write_cursor(order, tuple(shown[-1][:width])) if len(rows) > limit else None
    listing = Listing([row[width:] for row in shown], following, None)
    return listing if cursor is not None else await _counted(connection, shop_id, listed, conditions, listing)


async def _counted(
    connection: AsyncConnection,
    shop_id: int,
    listed: _List,
    conditions: _Conditions,
    listing: Listing,
) -> Listing:
    """How many there are, up to a limit; levels alone are counted where no condition needs their items.

    A wide search is counted from the items that it finds, because its limit is reached soon.
    """
    most, of_rows = TOTAL_MAX, [*conditions.of_rows, *conditions.of_search]
    tables = listed.tables if conditions.of_items else listed.counted
    if conditions.wide_search is not None:
        most, of_rows = TOTAL_OF_WIDE_SEARCH_MAX, [*conditions.of_rows, "{rows}.item_id = f.item_id"]
        tables = f"({conditions.wide_search}) AS f, {tables}"
    where = [*conditions.of_items, *(condition.format(rows=listed.alias) for condition in of_rows)]
    if "item" not in conditions.arguments:
        where.append(f"({listed.alias}.item_id IN ({_DELETED})) IS NOT TRUE")
    counting = f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {' AND '.join(where)} LIMIT :most) AS c"
    arguments = {"shop": shop_id, "most": most, **conditions.arguments}
    total = int(await connection.scalar(_prepared(counting), arguments) or 0)
    return listing._replace(total=total, total_is_capped=total == most)


@lru_cache(maxsize=512)
def _prepared(statement: str) -> TextClause:
    """A statement read once: there are as many as kinds of lists, filters and orders."""
    return text(statement)


async def _conditions(connection: AsyncConnection, shop_id: int, wanted: Filter) -> _Conditions:
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
    conditions = _Conditions(of_items, of_rows, [], None, arguments)
    return await _searched(connection, shop_id, conditions, words) if words else conditions


async def _searched(
    connection: AsyncConnection,
    shop_id: int,
    conditions: _Conditions,
    words: list[str],
) -> _Conditions:
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
        by_key = ["{rows}.item_id = ANY(CAST(:found AS bigint[]))"]
        return replace(conditions, of_search=by_key, arguments={**conditions.arguments, "found": list(items)})
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
