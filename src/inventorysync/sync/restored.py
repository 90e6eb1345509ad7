"""Differences from Shopify after a restore: what they were is only old, and none is pushed any more."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sync.differences import FROM_BACKUP

_CLOSE = text("""
    UPDATE sync_difference SET state = 'taken', decided_at = :now, decided_by = :restored
    WHERE shop_id = :shop AND state = 'open' AND cause <> 'doubted_reading' AND found_at < :before
""")
_LOOK_AGAIN = text("UPDATE sync_stream SET transfers_looked_at = NULL WHERE shop_id = :shop")
_DOCUMENTS = text("""
    SELECT coalesce(s.orders_read_until >= :since AND s.transfers_looked_at >= :since, false)
           AND NOT EXISTS (SELECT FROM sync_wake w
                           WHERE w.shop_id = :shop AND w.kind IN ('order', 'transfer', 'transfers'))
    FROM sync_stream s WHERE s.shop_id = :shop
""")
_FOUND = text("""
    SELECT (SELECT count(*) FROM inventory_level WHERE shop_id = :shop),
           count(DISTINCT (d.item_id, d.location_id)),
           coalesce(sum((SELECT sum(abs(u.value::bigint)) FROM jsonb_each_text(d.units) u
                         WHERE u.key <> 'on_hand')), 0)
    FROM sync_difference d
    WHERE d.shop_id = :shop AND d.cause = :restored AND d.found_at >= :since
""")


async def close_differences(
    connection: AsyncConnection, shop_id: int, before: datetime, now: datetime
) -> int:
    """Leave every difference that was open before the restore as Shopify has it; how many."""
    scope = {"shop": shop_id, "before": before, "now": now, "restored": FROM_BACKUP}
    closed = await connection.execute(_CLOSE, scope)
    await connection.execute(_LOOK_AGAIN, {"shop": shop_id})
    return closed.rowcount


async def documents_are_read(connection: AsyncConnection, shop_id: int, since: datetime) -> bool:
    """Whether orders and transfers were looked through since, and all that changed were read."""
    return bool(await connection.scalar(_DOCUMENTS, {"shop": shop_id, "since": since}))


async def count_restored(connection: AsyncConnection, shop_id: int, since: datetime) -> tuple[int, int, int]:
    """How many levels there are, how many differed from Shopify when they were read first, by how many units.

    Units count what moved between the names that make up on hand, so on hand itself is not counted again.
    """
    scope = {"shop": shop_id, "since": since, "restored": FROM_BACKUP}
    levels, different, units = (await connection.execute(_FOUND, scope)).one()
    return int(levels), int(different), int(units)
