"""Checks before a start: settings, database, migrations, Redis."""

from dataclasses import dataclass

import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from inventorysync.entry.migrating import newest_revision
from inventorysync.kit.db import sqlalchemy_url
from inventorysync.settings import Settings, WeakSettings

POSTGRES_SUPPORTED = range(15, 19)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what came of it."""

    name: str
    is_good: bool
    says: str


async def run_checks(settings: Settings) -> list[Check]:
    """All checks, in the order a person would mend them."""
    return [
        _check_settings(settings),
        *await _check_database(settings.database_url),
        await _check_redis(settings.redis_url),
    ]


def _check_settings(settings: Settings) -> Check:
    try:
        settings.require_production_secrets()
    except WeakSettings as error:
        return Check("settings", is_good=False, says="; ".join(error.faults))
    return Check("settings", is_good=True, says=f"complete for {settings.environment}")


async def _check_database(url: str) -> list[Check]:
    if not url:
        return [Check("database", is_good=False, says="DATABASE_URL is missing")]
    engine = create_async_engine(sqlalchemy_url(url), connect_args={"timeout": 5})
    try:
        async with engine.connect() as connection:
            number = int(await connection.scalar(text("SHOW server_version_num")) or 0)
            table = await connection.scalar(text("SELECT to_regclass('alembic_version')::text"))
            query = text("SELECT version_num FROM alembic_version")
            revision = await connection.scalar(query) if table else None
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        return [Check("database", is_good=False, says=f"no connection: {type(error).__name__}")]
    finally:
        await engine.dispose()
    major, newest = number // 10_000, newest_revision()
    return [
        Check(
            "database",
            is_good=major in POSTGRES_SUPPORTED,
            says=f"PostgreSQL {major} (15 to 18 are supported)",
        ),
        Check(
            "migrations",
            is_good=revision == newest,
            says="up to date" if revision == newest else f"at {revision}, newest is {newest}: migrate up",
        ),
    ]


async def _check_redis(url: str) -> Check:
    if not url:
        return Check("redis", is_good=False, says="REDIS_URL is missing")
    client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=5)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return Check("redis", is_good=False, says=f"no connection: {type(error).__name__}")
    finally:
        await client.aclose()
    return Check("redis", is_good=True, says="answers")
