"""What the processes stand on: settings, database, Redis, the built web app, the mail server."""

from math import ceil
from pathlib import Path

import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from inventorysync.entry.checks import Check, judged
from inventorysync.entry.migrating import newest_revision
from inventorysync.kit.db import RUNTIME_ROLE, sqlalchemy_url
from inventorysync.kit.mail import MailNotSent, greet_server
from inventorysync.settings import Settings, WeakSettings

POSTGRES_SUPPORTED = range(15, 19)
REPLICAS = 2  # of each, as deployed; while a release is rolled out there are twice as many
_UNFORCED = text("""
    SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity
      AND c.relname <> 'alembic_version'
""")
_ROLE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :role")
_CONNECTIONS = text("""
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
""")


def check_settings(settings: Settings) -> list[Check]:
    """Whether they are complete, strong, and those of production."""
    try:
        settings.require_production_secrets()
    except WeakSettings as error:
        remedy = "`inventorysync secrets` prints strong ones; docs/operate/README.md lists all"
        complete = judged("settings", is_good=False, says="; ".join(error.faults), remedy=remedy)
    else:
        complete = judged("settings", is_good=True, says=f"complete for {settings.environment}", remedy="")
    return [
        complete,
        judged(
            "environment",
            is_good=settings.environment == "production",
            says=f"ENVIRONMENT is {settings.environment}",
            remedy="set ENVIRONMENT=production: only then are weak secrets refused and /docs closed",
        ),
    ]


def check_web_app(dist: Path) -> Check:
    """Whether the api has the web app's files to serve."""
    return judged(
        "web app",
        is_good=(dist / "index.html").is_file(),
        says=f"{dist} {'is built' if (dist / 'index.html').is_file() else 'has no index.html'}",
        remedy="npm ci && npm run build in frontend/, or FRONTEND_DIST where it lies",
    )


async def check_database(settings: Settings) -> list[Check]:
    """Its version, its schema, whether tenants are kept apart, and whether it has connections enough."""
    if not settings.database_url:
        return [judged("database", is_good=False, says="DATABASE_URL is missing", remedy="set it")]
    engine = create_async_engine(
        sqlalchemy_url(settings.database_url), connect_args={"timeout": 5}, hide_parameters=True
    )
    try:
        async with engine.connect() as connection:
            return await _look_into(connection, settings)
    except (SQLAlchemyError, OSError) as error:
        says = f"no connection: {type(error).__name__}"
        remedy = "is DATABASE_URL right, and may this machine reach it?"
        return [judged("database", is_good=False, says=says, remedy=remedy)]
    finally:
        await engine.dispose()


async def _look_into(connection: AsyncConnection, settings: Settings) -> list[Check]:
    major = int(await connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    table = await connection.scalar(text("SELECT to_regclass('alembic_version')::text"))
    query = text("SELECT version_num FROM alembic_version")
    revision, newest = await connection.scalar(query) if table else None, newest_revision()
    migrated = judged(
        "migrations",
        is_good=revision == newest,
        says="up to date" if revision == newest else f"at {revision}, newest is {newest}",
        remedy="inventorysync migrate up",
    )
    version = judged(
        "database",
        is_good=major in POSTGRES_SUPPORTED,
        says=f"PostgreSQL {major}",
        remedy="15 to 18 are supported",
    )
    unforced = await connection.scalar(_UNFORCED)
    walks_around = await connection.scalar(_ROLE, {"role": RUNTIME_ROLE})
    apart = judged(
        "tenants",
        is_good=revision is not None and not unforced and walks_around is False,
        says="every table forces row level security, and the run-time role cannot walk around it"
        if not unforced and walks_around is False
        else f"not forced: {unforced or 'nothing'}; role {RUNTIME_ROLE} {_of_role(walks_around)}",
        remedy="inventorysync migrate up; never grant BYPASSRLS or SUPERUSER to the run-time role",
    )
    return [version, migrated, apart, _connections(int(await connection.scalar(_CONNECTIONS) or 0), settings)]


def _of_role(walks_around: object) -> str:
    if walks_around is None:
        return "does not exist"
    return "may walk around it" if walks_around else "is well"


def _connections(offered: int, settings: Settings) -> Check:
    needed = 2 * REPLICAS * (settings.database_pool_size + settings.worker_pool_size)
    return judged(
        "connections",
        is_good=offered >= needed,
        says=f"{offered} offered, {needed} needed by {REPLICAS} apis and workers, old and new, at a release",
        remedy="raise max_connections, or lower DATABASE_POOL_SIZE and WORKER_POOL_SIZE",
    )


async def check_redis(url: str) -> list[Check]:
    """Whether it answers, and whether a full memory would stop it."""
    if not url:
        return [judged("redis", is_good=False, says="REDIS_URL is missing", remedy="set it")]
    client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
    try:
        server, memory = await client.info("server"), await client.info("memory")
    except (RedisError, OSError) as error:
        says = f"no connection: {type(error).__name__}"
        remedy = "is REDIS_URL right, and may this machine reach it?"
        return [judged("redis", is_good=False, says=says, remedy=remedy)]
    finally:
        await client.aclose()
    policy, limit, used = memory["maxmemory_policy"], int(memory["maxmemory"]), int(memory["used_memory"])
    share = ceil(100 * used / limit) if limit else 0
    return [
        judged(
            "redis",
            is_good=not (limit and policy == "noeviction"),
            says=f"{server['redis_version']}, {share} % of its memory used, {policy}"
            if limit
            else f"{server['redis_version']}, no limit of memory",
            remedy="set maxmemory-policy to allkeys-lru: what it holds may vanish, writes must not fail",
        )
    ]


async def check_mail(settings: Settings) -> Check:
    """Whether the mail server lets us in; nothing is sent."""
    url = settings.smtp_url.get_secret_value()
    if not url:
        says = "SMTP_URL is not set: links of invitations and passwords are shown to whoever makes them"
        return Check("mail", "person", f"{says}. Is that meant?")
    try:
        await greet_server(url)
    except MailNotSent as error:
        remedy = "is SMTP_URL right (smtp://user:password@host:587), and is the port open from here?"
        return judged("mail", is_good=False, says=str(error), remedy=remedy)
    return judged(
        "mail", is_good=True, says=f"the server lets us in; mails come from {settings.mail_from}", remedy=""
    )
