"""Forecasting aside of requests: each night in the shop's own zone, and when somebody asks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.sales import storing
from inventorysync.sales.actions import forecasting
from inventorysync.sales.actions.forecasting import FORECAST
from inventorysync.sales.queries import get_known
from inventorysync.shops.queries import ShopRecord, list_shops

FIRST_AT = timedelta(hours=2)
SPREAD_MINUTES = 180
"""Shops of one zone take their turns within so many minutes from FIRST_AT on."""
AGAIN_EVERY = timedelta(hours=6)
PAST_AWAITED = timedelta(minutes=15)
"""A shop's first forecast waits so long for its past orders."""

Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def forecast(database: Database, clock: Clock, shop_id: int, progress: Progress) -> Mapping[str, Any]:
    """Forecast the shop."""
    return await forecasting.forecast_all(database, shop_id, clock.now, progress)


async def schedule_forecasts(database: Database, now: datetime) -> int:
    """Ask for the night's forecast in the shops whose turn has come; how many."""
    async with database.system() as connection:
        shops = await list_shops(connection)
    waiting = [shop.shop_id for shop in shops if await is_due(database, shop, now)]
    if not waiting:
        return 0
    async with database.system() as connection:
        return await queue.schedule(connection, FORECAST, waiting, AGAIN_EVERY, now)


async def is_due(database: Database, shop: ShopRecord, now: datetime) -> bool:
    """Whether the shop has no forecast from this day on though its turn has come, or none at all."""
    async with database.shop(shop.shop_id) as connection:
        run = await storing.newest_run(connection, shop.shop_id)
        if run is None:
            known = await get_known(connection, shop.shop_id)
            is_late = shop.installed_at is not None and now - shop.installed_at >= PAST_AWAITED
            return known.since is not None and (known.past_read_at is not None or is_late)
    local = now.astimezone(ZoneInfo(shop.time_zone))
    return bool(run.origin < local.date() and local - _turn(shop.shop_id, local) >= timedelta(0))


def _turn(shop_id: int, local: datetime) -> datetime:
    """When this night is the shop's turn, by its own clock."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + FIRST_AT + timedelta(minutes=shop_id * 7_919 % SPREAD_MINUTES)
