"""The figures of the overview and of locations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SHOWN = """
    NOT EXISTS (SELECT FROM location o WHERE o.shop_id = :shop AND o.location_id = l.location_id
                AND o.left_out_at IS NOT NULL)
"""
_TOTALS = text(f"""
    SELECT coalesce(sum(l.on_hand), 0), sum(greatest(l.on_hand, 0) * i.unit_cost), count(*),
           count(*) FILTER (WHERE l.is_active AND l.available <= 0), count(*) FILTER (WHERE l.available < 0)
    FROM inventory_level l JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    WHERE l.shop_id = :shop AND i.deleted_at IS NULL AND {SHOWN}
""")
_ITEMS = text("""
    SELECT count(*), count(*) FILTER (WHERE unit_cost IS NULL)
    FROM inventory_item WHERE shop_id = :shop AND deleted_at IS NULL
""")
_LOCATIONS = text("""
    SELECT p.location_id, p.name, p.is_active, p.fulfills_online_orders, p.city, p.country_code,
           p.left_out_at IS NOT NULL,
           count(l.item_id) FILTER (WHERE l.is_active), coalesce(sum(l.on_hand), 0),
           sum(greatest(l.on_hand, 0) * i.unit_cost)
    FROM location p
    LEFT JOIN inventory_level l ON l.shop_id = :shop AND l.location_id = p.location_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    WHERE p.shop_id = :shop AND p.deleted_at IS NULL
    GROUP BY p.shop_id, p.location_id
    ORDER BY p.name, p.location_id
""")
_SINCE = text("""
    SELECT count(DISTINCT movement_id) FROM stock_movement
    WHERE shop_id = :shop AND recorded_at >= :since AND cause <> 'opening'
""")
_FACTS_BY_DAY = text("""
    SELECT (f.occurred_at AT TIME ZONE :zone)::date AS day, f.cause, sum((f.deltas ->> 'available')::bigint)
    FROM stock_fact f
    WHERE f.shop_id = :shop AND f.occurred_at >= :since AND f.cause IN ('order', 'cancellation', 'refund')
    GROUP BY 1, 2 ORDER BY 1
""")
_RUN_OUT_BY_DAY = text("""
    SELECT (m.effective_at AT TIME ZONE :zone)::date AS day, count(DISTINCT (e.item_id, e.location_id))
    FROM stock_entry e
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    WHERE e.shop_id = :shop AND e.name = 'available' AND e.balance <= 0 AND e.delta < 0
      AND e.balance - e.delta > 0 AND m.cause <> 'opening' AND m.effective_at >= :since
    GROUP BY 1
""")
_ADJUSTMENTS = text("""
    SELECT count(*) FROM change_set_line
    WHERE shop_id = :shop AND state = 'confirmed' AND settled_at >= :since
""")


async def totals(connection: AsyncConnection, shop_id: int) -> Sequence[Any]:
    """Units on hand, their value, levels, those out of stock, those below zero; items, those without cost."""
    stock = (await connection.execute(_TOTALS, {"shop": shop_id})).one()
    items = (await connection.execute(_ITEMS, {"shop": shop_id})).one()
    return [*stock, *items]


async def by_location(connection: AsyncConnection, shop_id: int) -> Sequence[Any]:
    """Each location with its active levels, units on hand and value at unit cost."""
    return (await connection.execute(_LOCATIONS, {"shop": shop_id})).all()


async def facts_by_day(
    connection: AsyncConnection,
    shop_id: int,
    zone: str,
    since: datetime,
) -> Sequence[Any]:
    """Units that orders, cancellations and refunds moved, per day of the shop's own time zone."""
    return (await connection.execute(_FACTS_BY_DAY, {"shop": shop_id, "zone": zone, "since": since})).all()


async def run_out_by_day(
    connection: AsyncConnection,
    shop_id: int,
    zone: str,
    since: datetime,
) -> dict[Any, int]:
    """Levels that fell from something to sell to nothing, each once a day of the shop's own time zone."""
    rows = await connection.execute(_RUN_OUT_BY_DAY, {"shop": shop_id, "zone": zone, "since": since})
    return {day: int(levels) for day, levels in rows}


async def count_since(connection: AsyncConnection, shop_id: int, since: datetime) -> tuple[int, int]:
    """Movements and own adjustments since a moment."""
    arguments = {"shop": shop_id, "since": since}
    movements = await connection.scalar(_SINCE, arguments)
    adjustments = await connection.scalar(_ADJUSTMENTS, arguments)
    return int(movements or 0), int(adjustments or 0)
