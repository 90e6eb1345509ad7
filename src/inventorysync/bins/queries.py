"""Reading bins."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_A_TIME = 1_000
_BINS = text("""
    SELECT b.location_id, b.bin, count(*) FROM level_bin b
    WHERE b.shop_id = :shop AND (CAST(:location AS bigint) IS NULL OR b.location_id = :location)
      AND (CAST(:search AS text) = '' OR position(lower(:search) IN lower(b.bin)) > 0)
      AND (CAST(:after_location AS bigint) IS NULL
           OR (b.location_id, b.bin) > (CAST(:after_location AS bigint), CAST(:after_bin AS text)))
    GROUP BY b.location_id, b.bin ORDER BY b.location_id, b.bin LIMIT :limit
""")
_LEVELS = text("""
    SELECT b.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), b.location_id, coalesce(p.name, ''), b.bin
    FROM level_bin b
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = b.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = b.location_id
    WHERE b.shop_id = :shop AND (CAST(:location AS bigint) IS NULL OR b.location_id = :location)
      AND (CAST(:item AS bigint) IS NULL OR b.item_id = :item)
      AND (CAST(:bin AS text) IS NULL OR b.bin = :bin)
      AND (CAST(:after_item AS bigint) IS NULL
           OR (b.item_id, b.location_id) > (CAST(:after_item AS bigint), CAST(:after_location AS bigint)))
    ORDER BY b.item_id, b.location_id LIMIT :limit
""")


_ALL = text("""
    SELECT i.item_id, i.sku, i.barcode, i.title, i.variant_title, p.name, coalesce(b.bin, '')
    FROM inventory_level l
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id AND i.deleted_at IS NULL
    JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id AND p.deleted_at IS NULL
      AND p.is_active
    LEFT JOIN level_bin b ON b.shop_id = :shop AND b.item_id = l.item_id AND b.location_id = l.location_id
    WHERE l.shop_id = :shop AND l.is_active
      AND (CAST(:location AS bigint) IS NULL OR l.location_id = :location)
    ORDER BY p.name, i.sku, i.item_id, l.location_id
""")
_COUNT_ALL = text("""
    SELECT count(*) FROM inventory_level l
    WHERE l.shop_id = :shop AND l.is_active
      AND (CAST(:location AS bigint) IS NULL OR l.location_id = :location)
""")


async def count_levels(connection: AsyncConnection, shop_id: int, location_id: int | None) -> int:
    """How many levels there are at a location, or in all, with and without a bin."""
    found = await connection.scalar(_COUNT_ALL, {"shop": shop_id, "location": location_id})
    return int(found or 0)


async def every_level(
    connection: AsyncConnection, shop_id: int, location_id: int | None
) -> AsyncIterator[Sequence[Any]]:
    """Every level with its bin, "" for none, some rows at a time: what a file of settings holds."""
    streamed = await connection.stream(_ALL, {"shop": shop_id, "location": location_id})
    async for rows in streamed.partitions(ROWS_A_TIME):
        yield rows


async def list_bins(
    connection: AsyncConnection,
    shop_id: int,
    *,
    location_id: int | None,
    search: str,
    after: tuple[int, str] | None,
    limit: int,
) -> Sequence[Any]:
    """Bins in sight with the number of their levels."""
    place, name = after or (None, None)
    arguments = {"shop": shop_id, "location": location_id, "search": search, "limit": limit}
    return (await connection.execute(_BINS, {**arguments, "after_location": place, "after_bin": name})).all()


async def list_levels_in_bins(
    connection: AsyncConnection,
    shop_id: int,
    *,
    item_id: int | None = None,
    location_id: int | None = None,
    name: str | None = None,
    after: tuple[int, int] | None = None,
    limit: int,
) -> Sequence[Any]:
    """Levels whose bin is known, by item and location."""
    item, place = after or (None, None)
    arguments = {"shop": shop_id, "location": location_id, "item": item_id, "bin": name, "limit": limit}
    return (
        await connection.execute(_LEVELS, {**arguments, "after_item": item, "after_location": place})
    ).all()
