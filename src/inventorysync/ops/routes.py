"""Health and metrics over HTTP."""

import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

router = APIRouter(include_in_schema=False)


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
    environment: str
    parts: dict[str, Part]


@router.get("/health")
async def get_health() -> dict[str, str]:
    """The process is alive; says nothing of what it stands on."""
    return {"status": "alive"}


@router.get("/health/ready")
async def get_ready(request: Request, response: Response) -> dict[str, bool]:
    """Whether requests can be answered: database, its migrations, and Redis."""
    status = await _status(request)
    response.status_code = 200 if status.ok else 503
    return {name: part.ok for name, part in status.parts.items()}


@router.get("/health/status")
async def get_status(request: Request, response: Response) -> Status:
    """Each part with its latency and version."""
    status = await _status(request)
    response.status_code = 200 if status.ok else 503
    return status


@router.get("/metrics")
async def get_metrics() -> Response:
    """For Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _status(request: Request) -> Status:
    state = request.app.state

    async def redis_version() -> str:
        return str((await state.redis.info("server"))["redis_version"])

    parts = {"database": await _part(state.database.ping), "redis": await _part(redis_version)}
    return Status(
        ok=all(part.ok for part in parts.values()),
        version=state.settings.app_version,
        environment=state.settings.environment,
        parts=parts,
    )


async def _part(ask: Callable[[], Awaitable[str]]) -> Part:
    began = time.perf_counter()
    try:
        version = await ask()
    except (SQLAlchemyError, RedisError, OSError, TimeoutError) as error:
        return Part(ok=False, latency_ms=_since(began), error=type(error).__name__)
    return Part(ok=True, latency_ms=_since(began), version=version)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)
