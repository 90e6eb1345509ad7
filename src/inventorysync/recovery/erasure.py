"""Erase a shop from recoveries (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.recovery.models import Recovery


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(Recovery).where(Recovery.shop_id == shop_id))
