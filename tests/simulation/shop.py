"""A pretend Shopify for the simulation: true levels, keys, replicas that lag, and every fault of the wire."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from inventorysync.kit.quantity import Quantities, plus
from inventorysync.sync.ports import CannotRead
from inventorysync.sync.words import Call, LevelKey, Reading, Reply, RowError, Shadow
from simulation.pause import Pause

KEY_LIFE = timedelta(hours=24)
REPLICA_LAG = timedelta(seconds=45)
TICK = timedelta(microseconds=1)


@dataclass
class Faults:
    """Chances of each fault, per request."""

    lost_request: float = 0.03
    lost_reply: float = 0.05
    zombie: float = 0.02
    not_sent: float = 0.02
    read_fails: float = 0.03
    stale_read: float = 0.0
    vague_refusal: float = 0.01


@dataclass
class TrueLevel:
    """A level as it really is, every state it was in, and the sums of what others did to it."""

    quantities: Quantities
    version: datetime
    exists: bool = True
    poisoned: bool = False
    states: list[tuple[datetime, Quantities, bool]] = field(default_factory=list)
    external: Quantities = field(default_factory=dict)
    prefixes: list[Quantities] = field(default_factory=lambda: [{}])


@dataclass
class PretendShop:
    """Carries out writes once per key, like Shopify, and can be asked what is true."""

    chance: random.Random
    faults: Faults
    now: datetime
    levels: dict[LevelKey, TrueLevel] = field(default_factory=dict)
    keys: dict[UUID, tuple[datetime, Reply]] = field(default_factory=dict)
    applied: dict[tuple[UUID, int], int] = field(default_factory=dict)
    late: list[tuple[datetime, Call]] = field(default_factory=list)
    touched: set[LevelKey] = field(default_factory=set)
    is_down: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def add_level(self, key: LevelKey, quantities: Quantities) -> None:
        level = TrueLevel(dict(quantities), self.now)
        level.states.append((self.now, dict(quantities), True))
        self.levels[key] = level

    def change(self, key: LevelKey, deltas: Quantities, *, external: bool) -> datetime:
        """Change a level; every change has a later version than the one before."""
        level = self.levels[key]
        level.version = max(self.now, level.version + TICK)
        level.quantities = plus(level.quantities, deltas)
        level.states.append((level.version, level.quantities, level.exists))
        del level.states[:-20]
        if external:
            level.external = plus(level.external, deltas)
            level.prefixes.append(level.external)
            self.count("external")
        self.touched.add(key)
        return level.version

    def remove(self, key: LevelKey) -> None:
        """The merchant deletes the level: its stock is gone."""
        level = self.levels[key]
        level.exists = False
        self.change(key, {name: -units for name, units in level.quantities.items()}, external=True)

    async def read_levels(self, shadows: Sequence[Shadow]) -> dict[LevelKey, Reading]:
        await Pause()
        if self.is_down or self.chance.random() < self.faults.read_fails:
            raise CannotRead("no answer")
        found = {}
        for shadow in shadows:
            reading = self._reading(shadow.key)
            if reading is not None:
                found[shadow.key] = reading
        await Pause()
        return found

    def _reading(self, key: LevelKey) -> Reading | None:
        level = self.levels[key]
        version, quantities, exists = level.states[-1]
        if self.chance.random() < self.faults.stale_read:
            self.count("stale_reads")
            version, quantities, exists = self.chance.choice(self._states_of_replicas(level))
        return Reading(key, 1, quantities, version) if exists else None

    def _states_of_replicas(self, level: TrueLevel) -> list[tuple[datetime, Quantities, bool]]:
        """The present state and those that were present within the lag of the slowest replica."""
        behind = self.now - REPLICA_LAG
        return [s for s, later in pairwise(level.states) if later[0] > behind] + [level.states[-1]]

    async def write(self, call: Call) -> Reply:
        await Pause()
        dice = self.chance.random()
        if self.is_down or dice < self.faults.lost_request:
            self.count("lost_requests")
            return Reply("unknown", detail="timed out")
        dice -= self.faults.lost_request
        if dice < self.faults.not_sent:
            return Reply("not_sent", detail="could not connect")
        dice -= self.faults.not_sent
        if dice < self.faults.zombie:
            self.count("zombies")
            self.late.append((self.now + timedelta(seconds=self.chance.uniform(0, 120)), call))
            return Reply("unknown", detail="timed out")
        dice -= self.faults.zombie
        reply = self.execute(call)
        await Pause()
        if dice < self.faults.lost_reply:
            self.count("lost_replies")
            return Reply("unknown", detail="connection reset")
        return reply

    def run_late(self) -> None:
        """Carry out requests that their sender has given up."""
        due = [call for at, call in self.late if at <= self.now]
        self.late = [(at, call) for at, call in self.late if at > self.now]
        for call in due:
            self.execute(call)

    def execute(self, call: Call) -> Reply:
        """All rows or none; the same key answers what it answered before, for 24 hours."""
        remembered = self.keys.get(call.call_id)
        if remembered is not None and remembered[0] > self.now:
            return remembered[1]
        reply = self._attempt(call)
        self.keys[call.call_id] = (self.now + KEY_LIFE, reply)
        return reply

    def _attempt(self, call: Call) -> Reply:
        errors = [error for row in range(len(call.intents)) for error in self._refusals(call, row)]
        if errors:
            return Reply("refused", errors=tuple(errors))
        if self.chance.random() < self.faults.vague_refusal:
            return Reply("refused", errors=(RowError(None, "ADJUST_QUANTITIES_FAILED", "not now"),))
        at = self.now
        for intent in call.intents:
            self.levels[intent.key].exists = True
            at = max(at, self.change(intent.key, intent.deltas, external=False))
            line = (intent.change_set_id, intent.line)
            self.applied[line] = self.applied.get(line, 0) + 1
        return Reply("applied", applied_at=at)

    def _refusals(self, call: Call, row: int) -> list[RowError]:
        intent = call.intents[row]
        level = self.levels[intent.key]
        if level.poisoned:
            return [RowError(row, "INVALID_INVENTORY_ITEM", "The inventory item could not be found")]
        pairs = ((intent.expected, intent.name), (intent.expected_from, intent.from_name))
        for expected, name in pairs:
            if expected is not None and name is not None and expected != level.quantities.get(name, 0):
                return [RowError(row, "CHANGE_FROM_QUANTITY_STALE", "The quantity has changed")]
        return []
