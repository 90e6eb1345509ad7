"""How fast one worker turns webhooks into booked levels when the store answers at once."""

import asyncio
import time
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import text
from support.databases import create_database

from bench.table import Row
from inventorysync.entry.migrating import migrate_up
from inventorysync.entry.worker import together
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.sync import core, inbox
from inventorysync.sync.intake import Delivery, Intake
from inventorysync.sync.ports import World
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import Call, LevelKey, Reading, Reply, Shadow

WEBHOOKS = 100_000
LEVELS = 10_000
DOMAIN = "bench-drain.myshopify.com"


class ReadyStore:
    """Answers every reading at once: each time the level holds one unit less."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._rounds = 0

    async def read_levels(self, shadows: Sequence[Shadow]) -> dict[LevelKey, Reading]:
        """One unit less than at the reading before."""
        now = self._clock.now()
        return {
            s.key: Reading(
                s.key,
                s.key.item_id,
                {
                    "available": s.quantities.get("available", 1000) - 1,
                    "on_hand": s.quantities.get("on_hand", 1000) - 1,
                },
                now,
            )
            for s in shadows
        }

    async def write(self, call: Call) -> Reply:
        """Nothing is written here."""
        raise NotImplementedError(call)


def drain_rows(server_url: str) -> list[Row]:
    """A storm of WEBHOOKS over LEVELS levels, in a database of its own."""
    url = new_database(server_url)
    seconds = asyncio.run(drain(url))
    rate = WEBHOOKS / seconds
    what = f"inbox -> booked, {WEBHOOKS:,} webhooks of {LEVELS:,} levels, store answers at once"
    return [Row(what, f"{rate:,.0f}/s", ">= 20,000/s", rate >= 20_000)]


def new_database(server_url: str) -> str:
    """The address of an empty database with our tables."""
    url = create_database(server_url)
    migrate_up(url)
    return url


async def drain(url: str) -> float:
    """Seconds in which one worker's code books the storm."""
    database, clock = Database(url), SystemClock()
    shop_id = await new_shop(database)
    world = World(
        PostgresStore(database, shop_id, lambda *_: None), ReadyStore(clock), clock, uuid4, together
    )
    await _store(database, shop_id, clock, LEVELS)
    await _drain(database, world, shop_id)  # the openings are not what is measured
    await database.analyze("inventory_level")  # as the first import does
    await _store(database, shop_id, clock, WEBHOOKS)
    began = time.perf_counter()
    await _drain(database, world, shop_id)
    seconds = time.perf_counter() - began
    await database.close()
    return seconds


async def new_shop(database: Database) -> int:
    """A shop that no worker drives."""
    async with database.system() as connection:
        made = await connection.scalar(
            text("INSERT INTO shop (domain, name, state) VALUES (:d, '', 'needs_reauth') RETURNING shop_id"),
            {"d": f"{uuid4().hex}.myshopify.com"},
        )
    assert isinstance(made, int)
    return made


async def _store(database: Database, shop_id: int, clock: SystemClock, count: int) -> None:
    intake = Intake(database, clock)
    for start in range(0, count, 1000):
        await asyncio.gather(
            *(
                intake.store(
                    Delivery(
                        shop_id,
                        uuid4().hex,
                        "inventory_levels/update",
                        None,
                        None,
                        {"inventory_item_id": number % LEVELS + 1, "location_id": number % 5 + 1},
                    )
                )
                for number in range(start, min(start + 1000, count))
            )
        )


async def _drain(database: Database, world: World, shop_id: int) -> None:
    while True:
        done = await inbox.absorb(database, shop_id, {}, world.clock.now())
        done += await core.observe(world)
        if done == 0:
            return
