"""Reading an item's past from the ledger: levels at a moment, the documents behind it, its sales by week.

Row level security narrows every entry and fact to the locations of whoever asks.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES

_AT = ", ".join(
    f"coalesce(sum(x.delta) FILTER (WHERE x.name = '{name}' AND x.is_in), 0) AS {name}"
    for name in QUANTITY_NAMES
)
_LEVELS_AT = text(f"""
    WITH entry AS (
      SELECT e.location_id, e.name, e.delta, m.effective_at, m.cause,
             m.effective_at <= :at AND m.recorded_at <= :known_at AS is_in
      FROM stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.item_id = :item
    ), held AS (
      SELECT x.location_id, min(x.effective_at) AS first_at,
             min(x.effective_at) FILTER (WHERE x.cause = 'opening') AS opened_at, {_AT}
      FROM entry x GROUP BY x.location_id
    )
    SELECT l.location_id, coalesce(p.name, ''), h.first_at, h.opened_at,
           {", ".join(f"coalesce(h.{name}, 0)" for name in QUANTITY_NAMES)}
    FROM inventory_level l
    LEFT JOIN held h ON h.location_id = l.location_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
    WHERE l.shop_id = :shop AND l.item_id = :item
    ORDER BY 2, 1
""")


async def levels_at(
    connection: AsyncConnection, shop_id: int, item_id: int, at: datetime, known_at: datetime
) -> Sequence[Any]:
    """Each location of an item with its first entry, its opening and the sums of its entries up to `at`.

    Of the entries only those count that had been recorded by `known_at`.

    Both moments are None where nothing was ever booked.
    """
    arguments = {"shop": shop_id, "item": item_id, "at": at, "known_at": known_at}
    return (await connection.execute(_LEVELS_AT, arguments)).all()


_SUMS = ", ".join(f"coalesce(sum(t.delta) FILTER (WHERE t.name = '{name}'), 0)" for name in QUANTITY_NAMES)
_DOCUMENTS = text(f"""
    WITH touch AS (
      SELECT f.document_kind AS kind, f.document_id AS id, f.document_label AS label, f.cause, f.actor,
             f.location_id, f.occurred_at AS at, d.key AS name, d.value::bigint AS delta
      FROM stock_fact f CROSS JOIN LATERAL jsonb_each_text(f.deltas) AS d
      WHERE f.shop_id = :shop AND f.item_id = :item
      UNION ALL
      SELECT m.document_kind, m.document_id, m.document_label, m.cause, m.actor,
             e.location_id, m.effective_at, e.name, e.delta
      FROM stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.item_id = :item
    )
    SELECT t.kind, t.id, (array_agg(t.label ORDER BY t.at DESC))[1],
           (array_agg(t.actor ORDER BY t.at DESC))[1], min(t.at), max(t.at), array_agg(DISTINCT t.cause),
           ARRAY(SELECT p.name FROM location p
                 WHERE p.shop_id = :shop AND p.location_id = ANY(array_agg(t.location_id)) ORDER BY p.name),
           {_SUMS}
    FROM touch t
    WHERE t.kind IS NOT NULL AND t.id IS NOT NULL
    GROUP BY t.kind, t.id
    HAVING CAST(:before AS timestamptz) IS NULL
        OR (max(t.at), t.kind, t.id) < (CAST(:before AS timestamptz), CAST(:kind AS text), CAST(:id AS text))
    ORDER BY max(t.at) DESC, t.kind DESC, t.id DESC
    LIMIT :limit
""")


async def list_documents(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    *,
    before: tuple[datetime, str, str] | None,
    limit: int,
) -> Sequence[Any]:
    """Orders, transfers and change sets that moved an item, the one that did so last first.

    Each with what it did to each quantity in all; `before` is the last moment, kind and id of the row above.
    """
    at, kind, number = before or (None, None, None)
    arguments = {"shop": shop_id, "item": item_id, "before": at, "kind": kind, "id": number, "limit": limit}
    return (await connection.execute(_DOCUMENTS, arguments)).all()


_SALES = text("""
    SELECT d.week, sum(greatest(d.ordered, 0)), sum(greatest(-d.ordered, 0) + d.cancelled), sum(d.returned)
    FROM (
      SELECT date_trunc('week', f.occurred_at AT TIME ZONE :zone)::date AS week, f.document_id,
             coalesce(-sum((f.deltas ->> 'available')::bigint)
                      FILTER (WHERE f.cause IN ('order', 'order_edit')), 0) AS ordered,
             coalesce(sum((f.deltas ->> 'available')::bigint) FILTER (WHERE f.cause = 'cancellation'), 0)
               AS cancelled,
             coalesce(sum((f.deltas ->> 'available')::bigint) FILTER (WHERE f.cause = 'refund'), 0)
               AS returned
      FROM stock_fact f
      WHERE f.shop_id = :shop AND f.item_id = :item AND f.occurred_at >= :since
        AND f.cause IN ('order', 'order_edit', 'cancellation', 'refund')
      GROUP BY 1, 2
    ) AS d
    GROUP BY d.week
""")
_RECORDED_SINCE = text("""
    SELECT least(
      (SELECT recorded_at FROM stock_movement WHERE shop_id = :shop ORDER BY movement_id LIMIT 1),
      (SELECT min(occurred_at) FROM stock_fact WHERE shop_id = :shop AND item_id = :item
         AND cause IN ('order', 'order_edit', 'cancellation', 'refund')))
""")


class WeekSums(NamedTuple):
    """Units of a week: ordered, cancelled or taken off an order again, put back by a refund."""

    sold: int
    cancelled: int
    returned: int


async def sales_by_week(
    connection: AsyncConnection, shop_id: int, item_id: int, zone: str, since: datetime
) -> dict[date, WeekSums]:
    """What orders did to an item by the Monday of each week of `zone`; weeks without any stay out.

    An order counts with what it comes to within the week: lines moved between locations are no sale.
    """
    arguments = {"shop": shop_id, "item": item_id, "zone": zone, "since": since}
    rows = await connection.execute(_SALES, arguments)
    return {week: WeekSums(int(sold), int(off), int(back)) for week, sold, off, back in rows}


async def sales_recorded_since(connection: AsyncConnection, shop_id: int, item_id: int) -> datetime | None:
    """From when on sales of an item are known: its first, or the shop's first booking; None before that."""
    moment: datetime | None = await connection.scalar(_RECORDED_SINCE, {"shop": shop_id, "item": item_id})
    return moment


STEPS_MAX = 500
_STEPS_OF_ORDER = text("""
    SELECT f.fact_id, f.cause, f.actor, f.document_label, f.occurred_at, f.recorded_at, f.deltas,
           f.item_id, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title,
           f.location_id, coalesce(p.name, '') AS location_name,
           ARRAY(SELECT DISTINCT x.entry_id FROM stock_explanation x
                 WHERE x.shop_id = :shop AND x.fact_id = f.fact_id ORDER BY 1) AS entries
    FROM stock_fact f
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = f.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = f.location_id
    WHERE f.shop_id = :shop AND f.document_kind = 'order' AND f.document_id = :document
    ORDER BY f.occurred_at, f.fact_id LIMIT :limit
""")


async def list_steps_of_order(connection: AsyncConnection, shop_id: int, document: str) -> Sequence[Any]:
    """What an order did to each item and location in sight, oldest first; one more than STEPS_MAX if more.

    Each with the ledger's entries that it explains.
    """
    arguments = {"shop": shop_id, "document": document, "limit": STEPS_MAX + 1}
    return (await connection.execute(_STEPS_OF_ORDER, arguments)).all()
