"""Stock as of a moment over a ledger of millions of entries, with checkpoints as a worker makes them."""

import asyncio
import os
import statistics
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bench.drain import new_database, new_shop
from bench.table import Row
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.stock.actions.checkpoints import ENTRIES_BETWEEN, make_checkpoint
from inventorysync.stock.as_of import Moment, shop_as_of

LEVELS = 100_000
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "10000000"))
EACH = 4  # entries of a movement: two levels, each with available and on hand
BEGAN = datetime(2025, 6, 1, tzinfo=UTC)
DAYS = 500
ASKED = 12

_MOVEMENTS = text("""
    INSERT INTO stock_movement (shop_id, movement_id, cause, effective_at, recorded_at)
    SELECT :shop, n, 'order', CAST(:began AS timestamptz) + n * CAST(:step AS interval)
             - CASE WHEN n % 500 = 0 THEN interval '3 days' ELSE interval '2 seconds' END,
           CAST(:began AS timestamptz) + n * CAST(:step AS interval)
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
""")
_ENTRIES = text("""
    INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
    SELECT :shop, l.level / 5 + 1, l.level % 5 + 1, n, q.name, -1, 0
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
    CROSS JOIN LATERAL (VALUES ((n * 7919) % :levels), ((n * 104729 + 17) % :levels)) AS l(level)
    CROSS JOIN (VALUES ('available'), ('on_hand')) AS q(name)
""")
_LINK = text("""
    INSERT INTO ledger_link (shop_id, chain, row_id, hash) VALUES (:shop, 'movement', :last, '\\x00')
""")


def past_rows(server_url: str) -> list[Row]:
    """As of random moments for every level of a shop, in a database of its own."""
    seconds, without, checkpoints = asyncio.run(_measure(new_database(server_url)))
    slowest = max(seconds)
    what = f"{LEVELS:,} levels as of a moment, {ENTRIES:,} entries, {checkpoints} checkpoints"
    said = (
        f"p50 {statistics.median(seconds):.2f} s, slowest {slowest:.2f} s; from the beginning {without:.1f} s"
    )
    return [Row(what, said, "< 1 s", slowest < 1)]


async def _measure(url: str) -> tuple[list[float], float, int]:
    database = Database(url)
    shop_id = await new_shop(database)
    owner = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    async with owner.connect() as connection:
        checkpoints = await _fill(connection, database, shop_id)
        await connection.execute(text("ANALYZE stock_movement, stock_entry, stock_checkpoint_level"))
    asked = [BEGAN + timedelta(days=DAYS) * (number + 0.618) / ASKED for number in range(ASKED)]
    seconds = [await _ask(database, shop_id, at) for at in asked]
    async with owner.connect() as connection:
        await connection.execute(text("DELETE FROM stock_checkpoint"))
    without = await _ask(database, shop_id, BEGAN + timedelta(days=DAYS))
    await owner.dispose()
    await database.close()
    return seconds, without, checkpoints


async def _ask(database: Database, shop_id: int, at: datetime) -> float:
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        began = time.perf_counter()
        held = await shop_as_of(connection, shop_id, Moment(at, BEGAN + timedelta(days=DAYS * 2)))
        seconds = time.perf_counter() - began
    assert held
    return seconds


async def _fill(connection: AsyncConnection, database: Database, shop_id: int) -> int:
    """Batches of entries in the order of time, with a checkpoint after each as the worker makes them."""
    movements = ENTRIES // EACH
    step = timedelta(days=DAYS) / movements
    batch, made = ENTRIES_BETWEEN // EACH, 0
    for first in range(1, movements + 1, batch):
        span = {"shop": shop_id, "first": first, "last": min(first + batch - 1, movements)}
        await connection.execute(_MOVEMENTS, {**span, "began": BEGAN, "step": step})
        await connection.execute(_ENTRIES, {**span, "levels": LEVELS})
        await connection.execute(_LINK, {"shop": shop_id, "last": span["last"]})
        now = BEGAN + step * span["last"] + timedelta(hours=2)
        made += await make_checkpoint(database, shop_id, now, entries=ENTRIES_BETWEEN // 2)
    return made
