"""Whatever is changed, sold and taken back in any order: all taken back, nothing of ours is left."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.known_shop import LEVELS, new_shop
from support.settling import see_change, settle_all

from inventorysync.kit.db import Database
from inventorysync.stock import proof
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.stock.actions.undo import NothingToUndo, undo_change_set
from inventorysync.sync.words import LevelKey

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PLACES = st.sampled_from(LEVELS)


class Change(NamedTuple):
    """Units added to levels, or moved from available; those of `refused` do not go through."""

    levels: list[LevelKey]
    delta: int
    is_move: bool
    refused: list[LevelKey]


class Sale(NamedTuple):
    """Somebody else takes units away."""

    level: LevelKey
    units: int


class Undo(NamedTuple):
    """One of the changes made so far is taken back, of which a level may be refused."""

    which: int
    refused: list[LevelKey]


class Made(NamedTuple):
    """A change set; whether it `adds` to our share, as a change and the undo of an undo do."""

    change_set_id: UUID
    adds: bool


SOME = st.lists(PLACES, max_size=2)
CHANGES = st.builds(
    Change, st.lists(PLACES, min_size=1, max_size=4, unique=True), st.integers(1, 9), st.booleans(), SOME
)
SALES = st.builds(Sale, PLACES, st.integers(1, 20))
UNDOS = st.builds(Undo, st.integers(0, 20), SOME)


class Ours:
    """One shop's changes."""

    def __init__(self, database: Database, shop_id: int) -> None:
        self.database, self.shop_id = database, shop_id
        self.made: list[Made] = []

    async def act(self, act: Change | Sale | Undo) -> None:
        if isinstance(act, Sale):
            deltas = {"available": -act.units, "on_hand": -act.units}
            await see_change(self.database, self.shop_id, act.level, deltas, NOW)
        elif isinstance(act, Change):
            await self.change(act)
        elif self.made:
            await self.undo(self.made[act.which % len(self.made)], act.refused)

    async def change(self, act: Change) -> None:
        name, source = ("damaged", "available") if act.is_move else ("available", None)
        lines = [WantedLine(level, name, act.delta, source) for level in act.levels]
        wanted = WantedChange("move" if act.is_move else "adjust", "correction", "", lines)
        async with self.database.shop(self.shop_id) as connection:
            asked = Asked("staff:1", uuid4().hex, NOW)
            made, _ = await create_change_set(connection, self.shop_id, wanted, asked)
        self.made.append(Made(made, adds=True))
        await settle_all(self.database, self.shop_id, NOW, refused=act.refused)

    async def undo(self, change: Made, refused: list[LevelKey]) -> None:
        try:
            async with self.database.shop(self.shop_id) as connection:
                asked = Asked("staff:1", uuid4().hex, NOW)
                made, _ = await undo_change_set(connection, self.shop_id, change.change_set_id, "", asked)
        except NothingToUndo:
            return
        self.made.append(Made(made, adds=not change.adds))
        await settle_all(self.database, self.shop_id, NOW, refused=refused)

    async def share(self) -> dict[Any, int]:
        """Units we have put in or taken out, by level and name."""
        async with self.database.shop(self.shop_id) as connection:
            rows = await connection.execute(
                text("""
                    SELECT e.item_id, e.location_id, e.name, e.delta FROM stock_entry e
                    JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
                    WHERE e.shop_id = :shop AND m.cause = 'adjustment'
                """),
                {"shop": self.shop_id},
            )
            units: Counter[Any] = Counter()
            for *level, delta in rows:
                units[tuple(level)] += delta
            assert await proof.list_differences(connection, self.shop_id) == []
        return {level: delta for level, delta in units.items() if delta}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(acts=st.lists(CHANGES | SALES | UNDOS, min_size=1, max_size=10))
async def test_all_taken_back_our_share_is_zero_and_sales_stay(
    database: Database, acts: list[Change | Sale | Undo]
) -> None:
    ours = Ours(database, await new_shop(database))
    for act in acts:
        await ours.act(act)
    for made in [made for made in ours.made if made.adds]:
        await ours.undo(made, [])
    assert await ours.share() == {}
