"""Replays aside of requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.replays.actions.living import fail, live


async def replay(database: Database, clock: Clock, job: LeasedJob) -> Mapping[str, Any]:
    """Carry out the replay that the job names."""
    state = await live(database, clock.now, job.shop_id, UUID(job.arguments["replay_id"]))
    return {"state": state}


async def give_up(database: Database, clock: Clock, job: LeasedJob, error: str) -> None:
    """Have the replay of a job that failed for good say so."""
    took_too_long = error.startswith(TimeoutError.__name__)
    await fail(
        database, clock.now, job.shop_id, UUID(job.arguments["replay_id"]), took_too_long=took_too_long
    )
