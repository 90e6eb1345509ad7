"""What arrives at /webhooks/shopify: stored once when it is Shopify's, refused with a reason otherwise."""

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.running_api import API_SECRET, ShopInApi, signed, webhook

from inventorysync.kit.db import Database

PATH = "/webhooks/shopify"
LEVEL = {"inventory_item_id": 1, "location_id": 2, "available": 3, "customer": {"email": "a@b.example"}}


async def stored(database: Database, shop: ShopInApi) -> list[dict[str, object]]:
    async with database.shop(shop.shop_id) as connection:
        return list((await connection.scalars(text("SELECT hint FROM webhook_waiting"))).all())


async def test_a_webhook_is_stored_as_its_ids_alone(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    answer = await api.post(PATH, **webhook(shop, LEVEL))
    assert answer.status_code == 200
    assert await stored(database, shop) == [{"inventory_item_id": 1, "location_id": 2}]


async def test_the_api_secret_signs_webhooks_too(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    body = b"{}"
    request = webhook(shop, body, **{"X-Shopify-Hmac-Sha256": signed(body, API_SECRET)})
    assert (await api.post(PATH, **request)).status_code == 200


async def test_a_replayed_delivery_is_stored_once(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    request = webhook(shop, LEVEL)
    for _ in range(3):
        assert (await api.post(PATH, **request)).status_code == 200
    assert len(await stored(database, shop)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "title"),
    [
        ({"X-Shopify-Hmac-Sha256": signed(b"other")}, 401, "Sign in first"),
        ({"X-Shopify-Hmac-Sha256": ""}, 401, "Sign in first"),
        ({"X-Shopify-Hmac-Sha256": "%%%"}, 401, "Sign in first"),
        ({"X-Shopify-Webhook-Id": ""}, 400, "This is no webhook"),
        ({"X-Shopify-Webhook-Id": "x" * 201}, 400, "This is no webhook"),
        ({"X-Shopify-Topic": ""}, 400, "This is no webhook"),
        ({"X-Shopify-Shop-Domain": "evil.example"}, 400, "This is no webhook"),
        ({"X-Shopify-Shop-Domain": "nobody.myshopify.com"}, 404, "Not found"),
    ],
)
async def test_what_is_no_webhook_of_a_shop_is_refused_and_not_stored(
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    database: Database,
    changes: dict[str, str],
    status: int,
    title: str,
) -> None:
    answer = await api.post(PATH, **webhook(shop, LEVEL, **changes))
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await stored(database, shop) == []


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b'"text"', b"\xff\xfe"])
async def test_a_signed_body_that_is_no_json_object_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, body: bytes
) -> None:
    answer = await api.post(PATH, **webhook(shop, body))
    assert (answer.status_code, answer.json()["title"]) == (400, "This is no webhook")
    assert await stored(database, shop) == []


async def test_a_body_over_five_mebibytes_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    answer = await api.post(PATH, **webhook(shop, b" " * (5 * 1024 * 1024 + 1)))
    assert (answer.status_code, answer.json()["title"]) == (413, "The body is too large")
    assert await stored(database, shop) == []


async def test_a_compliance_webhook_of_an_unknown_shop_is_answered(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    changes = {"X-Shopify-Topic": "shop/redact", "X-Shopify-Shop-Domain": "gone.myshopify.com"}
    assert (await api.post(PATH, **webhook(shop, {}, **changes))).status_code == 200


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_one_flipped_bit_makes_a_forgery(
    api: httpx2.AsyncClient, shop: ShopInApi, position: int, bit: int
) -> None:
    request = webhook(shop, LEVEL)
    body = bytearray(request["content"])
    body[position % len(body)] ^= 1 << bit
    answer = await api.post(PATH, content=bytes(body), headers=request["headers"])
    assert answer.status_code == 401


async def test_what_became_of_webhooks_is_counted(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    async def counted() -> dict[str, float]:
        lines = (await api.get("/metrics")).text.splitlines()
        found = [line.split() for line in lines if line.startswith("inventorysync_webhooks_total{")]
        return {name.split('"')[1]: float(count) for name, count in found}

    before = await counted()
    await api.post(PATH, **webhook(shop, LEVEL))
    await api.post(PATH, **webhook(shop, LEVEL, **{"X-Shopify-Hmac-Sha256": ""}))
    after = await counted()
    assert after["stored"] == before.get("stored", 0) + 1
    assert after["not-signed-in"] == before.get("not-signed-in", 0) + 1
