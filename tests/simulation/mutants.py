"""What naive apps do, each as one change to the core or to what it stands on. The simulation must see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from unittest.mock import patch

from inventorysync.kit.quantity import Quantities, difference, plus
from inventorysync.sync import decide
from inventorysync.sync.words import Booking, Call, LevelKey, Outcome, Reading, Reply, Wake
from simulation.history import History, Plan
from simulation.shop import Faults

KEEPS_KEY = decide.read_reply
JUDGE = decide.judge


@dataclass(frozen=True)
class Mutant:
    """A planted fault: the plan that shows it, and what it changes."""

    name: str
    plan: Callable[[int], Plan]
    mend: Callable[[History], None] | None = None
    core: Callable[[], Iterator[None]] | None = None

    @contextmanager
    def planted(self) -> Iterator[None]:
        if self.core is None:
            yield
        else:
            with contextmanager(self.core)():
                yield


def usual(seed: int) -> Plan:
    """The faults of the proof; replicas lag in every third history."""
    return Plan(faults=Faults(stale_read=0.1 if seed % 3 == 0 else 0.0))


def lagging(_seed: int) -> Plan:
    return Plan(faults=Faults(stale_read=0.2))


def quiet(_seed: int) -> Plan:
    """One change per level and its webhook lost: only reconciliation can find it."""
    return Plan(steps=300, levels=3, others=0.01, wants=0.0, drop=0.6, late=0.0, reconciles=False)


def long_outages(_seed: int) -> Plan:
    return Plan(outages=0.003, faults=Faults(lost_reply=0.3))


def _no_key(history: History) -> None:
    """Every request is a write of its own for the shop."""
    send = history.shop.write

    async def write(call: Call) -> Reply:
        return await send(replace(call, call_id=history.new_id()))

    history.shop.write = write  # type: ignore[method-assign]


def _new_key_on_retry(history: History) -> None:
    send = history.shop.write

    async def write(call: Call) -> Reply:
        return await send(replace(call, call_id=history.new_id()) if call.attempts else call)

    history.shop.write = write  # type: ignore[method-assign]


def _orders_decrement_too(history: History) -> None:
    """The webhook of an order books the sale, and so does the level."""
    before: dict[LevelKey, Quantities] = {}

    def on_hint(key: LevelKey, payload: Quantities) -> None:
        sold = difference(payload, before.get(key, history.store.rows[key].quantities))
        before[key] = payload
        if sold.get("available", 0) < 0 and "committed" in sold:
            history.store.book(history.store.rows[key], sold)

    history.on_hint = on_hint


def _payload_is_truth(history: History) -> None:
    """The webhook's own value is booked, but for five seconds after an own write."""
    written: dict[LevelKey, datetime] = {}
    conclude = history.store.conclude

    async def noting(call: Call, outcome: Outcome, now: datetime) -> None:
        written.update({intent.key: history.shop.now for intent in call.intents})
        await conclude(call, outcome, now)

    def on_hint(key: LevelKey, payload: Quantities) -> None:
        row = history.store.rows[key]
        if history.shop.now - written.get(key, datetime.min.replace(tzinfo=row.version.tzinfo)) > timedelta(
            seconds=5
        ):
            history.store.book(row, difference(payload, row.quantities))

    history.store.conclude = noting  # type: ignore[method-assign]
    history.on_hint = on_hint


def _observes_unresolved(history: History) -> None:
    history.store.waits_for_own_writes = False
    history.store.checks_generation = False


def _ignores_generation(history: History) -> None:
    history.store.checks_generation = False


def _overwrites(history: History) -> None:
    """Sets what it believes plus the change, without comparing."""
    attempt = history.shop._attempt  # noqa: SLF001

    def blind(call: Call) -> Reply:
        rows = []
        for intent in call.intents:
            true = history.shop.levels[intent.key].quantities
            wanted = plus(history.store.rows[intent.key].quantities, intent.deltas)
            rows.append(replace(intent, deltas=difference(wanted, true), expected=None, expected_from=None))
        return attempt(replace(call, intents=tuple(rows)))

    history.shop._attempt = blind  # type: ignore[method-assign]  # noqa: SLF001


def _relink_forgets(history: History) -> None:
    """A level that comes back starts from zero without booking what was there."""
    settle = history.store._settle_one  # noqa: SLF001

    def forgetting(booking: Booking, now: datetime) -> int:
        if booking.reading.level_id is None:
            row = history.store.rows[booking.reading.key]
            row.quantities = {}
            history.store.touched.add(row.key)
            return 0
        return settle(booking, now)

    history.store._settle_one = forgetting  # type: ignore[method-assign]  # noqa: SLF001


def _gives_up() -> Iterator[None]:
    def read_reply(call: Call, reply: Reply, now: datetime) -> Outcome:
        if reply.kind == "unknown":
            return Outcome("again", stale=frozenset(range(len(call.intents))))
        return KEEPS_KEY(call, reply, now)

    with patch.object(decide, "read_reply", read_reply):
        yield


def _never_quarantines() -> Iterator[None]:
    with patch.object(decide, "KEY_SAFE_AGE", timedelta(days=3650)):
        yield


def _clamps() -> Iterator[None]:
    def judge(wake: Wake, reading: Reading, now: datetime) -> Booking:
        clamped = {name: max(0, units) for name, units in reading.quantities.items()}
        return JUDGE(wake, replace(reading, quantities=clamped), now)

    with patch.object(decide, "judge", judge):
        yield


def _trusts_old_readings() -> Iterator[None]:
    with patch.object(decide, "DOUBTED_MAX", 0):
        yield


def _ignores_user_errors() -> Iterator[None]:
    """A poisoned row refuses its whole batch, and nobody looks."""

    def read_reply(call: Call, reply: Reply, now: datetime) -> Outcome:
        if reply.kind == "refused":
            return Outcome("applied", applied_at=None)
        return KEEPS_KEY(call, reply, now)

    with patch.object(decide, "read_reply", read_reply):
        yield


def _fails_the_whole_batch_for_ever() -> Iterator[None]:
    """A refused batch is tried again as it is, poisoned row and all."""

    def read_reply(call: Call, reply: Reply, now: datetime) -> Outcome:
        if reply.kind == "refused":
            return Outcome("keep", retry_at=now + timedelta(seconds=5))
        return KEEPS_KEY(call, reply, now)

    with patch.object(decide, "read_reply", read_reply):
        yield


MUTANTS = (
    Mutant("no idempotency key", usual, mend=_no_key),
    Mutant("a new key on each retry", usual, mend=_new_key_on_retry),
    Mutant("gives up on a timeout and reads again", usual, core=_gives_up),
    Mutant("overwrites without comparing", usual, mend=_overwrites),
    Mutant("orders decrement too", usual, mend=_orders_decrement_too),
    Mutant("clamps at zero", usual, core=_clamps),
    Mutant("the payload is the value, with an echo lock", usual, mend=_payload_is_truth),
    Mutant("observes while an own write is unresolved", usual, mend=_observes_unresolved),
    Mutant("books a reading whose level has moved on", usual, mend=_ignores_generation),
    Mutant("no version guard", lagging, core=_trusts_old_readings),
    Mutant("no reconciliation", quiet),
    Mutant("retries a key that Shopify has forgotten", long_outages, core=_never_quarantines),
    Mutant("ignores userErrors of a poisoned batch", usual, core=_ignores_user_errors),
    Mutant("retries a poisoned batch for ever", usual, core=_fails_the_whole_batch_for_ever),
    Mutant("a level that comes back forgets its stock", usual, mend=_relink_forgets),
)
