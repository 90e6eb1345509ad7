"""The store of the simulation is the store of production: both are asked the same, every answer is compared.

What the simulation proves (`make soak`) it proves with the store in memory; this ties it to PostgreSQL.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from simulation.memory import Line, MemoryStore, Row
from sqlalchemy import text
from support.known_shop import LEVELS, new_shop

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities, plus
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import (
    Booking,
    Call,
    LevelKey,
    Outcome,
    PendingLine,
    Reading,
    RowError,
    Wake,
)

STEPS = 500
ALL = 1000
START = datetime(2026, 11, 1, tzinfo=UTC)
LAGGING = LEVELS[0]  # always read from a replica that is hours behind, until that is believed
OPENING: Quantities = {"available": 10, "on_hand": 10}


class BothStores:
    """One shop in both stores, and a chance that says what is asked of them next."""

    def __init__(self, database: Database, shop_id: int, seed: int) -> None:
        self.database, self.shop_id = database, shop_id
        self.chance = random.Random(seed)
        self.real = PostgresStore(database, shop_id, lambda *_: None)
        self.memory = MemoryStore()
        self.now = START
        self.read: list[tuple[list[Booking], list[Booking]]] = []
        self.planned: list[tuple[list[Call], list[Call]]] = []
        self.sent: list[tuple[Call, Call]] = []
        self.seen: Counter[str] = Counter()

    async def open(self) -> None:
        """Every level is read for the first time, in both."""
        await self.real.wake(LEVELS, self.now)
        wakes = await self.real.due_wakes(self.now, ALL)
        readings = [Reading(wake.shadow.key, 1, OPENING, self.now) for wake in wakes]
        bookings = [Booking(w, "book", r, OPENING) for w, r in zip(wakes, readings, strict=True)]
        assert await self.real.settle(bookings, self.now) == len(LEVELS)
        for key in LEVELS:
            self.memory.rows[key] = Row(key, OPENING, OPENING, self.now, self.now)

    async def step(self) -> None:
        """Ask both one thing."""
        self.now += timedelta(seconds=self.chance.choice((0, 1, 1, 5, 70)))
        (act,) = self.chance.choices(list(ACTS), list(ACTS.values()))
        self.seen[act.__name__] += 1
        await act(self)

    async def wake(self) -> None:
        keys = self.chance.sample(LEVELS, self.chance.randint(1, 3))
        await self.real.wake(keys, self.now)
        await self.memory.wake(keys, self.now)

    async def read_levels(self) -> None:
        """Claim what is due and judge one and the same reading of each level."""
        real = _by_level(await self.real.due_wakes(self.now, ALL))
        memory = _by_level(await self.memory.due_wakes(self.now, ALL))
        assert _wakes(real.values()) == _wakes(memory.values())
        self.seen["believed at last"] += any(wake.attempts == decide.DOUBTED_MAX for wake in real.values())
        bookings: tuple[list[Booking], list[Booking]] = ([], [])
        for key in sorted(real):
            reading = self._reading(real[key])
            bookings[0].append(decide.judge(real[key], reading, self.now))
            bookings[1].append(decide.judge(memory[key], reading, self.now))
            assert bookings[0][-1].verdict == bookings[1][-1].verdict
        self.read.append(bookings)

    def _reading(self, wake: Wake) -> Reading:
        """What Shopify might say: nothing new, something new, an old state, or that there is no level."""
        known, key = wake.shadow, wake.shadow.key
        kind = "old" if key == LAGGING else self.chance.choice(("same", "new", "new", "new", "old", "absent"))
        if kind == "absent":
            return decide.absent(wake)
        if kind == "same":
            return Reading(key, 1, known.quantities, known.version)
        age = timedelta(seconds=-9000 if kind == "old" else 0)
        delta = self.chance.choice((-4, -1, 2, 5))
        units = plus(known.quantities, {"available": delta, "on_hand": delta})
        return Reading(key, 1, units, self.now + age)

    async def settle(self) -> None:
        """Book a reading, maybe long after it was taken, maybe for the second time."""
        if not self.read:
            return
        real, memory = self.chance.choice(self.read[-3:])
        assert await self.real.settle(real, self.now) == await self.memory.settle(memory, self.now)

    async def want(self) -> None:
        keys = self.chance.sample(LEVELS, self.chance.randint(1, 4))
        is_move = self.chance.random() < 0.4
        source = "available" if is_move else None
        names = ["damaged", "quality_control"] if is_move else ["available", "damaged", "incoming"]
        name, delta = self.chance.choice(names), self.chance.choice((1, 2, 3))
        lines = [WantedLine(key, name, delta, source) for key in keys]
        wanted = WantedChange("move" if is_move else "adjust", "correction", "", lines)
        self.now += timedelta(seconds=1)  # change sets of one moment have no order
        async with self.database.shop(self.shop_id) as connection:
            key = str(self.chance.random())
            asked = Asked("staff:1", key, self.now)
            made, _ = await create_change_set(connection, self.shop_id, wanted, asked)
        for number, line in enumerate(lines):
            shadow = self.memory.rows[LevelKey(*line.key)].shadow()
            pending = PendingLine(made, number, "correction", source, name, delta, 0, False, 0, shadow)
            self.memory.lines[made, number] = Line(pending)
            self.memory.queue.append((made, number))

    async def plan(self) -> None:
        real, memory = await self.real.pending_lines(ALL), await self.memory.pending_lines(ALL)
        assert [_line(line) for line in real] == [_line(line) for line in memory]
        ids = [UUID(int=self.chance.getrandbits(128)) for _ in range(len(real))]
        calls = [decide.plan_calls(lines, iter(ids).__next__, self.now) for lines in (real, memory)]
        assert [_call(call) for call in calls[0]] == [_call(call) for call in calls[1]]
        self.planned.append((calls[0], calls[1]))

    async def open_calls(self) -> None:
        """Write down what was planned, maybe long ago: levels may have moved on."""
        if not self.planned:
            return
        plans = self.planned.pop(self.chance.randrange(len(self.planned)))
        real = await self.real.open_calls(plans[0])
        memory = await self.memory.open_calls(plans[1])
        assert [_call(call) for call in real] == [_call(call) for call in memory]
        self.sent += zip(real, memory, strict=True)

    async def claim_calls(self) -> None:
        real = {call.call_id: call for call in await self.real.due_calls(self.now, ALL)}
        memory = {call.call_id: call for call in await self.memory.due_calls(self.now, ALL)}
        assert {k: _call(c) for k, c in real.items()} == {k: _call(c) for k, c in memory.items()}
        self.sent += [(real[key], memory[key]) for key in sorted(real)]

    async def conclude(self) -> None:
        """Say what came of a call, maybe for the second time and differently."""
        if not self.sent:
            return
        live = [pair for pair in self.sent if pair[1].call_id in self.memory.calls]
        some = live if live and self.chance.random() < 0.7 else self.sent[-6:]
        real, memory = self.chance.choice(some)
        self.seen["concluded twice"] += real.call_id not in self.memory.calls
        outcome = self._outcome(len(real.intents))
        await self.real.conclude(real, outcome, self.now)
        await self.memory.conclude(memory, outcome, self.now)

    def _outcome(self, rows: int) -> Outcome:
        row = self.chance.randrange(rows)
        return self.chance.choice(
            (
                Outcome("applied", applied_at=self.now),
                Outcome("applied"),
                Outcome("applied", applied_at=self.now - timedelta(hours=1)),
                Outcome("again", stale=frozenset({row})),
                Outcome("again", failed=((row, RowError(row, "INVALID_ITEM", "no such item")),)),
                Outcome("again", solo=True),
                Outcome("keep", retry_at=self.now + timedelta(seconds=30)),
                Outcome("quarantine", detail="nobody knows"),
            )
        )

    async def go_round(self) -> None:
        before = self.now - timedelta(minutes=self.chance.choice((0, 2, 20)))
        real = await self.real.stalest_levels(before, ALL)
        assert set(real) == set(await self.memory.stalest_levels(before, ALL))

    async def compare(self) -> None:
        """Everything that both hold is the same."""
        async with self.database.shop(self.shop_id) as connection:
            assert await _levels(connection) == {
                key: (
                    row.quantities,
                    row.version,
                    row.quarantined,
                    key in self.memory.intents,
                    _sum(row),
                )
                for key, row in self.memory.rows.items()
            }
            assert await _wake_rows(connection) == {
                key: (wake.hints, wake.attempts, wake.first, wake.due)
                for key, wake in self.memory.wakes.items()
            }
            assert await _line_rows(connection) == {
                key: (line.state, line.error or None) for key, line in self.memory.lines.items()
            }
            assert await _call_rows(connection) == {
                key: (row.state, row.next_attempt_at, row.call.attempts)
                for key, row in self.memory.calls.items()
            }


# How often each is asked, so that most changes come to an end and some are overtaken.
ACTS: dict[Callable[[BothStores], Awaitable[None]], int] = {
    BothStores.wake: 2,
    BothStores.read_levels: 3,
    BothStores.settle: 4,
    BothStores.want: 2,
    BothStores.plan: 2,
    BothStores.open_calls: 2,
    BothStores.claim_calls: 1,
    BothStores.conclude: 4,
    BothStores.go_round: 1,
}


def _by_level(wakes: Sequence[Wake]) -> dict[LevelKey, Wake]:
    return {wake.shadow.key: wake for wake in wakes}


def _wakes(wakes: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (w.shadow.key, w.shadow.quantities, w.shadow.version, w.hints, w.attempts, w.first_hinted_at)
        for w in wakes
    )


def _line(line: PendingLine) -> PendingLine:
    """Without its level's generation, which each store counts its own way, and what memory does not hold."""
    return replace(line, shadow=replace(line.shadow, generation=0, is_active=True))


def _call(call: Call) -> Call:
    return replace(
        call, intents=tuple(replace(intent, generation=0) for intent in call.intents), request_id=None
    )


def _sum(row: Row) -> Quantities:
    total = row.start
    for entry in row.entries:
        total = plus(total, entry)
    return total


async def _levels(connection: Any) -> dict[LevelKey, Any]:
    names = ", ".join("l." + name for name in QUANTITY_NAMES)
    entries = await connection.execute(
        text("SELECT item_id, location_id, name, sum(delta) FROM stock_entry GROUP BY 1, 2, 3")
    )
    sums: dict[LevelKey, Quantities] = {}
    for item, place, name, units in entries:
        if units:
            sums.setdefault(LevelKey(item, place), {})[name] = int(units)
    rows = await connection.execute(
        text(f"""
            SELECT l.item_id, l.location_id, l.version, l.quarantined_at IS NOT NULL, i.item_id IS NOT NULL,
                   {names}
            FROM inventory_level l LEFT JOIN level_intent i
              ON i.item_id = l.item_id AND i.location_id = l.location_id
        """)
    )
    found = {}
    for item, place, version, is_quarantined, has_intent, *units in rows:
        quantities = {n: q for n, q in zip(QUANTITY_NAMES, units, strict=True) if q}
        key = LevelKey(item, place)
        found[key] = (quantities, version, is_quarantined, has_intent, sums.get(key, {}))
    return found


async def _wake_rows(connection: Any) -> dict[LevelKey, Any]:
    rows = await connection.execute(
        text("SELECT key, key2, hints, attempts, first_hinted_at, due_at FROM sync_wake WHERE kind = 'level'")
    )
    return {LevelKey(item, place): tuple(rest) for item, place, *rest in rows}


async def _line_rows(connection: Any) -> dict[tuple[UUID, int], Any]:
    rows = await connection.execute(
        text("SELECT change_set_id, line, state, error_code FROM change_set_line")
    )
    return {(key, line): (state, code) for key, line, state, code in rows}


async def _call_rows(connection: Any) -> dict[UUID, Any]:
    rows = await connection.execute(
        text("SELECT call_id, state, next_attempt_at, attempts FROM write_call WHERE state <> 'done'")
    )
    return {key: (state, at, attempts) for key, state, at, attempts in rows}


@pytest.mark.parametrize("seed", range(4))
async def test_memory_and_postgresql_answer_alike_at_every_step(database: Database, seed: int) -> None:
    both = BothStores(database, await new_shop(database), seed)
    await both.open()
    for _ in range(STEPS):
        await both.step()
        await both.compare()
    states = {line.state for line in both.memory.lines.values()}
    assert {act.__name__ for act in ACTS} <= set(both.seen)
    assert both.seen["believed at last"]
    assert both.seen["concluded twice"]
    assert {"pending", "confirmed", "failed"} <= states
