"""Customers in everything Shopify sends: their data reach no column of any table and no key of Redis."""

import json
import tomllib
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import redis.asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.running_api import ShopInApi, add_shop, running_api, settings_for, webhook

from inventorysync.audit.queries import list_entries
from inventorysync.entry.bootstrap import Parts, open_parts
from inventorysync.entry.handlers import handlers_of
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.privacy import jobs, queries
from inventorysync.sync.inbox import absorb

ROOT = Path(__file__).parents[2]
NUMBERS = count(5_000)
AT_THE_END = {"app/uninstalled", "shop/redact"}  # after them there is no shop to look at
PERSON = {
    "id": 706405506930370084,
    "first_name": "Birdwhistle",
    "last_name": "Canaryson",
    "email": "bird@canaryson.example",
    "phone": "+442079460958",
    "address1": "7 Canaryson Lane",
    "zip": "CA7 1RY",
    "note": "Canaryson likes blue",
    "browser_ip": "203.0.113.77",
}
TRACES = tuple(str(value) for value in PERSON.values())


@pytest.fixture
async def api(database_url: str, redis_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with running_api(settings_for(database_url, redis_url)) as (_, client):
        yield client


@pytest.fixture
async def parts(database_url: str, redis_url: str) -> AsyncIterator[Parts]:
    async with open_parts(settings_for(database_url, redis_url), "test") as opened:
        yield opened


@pytest.fixture
async def shop(database: Database) -> ShopInApi:
    return await add_shop(database, next(NUMBERS))


def topics() -> list[str]:
    """All that this app asks Shopify for."""
    told = tomllib.loads((ROOT / "shopify.app.toml").read_text())["webhooks"]["subscriptions"]
    return [t for each in told for t in (*each.get("topics", ()), *each.get("compliance_topics", ()))]


def whole_body() -> dict[str, Any]:
    """A body as it would be without `include_fields`: the customer is everywhere."""
    return {
        **PERSON,
        "id": 820982911946154508,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "inventory_item_id": 271878346596884015,
        "location_id": 24826418,
        "order_id": 820982911946154508,
        "name": "#9999",
        "customer": PERSON,
        "billing_address": PERSON,
        "shipping_address": PERSON,
        "note_attributes": [PERSON],
        "line_items": [{"id": 1, "properties": [PERSON], "inventory_item_id": 271878346596884015}],
        "order": {"id": 820982911946154508, "customer": PERSON},
        "order_edit": {"order_id": 820982911946154508, "staff_note": PERSON["note"]},
        "orders_requested": [PERSON["id"]],
        "orders_to_redact": [PERSON["id"]],
        "data_request": {"id": 9999},
        "app_subscription": {"status": "ACTIVE", "customer": PERSON},
        "status": "success",
        "updated_at": "2026-11-01T10:00:00Z",
    }


async def rows_of_every_table(url: str) -> dict[str, str]:
    """Every row of every table as text, by the name of the table."""
    engine = create_async_engine(sqlalchemy_url(url))
    async with engine.connect() as connection:
        names = await connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        )
        found = {
            name: "\n".join((await connection.scalars(text(f"SELECT t::text FROM {name} t"))).all())
            for name in names.all()
        }
    await engine.dispose()
    return found


async def everything_in_redis(url: str) -> str:
    """Every key, and what it holds, of whatever kind."""
    async with redis.asyncio.Redis.from_url(url) as client:
        held = [(key, await client.dump(key)) async for key in client.scan_iter(count=1000)]
    return "\n".join(f"{key!r} {value!r}" for key, value in held)


def traces_in(given: str) -> list[str]:
    return [trace for trace in TRACES if trace in given]


async def test_nothing_of_a_customer_is_kept_whatever_shopify_sends(
    api: httpx2.AsyncClient,
    parts: Parts,
    shop: ShopInApi,
    database: Database,
    database_url: str,
    redis_url: str,
) -> None:
    sent = [topic for topic in topics() if topic not in AT_THE_END]
    assert len(sent) > 40
    for topic in sent:
        answer = await api.post(
            "/webhooks/shopify", **webhook(shop, whole_body(), **{"X-Shopify-Topic": topic})
        )
        assert answer.status_code == 200, (topic, answer.text)
    waiting = await rows_of_every_table(database_url)
    assert {name: found for name, rows in waiting.items() if (found := traces_in(rows))} == {}
    assert "inventory_item_id" in waiting["webhook_waiting"], "what was sent is there, as ids"

    handlers = {**handlers_of(parts, lambda *_: None), "shop/update": _nothing}
    assert await absorb(database, shop.shop_id, handlers, parts.clock.now()) == len(sent)
    absorbed = await rows_of_every_table(database_url)
    assert {name: found for name, rows in absorbed.items() if (found := traces_in(rows))} == {}
    assert traces_in(await everything_in_redis(redis_url)) == []


async def _nothing(_shop_id: int, _webhook: object) -> None:
    """Asking Shopify for the shop's details is not what is looked at here."""


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact"])
async def test_a_request_about_a_customer_is_answered_to_the_merchant_in_the_log(
    api: httpx2.AsyncClient, parts: Parts, shop: ShopInApi, database: Database, topic: str
) -> None:
    request = webhook(shop, whole_body(), **{"X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": uuid4().hex})
    for _ in range(2):
        assert (await api.post("/webhooks/shopify", **request)).status_code == 200
    await absorb(database, shop.shop_id, handlers_of(parts, lambda *_: None), parts.clock.now())
    async with database.shop(shop.shop_id) as connection:
        rows = await connection.scalars(
            text("SELECT arguments::text FROM job WHERE kind = :kind"), {"kind": jobs.ANSWER_CUSTOMER}
        )
        asked = [json.loads(row) for row in rows.all()]
    assert [set(each) for each in asked] == [{"topic", "webhook_id", "received_at"}], "once, and of nobody"
    for _ in range(2):
        await jobs.answer_customer(database, SystemClock(), shop.shop_id, asked[0])
    async with database.shop(shop.shop_id) as connection:
        (answered,) = await queries.list_requests(connection, shop.shop_id)
        entries = await list_entries(connection, shop.shop_id, limit=10)
    told = [entry for entry in entries if entry.action == "privacy_request.answered"]
    assert len(told) == 1, "the merchant, who owes the customer the answer, reads it there"
    assert told[0].after == {"topic": topic, "answer": answered.answer["statement"]}
