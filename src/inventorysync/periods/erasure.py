"""Erase a shop from periods (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.periods.models import ClosedMonth


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(ClosedMonth).where(ClosedMonth.shop_id == shop_id))
