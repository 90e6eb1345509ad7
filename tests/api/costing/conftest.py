"""An item that is costed as the worker does it."""

import httpx2
import pytest
from support.booked_item import BookedItem, booked_item
from support.costing_desk import CostingDesk
from support.running_api import ShopInApi

from inventorysync.kit.db import Database


@pytest.fixture
async def item(database: Database, shop: ShopInApi) -> BookedItem:
    return await booked_item(database, shop, "Barn", "Loft", zone="Europe/Berlin")


@pytest.fixture
def desk(api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> CostingDesk:
    return CostingDesk(api, database, shop)
