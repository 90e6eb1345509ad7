"""A shop with stock and forecasts, a supplier, and whoever looks at both in the morning."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from support.morning_desk import MorningDesk
from support.order_desk import OrderDesk, item_gid
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 8
SUPPLIER = {"name": "Ölmühle Süd & Söhne", "currency": "GBP", "lead_days": 14}


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 8 (SKU 20001 and on) at the places 1 to 5, none of them in stock; place 5 is closed."""
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        """INSERT INTO location
             (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
           SELECT :shop, n, 'Place ' || n, n <> 5, true, 'Leeds', 'GB' FROM generate_series(1, :places) n""",
        "UPDATE inventory_level SET available = 0, on_hand = 0, incoming = 0, committed = 0",
        "UPDATE shop SET time_zone = 'Europe/Berlin' WHERE shop_id = :shop",
        "DELETE FROM inventory_level WHERE location_id > 1000",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            arguments = {"shop": shop.shop_id, "places": LOCATIONS}
            await connection.execute(text(statement), arguments if ":shop" in statement else {})
    return shop


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
