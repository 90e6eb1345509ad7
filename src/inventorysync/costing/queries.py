"""Reading what stock is worth: as of a day, by place, vendor or type, and by layer."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.events import ON_THE_WAY

By = Literal["location", "vendor", "type"]
_GROUPS: Final[dict[By, tuple[str, str, str]]] = {
    "location": ("g.location_id::text", "coalesce(p.name, '')", "item_id, location_id"),
    "vendor": ("coalesce(i.vendor, '')", "coalesce(i.vendor, '')", "item_id"),
    "type": ("coalesce(i.product_type, '')", "coalesce(i.product_type, '')", "item_id"),
}
_JOINS: Final[dict[By, str]] = {
    "location": "LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = g.location_id",
    "vendor": "LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = g.item_id",
    "type": "LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = g.item_id",
}
# Items are summed first: so they are counted without sorting them. Unknown costs are few and have an index.
_UNKNOWN_ITEMS = """
    SELECT DISTINCT item_id FROM cost_entry WHERE shop_id = :shop AND basis = 'unknown' AND at < :before
"""
_ROOM_TO_SUM = text("SET LOCAL work_mem = '64MB'")


class GroupRow(NamedTuple):
    """A location, vendor or type and what it holds."""

    key: str
    name: str
    items: int
    units: int
    value: Decimal
    unknown_items: int


class ItemRow(NamedTuple):
    """An item and what it holds; `average` is what one unit costs there."""

    item_id: int
    sku: str
    title: str
    variant_title: str
    units: int
    value: Decimal
    is_unknown: bool


class LayerRow(NamedTuple):
    """Units that came together, or are owed where they are less than none."""

    location_id: int
    location_name: str
    place: int
    source: str
    at: datetime
    units: int
    value: Decimal


async def value_by(connection: AsyncConnection, shop_id: int, by: By, before: datetime) -> Sequence[GroupRow]:
    """What stock was worth just before a moment, in groups, the most valuable first."""
    key, name, of = _GROUPS[by]
    statement = text(f"""
        SELECT {key}, {name}, count(*) FILTER (WHERE g.units <> 0 OR g.value <> 0),
               coalesce(sum(g.units), 0)::bigint, coalesce(sum(g.value), 0),
               count(*) FILTER (WHERE u.item_id IS NOT NULL AND g.units > 0)
        FROM (
          SELECT {of}, sum(e.units) AS units, sum(e.value) AS value
          FROM cost_entry e WHERE e.shop_id = :shop AND e.at < :before GROUP BY {of}
        ) g
        {_JOINS[by]}
        LEFT JOIN ({_UNKNOWN_ITEMS}) u ON u.item_id = g.item_id
        GROUP BY 1, 2 HAVING bool_or(g.units <> 0 OR g.value <> 0) ORDER BY 5 DESC, 1
    """)
    await connection.execute(_ROOM_TO_SUM)
    rows = await connection.execute(statement, {"shop": shop_id, "before": before})
    return [GroupRow(*row) for row in rows]


_UNKNOWN = text(f"""
    SELECT count(*) FROM ({_UNKNOWN_ITEMS}) u
    WHERE (SELECT sum(e.units) FROM cost_entry e
           WHERE e.shop_id = :shop AND e.item_id = u.item_id AND e.at < :before) > 0
""")


async def count_unknown(connection: AsyncConnection, shop_id: int, before: datetime) -> int:
    """How many items were in stock just before a moment of which no cost is known."""
    return int(await connection.scalar(_UNKNOWN, {"shop": shop_id, "before": before}) or 0)


async def list_values(
    connection: AsyncConnection,
    shop_id: int,
    before: datetime,
    *,
    narrowed: dict[str, Any],
    is_unknown: bool,
    after: tuple[Decimal, int] | None,
    limit: int,
) -> Sequence[ItemRow]:
    """Items with stock or value just before a moment, the most valuable first.

    `narrowed` may hold `location` (its number), `vendor` and `type`; with `is_unknown` only those in stock
    of which no cost is known.
    """
    place = "AND e.location_id = :location" if "location" in narrowed else ""
    columns = {"vendor": "i.vendor", "type": "i.product_type"}
    conditions = ["true", *(f"{column} = :{name}" for name, column in columns.items() if name in narrowed)]
    value, item = after or (None, None)
    statement = text(f"""
        SELECT g.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), coalesce(i.variant_title, ''), g.units,
               g.value, u.item_id IS NOT NULL
        FROM (
          SELECT e.item_id, sum(e.units)::bigint AS units, sum(e.value) AS value FROM cost_entry e
          WHERE e.shop_id = :shop AND e.at < :before {place} GROUP BY e.item_id
        ) g
        LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = g.item_id
        LEFT JOIN ({_UNKNOWN_ITEMS}) u ON u.item_id = g.item_id
        WHERE (g.units <> 0 OR g.value <> 0) AND {" AND ".join(conditions)}
          AND (NOT :unknown OR (u.item_id IS NOT NULL AND g.units > 0))
          AND (CAST(:value AS numeric) IS NULL
               OR (g.value, -g.item_id) < (CAST(:value AS numeric), -CAST(:item AS bigint)))
        ORDER BY g.value DESC, g.item_id LIMIT :limit
    """)
    await connection.execute(_ROOM_TO_SUM)
    scope = {"shop": shop_id, "before": before, "value": value, "item": item, "limit": limit}
    scope["unknown"] = is_unknown
    return [ItemRow(*row) for row in await connection.execute(statement, {**scope, **narrowed})]


_LAYERS = text("""
    SELECT l.location_id, coalesce(p.name, ''), l.place, l.source, l.at, l.units, l.value
    FROM cost_layer l LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
    WHERE l.shop_id = :shop AND l.item_id = :item ORDER BY 2, 1, l.place
""")
_PLACES = text("SELECT location_id, name FROM location WHERE shop_id = :shop")


async def list_layers(connection: AsyncConnection, shop_id: int, item_id: int) -> Sequence[LayerRow]:
    """What an item's stock consists of now, by location, the next to leave first."""
    rows = await connection.execute(_LAYERS, {"shop": shop_id, "item": item_id})
    return [LayerRow(*row) for row in rows]


async def place_names(connection: AsyncConnection, shop_id: int) -> dict[int, str]:
    """The names of the shop's locations that are in sight."""
    rows = await connection.execute(_PLACES, {"shop": shop_id})
    return {row.location_id: row.name for row in rows}


_ENTRIES = text("""
    SELECT e.entry_id, e.fact_id, e.number, e.at, e.location_id, coalesce(p.name, ''), e.kind, e.account,
           e.units, e.value, e.basis, e.document_kind, e.document_id, e.document_label
    FROM cost_entry e LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = e.location_id
    WHERE e.shop_id = :shop AND e.item_id = :item
      AND (CAST(:at AS timestamptz) IS NULL
           OR (e.at, e.entry_id, e.fact_id, e.number)
              < (CAST(:at AS timestamptz), CAST(:entry AS bigint), CAST(:fact AS bigint),
                 CAST(:number AS int)))
    ORDER BY e.at DESC, e.entry_id DESC, e.fact_id DESC, e.number DESC LIMIT :limit
""")


async def list_entries(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    *,
    before: tuple[datetime, int, int, int] | None,
    limit: int,
) -> Sequence[Any]:
    """What an item's events did to its value, newest first."""
    at, entry, fact, number = before or (None, None, None, None)
    place = {"at": at, "entry": entry, "fact": fact, "number": number}
    scope = {"shop": shop_id, "item": item_id, "limit": limit}
    return (await connection.execute(_ENTRIES, {**scope, **place})).all()


_OF_ITEM = text("""
    SELECT e.location_id, coalesce(p.name, ''), sum(e.units)::bigint, sum(e.value),
           bool_or(e.basis = 'unknown')
    FROM cost_entry e LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = e.location_id
    WHERE e.shop_id = :shop AND e.item_id = :item AND e.at < :before
    GROUP BY 1, 2 HAVING sum(e.units) <> 0 OR sum(e.value) <> 0 ORDER BY 2, 1
""")


async def places_of_item(
    connection: AsyncConnection, shop_id: int, item_id: int, before: datetime
) -> Sequence[Any]:
    """Where an item lay just before a moment: location, name, units, value, whether a cost is unknown."""
    return (await connection.execute(_OF_ITEM, {"shop": shop_id, "item": item_id, "before": before})).all()


def place_name(location_id: int, name: str) -> str:
    """What a place is called; what is between two has no name of its own."""
    return "" if location_id == ON_THE_WAY else name
