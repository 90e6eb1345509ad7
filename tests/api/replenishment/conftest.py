"""A shop with stock and forecasts, a supplier, and whoever looks at both in the morning."""

from pathlib import Path

import httpx2
import pytest
from support.morning_desk import MorningDesk
from support.order_desk import OrderDesk, item_gid
from support.ready_shop import stock_shop
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

VARIANTS = 8
SUPPLIER = {"name": "Ölmühle Süd & Söhne", "currency": "GBP", "lead_days": 14}


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 8 (SKU 20001 and on) at the places 1 to 5, none of them in stock; place 5 is closed."""
    statements = (
        "UPDATE inventory_level SET available = 0, on_hand = 0, incoming = 0, committed = 0",
        "UPDATE shop SET time_zone = 'Europe/Berlin' WHERE shop_id = :shop",
        "DELETE FROM inventory_level WHERE location_id > 1000",
    )
    return await stock_shop(database, shop, tmp_path, VARIANTS, *statements)


@pytest.fixture
async def desk(api: httpx2.AsyncClient, database: Database, stocked: ShopInApi) -> MorningDesk:
    """With a supplier who sells items 1 to 3 within 14 days: item 2 in packs of 6, at least 12."""
    made = await api.post("/api/v1/suppliers", headers=stocked.headers, json=SUPPLIER)
    assert made.status_code == 201, made.text
    orders = OrderDesk(api, stocked.headers, made.json()["id"])
    await orders.sell(
        {"inventory_item_id": item_gid(1), "unit_cost": "4.00"},
        {"inventory_item_id": item_gid(2), "unit_cost": "2.00", "minimum": 12, "pack": 6},
        {"inventory_item_id": item_gid(3), "unit_cost": "1.00"},
    )
    return MorningDesk(api, database, stocked.shop_id, orders)
