"""A shop with stock, and somebody who buys for it from one supplier."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from support.order_desk import OrderDesk, item_gid
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 12


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 12 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        """INSERT INTO location
             (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
           SELECT :shop, n, 'Place ' || n, n <> 5, true, 'Leeds', 'GB' FROM generate_series(1, :places) n""",
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE shop SET time_zone = 'Europe/Berlin', currency = 'GBP' WHERE shop_id = :shop",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement), {"shop": shop.shop_id, "places": LOCATIONS})
    return shop


SUPPLIER = {
    "name": "Ölmühle Süd & Söhne",
    "contact": "Jörg",
    "email": "orders@example.com",
    "address": "Hauptstraße 1\n80331 München",
    "account_number": "K-77",
    "currency": "EUR",
    "payment_terms": "30 days net",
    "lead_days": 14,
    "minimum_order": "50",
}


@pytest.fixture
async def desk(api: httpx2.AsyncClient, stocked: ShopInApi) -> OrderDesk:
    """With a supplier who sells items 1 and 2: item 1 in packs of 6, at least 12, cheaper from 100 on."""
    made = await api.post("/api/v1/suppliers", headers=stocked.headers, json=SUPPLIER)
    assert made.status_code == 201, made.text
    desk = OrderDesk(api, stocked.headers, made.json()["id"])
    oil = {"code": "OEL-5", "unit_cost": "4.20", "minimum": 12, "pack": 6}
    breaks = [{"from_units": 100, "unit_cost": "3.125"}]
    await desk.sell(
        {"inventory_item_id": item_gid(1), **oil, "price_breaks": breaks},
        {"inventory_item_id": item_gid(2), "code": "TIN-1", "unit_cost": "2.00"},
    )
    return desk
