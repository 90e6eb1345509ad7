"""Replays aside of requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.replays.actions.living import live


async def replay(database: Database, clock: Clock, job: LeasedJob) -> Mapping[str, Any]:
    """Carry out the replay that the job names."""
    state = await live(database, clock.now, job.shop_id, UUID(job.arguments["replay_id"]))
    return {"state": state}
