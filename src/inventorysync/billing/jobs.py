"""Work of billing that runs by the clock, and after a webhook."""

from datetime import datetime, timedelta
from typing import Any

from inventorysync.billing import actions
from inventorysync.billing.providers import BillingProvider
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.shops.queries import list_shops

READ_PLAN = "billing.read_plan"
READ_EVERY = timedelta(hours=1)


async def schedule_plan_readings(database: Database, provider: BillingProvider, now: datetime) -> int:
    """Ask for a reading of every active shop's plan, once an hour over all replicas; how many jobs.

    Where nobody is asked for a plan, what one has stopped earlier is open again.
    """
    if provider.page is None:
        return await actions.open_everything(database, now)
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
        return await queue.schedule(connection, READ_PLAN, shops, READ_EVERY, now)


async def read_plan(
    database: Database, provider: BillingProvider, clock: Clock, shop_id: int
) -> dict[str, Any]:
    """Read the shop's plan; safe twice. Without an answer the next round asks again."""
    if provider.page is None:
        return {"read": False}
    return {"read": await actions.read_plan(database, provider, clock, shop_id)}
