"""Transfers of which Shopify refused a step, or its answer was lost, until a person has dealt with it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# At risk is what is still to arrive: the destination has neither accepted nor rejected it.
_STUCK = text("""
    WITH stuck AS (
      SELECT DISTINCT t.transfer_id, t.origin_id
      FROM transfer_step s
      JOIN transfer t ON t.shop_id = :shop AND t.transfer_id = s.transfer_id
      WHERE s.shop_id = :shop AND s.state IN ('refused', 'unknown') AND s.closed_at IS NULL
        AND t.deleted_at IS NULL
    ), to_arrive AS (
      SELECT k.transfer_id, k.origin_id, n.item_id, n.quantity - coalesce(h.processed, 0) AS units
      FROM stuck k
      JOIN transfer_line n ON n.shop_id = :shop AND n.transfer_id = k.transfer_id
      LEFT JOIN LATERAL (
        SELECT sum(p.accepted + p.rejected) AS processed
        FROM transfer_shipment m
        JOIN transfer_shipment_line p ON p.shop_id = :shop AND p.shipment_id = m.shipment_id
        WHERE m.shop_id = :shop AND m.transfer_id = k.transfer_id AND p.item_id = n.item_id
      ) h ON true
    ), level AS (
      SELECT a.item_id, coalesce(a.origin_id, 0) AS location_id, sum(a.units) AS units,
             round(sum(a.units) * min(i.unit_cost), 2) AS risk, min(i.sku) AS sku, min(i.title) AS title
      FROM to_arrive a
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = a.item_id
      WHERE a.units > 0
      GROUP BY a.item_id, a.origin_id
    )
    SELECT 'stuck_transfers', (SELECT count(*) FROM stuck), coalesce(sum(l.units) OVER (), 0),
           sum(l.risk) OVER (), count(*) FILTER (WHERE l.item_id IS NOT NULL AND l.risk IS NULL) OVER (),
           l.item_id, l.sku, l.title, l.location_id, coalesce(o.name, ''), l.units, l.risk
    FROM (SELECT 1) one
    LEFT JOIN level l ON true
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = l.location_id
    WHERE EXISTS (SELECT FROM stuck)
    ORDER BY l.risk DESC NULLS LAST, l.units DESC, l.item_id, l.location_id
    LIMIT :shown
""")


async def list_stuck_transfers(connection: AsyncConnection, shop_id: int, shown: int) -> Sequence[Any]:
    """A row for each of the levels with most at risk, beside the sums of all; one without a level if none."""
    return (await connection.execute(_STUCK, {"shop": shop_id, "shown": shown})).all()
