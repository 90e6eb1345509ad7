"""Two workers read one level: what was read earlier does not undo what was read later, whoever books last."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from support.known_shop import LEVELS, new_shop

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import Booking, Reading, Wake

START = datetime(2026, 11, 20, tzinfo=UTC)
KEY = LEVELS[0]


def units(available: int) -> Quantities:
    return {"available": available, "on_hand": available}


def read(wake: Wake, available: int, seconds: int) -> Booking:
    """A reading of a state that Shopify reached so many seconds after the start."""
    reading = Reading(KEY, 1, units(available), START + timedelta(seconds=seconds))
    return decide.judge(wake, reading, START + timedelta(seconds=60))


async def opened(database: Database) -> tuple[PostgresStore, Wake, int]:
    """A level of 10, hinted at."""
    shop_id = await new_shop(database)
    store = PostgresStore(database, shop_id, lambda *_: None)
    await store.wake([KEY], START)
    (first,) = await store.due_wakes(START, 1)
    assert await store.settle([read(first, 10, 0)], START) == 1
    await store.wake([KEY], START)
    (wake,) = await store.due_wakes(START, 1)
    return store, wake, shop_id


async def available(database: Database, shop_id: int) -> int:
    async with database.shop(shop_id) as connection:
        return int(await connection.scalar(text("SELECT available FROM inventory_level")) or 0)


async def test_a_reading_that_a_newer_one_has_overtaken_is_left_alone(database: Database) -> None:
    store, wake, shop_id = await opened(database)
    sold, returned = read(wake, 8, 5), read(wake, 10, 9)
    assert await store.settle([returned], START) == 0
    assert await store.settle([sold], START) == 0
    assert await available(database, shop_id) == 10


async def test_a_newer_reading_is_booked_after_an_older_one_that_found_nothing_new(
    database: Database,
) -> None:
    store, wake, shop_id = await opened(database)
    before, after = read(wake, 10, 5), read(wake, 8, 9)
    assert await store.settle([before], START) == 0
    assert await store.settle([after], START) == 1
    assert await available(database, shop_id) == 8


async def test_an_old_reading_that_is_believed_at_last_is_booked(database: Database) -> None:
    store, wake, shop_id = await opened(database)
    at = START
    for _ in range(decide.DOUBTED_MAX):
        assert await store.settle([read(wake, 8, -5)], at) == 0
        at += timedelta(minutes=10)
        (wake,) = await store.due_wakes(at, 1)
    assert await store.settle([read(wake, 8, -5)], at) == 1
    assert await available(database, shop_id) == 8
