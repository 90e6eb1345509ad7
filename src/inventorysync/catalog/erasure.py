"""Erase a shop from catalog (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog.models import (
    InventoryItem,
    ItemWord,
    Product,
    Variant,
)

TABLES = (ItemWord, Variant, InventoryItem, Product)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
