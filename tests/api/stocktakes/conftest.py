"""A shop with stock, a clock that the test moves, and whoever leads the counts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.count_desk import Desk
from support.count_hands import MovingClock
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 30


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 30 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        """INSERT INTO location
             (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
           SELECT :shop, n, 'Place ' || n, n <> 5, true, '', 'GB' FROM generate_series(1, :places) n""",
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE inventory_item SET unit_cost = item_id WHERE item_id <= 30",
        "UPDATE shop SET time_zone = 'Europe/Berlin'",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement), {"shop": shop.shop_id, "places": LOCATIONS})
    return shop


@pytest.fixture
def clock(app: FastAPI) -> Iterator[MovingClock]:
    kept, moving = app.state.clock, MovingClock()
    app.state.clock = moving
    yield moving
    app.state.clock = kept


@pytest.fixture
def desk(api: httpx2.AsyncClient, stocked: ShopInApi) -> Desk:
    return Desk(api, stocked.headers)
