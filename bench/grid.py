"""The grid over HTTP: 50 of 100,000 levels with search, filter and total."""

import asyncio
import statistics
import time
from pathlib import Path

import httpx2
from e2e.system import System
from support.ready_shop import LOCATIONS

from bench.drain import new_shop
from bench.importing import import_twice
from bench.table import Row
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.shops.actions import create_api_key

READS = 400
SEARCHES = (
    "lantern",
    "red",
    "mug",
    "gold candle",
    "20017",
    "vendor 7",
    "clock blue",
    "hook",
    "2001",
    "silver tin",
)


def grid_rows(system: System, folder: Path, variants: int) -> list[Row]:
    """Reads one after the other, as a person's, of a shop with so many variants at each location."""
    key = asyncio.run(_stocked_shop(system.env["DATABASE_URL"], folder, variants))
    client = httpx2.Client(
        base_url=system.api_urls[0], headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30
    )
    with client:
        bare = _times(client, "/health", [{}])
        times = _times(client, "/api/v1/levels", [{"search": s, "state": "in_stock"} for s in SEARCHES])
        plain = _times(client, "/api/v1/levels", [{"sort": "-available"}, {"sort": "title"}, {}])
        walk = _walk(client)
    p50, p99 = times
    levels = f"{variants * LOCATIONS:,} levels"
    return [
        Row("bare answer of the api over HTTP (limit), p50 / p99", f"{bare[0]:.1f} / {bare[1]:.1f} ms"),
        Row(
            f"grid: 50 of {levels}, search + filter + total, p50 / p99",
            f"{p50:.1f} / {p99:.1f} ms",
            "<= 6 / 25 ms",
            p50 <= 6 and p99 <= 25,
        ),
        Row("  sorted, no search, p50 / p99", f"{plain[0]:.1f} / {plain[1]:.1f} ms"),
        Row("  all of them by cursor, 250 a page, p50 / p99", f"{walk[0]:.1f} / {walk[1]:.1f} ms"),
    ]


def _times(client: httpx2.Client, path: str, wanted: list[dict[str, str]]) -> tuple[float, float]:
    times = []
    for number in range(READS):
        began = time.perf_counter()
        answer = client.get(path, params={**wanted[number % len(wanted)], "limit": 50})
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


def _walk(client: httpx2.Client) -> tuple[float, float]:
    times, cursor = [], ""
    while True:
        began = time.perf_counter()
        page = client.get("/api/v1/levels", params={"limit": 250} | ({"cursor": cursor} if cursor else {}))
        times.append((time.perf_counter() - began) * 1000)
        cursor = page.json()["next"]
        if cursor is None:
            cuts = statistics.quantiles(times, n=100)
            return cuts[49], cuts[98]


async def _stocked_shop(url: str, folder: Path, variants: int) -> str:
    database = Database(url)
    shop_id = await new_shop(database)
    await import_twice(database, shop_id, folder, variants)
    async with database.shop(shop_id) as connection:
        _, key = await create_api_key(
            connection, shop_id, name="bench", scopes=["read"], created_by="bench", now=SystemClock().now()
        )
    await database.close()
    return key
