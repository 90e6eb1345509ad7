"""Health, metrics and jobs over HTTP."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from inventorysync.kit.problems import NotFound
from inventorysync.kit.queue.queries import get_job
from inventorysync.ops.access import is_operator, require_operator
from inventorysync.ops.backing import BackupsRest, newest_backup
from inventorysync.ops.driving import ShopsRest, shops_driven
from inventorysync.ops.schema import SchemaIsBehind, schema_version
from inventorysync.shops.access import Reader, signed_in

router = APIRouter(include_in_schema=False)
job_router = APIRouter(tags=["jobs"])
PART_SECONDS_MAX = 3.0


class Part(BaseModel):
    """One part the product stands on."""

    ok: bool
    latency_ms: float
    version: str | None = None
    error: str | None = None


class Status(BaseModel):
    """How each part stands."""

    ok: bool
    version: str
    release: str
    environment: str
    draining: bool
    database_connections: dict[str, int]
    parts: dict[str, Part]


class Job(BaseModel):
    """Work that was asked for: how far it is, and what came of it."""

    id: UUID
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    progress: dict[str, Any] | None
    attempts: int
    result: dict[str, Any] | None
    error: str | None
    request_id: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@router.get("/health")
async def get_health() -> dict[str, str]:
    """The process is alive; says nothing of what it stands on."""
    return {"status": "alive"}


@router.get("/health/ready")
async def get_ready(request: Request, response: Response) -> dict[str, bool]:
    """Whether this replica is whole: the database, its migrations, Redis, and that it is not leaving.

    Without Redis requests are answered all the same, only pages refresh later and limits are looser.
    """
    parts = await asyncio.gather(_database(request), _schema(request), _redis(request))
    ready = {name: part.ok for name, part in zip(("database", "migrations", "redis"), parts, strict=True)}
    ready["staying"] = not _is_draining(request)
    response.status_code = 200 if all(ready.values()) else 503
    return ready


@router.get("/health/status")
async def get_status(request: Request, response: Response) -> Status:
    """Each part with its latency and version, for the operator and for whoever is signed in."""
    if not is_operator(request):
        await signed_in(request)
    state = request.app.state
    looks = {"database": _database, "migrations": _schema, "redis": _redis, "workers": _workers}
    if state.settings.backup_to:
        looks["backups"] = _backups
    looked = await asyncio.gather(*(look(request) for look in looks.values()))
    parts = dict(zip(looks, looked, strict=True))
    status = Status(
        ok=all(part.ok for part in parts.values()) and not _is_draining(request),
        version=state.settings.app_version,
        release=state.settings.release_name,
        environment=state.settings.environment,
        draining=_is_draining(request),
        database_connections=state.database.pool_status(),
        parts=parts,
    )
    response.status_code = 200 if status.ok else 503
    return status


@router.get("/metrics")
async def get_metrics(request: Request) -> Response:
    """For Prometheus, with the operator's token."""
    if not request.app.state.settings.metrics_enabled:
        raise NotFound("metrics are switched off")
    require_operator(request)
    await request.app.state.figures.refresh()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@job_router.get("/jobs/{job_id}")
async def read_job(request: Request, viewer: Reader, job_id: UUID) -> Job:
    """How far a job is."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        found = await get_job(connection, viewer.shop_id, job_id)
    fields = {name: getattr(found, name) for name in Job.model_fields if name != "id"}
    return Job(id=found.job_id, **fields)


def _is_draining(request: Request) -> bool:
    return bool(request.app.state.draining)


async def _database(request: Request) -> Part:
    return await _part(request.app.state.database.ping)


async def _schema(request: Request) -> Part:
    return await _part(lambda: schema_version(request.app.state.database))


async def _redis(request: Request) -> Part:
    async def version() -> str:
        return str((await request.app.state.redis.info("server"))["redis_version"])

    return await _part(version)


async def _workers(request: Request) -> Part:
    state = request.app.state
    return await _part(lambda: shops_driven(state.database, state.clock.now()))


async def _backups(request: Request) -> Part:
    state = request.app.state
    return await _part(
        lambda: newest_backup(state.database, state.clock.now(), state.settings.backup_hours * 3600)
    )


async def _part(ask: Callable[[], Awaitable[str]]) -> Part:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PART_SECONDS_MAX):
            version = await ask()
    except (SchemaIsBehind, ShopsRest, BackupsRest) as error:
        return Part(ok=False, latency_ms=_since(began), error=str(error))
    except (SQLAlchemyError, RedisError, OSError) as error:
        return Part(ok=False, latency_ms=_since(began), error=type(error).__name__)
    return Part(ok=True, latency_ms=_since(began), version=version)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)
