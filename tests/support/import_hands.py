"""What a worker does with imports that wait, done at once."""

from inventorysync.imports import jobs
from inventorysync.imports.actions import APPLY, CHECK
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue

ALL = 1000


async def run_imports(database: Database, shop_id: int) -> int:
    """Run the shop's waiting imports; how many jobs that were."""
    clock = SystemClock()
    async with database.system() as connection:
        taken = await queue.take(connection, clock.now(), queue.REMEMBER, ALL)
    mine = [job for job in taken if job.shop_id == shop_id and job.kind in (CHECK, APPLY)]

    async def progress(_figures: object) -> None:
        """Nobody looks."""

    for job in mine:
        if job.kind == CHECK:
            result = await jobs.check(database, clock, job, progress)
        else:
            result = await jobs.apply(database, clock, lambda *_: None, job)
        async with database.system() as connection:
            await queue.finish(connection, job, clock.now(), result=result)
    return len(mine)
