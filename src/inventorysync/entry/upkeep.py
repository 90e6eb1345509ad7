"""What `inventorysync verify` and `inventorysync reconcile` do."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.shops.queries import ShopRecord, list_shops
from inventorysync.stock.proof import list_differences
from inventorysync.sync.wakes import wake_all_levels

DIFFERENCES_SHOWN = 20


async def verify(database_url: str) -> tuple[list[str], bool]:
    """Lines that say for each shop whether its levels equal the sum of their entries; and whether all do."""
    is_sound = True

    async def prove(connection: AsyncConnection, shop: ShopRecord) -> list[str]:
        nonlocal is_sound
        found = await list_differences(connection, shop.shop_id)
        if not found:
            return [f"{shop.domain}: every level equals the sum of its entries"]
        is_sound = False
        lines = [f"{shop.domain}: {len(found)} quantities differ from the sum of their entries"]
        return lines + [
            f"  item {d.item_id} at location {d.location_id}: "
            f"{d.name} is {d.booked}, entries sum to {d.entries}"
            for d in found[:DIFFERENCES_SHOWN]
        ]

    return await _for_each_shop(database_url, prove), is_sound


async def reconcile(database_url: str, now: datetime) -> list[str]:
    """Ask for a round over every level of every shop; the workers read them."""

    async def ask(connection: AsyncConnection, shop: ShopRecord) -> list[str]:
        levels = await wake_all_levels(connection, shop.shop_id, now)
        return [f"{shop.domain}: {levels} levels will be compared with Shopify"]

    return await _for_each_shop(database_url, ask)


async def _for_each_shop(
    database_url: str,
    ask: Callable[[AsyncConnection, ShopRecord], Awaitable[list[str]]],
) -> list[str]:
    database = Database(database_url, pool_size=1)
    try:
        async with database.system() as connection:
            shops = await list_shops(connection)
        lines = []
        for shop in shops:
            async with database.shop(shop.shop_id) as connection:
                lines += await ask(connection, shop)
        return lines or ["no shop has the app"]
    finally:
        await database.close()
