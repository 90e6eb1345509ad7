"""What `inventorysync export` does."""

from datetime import datetime
from pathlib import Path

from inventorysync.farewell.export import export_shop
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound
from inventorysync.shops.queries import find_shop_by_domain, list_shops


async def export_to(database_url: str, domain: str, path: Path, now: datetime) -> int:
    """Write a shop's export to a file, whole or not at all; its size in bytes. Raises NotFound."""
    database = Database(database_url, pool_size=2)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        shop_id = await _shop_of(database, domain)
        size = 0
        with unfinished.open("wb") as file:
            async for piece in export_shop(database, shop_id, now, "command line"):
                size += file.write(piece)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        await database.close()
    return size


async def _shop_of(database: Database, domain: str) -> int:
    async with database.system() as connection:
        if domain:
            shop = await find_shop_by_domain(connection, domain)
            found = [] if shop is None else [shop]
        else:
            found = await list_shops(connection)
        known = ", ".join(each.domain for each in await list_shops(connection)) or "none"
    if len(found) != 1:
        raise NotFound(f"name one shop with --shop; active shops: {known}")
    return found[0].shop_id
