"""What follows from forecasts is asked for once a morning, and after each new forecast."""

from datetime import datetime, timedelta

from sqlalchemy import TextClause, text

from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.sales.mornings import is_due
from inventorysync.shops.queries import list_shops

_FORECAST = text("""
    SELECT max(made_at) FROM forecast_run WHERE shop_id = :shop AND NOT made_afterwards
""")


async def schedule_after_forecasts(
    database: Database, kind: str, made: TextClause, every: timedelta, now: datetime
) -> int:
    """Ask for jobs of a kind where a forecast is newer than what was `made` last, or a morning has begun.

    `made` tells of `:shop` when that was; nothing is asked for twice within `every`. Returns how many shops
    were asked.
    """
    async with database.system() as connection:
        shops = await list_shops(connection)
    due = []
    for shop in shops:
        async with database.shop(shop.shop_id) as connection:
            newest = await connection.scalar(made, {"shop": shop.shop_id})
            forecast = await connection.scalar(_FORECAST, {"shop": shop.shop_id})
        if is_due(newest, forecast, now, shop.time_zone):
            due.append(shop.shop_id)
    if not due:
        return 0
    async with database.system() as connection:
        return await queue.schedule(connection, kind, due, every, now)
