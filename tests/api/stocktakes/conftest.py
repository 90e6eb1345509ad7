"""A shop with stock, a clock that the test moves, and whoever leads the counts."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from support.count_desk import Desk
from support.count_hands import MovingClock
from support.ready_shop import stock_shop
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

VARIANTS = 30


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 30 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    statements = (
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE inventory_item SET unit_cost = item_id WHERE item_id <= 30",
        "UPDATE shop SET time_zone = 'Europe/Berlin'",
    )
    return await stock_shop(database, shop, tmp_path, VARIANTS, *statements)


@pytest.fixture
def clock(app: FastAPI) -> Iterator[MovingClock]:
    kept, moving = app.state.clock, MovingClock()
    app.state.clock = moving
    yield moving
    app.state.clock = kept


@pytest.fixture
def desk(api: httpx2.AsyncClient, stocked: ShopInApi) -> Desk:
    return Desk(api, stocked.headers)
