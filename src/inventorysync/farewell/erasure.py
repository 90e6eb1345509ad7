"""Erase a shop from farewells (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.farewell.models import Farewell


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(Farewell).where(Farewell.shop_id == shop_id))
