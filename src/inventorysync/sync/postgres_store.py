"""The store port on PostgreSQL: each method is one transaction of the shop."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.kit.metrics import BOOKED_AFTER
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities
from inventorysync.shops.writing import stopped_since
from inventorysync.stock.actions import booking, writes
from inventorysync.stock.actions.booking import Seen
from inventorysync.stock.actions.writes import Released, WriteRow
from inventorysync.sync import differences, wakes
from inventorysync.sync.journal import LogLine, write_log
from inventorysync.sync.words import (
    ANNOUNCED,
    SAID_BY_ROUND,
    Booking,
    Call,
    Intent,
    LevelKey,
    Outcome,
    PendingLine,
    Shadow,
    Wake,
)

RESEND_AFTER = timedelta(seconds=60)  # longer than a request may take: then its sender has died
_UNITS = ", ".join(f"l.{name}" for name in QUANTITY_NAMES)

_DUE_WAKES = text(f"""
    SELECT w.hints, w.attempts, w.first_hinted_at, w.said_by,
           l.item_id, l.location_id, l.level_id, l.version, l.generation, l.is_active, {_UNITS}
    FROM sync_wake w
    JOIN inventory_level l ON l.shop_id = w.shop_id AND l.item_id = w.key AND l.location_id = w.key2
    WHERE w.shop_id = :shop AND w.kind = 'level' AND w.due_at <= :now AND l.quarantined_at IS NULL
      AND (SELECT count(*) FROM level_intent i
           WHERE i.shop_id = w.shop_id AND i.item_id = w.key AND i.location_id = w.key2) = 0
    ORDER BY w.due_at
    LIMIT :limit
""")

# The open change sets first, one step of an index each, then a few lines of each: however many lines wait, a
# turn reads no more of them than it takes. Counts instead of joins to tables that are empty at one moment and
# full at the next: the planner never knows which, and would compare every line with every row of them.
_PENDING_LINES = text(f"""
    WITH RECURSIVE open(change_set_id) AS (
      (SELECT change_set_id FROM change_set_line
       WHERE shop_id = :shop AND state IN ('pending', 'pushing') ORDER BY change_set_id LIMIT 1)
      UNION ALL
      SELECT (SELECT n.change_set_id FROM change_set_line n
              WHERE n.shop_id = :shop AND n.state IN ('pending', 'pushing')
                AND n.change_set_id > o.change_set_id ORDER BY n.change_set_id LIMIT 1)
      FROM open o WHERE o.change_set_id IS NOT NULL
    )
    SELECT c.change_set_id, c.reason, c.document_kind, c.document_label, n.*
    FROM open o
    JOIN change_set c ON c.shop_id = :shop AND c.change_set_id = o.change_set_id
    CROSS JOIN LATERAL (
      SELECT n.line, n.from_name, n.name, n.delta, n.stale_rounds, n.solo, n.priority, l.item_id,
             l.location_id, l.level_id, l.version, l.generation, l.is_active, {_UNITS}
      FROM change_set_line n
      JOIN inventory_level l
        ON l.shop_id = n.shop_id AND l.item_id = n.item_id AND l.location_id = n.location_id
      WHERE n.shop_id = :shop AND n.change_set_id = c.change_set_id AND n.state IN ('pending', 'pushing')
        AND n.state = 'pending' AND l.quarantined_at IS NULL
        AND (SELECT count(*) FROM level_intent i
             WHERE i.shop_id = n.shop_id AND i.item_id = n.item_id AND i.location_id = n.location_id) = 0
        AND (n.stale_rounds = 0 OR
             (SELECT count(*) FROM sync_wake w
              WHERE w.shop_id = n.shop_id AND w.kind = 'level' AND w.key = n.item_id
                AND w.key2 = n.location_id) = 0)
      ORDER BY n.line LIMIT :limit
    ) n
    ORDER BY n.priority, c.created_at, c.change_set_id, n.line
    LIMIT :limit
""")

_KNOWN_BY_NAME = {"purchase_order": "PurchaseOrder"}
_PLAN_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")

_CLAIM_CALLS = text("""
    UPDATE write_call SET attempts = attempts + 1, next_attempt_at = :again
    WHERE shop_id = :shop AND call_id IN (
      SELECT call_id FROM write_call
      WHERE shop_id = :shop AND state = 'open' AND next_attempt_at <= :now
        AND NOT EXISTS (SELECT FROM shop WHERE shop_id = :shop AND safe_since IS NOT NULL)
      ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    RETURNING call_id, change_set_id, mutation, payload, created_at, attempts,
      (SELECT c.request_id FROM change_set c
       WHERE c.shop_id = write_call.shop_id AND c.change_set_id = write_call.change_set_id)
""")

_QUARANTINED_CALL = text("""
    SELECT call_id, change_set_id, mutation, payload, created_at, attempts, NULL FROM write_call
    WHERE shop_id = :shop AND call_id = :call AND state = 'quarantined'
""")

_SHADOWS = text(f"""
    SELECT l.item_id, l.location_id, l.level_id, l.version, l.generation, l.is_active, {_UNITS}
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
""")

_STALEST = text("""
    SELECT l.item_id, l.location_id FROM inventory_level l
    WHERE l.shop_id = :shop AND l.checked_at < :before AND l.quarantined_at IS NULL
      AND NOT EXISTS (SELECT FROM sync_wake w WHERE w.shop_id = :shop AND w.kind = 'level'
                        AND w.key = l.item_id AND w.key2 = l.location_id)
      AND NOT EXISTS (SELECT FROM sync_stream s WHERE s.shop_id = :shop AND s.all_read_at >= :before)
    ORDER BY l.checked_at LIMIT :limit
""")

_ALL_READ = text("""
    UPDATE sync_stream SET all_read_at = :at
    WHERE shop_id = :shop
      AND (SELECT count(*) FROM inventory_level WHERE shop_id = :shop AND level_id IS NOT NULL) <= :levels
""")


class PostgresStore:
    """The booked levels of one shop. `announce` hears which levels changed, after the commit."""

    def __init__(
        self,
        database: Database,
        shop_id: int,
        announce: Callable[[int, Sequence[LevelKey]], None],
        announce_change_set: Callable[[int, UUID], None] = lambda *_: None,
    ) -> None:
        self._database = database
        self._shop_id = shop_id
        self._announce = announce
        self._announce_change_set = announce_change_set

    async def due_wakes(self, now: datetime, limit: int) -> list[Wake]:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            rows = await connection.execute(_DUE_WAKES, {"shop": self._shop_id, "now": now, "limit": limit})
            return [Wake(_shadow(row[4:]), *row[:4]) for row in rows]

    async def settle(self, bookings: Sequence[Booking], now: datetime) -> int:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            doubted = [b for b in bookings if b.verdict == "doubted"]
            await wakes.postpone_levels(
                connection,
                self._shop_id,
                [(b.reading.key, b.again_at or now) for b in doubted],
            )
            await differences.note_doubts(connection, self._shop_id, doubted, now)
            certain = {b.reading.key: b for b in bookings if b.verdict == "book"}
            restored = await differences.restored_levels(connection, self._shop_id, list(certain))
            unannounced = [
                b for b in certain.values() if differences.is_unannounced(b) or b.reading.key in restored
            ]
            around = await differences.look_around(connection, self._shop_id, unannounced)
            seen = [_seen(b, is_restored=b.reading.key in restored) for b in certain.values()]
            booked = await booking.book_seen(connection, self._shop_id, seen, now)
            hints = ((key, certain[LevelKey(*key)].wake.hints) for key in booked.accepted)
            await wakes.end_levels(connection, self._shop_id, [hint for hint in hints if hint[1]])
            found = [b for b in unannounced if b.reading.key in booked.changes]
            await differences.record(connection, self._shop_id, found, around, now, restored)
            settled = [certain[LevelKey(*key)] for key in booked.accepted]
            await differences.end_doubts(connection, self._shop_id, settled, now)
            lines = [
                LogLine("seen", key, changes, "booked", None)
                for key, changes in booked.changes.items()
                if certain[LevelKey(*key)].wake.hints  # the first import has a record of its own
            ]
            await write_log(connection, self._shop_id, lines, now)
        for key in booked.changes:
            wake = certain[LevelKey(*key)].wake
            if wake.hints and wake.said_by == ANNOUNCED:
                BOOKED_AFTER.observe(max(0.0, (now - wake.first_hinted_at).total_seconds()))
        self._announce(self._shop_id, [LevelKey(*key) for key in booked.changes])
        return len(booked.changes)

    async def pending_lines(self, limit: int) -> list[PendingLine]:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            if await stopped_since(connection, self._shop_id) is not None:
                return []
            await connection.execute(_PLAN_ANEW)
            rows = await connection.execute(_PENDING_LINES, {"shop": self._shop_id, "limit": limit})
            return [_pending_line(row) for row in rows]

    async def open_calls(self, calls: Sequence[Call]) -> list[Call]:
        """See ports.Store."""
        opened = []
        for call in calls:
            async with self._database.shop(self._shop_id) as connection:
                written = await self._open(connection, call)
            if written is not None:
                opened.append(written)
                self._announce_change_set(self._shop_id, written.change_set_id)
        return opened

    async def _open(self, connection: AsyncConnection, call: Call) -> Call | None:
        if await stopped_since(connection, self._shop_id, lock=True) is not None:
            return None
        rows = _write_rows(call)
        scope = (connection, self._shop_id, call.call_id, call.change_set_id)
        taken = await writes.open_write(*scope, rows)
        if not taken:
            return None
        intents = tuple(intent for intent in call.intents if intent.line in taken)
        written = Call(
            call.call_id,
            call.change_set_id,
            call.mutation,
            call.reason,
            call.name,
            intents,
            call.created_at,
            call.priority,
            document=call.document,
        )
        request_id = await writes.record_call(
            *scope,
            mutation=call.mutation,
            payload=_payload(written),
            now=call.created_at,
            retry_at=call.created_at + RESEND_AFTER,
        )
        return replace(written, request_id=request_id)

    async def due_calls(self, now: datetime, limit: int) -> list[Call]:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            rows = await connection.execute(
                _CLAIM_CALLS,
                {"shop": self._shop_id, "now": now, "again": now + RESEND_AFTER, "limit": limit},
            )
            return [_call(*row) for row in rows]

    async def conclude(self, call: Call, outcome: Outcome, now: datetime) -> None:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            if not await writes.lock_open_call(connection, self._shop_id, call.call_id):
                return
            await self._carry_out(connection, call, outcome, now)
            detail = outcome.detail or None
            lines = [
                LogLine("pushed", intent.key, intent.deltas, outcome.verdict, detail, call.request_id)
                for intent in call.intents
            ]
            await write_log(connection, self._shop_id, lines, now)
            if outcome.verdict in ("applied", "again"):
                keys = [intent.key for intent in call.intents]
                await wakes.wake_levels(connection, self._shop_id, keys, now)
        self._announce(self._shop_id, [intent.key for intent in call.intents])
        self._announce_change_set(self._shop_id, call.change_set_id)

    async def _carry_out(
        self,
        connection: AsyncConnection,
        call: Call,
        outcome: Outcome,
        now: datetime,
    ) -> None:
        scope = (connection, self._shop_id, call.call_id)
        rows = _write_rows(call)
        if outcome.verdict == "applied":
            await writes.apply_write(*scope, call.change_set_id, rows, outcome.applied_at, now)
        elif outcome.verdict == "again":
            released = _released(call, outcome)
            await writes.release_write(*scope, call.change_set_id, released, now)
        elif outcome.verdict == "keep":
            retry_at = outcome.retry_at or now + RESEND_AFTER
            await writes.postpone_call(*scope, retry_at, outcome.detail)
        else:
            await writes.quarantine_call(*scope, rows, outcome.detail, now)

    async def quarantined_call(self, call_id: UUID) -> Call | None:
        """A call that waits for a person's decision, if it is one."""
        async with self._database.shop(self._shop_id) as connection:
            found = await connection.execute(_QUARANTINED_CALL, {"shop": self._shop_id, "call": call_id})
            row = found.one_or_none()
        return None if row is None else _call(*row)

    async def shadows(self, keys: Sequence[LevelKey]) -> dict[LevelKey, Shadow]:
        """The levels as last booked; a level without a row is one of nothing."""
        columns = {"items": [key.item_id for key in keys], "locations": [key.location_id for key in keys]}
        async with self._database.shop(self._shop_id) as connection:
            rows = await connection.execute(_SHADOWS, {"shop": self._shop_id, **columns})
            known = {LevelKey(row[0], row[1]): _shadow(row) for row in rows}
        return {key: known.get(key) or Shadow(key, None, {}, None, booking.NOT_KNOWN) for key in keys}

    async def stalest_levels(self, before: datetime, limit: int) -> list[LevelKey]:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            rows = await connection.execute(
                _STALEST, {"shop": self._shop_id, "before": before, "limit": limit}
            )
            return [LevelKey(item, location) for item, location in rows]

    async def all_read(self, at: datetime, levels: int) -> None:
        """Every level was read at `at` or later, unless we know of more than the `levels` that were."""
        async with self._database.shop(self._shop_id) as connection:
            await connection.execute(_ALL_READ, {"shop": self._shop_id, "at": at, "levels": levels})

    async def wake(self, keys: Sequence[LevelKey], now: datetime) -> None:
        """See ports.Store."""
        async with self._database.shop(self._shop_id) as connection:
            await wakes.wake_levels(connection, self._shop_id, keys, now, SAID_BY_ROUND)


def _shadow(columns: Sequence[Any]) -> Shadow:
    item_id, location_id, level_id, version, generation, is_active, *units = columns
    quantities: Quantities = {n: q for n, q in zip(QUANTITY_NAMES, units, strict=True) if q}
    return Shadow(LevelKey(item_id, location_id), level_id, quantities, version, generation, is_active)


def _seen(booking: Booking, *, is_restored: bool) -> Seen:
    shadow, reading = booking.wake.shadow, booking.reading
    return Seen(
        key=shadow.key,
        generation=shadow.generation,
        quantities=reading.quantities,
        difference=booking.difference,
        level_id=reading.level_id,
        version=reading.version,
        since=shadow.version,
        is_active=reading.is_active,
        cause="restore_baseline" if is_restored else "unexplained",
    )


def _pending_line(row: Sequence[Any]) -> PendingLine:
    change_set_id, reason, kind, label, line, from_name, name, delta, *rest = row
    stale_rounds, solo, priority, *level = rest
    return PendingLine(
        change_set_id=change_set_id,
        line=line,
        reason=reason,
        from_name=from_name,
        name=name,
        delta=delta,
        stale_rounds=stale_rounds,
        solo=solo,
        priority=priority,
        shadow=_shadow(level),
        document=_document(kind, label),
    )


def _document(kind: str | None, label: str | None) -> str | None:
    """What Shopify's history calls a document, where people know it by a name: PurchaseOrder/PO-1001."""
    noun = _KNOWN_BY_NAME.get(kind or "")
    return f"{noun}/{(label or '').partition(',')[0]}" if noun else None


def _write_rows(call: Call) -> list[WriteRow]:
    return [WriteRow(i.line, i.key, i.generation, i.deltas) for i in call.intents]


def _released(call: Call, outcome: Outcome) -> list[Released]:
    errors = dict(outcome.failed)
    return [
        Released(
            line=intent.line,
            key=intent.key,
            stale_rounds=int(number in outcome.stale),
            solo=outcome.solo,
            error_code=(errors[number].code or "REFUSED") if number in errors else None,
            error_message=errors[number].message if number in errors else None,
        )
        for number, intent in enumerate(call.intents)
    ]


def _payload(call: Call) -> dict[str, Any]:
    """What is needed to send the very same call again."""
    fields = ("line", "generation", "deltas", "from_name", "name", "delta", "expected", "expected_from")
    return {
        **({"document": call.document} if call.document else {}),
        "reason": call.reason,
        "name": call.name,
        "priority": call.priority,
        "intents": [
            {"item": i.key.item_id, "location": i.key.location_id}
            | {field: getattr(i, field) for field in fields}
            for i in call.intents
        ],
    }


def _call(
    call_id: UUID,
    change_set_id: UUID,
    mutation: Any,
    payload: dict[str, Any],
    created_at: datetime,
    attempts: int,
    request_id: str | None,
) -> Call:
    intents = tuple(
        Intent(
            change_set_id=change_set_id,
            key=LevelKey(row.pop("item"), row.pop("location")),
            **row,
        )
        for row in payload["intents"]
    )
    return Call(
        call_id,
        change_set_id,
        mutation,
        payload["reason"],
        payload["name"],
        intents,
        created_at,
        payload["priority"],
        attempts,
        request_id,
        payload.get("document"),
    )
