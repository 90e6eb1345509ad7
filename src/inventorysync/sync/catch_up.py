"""Orders whose webhook was lost: found by when they last changed (PLATFORM.md C.6), read like any other."""

from datetime import datetime, timedelta

from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.kit.gid import number_of
from inventorysync.shopify import orders
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.sync import wakes
from inventorysync.sync.shopify_gateway import ShopifyGateway

EVERY_MAX = timedelta(hours=1)
OVERLAP = timedelta(minutes=5)  # Shopify's clock and search may lag behind ours

_UNTIL = text("SELECT orders_read_until FROM sync_stream WHERE shop_id = :shop")
_ADVANCE = text("UPDATE sync_stream SET orders_read_until = :until WHERE shop_id = :shop")


async def catch_up_orders(
    database: Database,
    shop_id: int,
    gateway: ShopifyGateway,
    admin: AdminClient,
    now: datetime,
    every: timedelta,
) -> int:
    """Hint at orders that changed since the last look, if that was `every` or an hour ago; how many.

    The first look only remembers when it was: what happened before the first import is in its openings.
    """
    async with database.shop(shop_id) as connection:
        until: datetime | None = await connection.scalar(_UNTIL, {"shop": shop_id})
        if until is None:
            await connection.execute(_ADVANCE, {"shop": shop_id, "until": now})
    if until is None or now - until < min(every, EVERY_MAX):
        return 0

    async def changed(access: ShopAccess) -> set[int]:
        pages = orders.updated_since(admin, access, until - OVERLAP)
        return {number_of("Order", order) async for page in pages for order in page}

    numbers = await gateway.with_access(changed)
    async with database.shop(shop_id) as connection:
        await wakes.wake_things(connection, shop_id, "order", numbers, now)
        await connection.execute(_ADVANCE, {"shop": shop_id, "until": now})
    return len(numbers)
