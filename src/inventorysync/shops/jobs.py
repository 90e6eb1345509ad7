"""Work of shops that runs by the clock."""

from datetime import datetime, timedelta
from typing import Any

from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.shops import actions, queries
from inventorysync.shops.actions import ShopifyLink

RENEW_TOKENS = "shops.renew_tokens"
RENEW_EVERY = timedelta(days=1)
REFRESH_TOKENS_WITHIN = timedelta(days=14)


async def schedule_token_renewals(database: Database, now: datetime) -> int:
    """Ask for the renewal of every active shop's tokens, once a day over all replicas; how many jobs."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await queries.list_shops(connection)]
        return await queue.schedule(connection, RENEW_TOKENS, shops, RENEW_EVERY, now)


async def renew_ageing_tokens(link: ShopifyLink, shop_id: int) -> dict[str, Any]:
    """Renew the shop's pair if its refresh token ends within 14 days; safe twice.

    Raises ShopifyUnavailable; a shop that has to be opened by its merchant refuses with ShopNotConnected.
    """
    return {"renewed": await actions.refresh_if_ageing(link, shop_id, within=REFRESH_TOKENS_WITHIN)}
