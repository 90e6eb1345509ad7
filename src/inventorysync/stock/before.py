"""An item before InventorySync, as Shopify's own file tells it: counted back from the opening.

It is no part of the ledger. What a level held then is its opening less what the file says came after; where
that falls below nothing, the file does not reach the opening: something between them is missing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OPENED = """
    SELECT coalesce(sum(e.delta), 0) AS units, min(m.effective_at) AS at
    FROM stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    WHERE e.shop_id = :shop AND e.item_id = :item AND e.location_id = {row}.location_id
      AND e.name = {row}.name AND m.cause = 'opening'
"""
_COUNTED = f"""
    SELECT k.earlier_id, k.at, k.location_id, k.name, k.delta, k.activity, k.actor, k.document,
           o.units AS opening, o.at AS opened_at,
           o.units - coalesce(sum(k.delta) OVER (
             PARTITION BY k.location_id, k.name ORDER BY k.at DESC, k.earlier_id DESC
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS balance
    FROM stock_earlier k CROSS JOIN LATERAL ({_OPENED.format(row="k")}) o
    WHERE k.shop_id = :shop AND k.item_id = :item
"""
_LIST = text(f"""
    SELECT c.*, coalesce(p.name, '') FROM ({_COUNTED}) c
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = c.location_id
    WHERE CAST(:before AS timestamptz) IS NULL OR (c.at, c.earlier_id) < (:before, CAST(:before_id AS bigint))
    ORDER BY c.at DESC, c.earlier_id DESC LIMIT :limit
""")
_LEVELS = text(f"""
    SELECT c.location_id, coalesce(p.name, ''), c.name, min(c.at), max(c.at), c.opening, c.opened_at,
           min(least(c.balance, c.balance - c.delta))
    FROM ({_COUNTED}) c LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = c.location_id
    GROUP BY c.location_id, p.name, c.name, c.opening, c.opened_at ORDER BY 2, 1, 3
""")
_THEN = text(f"""
    SELECT DISTINCT ON (c.location_id, c.name) c.location_id, c.name, c.balance FROM ({_COUNTED}) c
    WHERE c.at <= :at ORDER BY c.location_id, c.name, c.at DESC, c.earlier_id DESC
""")


async def list_earlier(
    connection: AsyncConnection, shop_id: int, item_id: int, before: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """What happened to an item before its opening, newest first, each with what the level held after it."""
    at, number = before or (None, None)
    arguments = {"shop": shop_id, "item": item_id, "before": at, "before_id": number, "limit": limit}
    return (await connection.execute(_LIST, arguments)).all()


async def levels_told(connection: AsyncConnection, shop_id: int, item_id: int) -> Sequence[Any]:
    """Of each quantity that a file tells of: from when to when, its opening, and the least it comes to."""
    return (await connection.execute(_LEVELS, {"shop": shop_id, "item": item_id})).all()


async def units_before(
    connection: AsyncConnection, shop_id: int, item_id: int, at: datetime
) -> dict[int, dict[str, int]]:
    """What levels held at a moment by the file, by location and quantity; nothing before its first row."""
    found: dict[int, dict[str, int]] = {}
    for place, name, units in await connection.execute(_THEN, {"shop": shop_id, "item": item_id, "at": at}):
        found.setdefault(place, {})[name] = int(units)
    return found
