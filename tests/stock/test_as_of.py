"""As of any moment, as known at any moment: a replay of the ledger, with and without checkpoints."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.known_shop import LEVELS, new_shop

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES, mirrored
from inventorysync.stock import ledger
from inventorysync.stock.actions.checkpoints import make_checkpoint
from inventorysync.stock.actions.sealing import seal
from inventorysync.stock.as_of import NOTHING, Moment, levels_as_of, shop_as_of
from inventorysync.sync.words import LevelKey

BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
HOURS = 24 * 20
REPLAY = text("""
    SELECT e.item_id, e.location_id, e.name, e.delta, m.effective_at, m.recorded_at
    FROM stock_entry e JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
""")


class Booked(NamedTuple):
    """A movement: of a level, so many units of a name, recorded `lag` hours after it took effect."""

    level: LevelKey
    name: str
    delta: int
    step: int
    lag: int


class Pause(NamedTuple):
    """Time in which rows get their links, and perhaps a checkpoint is made."""

    hours: int


NAMES = st.sampled_from(["available", "damaged", "incoming"])
BOOKED = st.builds(
    Booked, st.sampled_from(LEVELS), NAMES, st.integers(-9, 9).filter(bool), st.integers(0, 30),
    st.sampled_from([0, 0, 0, 1, 23, 24, 25, 60, 200]),
)  # fmt: skip
ACTS = st.lists(st.one_of(BOOKED, BOOKED, BOOKED, st.builds(Pause, st.integers(1, 80))), max_size=25)
HOUR = st.integers(-5, HOURS + 400)


class Story:
    """A ledger being written, hour by hour."""

    def __init__(self, database: Database, shop_id: int) -> None:
        self.database, self.shop_id, self.now, self.checkpoints = database, shop_id, BEGAN, 0

    async def act(self, act: Booked | Pause) -> None:
        if isinstance(act, Pause):
            self.now += timedelta(hours=act.hours)
            for _ in range(4):
                await seal(self.database, self.shop_id)
            made = await make_checkpoint(self.database, self.shop_id, self.now, entries=1)
            self.checkpoints += int(made)
            return
        self.now += timedelta(hours=act.step)
        effective_at = self.now - timedelta(hours=act.lag)
        async with self.database.shop(self.shop_id) as connection:
            await ledger.ensure_levels(connection, self.shop_id, [act.level], self.now)
            level = (await ledger.lock_levels(connection, self.shop_id, [act.level]))[act.level]
            state = ledger.NewState(level, mirrored(act.name, act.delta), None, None, is_active=True)
            await ledger.book(
                connection, self.shop_id, [ledger.Movement("unexplained", effective_at, [state])], self.now
            )


def replayed(rows: Sequence[Any], moment: Moment) -> dict[tuple[int, int], tuple[int, ...]]:
    """The sums, the plain way."""
    held: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item, place, name, delta, effective_at, recorded_at in rows:
        if effective_at <= moment.at and recorded_at <= moment.known_at:
            held[item, place][name] += delta
    return {key: tuple(units[name] for name in QUANTITY_NAMES) for key, units in held.items()}


def without_nothing(held: dict[tuple[int, int], Any]) -> dict[tuple[int, int], Any]:
    return {key: units for key, units in held.items() if any(units)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, moments=st.lists(st.tuples(HOUR, HOUR), min_size=1, max_size=6))
async def test_as_of_any_moment_is_a_replay(
    database: Database, acts: list[Booked | Pause], moments: list[tuple[int, int]]
) -> None:
    story = Story(database, await new_shop(database))
    for act in acts:
        await story.act(act)
    async with database.shop(story.shop_id) as connection:
        rows = (await connection.execute(REPLAY)).all()
        for at, known_at in [*moments, (HOURS + 900, HOURS + 900)]:
            moment = Moment(BEGAN + timedelta(hours=at), BEGAN + timedelta(hours=known_at))
            wanted = without_nothing(replayed(rows, moment))
            assert without_nothing(await shop_as_of(connection, story.shop_id, moment)) == wanted
            found = await levels_as_of(connection, story.shop_id, LEVELS, moment)
            assert found == {(*key,): wanted.get((*key,), NOTHING) for key in LEVELS}


async def test_a_late_movement_behind_a_checkpoint_counts_once(database: Database) -> None:
    story = Story(database, await new_shop(database))
    for act in (
        Booked(LEVELS[0], "available", 5, 0, 0),
        Pause(72),
        Booked(LEVELS[0], "available", -2, 0, 60),
        Pause(72),
        Booked(LEVELS[0], "available", 4, 0, 140),
    ):
        await story.act(act)
    assert story.checkpoints == 2
    async with database.shop(story.shop_id) as connection:
        now = await shop_as_of(connection, story.shop_id, Moment(story.now, story.now))
        assert now[LEVELS[0]][0] == 7
        before = Moment(BEGAN + timedelta(hours=11), story.now)
        assert (await shop_as_of(connection, story.shop_id, before))[LEVELS[0]][0] == 9
        as_known_then = Moment(BEGAN + timedelta(hours=11), BEGAN + timedelta(hours=11))
        assert (await shop_as_of(connection, story.shop_id, as_known_then))[LEVELS[0]][0] == 5
