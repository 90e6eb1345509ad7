"""Reading a shop anew after a restore: one job, safe to be broken off anywhere and run again."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob, Nudge
from inventorysync.recovery.actions import RECOVER, conclude_reading, give_up
from inventorysync.recovery.queries import shops_to_read
from inventorysync.sync.restored import documents_are_read

LOOK_SECONDS = 0.5
DOCUMENTS_MAX = timedelta(minutes=3)  # what orders explain later, they explain later
ReadAll = Callable[[datetime], Awaitable[None]]


async def recover(
    database: Database, clock: Clock, nudge: Nudge, job: LeasedJob, read_all: ReadAll
) -> Mapping[str, Any]:
    """Give up what was on its way, read the whole shop, and say what differed.

    `read_all` returns when everything was read since a moment; what it raises is raised.
    """
    shop_id = job.shop_id
    async with database.shop(shop_id) as connection:
        found = await give_up(connection, shop_id, clock.now())
    if found is None or found.state != "reading":
        return {"state": "done before"}
    since = found.restored_at
    await read_all(since)
    await _wait_for_documents(database, clock, nudge, shop_id, since)
    async with database.shop(shop_id) as connection:
        return await conclude_reading(connection, shop_id, found, clock.now())


async def _wait_for_documents(
    database: Database, clock: Clock, nudge: Nudge, shop_id: int, since: datetime
) -> None:
    """Let orders and transfers since the backup say what they account for, as far as they soon can."""
    began = clock.now()
    while clock.now() - began < DOCUMENTS_MAX:
        async with database.shop(shop_id) as connection:
            if await documents_are_read(connection, shop_id, since):
                return
        for lane in ("go_round", "explain"):
            nudge(shop_id, lane)
        await clock.sleep(LOOK_SECONDS)


async def schedule_recoveries(database: Database, nudge: Nudge, now: datetime) -> int:
    """Ask each connected shop whose data came out of a backup to be read anew; how many were asked."""
    async with database.system() as connection:
        shops = await shops_to_read(connection)
        for shop_id, recovery_id in shops:
            await queue.enqueue(
                connection,
                nudge,
                shop_id,
                RECOVER,
                {"recovery_id": str(recovery_id)},
                now=now,
                dedup_key=str(recovery_id),
            )
    return len(shops)
