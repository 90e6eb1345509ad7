"""Steps: what is wanted of Shopify, one at a time for a transfer, each under its own persisted key.

`waiting` was not sent; `sending` was written down and may have been sent; the others are ends. Nothing is
retried for ever: what Shopify refuses is `refused`, what stayed without an answer until its key is too old
is `unknown`, and a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.transfers.actions.keeping import note_events
from inventorysync.transfers.words import Happening, Step, StepKind

LEASE = timedelta(seconds=30)
Wanted = tuple[StepKind, dict[str, Any]]

_INSERT = text("""
    INSERT INTO transfer_step (shop_id, step_id, transfer_id, kind, wanted, key, state, actor, request_id,
                               created_at, due_at)
    VALUES (:shop, :step, :id, :kind, CAST(:wanted AS jsonb), :key, 'waiting', :actor, :request, :now, :now)
""")
_CLAIM = text("""
    WITH first AS (
      SELECT s.shop_id, s.step_id FROM transfer_step s
      WHERE s.shop_id = :shop AND s.state IN ('waiting', 'sending') AND s.due_at <= :now
        AND NOT EXISTS (SELECT FROM shop WHERE shop_id = :shop AND safe_since IS NOT NULL)
        AND NOT EXISTS (SELECT FROM transfer_step e
                        WHERE e.shop_id = :shop AND e.transfer_id = s.transfer_id AND e.place < s.place
                          AND e.state IN ('waiting', 'sending'))
      ORDER BY s.place LIMIT :limit FOR UPDATE OF s SKIP LOCKED
    )
    UPDATE transfer_step s SET due_at = CAST(:now AS timestamptz) + :lease, attempts = s.attempts + 1
    FROM first f, transfer t
    WHERE s.shop_id = f.shop_id AND s.step_id = f.step_id
      AND t.shop_id = s.shop_id AND t.transfer_id = s.transfer_id
    RETURNING s.step_id, s.transfer_id, t.number, s.kind, s.wanted, s.key, s.payload, s.actor, s.request_id,
              s.created_at, s.sent_at, s.attempts, s.keys_burnt
""")
_SENDING = text("""
    UPDATE transfer_step SET state = 'sending', payload = CAST(:payload AS jsonb),
                             sent_at = coalesce(sent_at, :now)
    WHERE shop_id = :shop AND step_id = :step AND state IN ('waiting', 'sending') AND key = :key
""")
_POSTPONE = text("""
    UPDATE transfer_step SET due_at = :due, last_error = :detail
    WHERE shop_id = :shop AND step_id = :step AND state IN ('waiting', 'sending')
""")
_REKEY = text("""
    UPDATE transfer_step SET key = :key, state = 'waiting', payload = NULL, sent_at = NULL,
                             keys_burnt = keys_burnt + 1, due_at = :now, last_error = :detail
    WHERE shop_id = :shop AND step_id = :step AND state = 'sending' AND key = :old
""")
_SETTLE = text("""
    UPDATE transfer_step SET state = :state, settled_at = :now, error_code = :code, error_message = :message
    WHERE shop_id = :shop AND step_id = :step AND state IN ('waiting', 'sending')
    RETURNING transfer_id, place, kind, actor
""")
_DROP = text("""
    UPDATE transfer_step SET state = 'dropped', settled_at = :now
    WHERE shop_id = :shop AND transfer_id = :id AND place > :place AND state = 'waiting'
""")
_BUMP = text("""
    UPDATE transfer SET version = version + 1 WHERE shop_id = :shop AND transfer_id = :id RETURNING version
""")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for something, under which idempotency key, and which locations are theirs; None for all."""

    actor: str
    key: str
    now: datetime
    request_id: str | None = None
    locations: frozenset[int] | None = None


async def want_steps(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, steps: Sequence[Wanted], asker: Asker
) -> None:
    """Write down what is wanted of a transfer, to be sent in this order."""
    for kind, wanted in steps:
        columns = {
            "step": uuid4(),
            "key": uuid4(),
            "kind": kind,
            "wanted": msgspec.json.encode(wanted).decode(),
            "actor": asker.actor,
            "request": asker.request_id,
            "now": asker.now,
        }
        await connection.execute(_INSERT, {"shop": shop_id, "id": transfer_id, **columns})


async def claim_steps(connection: AsyncConnection, shop_id: int, now: datetime, limit: int) -> list[Step]:
    """Take steps that are due, of each transfer the first: nobody else takes them for LEASE."""
    arguments = {"shop": shop_id, "now": now, "limit": limit, "lease": LEASE}
    return [Step(*row) for row in await connection.execute(_CLAIM, arguments)]


async def begin_sending(
    connection: AsyncConnection, shop_id: int, step: Step, payload: Mapping[str, Any], now: datetime
) -> bool:
    """Write down exactly what is sent, before it is; False where the step is no longer to be sent."""
    text_of_payload = msgspec.json.encode(payload).decode()
    columns = {"step": step.step_id, "key": step.key, "payload": text_of_payload, "now": now}
    return bool((await connection.execute(_SENDING, {"shop": shop_id, **columns})).rowcount)


async def postpone_step(
    connection: AsyncConnection, shop_id: int, step: Step, due: datetime, detail: str
) -> None:
    """Go on with it later, with the same key."""
    columns = {"step": step.step_id, "due": due, "detail": detail[:500]}
    await connection.execute(_POSTPONE, {"shop": shop_id, **columns})


async def renew_key(connection: AsyncConnection, shop_id: int, step: Step, now: datetime, why: str) -> None:
    """Shopify says that nothing was done under the key and that it is burnt: another is taken."""
    columns = {"step": step.step_id, "old": step.key, "key": uuid4(), "now": now, "detail": why[:500]}
    await connection.execute(_REKEY, {"shop": shop_id, **columns})


async def end_step(
    connection: AsyncConnection,
    shop_id: int,
    step: Step,
    state: str,
    now: datetime,
    *,
    code: str = "",
    message: str = "",
) -> bool:
    """Settle a step; what was to follow one that failed is not sent. False where it was settled before."""
    columns = {"step": step.step_id, "state": state, "now": now, "code": code or None}
    row = (
        await connection.execute(_SETTLE, {"shop": shop_id, **columns, "message": message or None})
    ).one_or_none()
    if row is None:
        return False
    if state == "done":
        return True
    transfer_id, place, kind, actor = row
    await connection.execute(_DROP, {"shop": shop_id, "id": transfer_id, "place": place, "now": now})
    version = await bump(connection, shop_id, transfer_id)
    happened = Happening(state, {"kind": kind, "code": code, "message": message})
    await note_events(connection, shop_id, transfer_id, [happened], now, actor, version)
    return True


async def bump(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> int:
    """The transfer's next version."""
    version = await connection.scalar(_BUMP, {"shop": shop_id, "id": transfer_id})
    return int(version or 0)
