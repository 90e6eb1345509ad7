"""Search over everything: items, documents, changes, and nothing of another shop or location."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.stock.actions.explaining import FactTotal, record_facts

NOW = datetime(2026, 11, 20, tzinfo=UTC)


async def find(api: httpx2.AsyncClient, shop: ShopInApi, q: str) -> Any:
    answer = await api.get("/api/v1/search", params={"q": q}, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sold(database: Database, shop: ShopInApi, label: str, item: int | None = None) -> None:
    key = (item or shop.item_id, shop.location_id)
    deltas = {"available": -2, "committed": 2}
    number = f"gid://shopify/Order/{label.strip('#')}"
    fact = FactTotal(f"{label}/{item}", key, "order", deltas, NOW, "order", number, label)
    async with database.shop(shop.shop_id) as connection:
        await record_facts(connection, shop.shop_id, [fact], NOW)


async def test_an_item_is_found_by_its_words_with_what_can_be_sold(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    (item,) = (await find(api, shop, shop.canary[:12]))["items"]
    assert (item["sku"], item["available"]) == (shop.canary, 12)
    assert (await find(api, shop, other_shop.canary))["items"] == []


@pytest.mark.parametrize("q", ["#6428", "6428", "64", "#64"])
async def test_an_order_is_found_by_the_beginning_of_its_name(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, q: str
) -> None:
    for label in ("#6428", "#7001", "#164"):
        await sold(database, shop, label)
    await sold(database, shop, "#6428", item=5)
    (order,) = (await find(api, shop, q))["documents"]
    assert (order["kind"], order["label"], order["items"]) == ("order", "#6428", 2)


async def test_a_change_is_found_by_a_word_of_its_note(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    place = {
        "inventory_item_id": f"gid://shopify/InventoryItem/{shop.item_id}",
        "location_id": f"gid://shopify/Location/{shop.location_id}",
    }
    body = {
        "kind": "adjust",
        "reason": "correction",
        "note": "Monday's Délivery",
        "lines": [{**place, "delta": 1}],
    }
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    made = (await api.post("/api/v1/change-sets", json=body, headers=headers)).json()
    assert [change["id"] for change in (await find(api, shop, "délivery"))["changes"]] == [made["id"]]
    assert (await find(api, shop, "100%_"))["changes"] == []


async def test_somebody_of_another_location_finds_no_documents(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await sold(database, shop, "#6428")
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                      country_code) VALUES (:shop, 77, 'Elsewhere', true, true, '', 'GB')"""),
            {"shop": shop.shop_id},
        )
    person = await joined(app, api, shop, "warehouse", locations=["gid://shopify/Location/77"])
    found = (await person.ask("GET", "search?q=6428")).json()
    assert (found["documents"], found["changes"]) == ([], [])


@pytest.mark.parametrize("q", ["", "   ", "x" * 201])
async def test_what_cannot_be_looked_for_is_refused(api: httpx2.AsyncClient, shop: ShopInApi, q: str) -> None:
    answer = await api.get("/api/v1/search", params={"q": q}, headers=shop.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "q")
