"""An order's page: what it did to stock, in the locations in sight, and nothing of anybody who bought."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from fastapi import FastAPI
from support.booked_item import booked_item
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

NOW = datetime.now(UTC).replace(microsecond=0)
LEEDS, YORK = 1, 2
ORDER = "gid://shopify/Order/1001"


async def ordered(database: Database, shop: ShopInApi) -> None:
    """Three of an item in Leeds and one in York, ordered and, of those in Leeds, sent."""
    item = await booked_item(database, shop, "Leeds", "York")
    await item.open(LEEDS, 10, NOW - timedelta(days=20))
    await item.open(YORK, 5, NOW - timedelta(days=20))
    await item.sell(LEEDS, 3, NOW - timedelta(days=5), 1001)
    await item.sell(YORK, 1, NOW - timedelta(days=4), 1001)
    sent = {"committed": -3, "on_hand": -3}
    await item.change(LEEDS, sent, NOW - timedelta(days=3))
    await item.tell(LEEDS, "fulfilment", sent, NOW - timedelta(days=3, seconds=2), 1001, "fulfilled")
    await item.sell(YORK, 1, NOW - timedelta(days=2), 1002)


async def test_an_order_shows_each_thing_it_did_with_what_it_explains(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await ordered(database, shop)
    answer = await api.get(f"/api/v1/orders/{ORDER}", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    order = answer.json()
    did = [
        (step["cause"], step["location_name"], step["quantities"]["available"], step["quantities"]["on_hand"])
        for step in order["steps"]
    ]
    assert did == [("order", "Leeds", -3, 0), ("order", "York", -1, 0), ("fulfilment", "Leeds", 0, -3)]
    assert all(step["entries"] for step in order["steps"])
    total = order["quantities"]
    assert (total["available"], total["committed"], total["on_hand"]) == (-4, 1, -3)
    assert (order["id"], order["steps_are_capped"]) == (ORDER, False)
    plain = await api.get("/api/v1/orders/1001", headers=shop.headers)
    assert plain.json() == order


async def test_whoever_works_in_one_location_sees_what_the_order_did_there(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await ordered(database, shop)
    place = f"gid://shopify/Location/{YORK}"
    person = await joined(app, api, shop, "warehouse", locations=[place])
    order = (await person.ask("GET", "orders/1001")).json()
    assert [(step["location_name"], step["quantities"]["available"]) for step in order["steps"]] == [
        ("York", -1)
    ]
    assert order["quantities"]["available"] == -1


@pytest.mark.parametrize("wrong", ["1003", "nothing", "gid://shopify/Product/1001", "9" * 30, "%00", "-1"])
async def test_there_is_no_other_order(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, wrong: str
) -> None:
    await ordered(database, shop)
    answer = await api.get(f"/api/v1/orders/{wrong}", headers=shop.headers)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:inventorysync:problem:not-found")


async def test_an_order_of_another_shop_is_none(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database: Database
) -> None:
    await ordered(database, other_shop)
    assert (await api.get(f"/api/v1/orders/{ORDER}", headers=shop.headers)).status_code == 404
