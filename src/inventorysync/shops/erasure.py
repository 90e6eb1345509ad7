"""Erase a shop from shops (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.shops.models import (
    ApiKey,
    Shop,
    ShopToken,
)

TABLES = (ApiKey, ShopToken, Shop)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop, the shop itself last."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
