"""The store on PostgreSQL under the production core: many processes at once, a faulty pretend shop."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from simulation.history import OTHERS
from simulation.shop import Faults, PretendShop
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.known_shop import LEVELS, new_shop

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.sync import core
from inventorysync.sync.ports import CannotRead, World
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import LevelKey


class SharedClock:
    """Time as the pretend shop tells it."""

    def __init__(self, shop: PretendShop) -> None:
        self.shop = shop

    def now(self) -> datetime:
        return self.shop.now

    async def sleep(self, seconds: float) -> None:
        self.shop.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def side_by_side(coroutines: Sequence[object]) -> None:
    await asyncio.gather(*coroutines)  # type: ignore[call-overload]


async def levels_of(database: Database, shop_id: int) -> dict[LevelKey, Quantities]:
    async with database.shop(shop_id) as connection:
        rows = await connection.execute(
            text(f"SELECT item_id, location_id, {', '.join(QUANTITY_NAMES)} FROM inventory_level")
        )
        return {
            LevelKey(item, place): {n: q for n, q in zip(QUANTITY_NAMES, units, strict=True) if q}
            for item, place, *units in rows
        }


class Shop:
    """The pretend shop, and people and customers who change it."""

    def __init__(self, database: Database, shop_id: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.database, self.shop_id = database, shop_id
        self.truth = PretendShop(self.chance, Faults(stale_read=0.05, vague_refusal=0.0), datetime.now(UTC))
        for key in LEVELS:
            self.truth.add_level(key, {"available": 10, "on_hand": 10})

    def world(self) -> World:
        store = PostgresStore(self.database, self.shop_id, lambda _shop, _keys: None)
        return World(store, self.truth, SharedClock(self.truth), uuid4, side_by_side)

    async def others(self) -> None:
        self.truth.now += timedelta(seconds=self.chance.random() * 5)
        self.truth.run_late()
        key = self.chance.choice(LEVELS)
        self.truth.change(key, self.chance.choice(OTHERS), external=True)
        if self.chance.random() > 0.2:
            await self.world().store.wake([key], self.truth.now)

    async def wants(self) -> None:
        keys = self.chance.sample(LEVELS, 2)
        lines = [WantedLine(key, "available", self.chance.choice((-2, 3))) for key in keys]
        async with self.database.shop(self.shop_id) as connection:
            wanted = WantedChange("adjust", "correction", "", lines)
            asked = Asked("staff:1", uuid4().hex, self.truth.now)
            await create_change_set(connection, self.shop_id, wanted, asked)

    async def act(self, act: int) -> None:
        world = self.world()
        try:
            await (core.resolve, core.observe, core.push)[act](world)
        except CannotRead:
            self.truth.count("failed_reads")
        except DBAPIError as error:
            if "deadlock" not in str(error):
                raise


@pytest.mark.parametrize("seed", range(3))
async def test_processes_side_by_side_lose_nothing(database: Database, seed: int) -> None:
    shop_id = await new_shop(database)
    shop = Shop(database, shop_id, seed)
    await shop.world().store.wake(LEVELS, shop.truth.now)
    for _ in range(60):
        acts = [shop.act(shop.chance.randrange(3)) for _ in range(3)]
        await asyncio.gather(shop.others(), shop.wants(), *acts)
    shop.truth.faults = Faults(0, 0, 0, 0, 0, 0, 0)
    await core.reconcile(shop.world(), timedelta(0))
    for _ in range(120):
        shop.truth.now += timedelta(minutes=3)
        shop.truth.run_late()
        for act in range(3):
            await shop.act(act)

    booked = await levels_of(database, shop_id)
    true = {k: {n: q for n, q in level.quantities.items() if q} for k, level in shop.truth.levels.items()}
    assert booked == true
    async with database.shop(shop_id) as connection:
        states = await connection.execute(
            text("SELECT change_set_id, line, state FROM change_set_line ORDER BY 1, 2")
        )
        lines = {(change_set, line): state for change_set, line, state in states}
        sums = await connection.execute(
            text("SELECT item_id, location_id, name, sum(delta) FROM stock_entry GROUP BY 1, 2, 3")
        )
        total: dict[LevelKey, Quantities] = {key: {} for key in LEVELS}
        for item, place, name, units in sums:
            if units:
                total[LevelKey(item, place)][name] = int(units)
    assert set(lines.values()) == {"confirmed"}
    assert len(lines) == 120
    assert {line: shop.truth.applied.get(line) for line in lines} == dict.fromkeys(lines, 1)
    assert total == true
