"""Figures of all shops that stand in the database, brought into the metrics when they are asked for.

Every api says the same of them, so rules and panels take the largest (or least), never a sum.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import nan
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.backups.queries import find_standing
from inventorysync.kit import metrics
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.ops.certificates import certificate_left
from inventorysync.recovery.queries import list_open
from inventorysync.shops.queries import ShopRecord, list_shops
from inventorysync.stock.proof import PROVE
from inventorysync.sync.drift_queries import count_drift_units

log = structlog.get_logger(__name__)
KEEP_SECONDS = 5.0
CERTIFICATE_SECONDS = 3600.0
SILENCE_MAX = timedelta(days=1)
REDIS_SECONDS_MAX = 2.0
DATABASE_SECONDS_MAX = 8.0

_PROOFS = text("""
    SELECT coalesce(sum(jsonb_array_length(result -> 'faults')), 0),
           coalesce(sum((result ->> 'drift_units')::bigint), 0), min(finished_at)
    FROM (
      SELECT DISTINCT ON (shop_id) result, finished_at FROM job
      WHERE kind = :kind AND state = 'done' ORDER BY shop_id, finished_at DESC
    ) AS latest
""")
_JOBS = text("""
    SELECT state, count(*), min(next_attempt_at) FILTER (WHERE next_attempt_at <= :now)
    FROM job WHERE state IN ('waiting', 'running') GROUP BY state
""")
_STATES = text("SELECT state, count(*) AS shops FROM shop GROUP BY state")
_SHOP = text("""
    SELECT (SELECT count(*) FROM webhook_waiting WHERE shop_id = :shop) AS inbox,
           (SELECT min(received_at) FROM webhook_waiting WHERE shop_id = :shop) AS inbox_since,
           coalesce(
             (SELECT max(received_at) FROM webhook_inbox WHERE shop_id = :shop AND received_at >= :hour_ago),
             (SELECT max(received_at) FROM webhook_inbox WHERE shop_id = :shop AND received_at >= :day_ago)
           ) AS heard_at,
           (SELECT count(*) FROM sync_wake WHERE shop_id = :shop AND kind = 'level') AS wakes,
           (SELECT min(first_hinted_at) FROM sync_wake WHERE shop_id = :shop AND kind = 'level')
             AS wakes_since,
           (SELECT count(*) FROM write_call WHERE shop_id = :shop AND state = 'open') AS intents,
           (SELECT min(created_at) FROM write_call WHERE shop_id = :shop AND state = 'open')
             AS intents_since,
           (SELECT count(*) FROM write_call WHERE shop_id = :shop AND state = 'quarantined') AS quarantined,
           (SELECT coalesce(reconcile_completed_at, all_read_at) FROM sync_stream WHERE shop_id = :shop)
             AS compared_at,
           (SELECT refresh_expires_at FROM shop_token WHERE shop_id = :shop) AS token_ends_at,
           i.state AS import_state, i.started_at AS import_since, i.error AS import_error,
           coalesce(i.levels, 0)::float8 / nullif(i.levels_expected, 0) AS import_ratio
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
      SELECT state, started_at, levels, levels_expected, error FROM import_run
      WHERE shop_id = :shop ORDER BY import_id DESC LIMIT 1
    ) AS i ON true
""")


class Figures:
    """Sets the gauges anew, at most every KEEP_SECONDS."""

    def __init__(self, database: Database, redis: Any, clock: Clock, app_url: str) -> None:
        self._database = database
        self._redis = redis
        self._clock = clock
        self._app_url = app_url
        self._fresh_until = self._certificate_until = 0.0
        self._lock = asyncio.Lock()

    async def refresh(self) -> None:
        """Read everything; without a database the figures keep their last values, and one says so."""
        async with self._lock:
            if monotonic() < self._fresh_until:
                return
            now = self._clock.now()
            note_pool(self._database)
            metrics.REDIS_UP.set(await self._redis_answers())
            await self._look_at_certificate(now)
            try:
                async with asyncio.timeout(DATABASE_SECONDS_MAX):
                    await _refresh_shops(self._database, now)
                    async with self._database.system() as connection:
                        await _refresh_system(connection, now)
            except (SQLAlchemyError, OSError) as error:  # a timeout is an OSError
                log.warning("figures_not_read", error=type(error).__name__)
                metrics.DATABASE_UP.set(0)
                return
            metrics.DATABASE_UP.set(1)
            self._fresh_until = monotonic() + KEEP_SECONDS

    async def _redis_answers(self) -> bool:
        try:
            async with asyncio.timeout(REDIS_SECONDS_MAX):
                return bool(await self._redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def _look_at_certificate(self, now: datetime) -> None:
        if monotonic() < self._certificate_until:
            return
        self._certificate_until = monotonic() + CERTIFICATE_SECONDS
        left = await certificate_left(self._app_url, now)
        host = urlsplit(self._app_url).hostname or ""
        metrics.CERTIFICATE_LEFT.labels(host).set(nan if left is None else left)


def note_pool(database: Database) -> None:
    """Set the gauges of this process's pool of connections."""
    for state, connections in database.pool_status().items():
        metrics.DATABASE_POOL.labels(state).set(connections)


async def _refresh_system(connection: AsyncConnection, now: datetime) -> None:
    faults, drift, oldest = (await connection.execute(_PROOFS, {"kind": PROVE})).one()
    metrics.LEDGER_FAULTS.set(int(faults))
    metrics.LEDGER_DRIFT_UNITS.set(int(drift))
    metrics.LEDGER_PROOF_AGE.set(_age(oldest, now))
    jobs = {row[0]: row[1:] for row in await connection.execute(_JOBS, {"now": now})}
    for state in ("waiting", "running"):
        metrics.JOBS_WAITING.labels(state).set(jobs.get(state, (0, None))[0])
    metrics.JOB_AGE.set(_age(jobs.get("waiting", (0, None))[1], now))
    made_at = (await find_standing(connection)).made_at
    metrics.BACKUP_MADE.set(made_at.timestamp() if made_at else 0)
    metrics.SHOPS_IN_SAFE_MODE.set(len(await list_open(connection)))
    shops = {row.state: row.shops for row in await connection.execute(_STATES)}
    for state in ("active", "needs_reauth", "uninstalled"):
        metrics.SHOPS.labels(state).set(shops.get(state, 0))


async def figures_of_shops(database: Database, now: datetime) -> list[tuple[ShopRecord, Mapping[str, Any]]]:
    """How sync stands in each active shop; `drift` counts units."""
    async with database.system() as connection:
        shops = await list_shops(connection)
    found: list[tuple[ShopRecord, Mapping[str, Any]]] = []
    for shop in shops:
        arguments = {
            "shop": shop.shop_id,
            "hour_ago": now - timedelta(hours=1),
            "day_ago": now - SILENCE_MAX,
        }
        async with database.shop(shop.shop_id) as connection:
            row = (await connection.execute(_SHOP, arguments)).mappings().one()
            drift = await count_drift_units(connection, shop.shop_id)
        found.append((shop, {**row, "drift": drift}))
    return found


async def _refresh_shops(database: Database, now: datetime) -> None:
    rows = [row for _, row in await figures_of_shops(database, now)]
    names = ("inbox", "wakes", "intents", "quarantined", "drift")
    sums = {name: sum(row[name] for row in rows) for name in names}
    metrics.INBOX_WAITING.set(sums["inbox"])
    metrics.WAKES_WAITING.set(sums["wakes"])
    metrics.INTENTS_OPEN.set(sums["intents"])
    metrics.INTENTS_QUARANTINED.set(sums["quarantined"])
    metrics.DRIFT_UNITS.set(sums["drift"])
    for gauge, name in (
        (metrics.INBOX_AGE, "inbox_since"),
        (metrics.WAKES_AGE, "wakes_since"),
        (metrics.INTENT_AGE, "intents_since"),
        (metrics.RECONCILE_AGE, "compared_at"),
    ):
        gauge.set(_age(min((row[name] for row in rows if row[name]), default=None), now))
    _set_of_connections(rows, now)
    _set_of_imports([row for row in rows if row["import_state"] not in (None, "done", "failed")], now)


def _set_of_connections(rows: list[Any], now: datetime) -> None:
    """Silence is that of the shop which is silent longest: another's webhooks say nothing of its own."""
    heard = [row["heard_at"] or now - SILENCE_MAX for row in rows]
    metrics.WEBHOOK_SILENCE.set(_age(min(heard, default=None), now))
    ends = [row["token_ends_at"] for row in rows if row["token_ends_at"]]
    metrics.TOKEN_LEFT.set((min(ends) - now).total_seconds() if ends else nan)


def _set_of_imports(running: list[Any], now: datetime) -> None:
    metrics.IMPORTS_RUNNING.set(len(running))
    metrics.IMPORT_AGE.set(_age(min((row["import_since"] for row in running), default=None), now))
    ratios = [float(row["import_ratio"] or 0.0) for row in running]
    metrics.IMPORT_PROGRESS.set(min([1.0, *ratios]))


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
