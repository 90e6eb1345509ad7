"""Storms and customers: real orders through the store's own rules."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from devstore.clock import Clock
from devstore.customers import Customers, read_visits
from devstore.demo_data.loading import load_demo
from devstore.demo_data.reading import read_products
from devstore.state import ON_HAND_PARTS, Store
from devstore.storm import run_storm

SATURDAY = 5


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loaded") / "devstore.db"
    store = Store.open(path, Clock())
    load_demo(store, products=20)
    store.close()
    return path


@pytest.fixture
def store(tmp_path: Path, loaded: Path) -> Iterator[Store]:
    copied = shutil.copy(loaded, tmp_path / "devstore.db")
    made = Store.open(Path(copied), Clock())
    yield made
    made.close()


def _quantities(store: Store) -> dict[tuple[int, int], dict[str, int]]:
    return {key: dict(level.quantities) for key, level in store.levels.items()}


async def test_a_storm_makes_so_many_events_and_keeps_the_books(store: Store) -> None:
    before = len(store.orders)
    done = await run_storm(store, events=300, seed=5, seconds=0)
    assert sum(done["done"].values()) == 300
    assert len(store.orders) - before == done["done"]["order"]
    for level in store.levels.values():
        assert level.quantities["on_hand"] == sum(level.quantities[name] for name in ON_HAND_PARTS)


async def test_the_same_seed_is_the_same_storm(store: Store, loaded: Path, tmp_path: Path) -> None:
    twin = Store.open(Path(shutil.copy(loaded, tmp_path / "twin.db")), Clock())
    first = await run_storm(store, events=200, seed=9, seconds=0)
    second = await run_storm(twin, events=200, seed=9, seconds=0)
    assert first["done"] == second["done"]
    assert _quantities(store) == _quantities(twin)
    twin.close()


async def test_a_storm_takes_the_time_it_was_given(store: Store) -> None:
    done = await run_storm(store, events=10, seed=1, seconds=0.3)
    assert 0.3 <= done["seconds"] < 2


async def test_a_storm_below_zero_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="not below zero"):
        await run_storm(store, events=-1, seed=1, seconds=0)


async def test_customers_buy_at_a_speed_and_stop_when_told(store: Store) -> None:
    before = len(store.orders)
    customers = Customers(store)
    customers.start(speed=21_600)
    busy = asyncio.Event()

    def watch(topic: str, _payload: object, _event_id: str) -> None:
        if customers.state()["orders"] >= 20 and topic == "orders/fulfilled":
            busy.set()

    store.on_event.append(watch)
    async with asyncio.timeout(60):
        await busy.wait()
    await customers.stop()
    assert customers.state()["running"] is False
    placed = len(store.orders)
    assert placed - before == customers.state()["orders"]
    await asyncio.sleep(0.2)
    assert len(store.orders) == placed
    assert all(level.quantities["available"] >= 0 for level in store.levels.values())


async def test_a_restart_does_not_bring_the_same_customers_again(store: Store) -> None:
    bought = []
    for _ in range(2):
        customers = Customers(store)
        customers.start(speed=600)
        for _ in range(400):
            if customers.state()["orders"]:
                break
            await asyncio.sleep(0.05)
        await customers.stop()
        order = list(store.orders.values())[-1]
        bought.append([(line.sku, line.quantity) for line in order.lines])
    assert bought[0] != bought[1]


async def test_a_speed_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Customers(store).start(0)


def test_visits_are_in_order_of_time_and_of_the_shops_own_codes() -> None:
    visits = read_visits(frozenset({"85123A", "22423"}))
    assert len(visits) > 100
    assert [visit.at for visit in visits] == sorted(visit.at for visit in visits)
    assert {sku for visit in visits for sku, _ in visit.pieces} == {"85123A", "22423"}


def test_nights_and_saturdays_are_left_out() -> None:
    visits = read_visits(frozenset(row["sku"] for row in read_products()))
    pairs = list(pairwise(visits))
    assert max(later.at - before.at for before, later in pairs) > 30 * 3600
    assert max(later.open_at - before.open_at for before, later in pairs) < 3600
    assert all(later.open_at >= before.open_at for before, later in pairs)
    hours = visits[-1].open_at / 3600
    assert 8 < len(visits) / hours < 14, "about ten invoices an hour"


async def test_somebody_buys_at_any_hour_soon_after_the_start(tmp_path: Path, loaded: Path) -> None:
    now = datetime.now(UTC)
    days = (SATURDAY - now.weekday()) % 7 or 7
    night = (now + timedelta(days=days)).replace(hour=3, minute=30)
    clock = Clock(offset=night - now)
    store = Store.open(Path(shutil.copy(loaded, tmp_path / "night.db")), clock)
    assert store.clock.now().weekday() == SATURDAY
    customers = Customers(store)
    customers.start(speed=3)
    for _ in range(400):
        if customers.state()["orders"] >= 1:
            break
        await asyncio.sleep(0.05)
    placed = customers.state()["orders"]
    await customers.stop()
    store.close()
    assert placed >= 1
