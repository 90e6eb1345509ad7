"""The sync log: a page of a million rows over HTTP, whole and by each filter."""

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta

import httpx2
from e2e.system import System
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.table import Row
from inventorysync.kit.db import sqlalchemy_url

ROWS = 1_000_000
READS = 300
PAGE_MS = 50
_FILL = text("""
    WITH level AS (SELECT shop_id, item_id, location_id, row_number() OVER () - 1 AS n FROM inventory_level)
    INSERT INTO sync_log (shop_id, at, direction, item_id, location_id, changes, result, request_id)
    SELECT l.shop_id, now() - g * interval '3 seconds', CASE g % 3 WHEN 0 THEN 'pushed' ELSE 'seen' END,
           l.item_id, l.location_id, '{"available": -1, "on_hand": -1}',
           CASE WHEN g % 997 = 0 THEN 'again' WHEN g % 3 = 0 THEN 'applied' ELSE 'booked' END,
           CASE WHEN g % 50 = 0 THEN 'request-' || g END
    FROM generate_series(1, CAST(:rows AS bigint)) g
    JOIN level l ON l.n = (g * 7919) % (SELECT count(*) FROM level)
""")


def log_rows(system: System) -> list[Row]:
    """Pages of the shop's log after a million lines were added to it."""
    levels = [row for row, _ in zip(system.pages("levels", limit=250), range(250), strict=False)]
    asyncio.run(_fill(system.env["DATABASE_URL"]))
    asked: list[dict[str, str]] = [{}, {"direction": "pushed"}, {"result": "again"}]
    asked += [{"inventory_item_id": level["inventory_item_id"]} for level in levels[::25]]
    asked += [{"location_id": level["location_id"]} for level in levels[::125]]
    last_week = (datetime.now(UTC) - timedelta(days=7)).isoformat()
    asked += [{"until": last_week, "result": "again"}, {"request_id": "request-500000"}]
    times = _times(system, asked)
    cuts = statistics.quantiles(times, n=100)
    return [
        Row(
            f"sync log: a page of {ROWS:,} rows over HTTP, by each of its filters, p50 / p99",
            f"{cuts[49]:.1f} / {cuts[98]:.1f} ms",
            f"p99 < {PAGE_MS} ms",
            cuts[98] < PAGE_MS,
        )
    ]


async def _fill(url: str) -> None:
    owner = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    async with owner.connect() as connection:
        await connection.execute(_FILL, {"rows": ROWS})
        await connection.execute(text("ANALYZE sync_log"))
    await owner.dispose()


def _times(system: System, asked: list[dict[str, str]]) -> list[float]:
    headers = {"Authorization": f"Bearer {system.key}"}
    times = []
    with httpx2.Client(base_url=system.api_urls[0], headers=headers, trust_env=False, timeout=30) as client:
        for number in range(READS):
            began = time.perf_counter()
            answer = client.get("/api/v1/sync/log", params={**asked[number % len(asked)], "limit": "50"})
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.text
            assert answer.json()["items"], f"nothing found with {asked[number % len(asked)]}"
    return times
