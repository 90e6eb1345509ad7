"""Imports aside of requests: checking, applying, forgetting."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from inventorysync.imports.actions import forget_old_files
from inventorysync.imports.applying import Applying, apply_import
from inventorysync.imports.checking import check_import
from inventorysync.imports.queries import get_import
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, locations_in_sight
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob, Nudge
from inventorysync.shops.queries import list_shops

FORGET = "forget_imports"
FORGET_EVERY = timedelta(days=1)
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def check(database: Database, clock: Clock, job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
    """Check an import with the eyes of whoever uploaded it."""
    import_id = UUID(job.arguments["import_id"])
    with await _eyes_of(database, job.shop_id, import_id):
        return await check_import(database, clock, job.shop_id, import_id, job.job_id, progress)


async def apply(database: Database, clock: Clock, nudge: Nudge, job: LeasedJob) -> Mapping[str, Any]:
    """Apply an import with the eyes of whoever uploaded it."""
    import_id = UUID(job.arguments["import_id"])
    said = {name: job.arguments[name] for name in ("actor", "reason", "note")}
    with await _eyes_of(database, job.shop_id, import_id):
        wanted = Applying(import_id, request_id=job.request_id, **said)
        return await apply_import(database, clock, nudge, job.shop_id, wanted)


async def forget(database: Database, clock: Clock, shop_id: int) -> Mapping[str, Any]:
    """Delete the files of old imports."""
    async with database.shop(shop_id) as connection:
        await forget_old_files(connection, shop_id, clock.now())
    return {}


async def schedule_forgetting(database: Database, now: datetime) -> int:
    """Ask each shop's old files to be deleted, once in FORGET_EVERY; how many shops were asked."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
        return await queue.schedule(connection, FORGET, shops, FORGET_EVERY, now)


async def _eyes_of(database: Database, shop_id: int, import_id: UUID) -> Any:
    async with database.shop(shop_id) as connection:
        record = await get_import(connection, shop_id, import_id)
    return _seeing(None if record.locations is None else frozenset(record.locations))


@contextmanager
def _seeing(locations: frozenset[int] | None) -> Iterator[None]:
    before = locations_in_sight.set(locations)
    try:
        yield
    finally:
        locations_in_sight.reset(before)
