"""Own writes: written down before they are sent, settled when their outcome is known, exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import Quantities
from inventorysync.stock import ledger
from inventorysync.stock.ledger import Movement, NewState

LevelKey = tuple[int, int]
LABEL_MAX = 80
KINDS = {
    "adjust": "Adjustment",
    "move": "Move",
    "undo": "Undo",
    "import": "Import",
    "count": "Count",
    "transfer": "Transfer",
    "receipt": "Receipt",
}


@dataclass(frozen=True, slots=True)
class WriteRow:
    """A line of a change set on its way: what it does to its level."""

    line: int
    key: LevelKey
    generation: int
    deltas: Quantities


@dataclass(frozen=True, slots=True)
class Released:
    """How a line leaves a write that Shopify refused: pending again, or failed with an error."""

    line: int
    key: LevelKey
    stale_rounds: int = 0
    solo: bool = False
    error_code: str | None = None
    error_message: str | None = None


_KEYS = "unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)"

_PENDING = text("""
    SELECT line FROM change_set_line
    WHERE shop_id = :shop AND change_set_id = :change_set AND line = ANY(CAST(:lines AS int[]))
      AND state = 'pending'
    FOR UPDATE
""")

_INSERT_INTENTS = text("""
    INSERT INTO level_intent (shop_id, item_id, location_id, call_id, change_set_id, line, deltas)
    SELECT CAST(:shop AS int), i.item_id, i.location_id, CAST(:call AS uuid), CAST(:change_set AS uuid),
           i.line, i.deltas::jsonb
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:lines AS int[]),
                CAST(:deltas AS text[])) AS i(item_id, location_id, line, deltas)
""")

_INSERT_CALL = text("""
    INSERT INTO write_call (shop_id, call_id, change_set_id, mutation, payload, state, created_at,
                            next_attempt_at)
    VALUES (:shop, :call, :change_set, :mutation, CAST(:payload AS jsonb), 'open', :now, :retry_at)
    RETURNING (SELECT request_id FROM change_set WHERE shop_id = :shop AND change_set_id = :change_set)
""")

_MARK_LINES = text("""
    UPDATE change_set_line SET state = :state, settled_at = :settled_at
    WHERE shop_id = :shop AND change_set_id = :change_set AND line = ANY(CAST(:lines AS int[]))
""")

_RELEASE_LINES = text("""
    UPDATE change_set_line l
    SET state = CASE WHEN r.code IS NULL THEN 'pending' ELSE 'failed' END,
        stale_rounds = l.stale_rounds + r.stale, solo = r.solo, error_code = r.code,
        error_message = r.message,
        settled_at = CASE WHEN r.code IS NULL THEN NULL ELSE CAST(:now AS timestamptz) END
    FROM unnest(CAST(:lines AS int[]), CAST(:stale AS int[]), CAST(:solo AS boolean[]),
                CAST(:codes AS text[]), CAST(:messages AS text[])) AS r(line, stale, solo, code, message)
    WHERE l.shop_id = :shop AND l.change_set_id = :change_set AND l.line = r.line
""")

_CHANGE_SET = text("""
    SELECT kind, note, actor,
           CASE WHEN note !~ '\\S' AND document_id IS NULL
                THEN (SELECT count(*) FROM change_set_line l
                      WHERE l.shop_id = :shop AND l.change_set_id = c.change_set_id) END,
           cause, document_kind, document_id, document_label
    FROM change_set c WHERE c.shop_id = :shop AND c.change_set_id = :id
""")

_MOVE_ON = text(f"""
    UPDATE inventory_level l SET generation = l.generation + 1, quarantined_at = :quarantined_at
    FROM {_KEYS}
    WHERE l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
""")


def label_of(kind: str, note: str, lines: int | None) -> str:
    """What a change set is called beside its movements: its note, or what it is and how large."""
    if plain := " ".join(note.split()):
        return plain if len(plain) <= LABEL_MAX else f"{plain[: LABEL_MAX - 1]}…"
    return f"{KINDS[kind]}, {lines} {'line' if lines == 1 else 'lines'}"


async def open_write(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    change_set_id: UUID,
    rows: Sequence[WriteRow],
) -> set[int]:
    """Take the levels of a write: their one intent each; the lines that could be taken.

    A line whose level has moved on since it was planned, or that is not pending any more, is left out.
    """
    locked = await ledger.lock_levels(connection, shop_id, [row.key for row in rows])
    scope = {"shop": shop_id, "change_set": change_set_id}
    found = await connection.execute(_PENDING, {**scope, "lines": [row.line for row in rows]})
    pending = set(found.scalars())
    taken = [
        row
        for row in rows
        if row.line in pending
        and (level := locked.get(row.key)) is not None
        and not (level.has_intent or level.is_quarantined or level.generation != row.generation)
    ]
    if taken:
        deltas = [msgspec.json.encode(row.deltas).decode() for row in taken]
        lines = [row.line for row in taken]
        columns = {**_columns(taken), "lines": lines, "deltas": deltas, "call": call_id}
        await connection.execute(_INSERT_INTENTS, {**scope, **columns})
        await connection.execute(
            _MARK_LINES, {**scope, "lines": lines, "state": "pushing", "settled_at": None}
        )
        await _move_on(connection, shop_id, taken)
    return {row.line for row in taken}


async def record_call(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    change_set_id: UUID,
    *,
    mutation: str,
    payload: dict[str, Any],
    now: datetime,
    retry_at: datetime,
) -> str | None:
    """Write a call down, in the same transaction as its intents and before it is sent.

    Returns the id of the request that wanted the change, if it came by one.
    """
    arguments = {"mutation": mutation, "payload": msgspec.json.encode(payload).decode()}
    scope = {"shop": shop_id, "call": call_id, "change_set": change_set_id}
    times = {"now": now, "retry_at": retry_at}
    request_id = await connection.scalar(_INSERT_CALL, {**scope, **arguments, **times})
    return None if request_id is None else str(request_id)


async def lock_open_call(connection: AsyncConnection, shop_id: int, call_id: UUID) -> bool:
    """Whether the call still waits for its outcome; nobody else settles it in this transaction."""
    statement = text("""
        SELECT 1 FROM write_call WHERE shop_id = :shop AND call_id = :call AND state <> 'done' FOR UPDATE
    """)
    return await connection.scalar(statement, {"shop": shop_id, "call": call_id}) is not None


async def apply_write(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    change_set_id: UUID,
    rows: Sequence[WriteRow],
    applied_at: datetime | None,
    now: datetime,
) -> None:
    """Book a write that Shopify has applied and confirm its lines; a quarantine of its levels ends."""
    locked = await ledger.lock_levels(connection, shop_id, [row.key for row in rows])
    if any(level.is_quarantined for level in locked.values()):
        await _move_on(connection, shop_id, rows)
    found = await connection.execute(_CHANGE_SET, {"shop": shop_id, "id": change_set_id})
    kind, note, actor, size, cause, *document = found.one()
    document_kind, document_id, document_label = document
    states = [NewState(locked[r.key], r.deltas, None, applied_at, is_active=True) for r in rows]
    movement = Movement(
        cause=cause,
        effective_at=applied_at or now,
        states=states,
        actor=actor,
        document_kind=document_kind or "change_set",
        document_id=document_id or str(change_set_id),
        document_label=document_label or label_of(kind, note, size),
        change_set_id=change_set_id,
    )
    await ledger.book(connection, shop_id, [movement], now)
    lines = [row.line for row in rows]
    scope = {"shop": shop_id, "change_set": change_set_id}
    await connection.execute(_MARK_LINES, {**scope, "lines": lines, "state": "confirmed", "settled_at": now})
    await _end_call(connection, shop_id, call_id)


async def release_write(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    change_set_id: UUID,
    rows: Sequence[Released],
    now: datetime,
) -> None:
    """Give the levels of a refused write free again; lines go on or end."""
    await ledger.lock_levels(connection, shop_id, [row.key for row in rows])
    columns = {
        "lines": [row.line for row in rows],
        "stale": [row.stale_rounds for row in rows],
        "solo": [row.solo for row in rows],
        "codes": [row.error_code for row in rows],
        "messages": [row.error_message for row in rows],
    }
    await connection.execute(
        _RELEASE_LINES, {"shop": shop_id, "change_set": change_set_id, "now": now, **columns}
    )
    await _move_on(connection, shop_id, rows)
    await _end_call(connection, shop_id, call_id)


async def postpone_call(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    retry_at: datetime,
    detail: str,
) -> None:
    """Keep a call whose outcome is not known, for the same key later."""
    statement = text("""
        UPDATE write_call SET next_attempt_at = :at, last_error = :detail
        WHERE shop_id = :shop AND call_id = :call AND state = 'open'
    """)
    await connection.execute(statement, {"shop": shop_id, "call": call_id, "at": retry_at, "detail": detail})


async def quarantine_call(
    connection: AsyncConnection,
    shop_id: int,
    call_id: UUID,
    rows: Sequence[WriteRow],
    detail: str,
    now: datetime,
) -> None:
    """Set a call aside for a person, and its levels with it: neither read nor written until then."""
    await ledger.lock_levels(connection, shop_id, [row.key for row in rows])
    await _move_on(connection, shop_id, rows, quarantined_at=now)
    statement = text("""
        UPDATE write_call SET state = 'quarantined', last_error = :detail
        WHERE shop_id = :shop AND call_id = :call
    """)
    await connection.execute(statement, {"shop": shop_id, "call": call_id, "detail": detail})


async def _move_on(
    connection: AsyncConnection,
    shop_id: int,
    rows: Sequence[WriteRow] | Sequence[Released],
    quarantined_at: datetime | None = None,
) -> None:
    await connection.execute(_MOVE_ON, {"shop": shop_id, "quarantined_at": quarantined_at, **_columns(rows)})


async def _end_call(connection: AsyncConnection, shop_id: int, call_id: UUID) -> None:
    scope = {"shop": shop_id, "call": call_id}
    await connection.execute(
        text("DELETE FROM level_intent WHERE shop_id = :shop AND call_id = :call"), scope
    )
    await connection.execute(
        text("UPDATE write_call SET state = 'done' WHERE shop_id = :shop AND call_id = :call"), scope
    )


def _columns(rows: Sequence[WriteRow] | Sequence[Released]) -> dict[str, list[int]]:
    return {"items": [row.key[0] for row in rows], "locations": [row.key[1] for row in rows]}
