"""Hands that count: a device that sends scans, and a worker that posts what was approved."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.stocktakes import jobs
from inventorysync.stocktakes.actions.reviewing import POST
from inventorysync.stocktakes.posting import EXPLAINING_MAX

STOCKTAKES = "/api/v1/stocktakes"
ALL = 1000


@dataclass
class MovingClock:
    """A clock that a test moves; it begins an hour ahead, long after whatever was imported."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=1))

    def now(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)


@dataclass
class Device:
    """A phone of somebody who counts; its clock may be wrong."""

    api: httpx2.AsyncClient
    headers: dict[str, str]
    clock: MovingClock
    stocktake: str
    name: str = "phone-1"
    fast_by: timedelta = timedelta()

    def scan(self, section: str, item: int | None = None, units: int = 1, **more: Any) -> dict[str, Any]:
        """A scan made now; it is not sent yet."""
        named = {} if item is None else {"inventory_item_id": str(item)}
        at = (self.clock.now() + self.fast_by).isoformat()
        return {"id": str(uuid4()), "section_id": section, "units": units, "scanned_at": at, **named, **more}

    async def send(self, *scans: dict[str, Any], expect: int = 200, **more: Any) -> Any:
        body = {"device": self.name, "sent_at": (self.clock.now() + self.fast_by).isoformat(), **more}
        answer = await self.api.post(
            f"{STOCKTAKES}/{self.stocktake}/scans", json={**body, "scans": list(scans)}, headers=self.headers
        )
        assert answer.status_code == expect, answer.text
        return answer.json()


async def note_readings(database: Database, shop_id: int, now: datetime) -> None:
    """Every level was read in Shopify and holds what is booked."""
    async with database.shop(shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET checked_at = :now"), {"now": now})


async def run_postings(database: Database, clock: MovingClock, shop_id: int) -> list[Any]:
    """Run what waits to be posted in the shop; what came of it."""
    async with database.system() as connection:
        taken = await queue.take(connection, clock.now(), queue.REMEMBER, ALL)
    mine = [job for job in taken if job.shop_id == shop_id and job.kind == POST]
    results = []
    for job in mine:
        await note_readings(database, shop_id, clock.pass_by(EXPLAINING_MAX.total_seconds()))
        results.append(await jobs.post(database, clock, nobody, nobody, job))
        async with database.system() as connection:
            await queue.finish(connection, job, clock.now(), result={})
    return results


def nobody(_shop_id: int, _what: str | UUID) -> None:
    """Nobody listens."""
