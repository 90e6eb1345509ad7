"""Whatever a shop does in whatever order, with webhooks late or lost: the ledger stays the truth.

Orders, fulfilments, refunds, edits in the store, transfers between levels, changes of ours, counts and undos;
each change of the store is seen at once, later, or only when every level is compared. Then as of random
moments equals a replay, on hand is the sum of its parts after every movement, all of ours taken back leaves
nothing of ours, and our levels are the store's.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.known_shop import LEVELS, new_shop
from support.pretend_shopify import PretendShopify

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import ON_HAND_PARTS, QUANTITY_NAMES, Quantities
from inventorysync.stock import proof
from inventorysync.stock.actions.change_sets import (
    Asked,
    OwnDocument,
    WantedChange,
    WantedLine,
    create_change_set,
)
from inventorysync.stock.actions.checkpoints import make_checkpoint
from inventorysync.stock.actions.explaining import FactTotal, record_facts
from inventorysync.stock.actions.sealing import seal
from inventorysync.stock.actions.undo import NothingToUndo, undo_change_set
from inventorysync.stock.as_of import Moment, levels_as_of, shop_as_of
from inventorysync.sync.words import LevelKey

BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
Seen = Literal["at once", "late", "lost"]
DEEDS: dict[str, Quantities] = {
    "order": {"available": -1, "committed": 1},
    "fulfilment": {"committed": -1},
    "refund": {"available": 1},
    "edit": {"available": 3},
    "write off": {"available": -2},
    "set aside": {"available": -1, "quality_control": 1},
}
ENTRIES = text("""
    SELECT e.item_id, e.location_id, e.movement_id, e.name, e.delta, e.balance, m.effective_at, m.recorded_at,
           m.change_set_id IS NOT NULL
    FROM stock_entry e JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
    ORDER BY e.entry_id
""")
HELD = text(f"SELECT item_id, location_id, {', '.join(QUANTITY_NAMES)} FROM inventory_level")


class Deed(NamedTuple):
    """Something happens to a level in the store, so many times, and its webhook comes when it comes."""

    what: str
    level: LevelKey
    times: int
    seen: Seen
    is_explained: bool


class Transfer(NamedTuple):
    """Units go from one level to another by Shopify's own document: reserved, sent, received."""

    source: LevelKey
    target: LevelKey
    units: int
    seen: Seen


class Change(NamedTuple):
    """A change of ours; the lines of `refused` do not go through, and replies may be lost."""

    levels: list[LevelKey]
    delta: int
    is_move: bool
    refused: list[LevelKey]
    lost_replies: bool


class Count(NamedTuple):
    """A level is counted: so many units more or fewer than it held; some are sold before it is posted."""

    level: LevelKey
    found: int
    sold_meanwhile: int


class Undo(NamedTuple):
    """One of our changes is taken back."""

    which: int


class Wait(NamedTuple):
    """Hours pass; late webhooks come, or every level is compared."""

    hours: int
    compares: bool


class Made(NamedTuple):
    """A change set; whether it `adds` to our share, as a change and the undo of an undo do."""

    change_set_id: UUID
    adds: bool


LEVEL = st.sampled_from(LEVELS)
SEEN = st.sampled_from(["at once", "late", "lost"])
SOME = st.lists(LEVEL, max_size=2)
ACTS = st.lists(
    st.builds(Deed, st.sampled_from(sorted(DEEDS)), LEVEL, st.integers(1, 5), SEEN, st.booleans())
    | st.builds(Transfer, LEVEL, LEVEL, st.integers(1, 5), SEEN)
    | st.builds(
        Change, st.lists(LEVEL, min_size=1, max_size=3, unique=True), st.integers(1, 9), st.booleans(), SOME,
        st.booleans(),
    )
    | st.builds(Count, LEVEL, st.integers(-5, 5), st.integers(0, 3))
    | st.builds(Undo, st.integers(0, 9))
    | st.builds(Wait, st.integers(1, 60), st.booleans()),
    min_size=3,
    max_size=18,
)  # fmt: skip


class Shop:
    """A shop of which everybody wants something."""

    def __init__(self, database: Database, shop_id: int) -> None:
        self.database, self.shop_id, self.now = database, shop_id, BEGAN
        self.store = PretendShopify(database, shop_id)
        self.late: set[LevelKey] = set()
        self.made: list[Made] = []

    def tick(self) -> datetime:
        self.now += timedelta(minutes=7)
        return self.now

    async def act(self, act: Any) -> None:
        self.tick()
        if isinstance(act, Deed):
            await self.happen(act)
        elif isinstance(act, Transfer):
            await self.transfer(act)
        elif isinstance(act, Change):
            await self.change(act)
        elif isinstance(act, Count):
            await self.count(act)
        elif isinstance(act, Undo) and self.made:
            await self.undo(self.made[act.which % len(self.made)])
        elif isinstance(act, Wait):
            await self.wait(act)

    async def seen(self, keys: list[LevelKey], how: Seen) -> None:
        if how == "at once":
            await self.store.observe(keys, self.tick())
        elif how == "late":
            self.late.update(keys)

    async def happen(self, deed: Deed) -> None:
        deltas = {name: delta * deed.times for name, delta in DEEDS[deed.what].items()}
        self.store.change(deed.level, deltas, self.now)
        if deed.is_explained:
            await self.explain(deed, deltas)
        await self.seen([deed.level], deed.seen)

    async def explain(self, deed: Deed, deltas: Quantities) -> None:
        cause = deed.what if deed.what in ("order", "fulfilment", "refund") else "order"
        source = f"{deed.what}:{uuid4()}"
        whole = {**deltas, "on_hand": sum(deltas.values())} if sum(deltas.values()) else deltas
        fact = FactTotal(source, deed.level, cause, whole, self.now, "order", source, "#1")
        async with self.database.shop(self.shop_id) as connection:
            await record_facts(connection, self.shop_id, [fact], self.now)

    async def transfer(self, transfer: Transfer) -> None:
        if transfer.source == transfer.target:
            return
        units = transfer.units
        self.store.change(transfer.source, {"available": -units, "reserved": units}, self.now)
        await self.seen([transfer.source], transfer.seen)
        self.store.change(transfer.source, {"reserved": -units}, self.tick())
        self.store.change(transfer.target, {"incoming": units}, self.now)
        await self.seen([transfer.source, transfer.target], transfer.seen)
        self.store.change(transfer.target, {"incoming": -units, "available": units}, self.tick())
        await self.seen([transfer.target], transfer.seen)

    async def want(self, wanted: WantedChange, refused: list[LevelKey], *, lost_replies: bool) -> None:
        async with self.database.shop(self.shop_id) as connection:
            asked = Asked("staff:1", uuid4().hex, self.now)
            made, _ = await create_change_set(connection, self.shop_id, wanted, asked)
        self.made.append(Made(made, adds=True))
        await self.store.push(self.tick(), refused, lost_replies=lost_replies)

    async def change(self, act: Change) -> None:
        name, source = ("damaged", "available") if act.is_move else ("available", None)
        lines = [WantedLine(level, name, act.delta, source) for level in act.levels]
        wanted = WantedChange("move" if act.is_move else "adjust", "correction", "", lines)
        await self.want(wanted, act.refused, lost_replies=act.lost_replies)

    async def count(self, count: Count) -> None:
        """What was counted is compared with what we say was there at that moment; a sale follows."""
        at = self.now
        await self.store.observe([count.level], self.tick())
        if not count.found:
            return
        self.store.change(count.level, {"available": -count.sold_meanwhile}, self.tick())
        document = OwnDocument("stocktake", f"at {at.isoformat()}", "A count", "count")
        lines = [WantedLine(count.level, "available", count.found)]
        await self.want(
            WantedChange("count", "cycle_count_available", "", lines, document), [], lost_replies=False
        )

    async def undo(self, change: Made) -> None:
        try:
            async with self.database.shop(self.shop_id) as connection:
                asked = Asked("staff:1", uuid4().hex, self.now)
                made, _ = await undo_change_set(connection, self.shop_id, change.change_set_id, "", asked)
        except NothingToUndo:
            return
        self.made.append(Made(made, adds=not change.adds))
        await self.store.push(self.tick())

    async def wait(self, wait: Wait) -> None:
        self.now += timedelta(hours=wait.hours)
        await self.store.observe(LEVELS if wait.compares else sorted(self.late), self.now)
        self.late.clear()
        for _ in range(4):
            await seal(self.database, self.shop_id)
        await make_checkpoint(self.database, self.shop_id, self.now, entries=1)

    async def take_all_back(self) -> None:
        """Every change that adds to our share, those that were made by taking an undo back among them."""
        for made in [made for made in self.made if made.adds]:
            await self.undo(made)


def check_identity(rows: list[Any]) -> None:
    """On hand is the sum of its parts for every level after every movement."""
    held: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for number, (item, place, movement, name, delta, balance, *_) in enumerate(rows):
        level = held[item, place]
        level[name] += delta
        assert level[name] == balance
        following = rows[number + 1] if number + 1 < len(rows) else None
        if following is None or following[2] != movement or following[:2] != (item, place):
            assert level["on_hand"] == sum(level[part] for part in ON_HAND_PARTS)


def replayed(rows: list[Any], moment: Moment) -> dict[tuple[int, int], tuple[int, ...]]:
    held: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for item, place, _, name, delta, _, effective_at, recorded_at, _ in rows:
        if effective_at <= moment.at and recorded_at <= moment.known_at:
            held[item, place][name] += delta
    found = {key: tuple(units[name] for name in QUANTITY_NAMES) for key, units in held.items()}
    return {key: units for key, units in found.items() if any(units)}


def our_share(rows: list[Any]) -> dict[Any, int]:
    share: Counter[Any] = Counter()
    for item, place, _, name, delta, *_, is_ours in rows:
        if is_ours:
            share[item, place, name] += delta
    return {key: units for key, units in share.items() if units}


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(acts=ACTS, moments=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=4))
async def test_whatever_happens_the_ledger_is_the_truth(
    database: Database, acts: list[Any], moments: list[tuple[float, float]]
) -> None:
    shop = Shop(database, await new_shop(database))
    await shop.store.observe(LEVELS, BEGAN)
    for act in acts:
        await shop.act(act)
    await shop.take_all_back()
    await shop.store.observe(LEVELS, shop.tick())
    async with database.shop(shop.shop_id) as connection:
        rows = list((await connection.execute(ENTRIES)).all())
        check_identity(rows)
        assert our_share(rows) == {}
        for at, known_at in moments:
            span = shop.now - BEGAN
            moment = Moment(BEGAN + span * at, BEGAN + span * known_at)
            wanted = replayed(rows, moment)
            found = await shop_as_of(connection, shop.shop_id, moment)
            assert {key: units for key, units in found.items() if any(units)} == wanted
            some = await levels_as_of(connection, shop.shop_id, LEVELS, moment)
            assert {key: units for key, units in some.items() if units and any(units)} == wanted
        assert await proof.list_differences(connection, shop.shop_id) == []
        for item, place, *units in await connection.execute(HELD):
            store = shop.store.held.get(LevelKey(item, place), {})
            assert units == [store.get(name, 0) for name in QUANTITY_NAMES]
