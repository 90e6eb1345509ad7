"""A store's stock in a few dictionaries, for properties of the ledger: what it holds, and what it answers.

It does what PLATFORM.md C.3 and C.4 say of quantities and of the comparison with `changeFromQuantity`;
webhooks are the test's to send, late or never.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities, mirrored, plus
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import Call, Intent, LevelKey, Outcome, Reading, Reply, RowError

ALL = 1000
PUSHES_MAX = 50
MUCH_LATER = timedelta(days=1)


@dataclass
class PretendShopify:
    """The store, and our side of it: observing levels, and sending what is pending."""

    database: Database
    shop_id: int
    held: dict[LevelKey, Quantities] = field(default_factory=dict)
    versions: dict[LevelKey, datetime] = field(default_factory=dict)
    results: dict[UUID, Reply] = field(default_factory=dict)

    def change(self, key: LevelKey, deltas: Quantities, at: datetime) -> None:
        """Somebody changes a level in the store; parts of on hand move on hand."""
        whole: Quantities = {}
        for name, delta in deltas.items():
            whole = plus(whole, mirrored(name, delta))
        self.held[key] = plus(self.held.get(key, {}), whole)
        self.versions[key] = at

    async def observe(self, keys: Iterable[LevelKey], now: datetime) -> None:
        """Hint at levels, read whatever is hinted at and book what differs, as a worker does."""
        ours = PostgresStore(self.database, self.shop_id, lambda *_: None)
        await ours.wake(list(keys), now)
        wakes = await ours.due_wakes(now + MUCH_LATER, ALL)
        bookings = [decide.judge(wake, self._read(wake.shadow.key, now), now) for wake in wakes]
        await ours.settle(bookings, now)

    def _read(self, key: LevelKey, now: datetime) -> Reading:
        return Reading(key, 1, dict(self.held.get(key, {})), self.versions.get(key, now))

    async def push(
        self, now: datetime, refused: Iterable[LevelKey] = (), *, lost_replies: bool = False
    ) -> None:
        """Send what is pending until nothing is: applied where the comparison holds, else read and again.

        With `lost_replies` every call is answered twice, the first time to nobody: the key is the same.
        """
        ours = PostgresStore(self.database, self.shop_id, lambda *_: None)
        never = frozenset(refused)
        for _ in range(PUSHES_MAX):
            lines = await ours.pending_lines(ALL)
            if not lines:
                return
            for call in await ours.open_calls(decide.plan_calls(lines, uuid4, now)):
                if lost_replies:
                    self.answer(call, never, now)
                reply = self.answer(call, never, now)
                outcome = decide.read_reply(call, reply, now)
                await ours.conclude(call, outcome, now)
                await self._read_stale(call, outcome, now)
        raise AssertionError("what is pending is never through")

    async def _read_stale(self, call: Call, outcome: Outcome, now: datetime) -> None:
        if outcome.stale:
            await self.observe([call.intents[row].key for row in outcome.stale], now)

    def answer(self, call: Call, refused: frozenset[LevelKey], now: datetime) -> Reply:
        """What the store says to a call; the same to the same key, whatever happened since."""
        known = self.results.get(call.call_id)
        if known is None:
            known = self.results[call.call_id] = self._carry_out(call, refused, now)
        return known

    def _carry_out(self, call: Call, refused: frozenset[LevelKey], now: datetime) -> Reply:
        errors = [
            error for row, intent in enumerate(call.intents) if (error := self._error(row, intent, refused))
        ]
        if errors:
            return Reply("refused", errors=tuple(errors))
        for intent in call.intents:
            self.held[intent.key] = plus(self.held.get(intent.key, {}), intent.deltas)
            self.versions[intent.key] = now
        return Reply("applied", applied_at=now)

    def _error(self, row: int, intent: Intent, refused: frozenset[LevelKey]) -> RowError | None:
        if intent.key in refused:
            return RowError(row, "INVALID_INVENTORY_ITEM", "The item is not stocked there")
        held = self.held.get(intent.key, {})
        wanted = [(intent.name, intent.expected), (intent.from_name, intent.expected_from)]
        for name, expected in wanted:
            if name is not None and expected is not None and held.get(name, 0) != expected:
                return RowError(row, decide.STALE_CODE, "Compare quantity is stale")
        return None
