"""The ledger under any traffic: whatever is booked and written at once, entries and balances say the same."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.known_shop import LEVELS, new_shop

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities, plus
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.stock.models import LEDGER_TABLES
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import Booking, Outcome, Reading, RowError, Wake

START = datetime(2026, 11, 20, tzinfo=UTC)
ALL = 1000
OUTCOMES = {
    "applied": Outcome("applied", applied_at=START),
    "stale": Outcome("again", stale=frozenset({0})),
    "refused": Outcome("again", failed=((0, RowError(0, "INVALID_ITEM", "no such item")),)),
    "unknown": Outcome("keep", retry_at=START + timedelta(days=1)),
    "given up": Outcome("quarantine", detail="nobody knows"),
}


class Seen(NamedTuple):
    """Somebody else changed a level: so many units of each name more or fewer than what is booked."""

    level: int
    deltas: Quantities


class Wanted(NamedTuple):
    """A change of ours at some levels, and what comes of whatever is pushed then."""

    levels: Sequence[int]
    name: str
    delta: int
    outcome: str


DELTAS = st.dictionaries(st.sampled_from(QUANTITY_NAMES), st.integers(-9, 9), min_size=1, max_size=3)
PLACES = st.integers(0, len(LEVELS) - 1)
SEEN = st.builds(Seen, PLACES, DELTAS)
WANTED = st.builds(
    Wanted,
    st.lists(PLACES, min_size=1, max_size=4, unique=True),
    st.sampled_from(["available", "damaged", "incoming"]),
    st.integers(-5, 5).filter(bool),
    st.sampled_from([*OUTCOMES, "applied", "applied"]),
)
AT_ONCE = st.lists(SEEN | WANTED, min_size=1, max_size=5)


class Traffic:
    """Whoever books and writes in one shop, each act in transactions of its own."""

    def __init__(self, database: Database, shop_id: int) -> None:
        self.database, self.shop_id = database, shop_id
        self.store = PostgresStore(database, shop_id, lambda *_: None)

    async def act(self, act: Seen | Wanted) -> None:
        await (self.see(act) if isinstance(act, Seen) else self.want(act))

    async def see(self, seen: Seen) -> None:
        """Read a level and book it, whatever has happened to it meanwhile."""
        key = LEVELS[seen.level]
        shadow = (await self.store.shadows([key]))[key]
        units = plus(shadow.quantities, seen.deltas)
        reading = Reading(key, 1, units, START)
        difference = {name: delta for name, delta in seen.deltas.items() if delta}
        await self.store.settle([Booking(Wake(shadow, 1, 0, START), "book", reading, difference)], START)

    async def want(self, wanted: Wanted) -> None:
        """Write a change down, and send whatever is to be sent then, also of others."""
        lines = [WantedLine(LEVELS[number], wanted.name, wanted.delta) for number in wanted.levels]
        change = WantedChange("adjust", "correction", "", lines)
        async with self.database.shop(self.shop_id) as connection:
            asked = Asked("staff:1", uuid4().hex, START)
            await create_change_set(connection, self.shop_id, change, asked)
        pending = await self.store.pending_lines(ALL)
        for call in await self.store.open_calls(decide.plan_calls(pending, uuid4, START)):
            for _ in range(2):  # a second worker concludes the same call
                await self.store.conclude(call, OUTCOMES[wanted.outcome], START)


async def balances(database: Database, shop_id: int) -> dict[tuple[int, int, str], int]:
    names = ", ".join(f"('{name}', l.{name})" for name in QUANTITY_NAMES)
    return await _units(
        database,
        shop_id,
        f"""SELECT l.item_id, l.location_id, q.name, q.units FROM inventory_level l
            CROSS JOIN LATERAL (VALUES {names}) AS q(name, units)""",
    )


async def sums(database: Database, shop_id: int) -> dict[tuple[int, int, str], int]:
    return await _units(
        database,
        shop_id,
        "SELECT item_id, location_id, name, sum(delta) FROM stock_entry GROUP BY 1, 2, 3",
    )


async def last_balances(database: Database, shop_id: int) -> dict[tuple[int, int, str], int]:
    return await _units(
        database,
        shop_id,
        """SELECT DISTINCT ON (item_id, location_id, name) item_id, location_id, name, balance
           FROM stock_entry ORDER BY item_id, location_id, name, entry_id DESC""",
    )


async def _units(database: Database, shop_id: int, query: str) -> dict[tuple[int, int, str], int]:
    async with database.shop(shop_id) as connection:
        rows = await connection.execute(text(query))
        return {(item, place, name): int(units) for item, place, name, units in rows if units}


async def broken_chains(database: Database, shop_id: int) -> int:
    """Entries whose balance is not that of the entry before and their own units."""
    async with database.shop(shop_id) as connection:
        found = await connection.scalar(
            text("""
                SELECT count(*) FROM (
                  SELECT balance, delta + coalesce(lag(balance) OVER (
                    PARTITION BY item_id, location_id, name ORDER BY entry_id), 0) AS expected
                  FROM stock_entry) e
                WHERE balance <> expected
            """)
        )
        return int(found or 0)


async def written(database: Database, shop_id: int) -> tuple[Counter[str], Counter[str]]:
    """Units by name that confirmed lines wanted, and that were booked as adjustments of ours."""
    async with database.shop(shop_id) as connection:
        wanted = await connection.execute(
            text("SELECT name, sum(delta) FROM change_set_line WHERE state = 'confirmed' GROUP BY 1")
        )
        booked = await connection.execute(
            text("""
                SELECT e.name, sum(e.delta) FROM stock_entry e JOIN stock_movement m USING (movement_id)
                WHERE m.cause = 'adjustment' AND e.name <> 'on_hand' GROUP BY 1
            """)
        )
        found = [Counter({name: int(units) for name, units in rows if units}) for rows in (wanted, booked)]
    return found[0], found[1]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rounds=st.lists(AT_ONCE, min_size=1, max_size=4))
async def test_entries_account_for_every_balance_whatever_happens_at_once(
    database: Database, rounds: list[list[Seen | Wanted]]
) -> None:
    shop_id = await new_shop(database)
    traffic = Traffic(database, shop_id)
    await traffic.store.wake(LEVELS, START)
    for at_once in rounds:
        await asyncio.gather(*map(traffic.act, at_once))
    booked = await balances(database, shop_id)
    assert await sums(database, shop_id) == booked
    assert await last_balances(database, shop_id) == booked
    assert await broken_chains(database, shop_id) == 0
    wanted, adjusted = await written(database, shop_id)
    assert wanted == adjusted


@pytest.mark.parametrize("table", LEDGER_TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET shop_id = shop_id", "DELETE FROM {}"])
async def test_no_row_of_the_ledger_can_be_changed_after_traffic(
    database: Database, table: str, change: str
) -> None:
    shop_id = await new_shop(database)
    await Traffic(database, shop_id).see(Seen(0, {"available": 3, "on_hand": 3}))
    before = await sums(database, shop_id)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.shop(shop_id) as connection:
            await connection.execute(text(change.format(table)))
    assert await sums(database, shop_id) == before == {(1, 1, "available"): 3, (1, 1, "on_hand"): 3}
