"""Asking for jobs, taking them, and saying what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.queue.models import Job

NUDGE = "jobs"
REMEMBER = timedelta(days=30)
FORGET_MAX = 10_000
SCHEDULE_LOCK = 7_468_913_003
Nudge = Callable[[int, str], None]


@dataclass(frozen=True)
class LeasedJob:
    """A job that this worker runs; `attempts` counts this one and tells it from every other."""

    shop_id: int
    job_id: UUID
    kind: str
    arguments: Mapping[str, Any]
    attempts: int
    request_id: str | None


_ENQUEUE = text("""
    INSERT INTO job (shop_id, job_id, kind, dedup_key, arguments, next_attempt_at, created_at, request_id)
    VALUES (:shop, :id, :kind, :dedup, CAST(:arguments AS jsonb), :now, :now, :request)
    ON CONFLICT (shop_id, kind, dedup_key) WHERE state IN ('waiting', 'running') DO NOTHING
    RETURNING job_id
""")
_FIND_OPEN = text("""
    SELECT job_id FROM job
    WHERE shop_id = :shop AND kind = :kind AND dedup_key = :dedup AND state IN ('waiting', 'running')
""")
_SCHEDULE = text("""
    INSERT INTO job (shop_id, job_id, kind, dedup_key, arguments, next_attempt_at, created_at)
    SELECT s.shop_id, gen_random_uuid(), CAST(:kind AS text), '', '{}', CAST(:now AS timestamptz),
           CAST(:now AS timestamptz)
    FROM unnest(CAST(:shops AS int[])) AS s(shop_id)
    WHERE NOT EXISTS (SELECT FROM job j WHERE j.shop_id = s.shop_id AND j.kind = :kind
                        AND j.created_at > :since)
    ON CONFLICT (shop_id, kind, dedup_key) WHERE state IN ('waiting', 'running') DO NOTHING
""")
_TAKE = text("""
    UPDATE job j SET state = 'running', attempts = j.attempts + 1,
      next_attempt_at = CAST(:now AS timestamptz) + :lease, started_at = coalesce(j.started_at, :now)
    FROM (
      SELECT shop_id, job_id FROM job
      WHERE state IN ('waiting', 'running') AND next_attempt_at <= :now
      ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ) due
    WHERE j.shop_id = due.shop_id AND j.job_id = due.job_id
    RETURNING j.shop_id, j.job_id, j.kind, j.arguments, j.attempts, j.request_id
""")
_MINE = "shop_id = :shop AND job_id = :id AND state = 'running' AND attempts = :attempts"
_KEEP = text(f"""
    UPDATE job SET next_attempt_at = CAST(:now AS timestamptz) + :lease WHERE {_MINE} RETURNING job_id
""")
_PROGRESS = text(f"UPDATE job SET progress = CAST(:progress AS jsonb) WHERE {_MINE}")
_FINISH = text(f"""
    UPDATE job SET state = :state, result = CAST(:result AS jsonb), error = :error, finished_at = :now
    WHERE {_MINE}
""")
_POSTPONE = text(f"UPDATE job SET state = 'waiting', next_attempt_at = :at, error = :error WHERE {_MINE}")
_GIVE_BACK = text(f"""
    UPDATE job SET state = 'waiting', next_attempt_at = :now, attempts = attempts - 1 WHERE {_MINE}
""")
_FORGET = text("""
    DELETE FROM job WHERE (shop_id, job_id) IN (
      SELECT shop_id, job_id FROM job WHERE finished_at < :before LIMIT :limit
    )
""")


async def enqueue(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    now: datetime,
    dedup_key: str = "",
    request_id: str | None = None,
) -> UUID:
    """Ask for a job in the caller's transaction; its id, or that of the open one with the same key.

    Workers are nudged after the commit; a lost nudge costs seconds, not the job.
    """
    scope = {"shop": shop_id, "kind": kind, "dedup": dedup_key}
    fields = {"id": uuid4(), "arguments": _json(arguments), "request": request_id, "now": now}
    while True:
        made = await connection.scalar(_ENQUEUE, {**scope, **fields})
        known = made or await connection.scalar(_FIND_OPEN, scope)
        if isinstance(known, UUID):  # else the open one has ended between the two statements
            after_commit(connection, lambda: nudge(shop_id, NUDGE))
            return known


async def schedule(
    connection: AsyncConnection,
    kind: str,
    shops: Sequence[int],
    every: timedelta,
    now: datetime,
) -> int:
    """Ask for a job in each of these shops that had none of its kind for `every`; how many.

    Replicas that ask at once ask once. The transaction is one of the system.
    """
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SCHEDULE_LOCK})
    arguments = {"kind": kind, "shops": list(shops), "now": now, "since": now - every}
    return (await connection.execute(_SCHEDULE, arguments)).rowcount


async def take(
    connection: AsyncConnection,
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[LeasedJob]:
    """Lease jobs that are due, those whose worker died among them. The transaction is one of the system."""
    rows = await connection.execute(_TAKE, {"now": now, "lease": lease, "limit": limit})
    return [LeasedJob(*row) for row in rows]


async def keep(connection: AsyncConnection, job: LeasedJob, now: datetime, lease: timedelta) -> bool:
    """Whether the job is still this worker's; if so for another `lease`."""
    found = await connection.scalar(_KEEP, {**_scope(job), "now": now, "lease": lease})
    return found is not None


async def report(connection: AsyncConnection, job: LeasedJob, progress: Mapping[str, Any]) -> None:
    """Say how far the job has come."""
    await connection.execute(_PROGRESS, {**_scope(job), "progress": _json(progress)})


async def finish(
    connection: AsyncConnection,
    job: LeasedJob,
    now: datetime,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """End the job: done with a result, or failed with an error. Nothing when it is not ours any more."""
    state = "failed" if error is not None else "done"
    fields = {"state": state, "result": _json(result or {}), "error": error, "now": now}
    await connection.execute(_FINISH, {**_scope(job), **fields})


async def postpone(connection: AsyncConnection, job: LeasedJob, at: datetime, error: str) -> None:
    """Try again at this time, and remember why."""
    await connection.execute(_POSTPONE, {**_scope(job), "at": at, "error": error})


async def give_back(connection: AsyncConnection, job: LeasedJob, now: datetime) -> None:
    """Let another worker have the job at once; this attempt does not count."""
    await connection.execute(_GIVE_BACK, {**_scope(job), "now": now})


async def forget_old_jobs(connection: AsyncConnection, now: datetime) -> int:
    """Delete jobs that ended before REMEMBER, some at a time; how many."""
    forgotten = await connection.execute(_FORGET, {"before": now - REMEMBER, "limit": FORGET_MAX})
    return forgotten.rowcount


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all jobs of a shop."""
    await connection.execute(delete(Job).where(Job.shop_id == shop_id))


def _scope(job: LeasedJob) -> dict[str, Any]:
    return {"shop": job.shop_id, "id": job.job_id, "attempts": job.attempts}


def _json(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()
