"""Erase a shop from billing (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.billing.models import ShopPlan


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(ShopPlan).where(ShopPlan.shop_id == shop_id))
