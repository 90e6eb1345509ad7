"""Erase a shop from replays (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.replays.models import PolicyReplay


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(PolicyReplay).where(PolicyReplay.shop_id == shop_id))
