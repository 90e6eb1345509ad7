"""A shop with stock, and somebody who brings files in."""

from pathlib import Path

import httpx2
import pytest
from support.file_desk import FileDesk
from support.ready_shop import stock_shop
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

VARIANTS = 12


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 12 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    statements = (
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE shop SET time_zone = 'Europe/Berlin', currency = 'GBP' WHERE shop_id = :shop",
    )
    return await stock_shop(database, shop, tmp_path, VARIANTS, *statements)


@pytest.fixture
def desk(api: httpx2.AsyncClient, database: Database, stocked: ShopInApi) -> FileDesk:
    return FileDesk(api, database, stocked.shop_id, stocked.headers)
