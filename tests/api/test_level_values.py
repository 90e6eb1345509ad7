"""What is offered to whoever types a filter: the shop's own values, counted."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi) -> ShopInApi:
    rows = [
        (901, "Acme", "mug", ["red", "gift"]),
        (902, "acme tools", "mug", ["red"]),
        (903, "Best of Acme", "tin", []),
        (904, "Best of Acme", "", ["100%"]),
        (905, "Äpfel & Söhne", "tin", ["red"]),
    ]
    async with database.shop(shop.shop_id) as connection:
        for item, vendor, kind, tags in rows:
            await connection.execute(
                text("""
                    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                                                product_type, tags, tracked, requires_shipping)
                    VALUES (:shop, :item, '', '', 'Thing', '', :vendor, :kind, :tags, true, true)
                """),
                {"shop": shop.shop_id, "item": item, "vendor": vendor, "kind": kind, "tags": tags},
            )
        await connection.execute(text("UPDATE inventory_item SET deleted_at = now() WHERE item_id = 903"))
    return shop


async def offered(api: httpx2.AsyncClient, shop: ShopInApi, field: str, **more: Any) -> list[tuple[str, int]]:
    answer = await api.get("/api/v1/level-values", params={"field": field, **more}, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return [(each["name"], each["items"]) for each in answer.json()["items"]]


async def test_values_that_begin_with_it_come_first_then_those_of_most_items(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    assert await offered(api, stocked, "vendor", q="ACME") == [
        ("Acme", 1),
        ("acme tools", 1),
        ("Best of Acme", 1),
    ]
    assert await offered(api, stocked, "vendor", q="äpfel") == [("Äpfel & Söhne", 1)]
    assert await offered(api, stocked, "tag", q="re") == [("red", 3)]
    assert await offered(api, stocked, "tag", q="%") == [("100%", 1)], "no sign is a pattern"
    assert await offered(api, stocked, "tag", q=".*") == []
    kinds = dict(await offered(api, stocked, "product_type"))
    assert (kinds["mug"], kinds["tin"], "" in kinds) == (2, 1, False)
    assert len(await offered(api, stocked, "tag", limit=2)) == 2


async def test_locations_are_those_in_sight(
    app: FastAPI, api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    elsewhere = stocked.location_id + 500_000
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                                      country_code) VALUES (:shop, :place, 'Elsewhere', true, true, '', 'GB')
            """),
            {"shop": stocked.shop_id, "place": elsewhere},
        )
        await connection.execute(
            text("""
                INSERT INTO inventory_level (shop_id, item_id, location_id, booked_at, checked_at)
                VALUES (:shop, 901, :place, now(), now()), (:shop, 902, :place, now(), now())
            """),
            {"shop": stocked.shop_id, "place": elsewhere},
        )
    assert await offered(api, stocked, "location", q="else") == [("Elsewhere", 2)]
    assert (await offered(api, stocked, "location"))[0] == ("Elsewhere", 2)
    mine = f"gid://shopify/Location/{stocked.location_id}"
    person = await joined(app, api, stocked, "warehouse", locations=[mine])
    found = (await person.ask("GET", "level-values?field=location")).json()["items"]
    assert [(each["value"], each["items"]) for each in found] == [(str(stocked.location_id), 1)]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({}, "field"),
        ({"field": "sku"}, "field"),
        ({"field": "tag", "q": "x" * 201}, "q"),
        ({"field": "tag", "q": "a\0"}, "q"),
        ({"field": "tag", "limit": 21}, "limit"),
        ({"field": "tag", "limit": 0}, "limit"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_its_field(
    api: httpx2.AsyncClient, shop: ShopInApi, asked: dict[str, Any], wrong: str
) -> None:
    answer = await api.get("/api/v1/level-values", params=asked, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [wrong]


async def test_nobody_is_offered_anything_without_a_key(api: httpx2.AsyncClient) -> None:
    assert (await api.get("/api/v1/level-values", params={"field": "tag"})).status_code == 401
