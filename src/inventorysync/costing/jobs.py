"""Costing aside of requests: what the ledger has new, and what somebody changed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inventorysync.costing.actions import due
from inventorysync.costing.actions.due import COST
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.shops.queries import list_shops

COST_EVERY = timedelta(seconds=10)
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def cost_due(database: Database, clock: Clock, shop_id: int, progress: Progress) -> Mapping[str, Any]:
    """Compute the costs of what is due."""
    return await due.cost_due(database, shop_id, clock.now, progress)


async def schedule_costing(database: Database, now: datetime) -> int:
    """Ask for costing in the shops that have something new; how many were asked."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
    waiting = []
    for shop_id in shops:
        async with database.shop(shop_id) as connection:
            if await due.has_work(connection, shop_id):
                waiting.append(shop_id)
    if not waiting:
        return 0
    async with database.system() as connection:
        return await queue.schedule(connection, COST, waiting, COST_EVERY, now)
