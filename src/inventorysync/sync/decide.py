"""What sync decides, without doing it: pure functions from what was read to what follows.

The algorithm and its proof obligations are RELIABILITY.md 1.3.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from inventorysync.kit.quantity import difference, mirrored, plus
from inventorysync.sync.words import (
    Booking,
    Call,
    Intent,
    Outcome,
    PendingLine,
    Reading,
    Reply,
    RowError,
    Wake,
)

ROWS_MAX = 250  # of one mutation (PLATFORM.md C.1)
KEY_SAFE_AGE = timedelta(hours=20)  # Shopify keeps a key for 24 hours
STALE_ROUNDS_MAX = 3  # then a hot level is written without the comparison: still conserved
DOUBTED_MAX = 7  # the waits between add up to two minutes
RETRY_FIRST = timedelta(seconds=1)
RETRY_MAX = timedelta(minutes=5)
TRY_AGAIN_CODES = frozenset({"SERVICE_UNAVAILABLE", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"})
STALE_CODE = "CHANGE_FROM_QUANTITY_STALE"


def judge(wake: Wake, reading: Reading, now: datetime) -> Booking:
    """Book the difference between a reading and what was booked, unless the reading may be an old one.

    A replica may answer with a state we have already passed, which its version tells; or from a time when
    the level did not exist, which nothing tells. Such a reading is taken again, ever later; the last of
    DOUBTED_MAX, minutes after the first, is believed: no replica lags that long, a clock may be wrong.
    """
    known = wake.shadow.version
    is_absent = reading.level_id is None and bool(wake.shadow.quantities)
    is_older = known is not None and (reading.version is None or reading.version < known)
    if (is_older or is_absent) and wake.attempts < DOUBTED_MAX:
        again = now + timedelta(seconds=2**wake.attempts)
        return Booking(wake, "doubted", reading, again_at=again)
    return Booking(wake, "book", reading, difference(reading.quantities, wake.shadow.quantities))


def absent(wake: Wake) -> Reading:
    """The reading of a level that Shopify does not have (any more): nothing is there."""
    return Reading(wake.shadow.key, None, {}, wake.shadow.version, is_active=False)


def plan_calls(lines: Iterable[PendingLine], new_id: Callable[[], UUID], now: datetime) -> list[Call]:
    """Pack lines into calls of at most ROWS_MAX rows: one change set, reason, mutation and name each.

    At most one line of a level is taken; the caller offers the rest again when that one is settled.
    """
    groups: dict[tuple[object, ...], list[PendingLine]] = {}
    taken: set[object] = set()
    for line in lines:
        if line.shadow.key in taken:
            continue
        taken.add(line.shadow.key)
        alone = (line.line,) if line.solo else ()
        mutation = "move" if line.from_name else "adjust"
        name = "" if line.from_name else line.name
        groups.setdefault((line.change_set_id, mutation, name, *alone), []).append(line)
    calls: list[Call] = []
    for group in groups.values():
        starts = range(0, len(group), ROWS_MAX)
        calls.extend(_call(group[start : start + ROWS_MAX], new_id(), now) for start in starts)
    return calls


def _call(lines: list[PendingLine], call_id: UUID, now: datetime) -> Call:
    first = lines[0]
    return Call(
        call_id=call_id,
        change_set_id=first.change_set_id,
        mutation="move" if first.from_name else "adjust",
        reason=first.reason,
        name=first.name,
        intents=tuple(intent_of(line) for line in lines),
        created_at=now,
        priority=first.priority,
        document=first.document,
    )


def intent_of(line: PendingLine) -> Intent:
    """What a line does to its level, and the quantities it expects there (None: write regardless)."""
    booked = line.shadow.quantities
    compares = line.stale_rounds < STALE_ROUNDS_MAX
    deltas = mirrored(line.name, line.delta)
    if line.from_name is not None:
        deltas = plus(deltas, mirrored(line.from_name, -line.delta))
    return Intent(
        change_set_id=line.change_set_id,
        line=line.line,
        key=line.shadow.key,
        generation=line.shadow.generation,
        deltas=deltas,
        from_name=line.from_name,
        name=line.name,
        delta=line.delta,
        expected=booked.get(line.name, 0) if compares else None,
        expected_from=booked.get(line.from_name, 0) if compares and line.from_name else None,
    )


def give_up(call: Call, now: datetime) -> Outcome | None:
    """A call whose key Shopify may have forgotten is never sent again: a person decides."""
    if now - call.created_at <= KEY_SAFE_AGE:
        return None
    hours = KEY_SAFE_AGE.total_seconds() / 3600
    return Outcome("quarantine", detail=f"Shopify gave no answer for {hours:.0f} hours")


def read_reply(call: Call, reply: Reply, now: datetime) -> Outcome:
    """What a reply means. Nothing is ever guessed: an unknown outcome keeps the call and its key."""
    if reply.kind == "applied":
        return Outcome("applied", applied_at=reply.applied_at)
    if reply.kind == "refused":
        return _refused(call, reply.errors)
    wait = min(RETRY_FIRST * 2 ** min(call.attempts, 10), RETRY_MAX)
    return Outcome("keep", retry_at=now + wait, detail=reply.detail)


def _refused(call: Call, errors: tuple[RowError, ...]) -> Outcome:
    """Shopify wrote nothing of the batch: stale rows are observed, poisoned rows end, the rest goes again.

    A refusal that names no row of several is narrowed down by sending each row alone.
    """
    stale = frozenset(e.row for e in errors if e.code == STALE_CODE and e.row is not None)
    final = [e for e in errors if e.code != STALE_CODE and e.code not in TRY_AGAIN_CODES]
    failed = {e.row: e for e in reversed(final) if e.row is not None and e.row < len(call.intents)}
    detail = "; ".join(e.message for e in errors)
    if stale or failed:
        return Outcome("again", stale=stale, failed=tuple(sorted(failed.items())), detail=detail)
    if len(call.intents) > 1:
        return Outcome("again", solo=True, detail=detail)
    if final:
        return Outcome("again", failed=((0, final[0]),), detail=detail)
    return Outcome("again", stale=frozenset({0}), detail=detail)
