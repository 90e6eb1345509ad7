"""Erase a shop from suppliers (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.suppliers.models import Supplier, SupplierItem, SupplierPrice


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in (SupplierPrice, SupplierItem, Supplier):
        await connection.execute(delete(table).where(table.shop_id == shop_id))
