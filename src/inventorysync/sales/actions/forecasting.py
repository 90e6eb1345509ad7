"""Forecasting a shop, or one item at once, and keeping what was said, to be held against what happens.

The arithmetic of a large shop is done in a process of its own: it must not hold up whoever shares this one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.forecasting.history import History
from inventorysync.kit.db import Database
from inventorysync.sales import measuring, planned, queries, series, storing
from inventorysync.sales.actions import building
from inventorysync.sales.computing import Computed, compute, compute_one, unpack_snapshots
from inventorysync.sales.measuring import Said
from inventorysync.sales.series import ShopSeries

FORECAST = "sales.forecast"
WEEKS_BACK = (4, 8, 12)
"""A shop's first forecast is joined by those that would have been made so many weeks ago."""
ASIDE_FROM, LEARNED_FROM = 2_000, 20
"""So many series are worth a process of their own, or so many weeks, of which much is learned."""
KEPT_EVERY = timedelta(days=7)
MEASURED = timedelta(days=7 * 14)

Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def forecast_all(
    database: Database, shop_id: int, clock: Callable[[], datetime], progress: Progress
) -> dict[str, Any]:
    """Build the demand that is due, forecast every series of the shop, and say how good the last were."""
    await building.build_due(database, shop_id, clock, lambda told: progress({"phase": "demand", **told}))
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        known = await queries.get_known(connection, shop_id)
        events = await planned.list_events(connection, shop_id)
        found = await series.read_series(connection, shop_id, known, events)
        past = await storing.list_past_runs(connection, shop_id, known.until - MEASURED)
    if found is None or not found.keys:
        return {"series": 0, "days": known.days}
    await progress({"phase": "forecast", "series": len(found.keys)})
    computed = await _compute(found.history, () if past else WEEKS_BACK)
    run_id = await _keep(database, shop_id, found, computed, clock(), progress)
    await progress({"phase": "measuring", "series": len(found.keys)})
    await _measure(database, shop_id, found, run_id)
    async with database.shop(shop_id) as connection:
        await storing.thin(connection, shop_id, run_id, found.origin)
    return {"series": len(found.keys), "days": known.days}


async def _compute(history: History, weeks_back: Sequence[int]) -> Computed:
    series, weeks = history.units.shape
    if series < ASIDE_FROM and weeks < LEARNED_FROM:
        return await asyncio.to_thread(compute, history, weeks_back)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        return await loop.run_in_executor(pool, compute, history, weeks_back)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _keep(
    database: Database,
    shop_id: int,
    found: ShopSeries,
    computed: Computed,
    now: datetime,
    progress: Progress,
) -> int:
    """Write the run and its series; those that are no series any more are forgotten."""
    async with database.shop(shop_id) as connection:
        newest = await storing.newest_kept(connection, shop_id)
        weeks = found.history.units.shape[1]
        about = storing.About(found.origin, now, len(found.keys), weeks, computed.kept)
        run_id = await storing.add_run(connection, shop_id, about)
        if newest is None or found.origin - newest >= KEPT_EVERY:
            await storing.keep_past(connection, shop_id, run_id, found.keys, computed.snapshots[0])
        for back, said in computed.snapshots.items():
            if back:
                origin = found.origin - timedelta(weeks=back)
                then = await storing.add_run(connection, shop_id, about.afterwards(origin, weeks - back))
                await storing.keep_past(connection, shop_id, then, found.keys, said)
    for start in range(0, len(found.keys), storing.BATCH):
        async with database.shop(shop_id) as connection:
            rows = storing.rows_of(found, computed, range(start, min(start + storing.BATCH, len(found.keys))))
            await storing.keep_series(connection, shop_id, run_id, found.origin, now, rows)
        await progress({"phase": "keeping", "series": len(found.keys), "kept": start})
    async with database.shop(shop_id) as connection:
        await storing.forget_others(connection, shop_id, now)
    return run_id


async def _measure(database: Database, shop_id: int, found: ShopSeries, run_id: int) -> None:
    """Hold what was said earlier against the weeks that have passed since."""
    first = found.origin - MEASURED
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        units, out = await series.read_days(connection, shop_id, found.keys, first, found.origin)
        said = []
        for run in await storing.list_past_runs(connection, shop_id, first):
            if run.origin < found.origin:
                packed = await storing.read_past(connection, shop_id, run.run_id, found.keys)
                said.append(Said((run.origin - first).days, unpack_snapshots(packed)))
    measures = await asyncio.to_thread(measuring.measure, units, out, said)
    async with database.shop(shop_id) as connection:
        await storing.keep_measures(connection, shop_id, found.keys, measures)
        await storing.keep_figures(connection, shop_id, run_id, measuring.figures_of(measures))


async def forecast_item(connection: AsyncConnection, shop_id: int, item_id: int, now: datetime) -> int:
    """Build an item's demand and forecast it at each location with what the last run kept; how many."""
    await building.build_items(connection, shop_id, [item_id])
    run = await storing.newest_run(connection, shop_id)
    if run is None:
        return 0
    known = await queries.get_known(connection, shop_id)
    events = await planned.list_events(connection, shop_id)
    found = await series.read_series(connection, shop_id, known, events, [item_id])
    if found is None:
        return 0
    for number in range(len(found.keys)):
        alone = _alone(found, number)
        computed = await asyncio.to_thread(compute_one, alone.history, run.kept)
        rows = storing.rows_of(alone, computed, range(1))
        await storing.keep_series(connection, shop_id, run.run_id, found.origin, now, rows)
    await storing.forget_others(connection, shop_id, now, item_id)
    return len(found.keys)


def _alone(found: ShopSeries, number: int) -> ShopSeries:
    row = slice(number, number + 1)
    history = found.history
    listed = None if history.listed is None else history.listed[row]
    units: History = History(
        history.units[row],
        history.first_week,
        listed,
        history.types[row],
        history.vendors[row],
        np.asarray(history.prices[row]),
        history.tags[row],
    )
    return ShopSeries(found.keys[row], found.is_new[row], found.origin, units, found.series[row])
