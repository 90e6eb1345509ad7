"""Reading jobs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.kit.queue.models import Job


@dataclass(frozen=True)
class JobRecord:
    """A job as it stands."""

    job_id: UUID
    kind: str
    state: str
    progress: dict[str, Any] | None
    attempts: int
    result: dict[str, Any] | None
    error: str | None
    request_id: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


_COLUMNS = [getattr(Job, name) for name in JobRecord.__dataclass_fields__]


async def get_job(connection: AsyncConnection, shop_id: int, job_id: UUID) -> JobRecord:
    """One of the shop's jobs; raises NotFound."""
    statement = select(*_COLUMNS).where(Job.shop_id == shop_id, Job.job_id == job_id)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("there is no such job in this shop")
    return JobRecord(*row)


async def latest_job(
    connection: AsyncConnection, shop_id: int, kind: str, *, is_open: bool
) -> JobRecord | None:
    """The shop's latest job of a kind that has ended, or that has not."""
    ended = Job.finished_at.is_not(None)
    statement = (
        select(*_COLUMNS)
        .where(Job.shop_id == shop_id, Job.kind == kind, ~ended if is_open else ended)
        .order_by(Job.created_at.desc())
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else JobRecord(*row)
