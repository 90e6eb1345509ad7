"""One history: processes that run the production core, a shop that others change, faults, and invariants.

I1 exactly once: a line of a change set was applied by the shop once if it is confirmed, never if it is
   pending or failed, at most once while it is on its way; a level equals the sum of its entries.
I2 no phantom: what was booked of others' changes is always a true prefix of them, per level.
I3 convergence: when the faults stop, every level equals the shop's and every line has ended.
I1 and I2 are checked at every step, I3 at the end.
"""

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from inventorysync.kit.quantity import Quantities, plus
from inventorysync.sync import core
from inventorysync.sync.ports import CannotRead, World
from inventorysync.sync.words import LevelKey, Outcome, PendingLine, RowError
from simulation.memory import Line, MemoryStore, Row
from simulation.pause import one_by_one
from simulation.shop import Faults, PretendShop

START = datetime(2026, 1, 1, tzinfo=UTC)
RECONCILE_EVERY = timedelta(hours=6)
CALM_ROUNDS_MIN, CALM_ROUNDS_MAX = 40, 2000  # a reconcile period and more passes in the least of them
OTHERS: tuple[Quantities, ...] = (
    {"available": -1, "committed": 1},
    {"available": -3, "committed": 3},
    {"committed": -1, "on_hand": -1},
    {"available": 1, "on_hand": 1},
    {"available": 20, "on_hand": 20},
    {"available": -2, "damaged": 2},
    {"damaged": -1, "on_hand": -1},
    {"incoming": 10},
)


class Violation(AssertionError):
    """An invariant does not hold; `invariant` names it."""

    def __init__(self, invariant: str, detail: str) -> None:
        super().__init__(f"{invariant}: {detail}")
        self.invariant = invariant


class SkewedClock:
    """A process's own idea of the time."""

    def __init__(self, shop: PretendShop, skew: timedelta) -> None:
        self._shop, self._skew = shop, skew

    def now(self) -> datetime:
        return self._shop.now + self._skew

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError("the core never sleeps")


@dataclass
class Plan:
    """What a history is made of. `pace` is the seconds that pass per step at most."""

    steps: int = 4000
    levels: int = 4
    processes: int = 3
    others: float = 0.06
    wants: float = 0.02
    kill: float = 0.004
    drop: float = 0.08
    duplicate: float = 0.25
    late: float = 0.1
    reconciles: bool = True
    outages: float = 0.0002
    pace: float = 2.0
    faults: Faults = field(default_factory=Faults)


Process = Coroutine[Any, Any, Any]


class History:
    """Runs a plan from a seed; the same seed gives the same history."""

    def __init__(self, seed: int, plan: Plan, mend: Callable[["History"], None] | None = None) -> None:
        self.chance = random.Random(seed)
        self.plan = plan
        self.shop = PretendShop(self.chance, plan.faults, START)
        self.store = MemoryStore()
        self.hints: list[tuple[datetime, LevelKey, Quantities]] = []
        self.kills = self.steps = self.duplicates = self.drops = 0
        self.outage_ends: datetime | None = None
        self.on_hint: Callable[[LevelKey, Quantities], None] | None = None
        self.worlds = [
            self._world(timedelta(seconds=self.chance.uniform(-90, 90))) for _ in range(plan.processes)
        ]
        self._running: list[Process | None] = [None] * plan.processes
        self._turns = [0] * plan.processes
        self._ids = 0
        for number in range(plan.levels):
            key = LevelKey(number + 1, 1)
            units = self.chance.randint(0, 30)
            quantities = {"available": units, "on_hand": units} if units else {}
            self.shop.add_level(key, quantities)
            self.store.rows[key] = Row(key, quantities, quantities, START, START)
        if mend is not None:
            mend(self)

    def _world(self, skew: timedelta) -> World:
        return World(self.store, self.shop, SkewedClock(self.shop, skew), self.new_id, one_by_one)

    def new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=self._ids)

    def run(self) -> None:
        """All steps with faults, then calm; raises Violation."""
        for _ in range(self.plan.steps):
            self._step()
        self._calm()

    def _step(self) -> None:
        chance, plan = self.chance, self.plan
        self.steps += 1
        self.shop.now += timedelta(seconds=chance.random() * plan.pace)
        self.shop.run_late()
        dice = chance.random()
        if dice < plan.others:
            self._others_change()
        elif dice < plan.others + plan.wants:
            self._someone_wants()
        if self.shop.is_down or chance.random() < plan.outages:
            self._outage()
        self._deliver_hints()
        self._run_a_process(chance.randrange(plan.processes))
        self._check()

    def _others_change(self) -> None:
        key = self.chance.choice(list(self.shop.levels))
        level = self.shop.levels[key]
        dice = self.chance.random()
        if dice < 0.01 and level.exists:
            self.shop.remove(key)
        elif dice < 0.02:
            level.poisoned = not level.poisoned
            return
        else:
            level.exists = True
            self.shop.change(key, self.chance.choice(OTHERS), external=True)
        self._send_hint(key, level.quantities)

    def _send_hint(self, key: LevelKey, payload: Quantities) -> None:
        copies = 2 if self.chance.random() < self.plan.duplicate else 1
        self.duplicates += copies - 1
        for _ in range(copies):
            if self.chance.random() < self.plan.drop:
                self.drops += 1
                continue
            delay = 3600.0 if self.chance.random() < self.plan.late else 4.0
            due = self.shop.now + timedelta(seconds=self.chance.random() * delay)
            self.hints.append((due, key, dict(payload)))

    def _deliver_hints(self) -> None:
        due = [hint for hint in self.hints if hint[0] <= self.shop.now]
        if not due:
            return
        self.hints = [hint for hint in self.hints if hint[0] > self.shop.now]
        for _, key, payload in due:
            if self.on_hint is not None:
                self.on_hint(key, payload)
            self.store.hint(key, self.shop.now)

    def _someone_wants(self) -> None:
        change_set, keys = self.new_id(), list(self.shop.levels)
        for number, key in enumerate(self.chance.sample(keys, self.chance.randint(1, min(3, len(keys))))):
            delta = self.chance.choice((-5, -1, 1, 2, 7))
            is_move = self.chance.random() < 0.2
            line = PendingLine(
                change_set_id=change_set,
                line=number,
                reason="correction",
                from_name="available" if is_move else None,
                name="damaged" if is_move else "available",
                delta=abs(delta) if is_move else delta,
                stale_rounds=0,
                solo=False,
                priority=0,
                shadow=self.store.rows[key].shadow(),
            )
            self.store.lines[change_set, number] = Line(line)
            self.store.queue.append((change_set, number))

    def _outage(self) -> None:
        if self.outage_ends is None:
            self.outage_ends = self.shop.now + timedelta(hours=self.chance.choice((0.2, 2, 26)))
            self.shop.is_down = True
        elif self.shop.now >= self.outage_ends:
            self.outage_ends, self.shop.is_down = None, False
        else:
            self.shop.now += timedelta(minutes=20)

    def _run_a_process(self, number: int) -> None:
        process = self._running[number]
        if process is not None and self.chance.random() < self.plan.kill:
            self.kills += 1
            process.close()
            process = None
        if process is None:
            process = self._next_act(number)
        try:
            process.send(None)
            self._running[number] = process
        except (StopIteration, CannotRead):
            self._running[number] = None

    def _next_act(self, number: int) -> Process:
        world = self.worlds[number]
        self._turns[number] += 1
        turn = self._turns[number] % 4
        if turn == 3 and self.plan.reconciles:
            return core.reconcile(world, RECONCILE_EVERY)
        return (core.resolve, core.observe, core.push)[turn % 3](world)

    def _calm(self) -> None:
        """No more faults, everything due happens, one reconcile: then nothing may differ."""
        self.shop.faults = Faults(0, 0, 0, 0, 0, 0, 0)
        self.shop.is_down = False
        self.plan.kill = 0.0
        for level in self.shop.levels.values():
            level.poisoned = False
        self.shop.now += timedelta(hours=2)
        self._deliver_hints()
        for rounds in range(CALM_ROUNDS_MAX):
            self.shop.now += timedelta(minutes=10)
            self.shop.run_late()
            self._humans_decide()
            for number in range(self.plan.processes):
                for _ in range(80):
                    self._run_a_process(number)
                self._check()
            if rounds > CALM_ROUNDS_MIN and self._is_quiet():
                break
        self._check_convergence()

    def _is_quiet(self) -> bool:
        waiting = any(line.state in ("pending", "pushing") for line in self.store.lines.values())
        return not (waiting or self.store.wakes or self.shop.late)

    def _humans_decide(self) -> None:
        """A person looks at Shopify's own history and says what became of a quarantined call."""
        for row in [r for r in self.store.calls.values() if r.state == "quarantined"]:
            first = row.call.intents[0]
            was_applied = self.shop.applied.get((first.change_set_id, first.line), 0) > 0
            error = RowError(None, "OUTCOME_UNKNOWN", "not applied")
            failed = tuple((n, error) for n in range(len(row.call.intents)))
            known = Outcome("applied", self.shop.now) if was_applied else Outcome("again", failed=failed)
            decision = self.store.conclude(row.call, known, self.shop.now)
            while True:
                try:
                    decision.send(None)
                except StopIteration:
                    break

    def _check(self) -> None:
        touched = self.shop.touched | self.store.touched
        if not touched:
            return
        self.shop.touched, self.store.touched = set(), set()
        for key in touched:
            self._check_level(key)
        for line_id, times in self.shop.applied.items():
            self._check_line(line_id, times)

    def _check_level(self, key: LevelKey) -> None:
        row, level = self.store.rows[key], self.shop.levels[key]
        others = plus(plus(row.quantities, _negative(row.start)), _negative(row.own))
        if others not in level.prefixes:
            raise Violation("I2", f"{key} has booked {others}, which others never did")
        position = level.prefixes.index(others)
        del level.prefixes[: max(0, min(position, len(level.prefixes) - 60))]

    def _check_line(self, line_id: tuple[UUID, int], times: int) -> None:
        state = self.store.lines[line_id].state
        allowed = {"confirmed": (1,), "pushing": (0, 1), "pending": (0,), "failed": (0,)}[state]
        if times not in allowed:
            raise Violation("I1", f"a line that is {state} was applied {times} times")

    def _check_convergence(self) -> None:
        for key, row in self.store.rows.items():
            true = {n: q for n, q in self.shop.levels[key].quantities.items() if q}
            if row.quantities != true:
                raise Violation("I3", f"{key} is {true} in the shop and {row.quantities} here")
            total: Quantities = dict(row.start)
            for entry in row.entries:
                total = plus(total, entry)
            if total != row.quantities:
                raise Violation("I1", f"{key} does not equal the sum of its entries")
        for line_id, line in self.store.lines.items():
            if line.state not in ("confirmed", "failed"):
                raise Violation("I3", f"line {line_id} is still {line.state}")
            self._check_line(line_id, self.shop.applied.get(line_id, 0))


def _negative(quantities: Quantities) -> Quantities:
    return {name: -units for name, units in quantities.items()}
