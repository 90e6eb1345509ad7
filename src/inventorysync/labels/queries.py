"""Reading what labels need, and what is wrong with the shop's codes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ITEMS = text("""
    SELECT i.item_id, i.sku, i.barcode, i.title, i.variant_title, i.price
    FROM inventory_item i
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[])) AND i.deleted_at IS NULL
""")
_DOUBLES = {
    name: text(f"""
        SELECT d.code, array_agg(i.item_id ORDER BY i.title, i.item_id),
               array_agg(i.sku ORDER BY i.title, i.item_id),
               array_agg(trim(i.title || ' ' || i.variant_title) ORDER BY i.title, i.item_id)
        FROM (
          SELECT {name} AS code FROM inventory_item
          WHERE shop_id = :shop AND {name} <> '' AND deleted_at IS NULL AND {name} > :after
          GROUP BY {name} HAVING count(*) > 1 ORDER BY {name} LIMIT :limit
        ) d
        JOIN inventory_item i ON i.shop_id = :shop AND i.{name} = d.code AND i.deleted_at IS NULL
        GROUP BY d.code ORDER BY d.code
    """)
    for name in ("barcode", "sku")
}
_COUNTS = text("""
    SELECT count(*), count(*) FILTER (WHERE barcode = ''), count(*) FILTER (WHERE sku = '')
    FROM inventory_item WHERE shop_id = :shop AND deleted_at IS NULL
""")


async def items_of(connection: AsyncConnection, shop_id: int, items: Sequence[int]) -> dict[int, Any]:
    """The items that exist among these, by number."""
    rows = await connection.execute(_ITEMS, {"shop": shop_id, "items": list(items)})
    return {row.item_id: row for row in rows}


async def list_doubles(
    connection: AsyncConnection, shop_id: int, name: str, after: str, limit: int
) -> Sequence[Any]:
    """Codes that several items share, in their order behind one, each with those items."""
    rows = await connection.execute(_DOUBLES[name], {"shop": shop_id, "after": after, "limit": limit})
    return rows.all()


async def count_codes(connection: AsyncConnection, shop_id: int) -> tuple[int, int, int]:
    """How many items there are, without a barcode, and without a SKU."""
    row = (await connection.execute(_COUNTS, {"shop": shop_id})).one()
    return int(row[0]), int(row[1]), int(row[2])
