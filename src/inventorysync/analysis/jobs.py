"""The analysis aside of requests: each night after the forecast, and when somebody asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from inventorysync.analysis.actions.analysing import ANALYSE, Progress, analyse
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.sales.following import schedule_after_forecasts

ASK_EVERY = timedelta(minutes=30)
_MADE = text("SELECT made_at FROM analysis_run WHERE shop_id = :shop")


async def make(database: Database, clock: Clock, job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
    """Work the analysis out."""
    return await analyse(database, clock, job.shop_id, progress)


async def schedule_analyses(database: Database, now: datetime) -> int:
    """Ask for it where a forecast is newer or a day has begun; how many shops were asked."""
    return await schedule_after_forecasts(database, ANALYSE, _MADE, ASK_EVERY, now)
