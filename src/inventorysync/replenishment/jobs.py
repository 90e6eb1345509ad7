"""Suggestions aside of requests: every morning, after each forecast, and when somebody asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.replenishment.actions.suggesting import SUGGEST, Progress, make_suggestions
from inventorysync.sales.following import schedule_after_forecasts

ASK_EVERY = timedelta(minutes=10)
_MADE = text("SELECT max(made_at) FROM suggestion_run WHERE shop_id = :shop")


async def suggest(database: Database, clock: Clock, job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
    """Work out what to buy and to move."""
    return await make_suggestions(database, clock, job.shop_id, progress)


async def schedule_suggestions(database: Database, now: datetime) -> int:
    """Ask for suggestions where a forecast is newer than they are or a day has begun; how many were asked."""
    return await schedule_after_forecasts(database, SUGGEST, _MADE, ASK_EVERY, now)
