"""A shop with stock, and somebody who buys for it from one supplier."""

from pathlib import Path

import httpx2
import pytest
from support.order_desk import OrderDesk, item_gid
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
