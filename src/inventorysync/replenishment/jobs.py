"""Suggestions aside of requests: every morning, after each forecast, and when somebody asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.replenishment.actions.suggesting import SUGGEST, Progress, make_suggestions
from inventorysync.sales.mornings import is_due
from inventorysync.shops.queries import list_shops

ASK_EVERY = timedelta(minutes=10)
_NEWEST = text("""
    SELECT (SELECT max(made_at) FROM suggestion_run WHERE shop_id = :shop),
           (SELECT max(made_at) FROM forecast_run WHERE shop_id = :shop AND NOT made_afterwards)
""")


async def suggest(database: Database, clock: Clock, job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
    """Work out what to buy and to move."""
    return await make_suggestions(database, clock, job.shop_id, progress)


async def schedule_suggestions(database: Database, now: datetime) -> int:
    """Ask for suggestions where a forecast is newer than they are or a day has begun; how many were asked."""
    async with database.system() as connection:
        shops = await list_shops(connection)
    due = []
    for shop in shops:
        async with database.shop(shop.shop_id) as connection:
            made, forecast = (await connection.execute(_NEWEST, {"shop": shop.shop_id})).one()
        if is_due(made, forecast, now, shop.time_zone):
            due.append(shop.shop_id)
    if not due:
        return 0
    async with database.system() as connection:
        return await queue.schedule(connection, SUGGEST, due, ASK_EVERY, now)
