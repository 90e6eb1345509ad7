"""Reading stock: levels and items as lists, an item's levels, its movements and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog.actions import WORD, WORD_LENGTH_MAX
from inventorysync.kit.pages import read_cursor, write_cursor
from inventorysync.kit.problems import NotFound
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
_LEVELS_FROM = """
    FROM inventory_level l
    JOIN inventory_item i ON i.shop_id = l.shop_id AND i.item_id = l.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
"""
_ITEMS_FROM = "FROM inventory_item i"
_DELETED = "SELECT d.item_id FROM inventory_item d WHERE d.shop_id = :shop AND d.deleted_at IS NOT NULL"
_WORD = (
    "SELECT w.item_id FROM item_word w WHERE w.shop_id = :shop"
    " AND w.word >= :word{number} AND w.word < :word{number}_end"
)
FOUND_MAX = 300
TOTAL_OF_WIDE_SEARCH_MAX = 1_000
_ITEM_FIELDS = f"""
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


async def get_item(connection: AsyncConnection, shop_id: int, item_id: int) -> Any:
    """An item; raises NotFound."""
    statement = text(
        f"SELECT {_ITEM_FIELDS} FROM inventory_item i WHERE i.shop_id = :shop AND i.item_id = :item"
    )
    row = (await connection.execute(statement, {"shop": shop_id, "item": item_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such item in this shop")
    return row


@dataclass(frozen=True, slots=True)
class _List:
    """What a list shows: its fields and tables, the orders it can have, the key of a row."""

    fields: str
    source: str
    counted: str
    orders: dict[str, tuple[str, type]]
    keys: list[str]

    @property
    def alias(self) -> str:
        """The table whose rows are listed."""
        return self.keys[0].partition(".")[0]


LEVELS = _List(
    _LEVEL_FIELDS, _LEVELS_FROM, "FROM inventory_level l", LEVEL_ORDERS, ["l.item_id", "l.location_id"]
)
ITEMS = _List(_ITEM_FIELDS, _ITEMS_FROM, _ITEMS_FROM, ITEM_ORDERS, ["i.item_id"])


@dataclass(frozen=True, slots=True)
class _Conditions:
    """All of them hold. In those of rows, `{rows}` stands for the table that is walked, which has item_id."""

    of_items: list[str]
    of_rows: list[str]
    arguments: dict[str, Any]
    total_max: int = TOTAL_MAX


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
    where = [*conditions.of_items, *(text_.format(rows=walked) for text_ in conditions.of_rows)]
    where.append("i.deleted_at IS NULL" if "item" not in conditions.arguments else "true")
    if after is not None:
        names = [f"after{n}" for n in range(len(after))]
        places = ", ".join(f":{name}" for name in names)
        where.append(f"({column}, {', '.join(listed.keys)}) {comparison} ({places})")
        arguments |= dict(zip(names, after, strict=True))
    sorting = ", ".join(f"{key} {direction}" for key in [column, *listed.keys])
    keys = ", ".join(listed.keys)
    statement = (
        f"SELECT {column}, {keys}, {listed.fields} {listed.source} WHERE {' AND '.join(where)}"
        f" ORDER BY {sorting} LIMIT :limit"
    )
    rows = (await connection.execute(text(statement), arguments)).all()
    shown, width = rows[:limit], 1 + len(listed.keys)
    following = write_cursor(order, tuple(shown[-1][:width])) if len(rows) > limit else None
    listing = Listing([row[width:] for row in shown], following, None)
    if cursor is not None:
        return listing
    total = await _count(connection, shop_id, listed, conditions)
    return listing._replace(total=total, total_is_capped=total == conditions.total_max)


async def _count(
    connection: AsyncConnection,
    shop_id: int,
    listed: _List,
    conditions: _Conditions,
) -> int:
    """How many there are, up to a limit; levels alone are counted where no condition needs their items."""
    source = listed.source if conditions.of_items else listed.counted
    where = [*conditions.of_items, *(text_.format(rows=listed.alias) for text_ in conditions.of_rows)]
    if "item" not in conditions.arguments:
        where.append(f"({listed.alias}.item_id IN ({_DELETED})) IS NOT TRUE")
    counted = f"SELECT 1 {source} WHERE {' AND '.join(where)} LIMIT :most"
    counting = f"SELECT count(*) FROM ({counted}) AS c"
    arguments = {"shop": shop_id, "most": conditions.total_max, **conditions.arguments}
    return int(await connection.scalar(text(counting), arguments) or 0)


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
    of_search, words = await _search(connection, shop_id, wanted.search)
    total_max = TOTAL_OF_WIDE_SEARCH_MAX if of_search and "found" not in words else TOTAL_MAX
    return _Conditions(of_items, of_rows + of_search, arguments | words, total_max)


async def _search(
    connection: AsyncConnection,
    shop_id: int,
    search: str | None,
) -> tuple[list[str], dict[str, Any]]:
    """The conditions of a search: the few items it finds by their keys, or each row asked whether it is one.

    Which of the two is quick depends on how many there are, and the planner cannot know: `IS TRUE` keeps it
    from joining, so that the words are read once and the rows come in the order of the list.
    """
    words = search_words(search)
    if not words:
        return [], {}
    subqueries = [_WORD.format(number=number) for number in range(len(words))]
    arguments: dict[str, Any] = {f"word{number}": word for number, word in enumerate(words)}
    arguments |= {f"word{number}_end": word + AFTER_EVERY_WORD for number, word in enumerate(words)}
    probe = " INTERSECT ".join(f"({subquery})" for subquery in subqueries)
    found = await connection.scalars(
        text(f"SELECT item_id FROM ({probe}) AS f GROUP BY item_id LIMIT {FOUND_MAX + 1}"),
        {"shop": shop_id, **arguments},
    )
    few = found.all()
    if len(few) <= FOUND_MAX:
        return ["{rows}.item_id = ANY(CAST(:found AS bigint[]))"], {"found": list(few)}
    return [f"({{rows}}.item_id IN ({subquery})) IS TRUE" for subquery in subqueries], arguments


def search_words(search: str | None) -> list[str]:
    """What is typed, as the beginnings of words that must all occur; at most eight."""
    return [word[:WORD_LENGTH_MAX] for word in WORD.findall((search or "").casefold())][:8]


_MOVEMENTS = """
    SELECT e.entry_id, e.location_id, coalesce(p.name, ''), e.name, e.delta, e.balance, m.cause, m.actor,
           m.document_kind, m.document_id, m.document_label, m.change_set_id, m.effective_at, m.recorded_at,
           coalesce((SELECT jsonb_agg(jsonb_build_array(f.cause, x.delta, f.actor, f.document_kind,
                       f.document_id, f.document_label, f.occurred_at) ORDER BY f.occurred_at, f.fact_id)
                     FROM stock_explanation x
                     JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
                     WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id), '[]'),
           e.item_id, i.sku, i.title
    FROM stock_entry e
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = e.location_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = e.item_id
"""


async def list_entries(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    *,
    location_id: int | None,
    name: str | None,
    before: int | None,
    limit: int,
) -> Sequence[Any]:
    """An item's entries, newest first, each with what explains it."""
    conditions = ["e.shop_id = :shop", "e.item_id = :item"]
    arguments: dict[str, Any] = {"shop": shop_id, "item": item_id, "limit": limit}
    for column, key, operator, value in (
        ("e.location_id", "location", "=", location_id),
        ("e.name", "name", "=", name),
        ("e.entry_id", "before", "<", before),
    ):
        if value is not None:
            conditions.append(f"{column} {operator} :{key}")
            arguments[key] = value
    statement = f"{_MOVEMENTS} WHERE {' AND '.join(conditions)} ORDER BY e.entry_id DESC LIMIT :limit"
    return (await connection.execute(text(statement), arguments)).all()


async def list_recent_entries(connection: AsyncConnection, shop_id: int, limit: int) -> Sequence[Any]:
    """The shop's newest entries of `available` and `on_hand`, without openings."""
    statement = f"""
        {_MOVEMENTS}
        WHERE e.shop_id = :shop AND m.movement_id IN (
            SELECT movement_id FROM stock_movement WHERE shop_id = :shop AND cause <> 'opening'
            ORDER BY movement_id DESC LIMIT :limit)
          AND e.name = 'available'
        ORDER BY e.entry_id DESC LIMIT :limit
    """
    return (await connection.execute(text(statement), {"shop": shop_id, "limit": limit})).all()


async def history_points(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    name: str,
    location_id: int | None,
    since: datetime,
) -> tuple[int, Sequence[Any]]:
    """The balance at `since`, and every change after it, oldest first, over the chosen locations."""
    conditions = "e.shop_id = :shop AND e.item_id = :item AND e.name = :name"
    arguments: dict[str, Any] = {"shop": shop_id, "item": item_id, "name": name, "since": since}
    if location_id is not None:
        conditions += " AND e.location_id = :location"
        arguments["location"] = location_id
    joined = "stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id"
    opening = await connection.scalar(
        text(
            f"SELECT coalesce(sum(e.delta), 0) FROM {joined} WHERE {conditions} AND m.effective_at < :since"
        ),
        arguments,
    )
    rows = await connection.execute(
        text(f"""
            SELECT m.effective_at, e.delta, e.entry_id,
                   coalesce((SELECT min(f.cause) FROM stock_explanation x
                             JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
                             WHERE x.shop_id = :shop AND x.item_id = e.item_id
                               AND x.entry_id = e.entry_id), m.cause)
            FROM {joined} WHERE {conditions} AND m.effective_at >= :since
            ORDER BY m.effective_at, e.entry_id
        """),
        arguments,
    )
    return int(opening or 0), rows.all()


_CHANGE_SETS = text("""
    SELECT c.change_set_id, c.kind, c.reason, c.note, c.actor, c.created_at,
           count(*) FILTER (WHERE n.state = 'pending'), count(*) FILTER (WHERE n.state = 'pushing'),
           count(*) FILTER (WHERE n.state = 'confirmed'), count(*) FILTER (WHERE n.state = 'failed'),
           max(n.settled_at)
    FROM change_set c
    JOIN change_set_line n ON n.shop_id = c.shop_id AND n.change_set_id = c.change_set_id
    WHERE c.shop_id = :shop AND (CAST(:id AS uuid) IS NULL OR c.change_set_id = :id)
      AND (CAST(:before AS timestamptz) IS NULL OR (c.created_at, c.change_set_id) < (:before, :before_id))
    GROUP BY c.shop_id, c.change_set_id
    ORDER BY c.created_at DESC, c.change_set_id DESC LIMIT :limit
""")
_LINES = text("""
    SELECT n.change_set_id, n.line, n.item_id, i.sku, i.title, n.location_id, coalesce(p.name, ''), n.name,
           n.from_name, n.delta, n.state, n.error_code, n.error_message, n.settled_at
    FROM change_set_line n
    JOIN inventory_item i ON i.shop_id = n.shop_id AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = n.shop_id AND p.location_id = n.location_id
    WHERE n.shop_id = :shop AND n.change_set_id = ANY(CAST(:ids AS uuid[]))
    ORDER BY n.change_set_id, n.line
""")


async def list_change_sets(
    connection: AsyncConnection,
    shop_id: int,
    *,
    change_set_id: Any = None,
    before: tuple[datetime, Any] | None = None,
    limit: int = 50,
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Change sets newest first, and all their lines."""
    at, key = before or (None, None)
    arguments = {"shop": shop_id, "id": change_set_id, "before": at, "before_id": key, "limit": limit}
    sets = (await connection.execute(_CHANGE_SETS, arguments)).all()
    lines = await connection.execute(_LINES, {"shop": shop_id, "ids": [row[0] for row in sets]})
    return sets, lines.all()
