"""Taking turns at making backups: one at a time over all workers, the next when the last is old enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LEASE = timedelta(minutes=2)
AGAIN_AFTER = timedelta(minutes=15)  # a failure
REMEMBER = timedelta(days=400)

_LOCK = text("SELECT pg_advisory_xact_lock(7468913004)")
_CLAIM = text("""
    INSERT INTO backup_run (backup_id, state, started_at, lease_until)
    SELECT CAST(:id AS uuid), 'running', CAST(:now AS timestamptz), CAST(:now AS timestamptz) + :lease
    WHERE NOT EXISTS (SELECT FROM backup_run WHERE state = 'running' AND lease_until > :now)
      AND NOT EXISTS (SELECT FROM backup_run WHERE state = 'done' AND started_at > :done_since)
      AND NOT EXISTS (SELECT FROM backup_run WHERE state = 'failed' AND started_at > :failed_since)
    RETURNING backup_id
""")
_KEEP = text("""
    UPDATE backup_run SET lease_until = CAST(:now AS timestamptz) + :lease
    WHERE backup_id = :id AND state = 'running'
""")
_END = text("""
    UPDATE backup_run SET state = :state, finished_at = :now, name = :name, size = :size, error = :error
    WHERE backup_id = :id
""")
_FORGET = text("DELETE FROM backup_run WHERE started_at < :before")


class OneIsMade(Exception):
    """Somebody makes a backup just now."""


@dataclass(frozen=True)
class Made:
    """What came of an attempt."""

    name: str | None = None
    size: int | None = None
    error: str | None = None


async def claim(connection: AsyncConnection, now: datetime, every: timedelta) -> UUID | None:
    """Take the turn where a backup is due and nobody makes one. The transaction is one of the system."""
    await connection.execute(_LOCK)
    arguments = {"id": uuid4(), "now": now, "lease": LEASE}
    since = {"done_since": now - every, "failed_since": now - min(every, AGAIN_AFTER)}
    claimed: UUID | None = await connection.scalar(_CLAIM, {**arguments, **since})
    return claimed


async def keep(connection: AsyncConnection, backup_id: UUID, now: datetime) -> None:
    """Say that it is still being made."""
    await connection.execute(_KEEP, {"id": backup_id, "now": now, "lease": LEASE})


async def end(connection: AsyncConnection, backup_id: UUID, made: Made, now: datetime) -> None:
    """Say what came of it, and forget what was long ago."""
    state = "done" if made.error is None else "failed"
    found = {"name": made.name, "size": made.size, "error": made.error}
    await connection.execute(_END, {"id": backup_id, "state": state, "now": now, **found})
    await connection.execute(_FORGET, {"before": now - REMEMBER})
