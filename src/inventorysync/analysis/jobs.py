"""The analysis aside of requests: each night after the forecast, and when somebody asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from inventorysync.analysis.actions.analysing import ANALYSE, Progress, analyse
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.sales.mornings import is_due
from inventorysync.shops.queries import list_shops

ASK_EVERY = timedelta(minutes=30)
_NEWEST = text("""
    SELECT (SELECT made_at FROM analysis_run WHERE shop_id = :shop),
           (SELECT max(made_at) FROM forecast_run WHERE shop_id = :shop AND NOT made_afterwards)
""")


async def make(database: Database, clock: Clock, job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
    """Work the analysis out."""
    return await analyse(database, clock, job.shop_id, progress)


async def schedule_analyses(database: Database, now: datetime) -> int:
    """Ask for it where a forecast is newer or a day has begun; how many shops were asked."""
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
        return await queue.schedule(connection, ANALYSE, due, ASK_EVERY, now)
