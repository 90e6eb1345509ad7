"""How fast the first import books a shop from ready bulk files: the store's own work is left out."""

import asyncio
import gc
import time
from pathlib import Path

from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files

from bench.drain import new_database, new_shop
from bench.table import Row
from inventorysync.entry.worker import GARBAGE_AFTER
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import


def import_rows(server_url: str, folder: Path, variants: int) -> list[Row]:
    """A first import and the same one again, beside the bare writing of as many levels."""
    gc.set_threshold(GARBAGE_AFTER)
    url = new_database(server_url)
    first, again, bare = asyncio.run(_measure(url, folder, variants))
    rate, ratio = variants / first, again / first
    return [
        Row(
            "bare INSERT of the same levels, no index, no ledger (limit)",
            f"{variants / bare:,.0f} variants/s",
        ),
        Row(
            f"first import, {variants:,} variants x {LOCATIONS} locations",
            f"{rate:,.0f} variants/s ({bare / first:.2f} of the limit)",
            ">= 8,000/s",
            rate >= 8000,
        ),
        Row("  the same again, unchanged, as a share of its time", f"{ratio:.2f}", "<= 0.4", ratio <= 0.4),
    ]


async def _measure(url: str, folder: Path, variants: int) -> tuple[float, float, float]:
    database = Database(url)
    shop_id = await new_shop(database)
    first, again = await import_twice(database, shop_id, folder, variants)
    async with database.shop(shop_id) as connection:
        await connection.execute(text("CREATE TEMP TABLE bare (LIKE inventory_level) ON COMMIT DROP"))
        began = time.perf_counter()
        await connection.execute(text("INSERT INTO bare SELECT * FROM inventory_level"))
        bare = time.perf_counter() - began
    await database.close()
    return first, again, bare


async def import_twice(database: Database, shop_id: int, folder: Path, variants: int) -> tuple[float, float]:
    """Seconds of a first import, and of the same import when nothing has changed."""
    importer = importer_of(database, shop_id, ReadyShop(write_files(folder, variants), variants))
    seconds = []
    for _ in range(2):
        await ask_for_import(database, shop_id, SystemClock().now(), once=False)
        began = time.perf_counter()
        assert await importer.advance()
        seconds.append(time.perf_counter() - began)
        async with database.shop(shop_id) as connection:
            run = text("SELECT state, variants, levels FROM import_run ORDER BY import_id DESC LIMIT 1")
            done = (await connection.execute(run)).one()
        assert tuple(done) == ("done", variants, variants * LOCATIONS), done
    return seconds[0], seconds[1]
