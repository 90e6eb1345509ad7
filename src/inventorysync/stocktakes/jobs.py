"""Stocktakes aside of requests: posting, and making the counts that are due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob, Nudge
from inventorysync.sales.actions.building import build_due
from inventorysync.shops.queries import list_shops
from inventorysync.stocktakes.posting import Moved, post_stocktake
from inventorysync.stocktakes.schedules import list_schedules, make_due_counts

MAKE_DUE = "make_due_counts"
LOOK_EVERY = timedelta(minutes=15)  # how late after midnight a day's count may be made


async def post(
    database: Database, clock: Clock, nudge: Nudge, moved: Moved, job: LeasedJob
) -> Mapping[str, Any]:
    """Post a stocktake that was approved."""
    return await post_stocktake(
        database, clock, nudge, moved, job.shop_id, UUID(job.arguments["stocktake_id"])
    )


async def make_due(database: Database, clock: Clock, moved: Moved, shop_id: int) -> Mapping[str, Any]:
    """Make the counts of today, where they are not made yet: of classes by all that is known to be sold."""
    async with database.shop(shop_id) as connection:
        if not await list_schedules(connection, shop_id):
            return {"made": []}
    await build_due(database, shop_id, clock.now, _silent)
    async with database.shop(shop_id) as connection:
        made = await make_due_counts(connection, shop_id, clock.now())
    for stocktake_id in made:
        moved(shop_id, stocktake_id)
    return {"made": [str(stocktake_id) for stocktake_id in made]}


async def _silent(_: Mapping[str, Any]) -> None:
    """Nobody waits for this."""


async def schedule_due_counts(database: Database, now: datetime) -> int:
    """Ask each shop to look what is due, every LOOK_EVERY; how many shops were asked."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
        return await queue.schedule(connection, MAKE_DUE, shops, LOOK_EVERY, now)
