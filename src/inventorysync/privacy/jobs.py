"""Shopify's compliance requests as jobs: they may not be lost, and each is safe to run twice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.privacy import actions
from inventorysync.sync.stream import is_still_driven

ANSWER_CUSTOMER = "privacy.answer_customer_request"
ERASE_SHOP = "privacy.erase_shop"
LOOK_SECONDS = 1.0


async def answer_customer(
    database: Database, clock: Clock, shop_id: int, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Record and answer a customers/* request."""
    async with database.shop(shop_id) as connection:
        await actions.answer_customer_request(
            connection,
            shop_id,
            topic=arguments["topic"],
            webhook_id=arguments["webhook_id"],
            received_at=datetime.fromisoformat(arguments["received_at"]),
            now=clock.now(),
        )
    return {}


async def erase_shop(database: Database, clock: Clock, redis: Any, shop_id: int) -> dict[str, Any]:
    """Remove every row and key of the shop, the job's own among them.

    It waits until no worker drives the shop any more: what its last turns write would outlive it.
    """
    while await is_still_driven(database, shop_id, clock.now()):
        await clock.sleep(LOOK_SECONDS)
    await actions.erase_shop(database, redis, shop_id)
    return {}
