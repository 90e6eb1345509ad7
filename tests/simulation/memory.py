"""The store port in memory: what the PostgreSQL store promises, with an interruption before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from inventorysync.kit.quantity import Quantities, plus
from inventorysync.sync.words import Booking, Call, Intent, LevelKey, Outcome, PendingLine, Shadow, Wake
from simulation.pause import Pause


@dataclass
class Row:
    """A level's row."""

    key: LevelKey
    start: Quantities
    quantities: Quantities
    version: datetime
    checked_at: datetime
    generation: int = 0
    entries: list[Quantities] = field(default_factory=list)
    own: Quantities = field(default_factory=dict)
    quarantined: bool = False

    def shadow(self) -> Shadow:
        return Shadow(self.key, 1, self.quantities, self.version, self.generation)


@dataclass
class WakeRow:
    """A level's hints."""

    hints: int
    attempts: int
    first: datetime
    due: datetime


@dataclass
class Line:
    """A line of a change set."""

    pending: PendingLine
    state: str = "pending"
    error: str = ""


@dataclass
class CallRow:
    """A written call."""

    call: Call
    state: str
    next_attempt_at: datetime


@dataclass
class MemoryStore:
    """Every method happens as a whole; a process may die before it or after it."""

    rows: dict[LevelKey, Row] = field(default_factory=dict)
    wakes: dict[LevelKey, WakeRow] = field(default_factory=dict)
    lines: dict[tuple[UUID, int], Line] = field(default_factory=dict)
    queue: list[tuple[UUID, int]] = field(default_factory=list)
    calls: dict[UUID, CallRow] = field(default_factory=dict)
    intents: dict[LevelKey, tuple[UUID, Intent]] = field(default_factory=dict)
    touched: set[LevelKey] = field(default_factory=set)
    checks_generation: bool = True
    waits_for_own_writes: bool = True

    async def due_wakes(self, now: datetime, limit: int) -> list[Wake]:
        await Pause()
        found = []
        for key, wake in self.wakes.items():
            row = self.rows[key]
            blocked = row.quarantined or (self.waits_for_own_writes and key in self.intents)
            if wake.due <= now and not blocked:
                found.append(Wake(row.shadow(), wake.hints, wake.attempts, wake.first))
        return found[:limit]

    async def settle(self, bookings: Sequence[Booking], now: datetime) -> int:
        await Pause()
        changed = sum(self._settle_one(booking, now) for booking in bookings)
        await Pause()
        return changed

    def _settle_one(self, booking: Booking, now: datetime) -> int:
        key, wake = booking.reading.key, self.wakes.get(booking.reading.key)
        row = self.rows[key]
        if booking.verdict == "doubted":
            if wake:
                wake.attempts += 1
                wake.due = booking.again_at or now
            return 0
        if self.checks_generation and row.generation != booking.wake.shadow.generation:
            return 0
        if self.waits_for_own_writes and key in self.intents:
            return 0
        version, since = booking.reading.version, booking.wake.shadow.version
        is_overtaken = row.version != since and (version is None or version < row.version)
        if booking.difference and is_overtaken and self.checks_generation:
            return 0
        row.checked_at = now
        row.version = max(row.version, booking.reading.version or row.version)
        if wake:
            wake.attempts = 0
            if wake.hints == booking.wake.hints:
                del self.wakes[key]
        if booking.difference:
            self.book(row, booking.difference)
        return int(bool(booking.difference))

    def book(self, row: Row, deltas: Quantities) -> None:
        row.entries.append(deltas)
        row.quantities = plus(row.quantities, deltas)
        row.generation += 1
        self.touched.add(row.key)

    async def pending_lines(self, limit: int) -> list[PendingLine]:
        await Pause()
        found = []
        self.queue = [i for i in self.queue if self.lines[i].state in ("pending", "pushing")]
        for line_id in self.queue:
            line = self.lines[line_id]
            row = self.rows[line.pending.shadow.key]
            is_free = line.state == "pending" and row.key not in self.intents and not row.quarantined
            must_observe = line.pending.stale_rounds > 0 and row.key in self.wakes
            if is_free and not must_observe:
                found.append(replace(line.pending, shadow=row.shadow()))
        return found[:limit]

    async def open_calls(self, calls: Sequence[Call]) -> list[Call]:
        await Pause()
        opened = []
        for call in calls:
            kept = tuple(i for i in call.intents if self._is_open_to(i))
            if not kept:
                continue
            written = replace(call, intents=kept)
            for intent in kept:
                self.intents[intent.key] = (call.call_id, intent)
                self.rows[intent.key].generation += 1
                self.lines[intent.change_set_id, intent.line].state = "pushing"
            self.calls[call.call_id] = CallRow(written, "open", call.created_at + timedelta(minutes=1))
            opened.append(written)
        await Pause()
        return opened

    def _is_open_to(self, intent: Intent) -> bool:
        row = self.rows[intent.key]
        same = row.generation == intent.generation or not self.checks_generation
        is_pending = self.lines[intent.change_set_id, intent.line].state == "pending"
        return same and is_pending and intent.key not in self.intents and not row.quarantined

    async def due_calls(self, now: datetime, limit: int) -> list[Call]:
        await Pause()
        due = [row for row in self.calls.values() if row.state == "open" and row.next_attempt_at <= now]
        for row in due[:limit]:
            row.next_attempt_at = now + timedelta(minutes=1)
            row.call = replace(row.call, attempts=row.call.attempts + 1)
        return [row.call for row in due[:limit]]

    async def conclude(self, call: Call, outcome: Outcome, now: datetime) -> None:
        await Pause()
        row = self.calls.get(call.call_id)
        if row is None or row.state == "done":
            return
        if outcome.verdict == "keep":
            if row.state == "open":
                row.next_attempt_at = outcome.retry_at or now
            return
        if outcome.verdict == "quarantine":
            row.state = "quarantined"
            for intent in row.call.intents:
                self.rows[intent.key].quarantined = True
            return
        del self.calls[call.call_id]
        for number, intent in enumerate(row.call.intents):
            self._conclude_row(number, intent, outcome, now)
        await Pause()

    def _conclude_row(self, number: int, intent: Intent, outcome: Outcome, now: datetime) -> None:
        level, line = self.rows[intent.key], self.lines[intent.change_set_id, intent.line]
        self.intents.pop(intent.key, None)
        level.quarantined = False
        level.generation += 1
        self.hint(intent.key, now)
        self.touched.add(intent.key)
        errors = dict(outcome.failed)
        if outcome.verdict == "applied":
            line.state = "confirmed"
            level.version = max(level.version, outcome.applied_at or level.version)
            level.own = plus(level.own, intent.deltas)
            self.book(level, intent.deltas)
        elif number in errors:
            line.state, line.error = "failed", errors[number].code
        else:
            line.state = "pending"
            stale = line.pending.stale_rounds + int(number in outcome.stale)
            line.pending = replace(line.pending, stale_rounds=stale, solo=outcome.solo)

    async def stalest_levels(self, before: datetime, limit: int) -> list[LevelKey]:
        await Pause()
        free = [row for row in self.rows.values() if not row.quarantined and row.key not in self.wakes]
        rows = sorted((row.checked_at, row.key) for row in free if row.checked_at < before)
        return [key for _, key in rows][:limit]

    async def wake(self, keys: Sequence[LevelKey], now: datetime) -> None:
        await Pause()
        for key in keys:
            self.hint(key, now)

    def hint(self, key: LevelKey, now: datetime) -> None:
        wake = self.wakes.get(key)
        if wake is None:
            self.wakes[key] = WakeRow(1, 0, now, now)
        else:
            wake.hints += 1
            wake.due = min(wake.due, now) if wake.attempts == 0 else wake.due
