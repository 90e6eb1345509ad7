"""Writing down what was built of items: rows that are as they were stay untouched."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.cleaning import Day, Line
from inventorysync.sales.reading import Place, Span

Days = Mapping[tuple[int, date], Day]

_LINE_ROWS = """
    unnest(CAST(:item_ids AS bigint[]), CAST(:places AS bigint[]), CAST(:orders AS bigint[]),
           CAST(:labels AS text[]), CAST(:at AS timestamptz[]), CAST(:days AS date[]),
           CAST(:ordered AS bigint[]), CAST(:cancelled AS bigint[]), CAST(:returned AS bigint[]),
           CAST(:one_offs AS boolean[]), CAST(:limits AS bigint[]))
      AS k(item_id, location_id, order_id, label, at, day, ordered, cancelled, returned, is_one_off,
           one_off_limit)
"""
_FORGET_LINES = text(f"""
    DELETE FROM sales_line l WHERE l.shop_id = :shop AND l.item_id = ANY(CAST(:items AS bigint[]))
      AND (l.item_id, l.location_id, l.order_id) NOT IN (
        SELECT k.item_id, k.location_id, k.order_id FROM {_LINE_ROWS})
""")
_KEEP_LINES = text(f"""
    INSERT INTO sales_line AS l (shop_id, item_id, location_id, order_id, label, at, day, ordered, cancelled,
                                 returned, is_one_off, one_off_limit)
    SELECT CAST(:shop AS int), k.* FROM {_LINE_ROWS}
    ON CONFLICT (shop_id, item_id, location_id, order_id) DO UPDATE SET
      label = excluded.label, at = excluded.at, day = excluded.day, ordered = excluded.ordered,
      cancelled = excluded.cancelled, returned = excluded.returned, is_one_off = excluded.is_one_off,
      one_off_limit = excluded.one_off_limit
    WHERE (l.label, l.at, l.day, l.ordered, l.cancelled, l.returned, l.is_one_off, l.one_off_limit)
      IS DISTINCT FROM (excluded.label, excluded.at, excluded.day, excluded.ordered, excluded.cancelled,
                        excluded.returned, excluded.is_one_off, excluded.one_off_limit)
""")
_DAY_ROWS = """
    unnest(CAST(:item_ids AS bigint[]), CAST(:places AS bigint[]), CAST(:days AS date[]),
           CAST(:orders AS int[]), CAST(:ordered AS bigint[]), CAST(:cancelled AS bigint[]),
           CAST(:returned AS bigint[]), CAST(:one_offs AS bigint[]), CAST(:units AS bigint[]))
      AS k(item_id, location_id, day, orders, ordered, cancelled, returned, one_off, units)
"""
_FORGET_DAYS = text(f"""
    DELETE FROM sales_day d WHERE d.shop_id = :shop AND d.item_id = ANY(CAST(:items AS bigint[]))
      AND (d.item_id, d.location_id, d.day) NOT IN (SELECT k.item_id, k.location_id, k.day FROM {_DAY_ROWS})
""")
_KEEP_DAYS = text(f"""
    INSERT INTO sales_day AS d (shop_id, item_id, location_id, day, orders, ordered, cancelled, returned,
                                one_off, units)
    SELECT CAST(:shop AS int), k.* FROM {_DAY_ROWS}
    ON CONFLICT (shop_id, item_id, location_id, day) DO UPDATE SET
      orders = excluded.orders, ordered = excluded.ordered, cancelled = excluded.cancelled,
      returned = excluded.returned, one_off = excluded.one_off, units = excluded.units
    WHERE (d.orders, d.ordered, d.cancelled, d.returned, d.one_off, d.units)
      IS DISTINCT FROM (excluded.orders, excluded.ordered, excluded.cancelled, excluded.returned,
                        excluded.one_off, excluded.units)
""")
_SPAN_ROWS = """
    unnest(CAST(:item_ids AS bigint[]), CAST(:places AS bigint[]), CAST(:since AS timestamptz[]),
           CAST(:until AS timestamptz[])) AS k(item_id, location_id, since, until)
"""
_FORGET_SHELVES = text(f"""
    DELETE FROM empty_shelf s WHERE s.shop_id = :shop AND s.item_id = ANY(CAST(:items AS bigint[]))
      AND (s.item_id, s.location_id, s.since) NOT IN (
        SELECT k.item_id, k.location_id, k.since FROM {_SPAN_ROWS})
""")
_KEEP_SHELVES = text(f"""
    INSERT INTO empty_shelf AS s (shop_id, item_id, location_id, since, until)
    SELECT CAST(:shop AS int), k.* FROM {_SPAN_ROWS}
    ON CONFLICT (shop_id, item_id, location_id, since) DO UPDATE SET until = excluded.until
    WHERE s.until IS DISTINCT FROM excluded.until
""")


async def keep_lines(connection: AsyncConnection, shop_id: int, lines: Mapping[int, Sequence[Line]]) -> None:
    """Keep the lines of these items, and no others of them."""
    rows = [
        (item, k.location_id, k.order_id, k.label, k.at, k.day, k.ordered, k.cancelled, k.returned,
         k.is_one_off, k.one_off_limit)
        for item, kept in lines.items()
        for k in kept
    ]  # fmt: skip
    names = ("item_ids", "places", "orders", "labels", "at", "days", "ordered", "cancelled", "returned",
             "one_offs", "limits")  # fmt: skip
    await _keep(connection, shop_id, list(lines), names, rows, (_FORGET_LINES, _KEEP_LINES))


async def keep_days(connection: AsyncConnection, shop_id: int, days: Mapping[int, Days]) -> None:
    """Keep the days of these items, and no others of them."""
    rows = [
        (item, place, day, d.orders, d.ordered, d.cancelled, d.returned, d.one_off, d.units)
        for item, kept in days.items()
        for (place, day), d in kept.items()
    ]
    names = ("item_ids", "places", "days", "orders", "ordered", "cancelled", "returned", "one_offs", "units")
    await _keep(connection, shop_id, list(days), names, rows, (_FORGET_DAYS, _KEEP_DAYS))


async def keep_shelves(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], shelves: Mapping[Place, Sequence[Span]]
) -> None:
    """Keep when the shelves of these items were empty, and no other such times of them."""
    rows = [(*place, span.since, span.until) for place, spans in shelves.items() for span in spans]
    names = ("item_ids", "places", "since", "until")
    await _keep(connection, shop_id, items, names, rows, (_FORGET_SHELVES, _KEEP_SHELVES))


async def _keep(
    connection: AsyncConnection,
    shop_id: int,
    items: Sequence[int],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    statements: Sequence[Any],
) -> None:
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    arguments = {"shop": shop_id, "items": list(items), **{name: columns.get(name, []) for name in names}}
    for statement in statements:
        await connection.execute(statement, arguments)
