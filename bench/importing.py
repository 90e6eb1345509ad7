"""How fast the first import books a shop from ready bulk files: the store's own work is left out."""

import time
from pathlib import Path

from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files

from bench.drain import new_shop
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import


async def import_seconds(url: str, folder: Path, variants: int) -> tuple[float, float]:
    """Seconds of a first import, and of the same import again when nothing has changed."""
    shopify = ReadyShop(write_files(folder, variants), variants)
    database, clock = Database(url), SystemClock()
    shop_id = await new_shop(database)
    importer = importer_of(database, shop_id, shopify)
    seconds = []
    for _ in range(2):
        await ask_for_import(database, shop_id, clock.now(), once=False)
        began = time.perf_counter()
        assert await importer.advance()
        seconds.append(time.perf_counter() - began)
        async with database.shop(shop_id) as connection:
            run = text("SELECT state, variants, levels FROM import_run ORDER BY import_id DESC LIMIT 1")
            done = (await connection.execute(run)).one()
        assert tuple(done) == ("done", variants, variants * LOCATIONS), done
    await database.close()
    return seconds[0], seconds[1]
