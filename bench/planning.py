"""The morning of a large shop: suggestions and the analysis of 100,000 series, and how soon it is shown."""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Mapping
from typing import Any

import numpy as np
from e2e.system import ROOT
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bench.drain import new_database, new_shop
from bench.table import Row
from inventorysync.analysis import queries
from inventorysync.analysis.actions.analysing import analyse
from inventorysync.analysis.lists import NAMES, Narrowed, Wanted
from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.replenishment.actions.suggesting import make_suggestions

SERIES = int(os.environ.get("BENCH_PLANNED_SERIES", "100000"))
PLACES, OUTLOOKS, SALES_EACH, DAYS = 5, 400, 24, 360
SUGGEST_MAX, ANALYSE_MAX, GIGABYTES_MAX, SHOWN_MAX, ASKED = 300, 300, 1.5, 1.0, 20

_FILL = (
    """INSERT INTO location
         (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
       SELECT :shop, n, 'Place ' || n, true, true, '', 'GB' FROM generate_series(1, :places) n""",
    """INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor, product_type,
         tracked, requires_shipping, price, unit_cost)
       SELECT :shop, n, 'S' || n, '', 'Item ' || n, '', 'Vendor ' || n % 300, 'Type ' || n % 60, true, true,
              5 + n % 90, CASE WHEN n % 50 > 0 THEN 2 + n % 40 END
       FROM generate_series(1, :items) n""",
    """INSERT INTO inventory_level (shop_id, item_id, location_id, available, on_hand, booked_at, checked_at)
       SELECT :shop, n, p, (n * 31 + p * 17) % 120, (n * 31 + p * 17) % 120, now(), now()
       FROM generate_series(1, :items) n, generate_series(1, :places) p""",
    """INSERT INTO sales_day
         (shop_id, item_id, location_id, day, orders, ordered, cancelled, returned, one_off, units)
       SELECT :shop, n, p, current_date - (1 + (s * 15 + (n * 7 + p * 3) % 15)), 1, u.units, 0, 0, 0, u.units
       FROM generate_series(1, :items) n, generate_series(1, :places) p,
            generate_series(0, CAST(:sales AS int) - 1) s
       CROSS JOIN LATERAL (SELECT 1 + (n * 13 + s * 7) % 6 AS units) u""",
    """INSERT INTO empty_shelf (shop_id, item_id, location_id, since, until)
       SELECT :shop, n, p, now() - interval '40 days', now() - interval '20 days'
       FROM generate_series(1, :items) n, generate_series(1, :places) p WHERE (n + p) % 5 = 0""",
    """INSERT INTO sales_mark (shop_id, fact_id, movement_id, seen_fact_id, seen_movement_id, zone, built_at,
         past_since)
       VALUES (:shop, 1, 1, 1, 1, 'UTC', now(), now() - interval '360 days')""",
    """INSERT INTO stock_policy (shop_id, policy_id, kind, name, item_id, location_id, goal, service_percent,
         lead_days, lead_deviation_days, changed_by, changed_at)
       VALUES (:shop, gen_random_uuid(), 'shop', '', 0, 0, 'shop', 95, 14, 4, 'bench', now())""",
)
_SERIES = text("""
    INSERT INTO forecast_series (shop_id, item_id, location_id, run_id, origin, made_at, outlook,
      demand_class, is_new, weeks, origins, beats_naive)
    SELECT :shop, n, p, 1, current_date, now(), o.packed, 'smooth', false, 52, 5, true
    FROM generate_series(1, :items) n, generate_series(1, :places) p
    JOIN unnest(CAST(:packed AS bytea[])) WITH ORDINALITY AS o(packed, number) ON true
    WHERE o.number = 1 + (n * 5 + p) % :outlooks
""")
_TABLES = ("inventory_level", "inventory_item", "sales_day", "forecast_series", "analysis_level")


def planning_rows(server_url: str) -> list[Row]:
    """Both jobs in a process of their own, and the figures and lists as often as they are asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.planning", new_database(server_url)],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )  # fmt: skip
    suggested, analysed, gigabytes, slow, slowest = map(float, done.stdout.split())
    what = f"{SERIES:,} series under one rule for a share of the shop"
    return [
        Row(f"suggestions of {what}", f"{suggested:.0f} s", f"< {SUGGEST_MAX} s", suggested < SUGGEST_MAX),
        Row(f"analysis of {what}", f"{analysed:.0f} s", f"< {ANALYSE_MAX} s", analysed < ANALYSE_MAX),
        Row("both, peak memory", f"{gigabytes:.2f} GB", f"< {GIGABYTES_MAX} GB", gigabytes < GIGABYTES_MAX),
        Row(
            f"the analysis shown, {SERIES:,} levels: figures, slowest list",
            f"p95 {slow:.2f} s, {slowest:.2f} s",
            f"< {SHOWN_MAX} s",
            max(slow, slowest) < SHOWN_MAX,
        ),
    ]


async def _measure(url: str) -> None:
    database = Database(url)
    shop_id = await new_shop(database)
    await _fill(url, shop_id)
    await database.analyze(*_TABLES)
    clock = SystemClock()
    suggested = await _timed(make_suggestions(database, clock, shop_id, _silent))
    analysed = await _timed(analyse(database, clock, shop_id, _silent))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    slow, slowest = await _shown(database, shop_id)
    await database.close()
    print(suggested, analysed, memory, slow, slowest)


async def _shown(database: Database, shop_id: int) -> tuple[float, float]:
    """The 95th of a hundred times of the figures, and the slowest list."""
    whole, figures, lists = Narrowed(), [], []

    async def look(connection: AsyncConnection) -> None:
        run = await queries.find_run(connection, shop_id)
        assert run is not None
        await queries.sum_levels(connection, shop_id, run, whole)
        await queries.list_cells(connection, shop_id, run, whole, None)
        await queries.list_buckets(connection, shop_id, run, whole)
        await queries.list_choices(connection, shop_id)

    for _ in range(ASKED):
        async with database.shop(shop_id) as connection:
            figures.append(await _timed(look(connection)))
    async with database.shop(shop_id) as connection:
        run = await queries.find_run(connection, shop_id)
        assert run is not None
        for name in NAMES:
            page = queries.list_levels(
                connection, shop_id, run, Wanted(name), whole, None, after=None, limit=51
            )
            lists += [await _timed(page)]
    return statistics.quantiles(figures, n=20)[-1], max(lists)


async def _fill(url: str, shop_id: int) -> None:
    owner = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    scope = {"shop": shop_id, "items": SERIES // PLACES, "places": PLACES, "sales": SALES_EACH}
    async with owner.connect() as connection:
        await connection.execute(text(f"SET app.shop_id = '{shop_id}'"))
        for statement in _FILL:
            named = {name: value for name, value in scope.items() if f":{name}" in statement}
            await connection.execute(text(statement), named)
        named = {name: scope[name] for name in ("shop", "items", "places")}
        await connection.execute(_SERIES, {**named, "packed": _outlooks(), "outlooks": OUTLOOKS})
    await owner.dispose()


def _outlooks() -> list[bytes]:
    random = np.random.default_rng(7)
    made = []
    for _ in range(OUTLOOKS):
        mean = np.full(HORIZON, random.lognormal(0.5, 1.1))
        weekly = np.quantile(random.negative_binomial(1, 1 / (1 + mean[0]), (500, HORIZON)), LEVELS, axis=0).T
        sums = np.cumsum(random.negative_binomial(1, 1 / (1 + mean[0]), (500, HORIZON)), axis=1)
        made.append(Outlook(mean, weekly, np.quantile(sums, LEVELS, axis=0).T, "bench", True, 1.0).packed())
    return made


async def _timed(work: Awaitable[Any]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _silent(_: Mapping[str, Any]) -> None:
    """Nobody looks at the progress."""


if __name__ == "__main__":
    asyncio.run(_measure(sys.argv[1]))
