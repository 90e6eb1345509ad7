"""What is wrong with a running system: the same figures as the alerts, with their reasons and remedies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from inventorysync.entry.checks import Check, judged
from inventorysync.entry.checks.inside import check_database, check_redis
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.ops.backing import BackupsRest, newest_backup
from inventorysync.ops.driving import ShopsRest, shops_driven
from inventorysync.ops.figures import figures_of_shops
from inventorysync.recovery.queries import list_open
from inventorysync.settings import Settings
from inventorysync.shops.queries import list_shops

LONG_SECONDS = 30
# What may last how long, by what figures_of_shops calls it: the limits of the alerts.
LIMITS = (
    ("inbox_since", timedelta(minutes=1), "the oldest webhook has waited", "a worker has to take it in"),
    ("wakes_since", timedelta(minutes=5), "the oldest level to read has waited", "does Shopify answer?"),
    ("intents_since", timedelta(minutes=10), "a write has had no known outcome", "does Shopify answer?"),
    ("compared_at", timedelta(hours=1), "no round was whole", "inventorysync reconcile"),
)
_LONG = text("""
    SELECT pid, application_name, state, extract(epoch FROM now() - xact_start)::int AS seconds,
           wait_event_type, left(regexp_replace(query, '\\s+', ' ', 'g'), 120) AS query,
           cardinality(pg_blocking_pids(pid)) AS blockers
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
      AND backend_type = 'client backend' AND now() - xact_start > make_interval(secs => :seconds)
    ORDER BY xact_start
""")
_USED = text("""
    SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity
    WHERE backend_type = 'client backend'
""")
_FAILED_JOBS = text("""
    SELECT kind, count(*), (array_agg(error ORDER BY finished_at DESC))[1]
    FROM job WHERE state = 'failed' AND finished_at > :since GROUP BY kind ORDER BY kind
""")
_DUE_JOBS = text("""
    SELECT count(*), min(next_attempt_at) FROM job WHERE state = 'waiting' AND next_attempt_at < :late
""")


async def diagnose(settings: Settings) -> list[Check]:
    """Everything that was looked at, what all else stands on first."""
    now = datetime.now(UTC)
    found = [*await check_database(settings), *await check_redis(settings.redis_url)]
    found = [check for check in found if check.name != "connections"]
    found.append(await _check_api(settings))
    if any(check.verdict == "bad" for check in found if check.name in ("database", "migrations")):
        return found  # nothing more can be read
    database = Database(settings.database_url, pool_size=2, application_name="inventorysync-doctor")
    try:
        found += await _check_server(settings.database_url)
        found += await _check_work(database, now)
        found += await _check_backups(database, settings, now)
        found += await _check_shops(database, now)
    except (SQLAlchemyError, OSError) as error:
        remedy = "look at the database itself: its log, its disk"
        says = f"does not answer any more: {type(error).__name__}"
        found.append(judged("database, asked on", is_good=False, says=says, remedy=remedy))
    finally:
        await database.close()
    return found


async def _check_api(settings: Settings) -> Check:
    url = f"{settings.app_url.rstrip('/')}/health/ready"
    try:
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as http:
            answer = await http.get(url)
    except httpx2.TransportError as error:
        says = f"{url}: {type(error).__name__}"
        return judged("api", is_good=False, says=says, remedy="does one run, and does APP_URL lead to it?")
    lacks = (
        [name for name, is_there in answer.json().items() if not is_there]
        if answer.status_code == 503
        else []
    )
    says = (
        "answers, and is ready" if answer.is_success else f"answers {answer.status_code}: {', '.join(lacks)}"
    )
    return judged(
        "api", is_good=answer.is_success, says=says, remedy="what it lacks is named; its log says since when"
    )


async def _check_server(url: str) -> list[Check]:
    """Who holds the database up. Asked as the login, for the run-time role sees no other's statements."""
    engine = create_async_engine(sqlalchemy_url(url), connect_args={"timeout": 5}, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            long = (await connection.execute(_LONG, {"seconds": LONG_SECONDS})).mappings().all()
            used, most = (await connection.execute(_USED)).one()
    finally:
        await engine.dispose()
    return [
        judged(
            "long transactions",
            is_good=not long,
            says="; ".join(_said_of(row) for row in long) or f"none is older than {LONG_SECONDS} s",
            remedy="SELECT pg_cancel_backend(pid), or pg_terminate_backend(pid) where one idles",
        ),
        judged(
            "connections",
            is_good=used < 0.9 * most,
            says=f"{used} of {most} are used",
            remedy="fewer replicas, smaller pools, or a higher max_connections",
        ),
    ]


def _said_of(row: Any) -> str:
    blocked = f", blocked by {row['blockers']}" if row["blockers"] else ""
    who = f"{row['application_name']}, {row['state']}, {row['seconds']} s{blocked}"
    return f"pid {row['pid']} ({who}): {row['query']}"


async def _check_work(database: Database, now: datetime) -> list[Check]:
    try:
        driven, is_driven = await shops_driven(database, now), True
    except ShopsRest as error:
        driven, is_driven = str(error), False
    async with database.system() as connection:
        failed = (await connection.execute(_FAILED_JOBS, {"since": now - timedelta(days=1)})).all()
        waiting, since = (await connection.execute(_DUE_JOBS, {"late": now - timedelta(minutes=1)})).one()
        disconnected = [shop.domain for shop in await list_shops(connection, "needs_reauth")]
    return [
        judged(
            "workers",
            is_good=is_driven,
            says=driven,
            remedy="start a worker; where one runs, its log says `stream_failed` or `shops_not_listed`",
        ),
        judged(
            "jobs",
            is_good=not failed and not waiting,
            says="; ".join(
                [
                    *(
                        f"{kind} failed {times} times in a day, last: {error}"
                        for kind, times, error in failed
                    ),
                    *([f"{waiting} wait, the longest for {_for(now - since)}"] if waiting else []),
                ]
            )
            or "none failed in a day, none waits",
            remedy="what failed stands in the workers' log as `job_attempt_failed`, with its traceback",
        ),
        judged(
            "shops",
            is_good=not disconnected,
            says=f"Shopify lets us no longer into {', '.join(disconnected)}"
            if disconnected
            else "all are connected",
            remedy="their people have to open the app in Shopify's admin once",
        ),
    ]


async def _check_backups(database: Database, settings: Settings, now: datetime) -> list[Check]:
    async with database.system() as connection:
        in_safe_mode = await list_open(connection)
    checks = []
    if settings.backup_to:
        try:
            says, is_good = await newest_backup(database, now, settings.backup_hours * 3600), True
        except BackupsRest as error:
            says, is_good = str(error), False
        remedy = "the workers' log says `backup_failed` and why; `inventorysync backup` tries it at once"
        checks.append(judged("backups", is_good=is_good, says=says, remedy=remedy))
    if in_safe_mode:
        waiting = "; ".join(
            f"{domain} {'waits for its owner' if state == 'waits' else 'is being read'}"
            for domain, state in in_safe_mode
        )
        remedy = "an owner confirms on the sync page, or `inventorysync recovery confirm`"
        checks.append(
            judged("safe mode", is_good=False, says=f"restored from a backup: {waiting}", remedy=remedy)
        )
    return checks


async def _check_shops(database: Database, now: datetime) -> list[Check]:
    checks = []
    for shop, row in await figures_of_shops(database, now):
        wrong = [
            f"{says} for {_for(now - row[name])} ({remedy})"
            for name, limit, says, remedy in LIMITS
            if row[name] and now - row[name] > limit
        ]
        if row["quarantined"]:
            wrong.append(f"{row['quarantined']} writes wait for a person (sync page)")
        if row["drift"]:
            wrong.append(f"{row['drift']} units differ from Shopify or wait for a decision (sync page)")
        if row["import_state"] == "failed":
            wrong.append(f"the import failed: {row['import_error']} (sync page, import again)")
        if row["heard_at"] is None:
            wrong.append(
                "no webhook came for a day (change an item; if none comes, npx @shopify/cli app deploy)"
            )
        if row["token_ends_at"] and row["token_ends_at"] < now + timedelta(days=7):
            wrong.append(f"its refresh token ends in {_for(row['token_ends_at'] - now)} (open the app there)")
        on_their_way = f"{row['inbox']} webhooks, {row['wakes']} levels, {row['intents']} writes"
        says = "; ".join(wrong) or f"in step, {on_their_way} on their way"
        checks.append(
            judged(shop.domain, is_good=not wrong, says=says, remedy="each with its remedy in brackets")
        )
    return checks or [judged("shops' sync", is_good=True, says="no shop has the app", remedy="")]


def _for(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
