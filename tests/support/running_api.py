"""The api in this process, on real PostgreSQL and Valkey, and shops in it."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from inventorysync.entry.web import create_app
from inventorysync.kit.db import Database
from inventorysync.settings import Settings
from inventorysync.shops.actions import create_api_key

API_SECRET = "shpss_0123456789abcdef0123456789abcdef"
WEBHOOK_SECRET = "whsec_0123456789abcdef0123456789abcdef"


def settings_for(database_url: str, redis_url: str) -> Settings:
    """Settings of a test, from nothing but their arguments."""
    return Settings(
        _env_file=None,
        environment="test",
        database_url=database_url,
        redis_url=redis_url,
        shopify_api_key="client-1",
        shopify_api_secret=SecretStr(API_SECRET),
        shopify_webhook_secret=SecretStr(WEBHOOK_SECRET),
        requests_per_minute=0,
        requests_per_minute_of_shop=0,
        failed_sign_ins_per_minute=0,
        secret_key=SecretStr("a key for the tests that is long enough"),
    )


@dataclass(frozen=True)
class ShopInApi:
    """A shop with stock, and its key."""

    shop_id: int
    domain: str
    key: str
    item_id: int
    location_id: int
    canary: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@asynccontextmanager
async def running_api(settings: Settings) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """The application started, and a client that speaks to it."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield app, client


async def add_shop(database: Database, number: int) -> ShopInApi:
    """A shop with one item at one location; its texts hold a canary of its own."""
    canary = f"canary{uuid4().hex}"
    domain = f"{canary}.myshopify.com"
    item_id, location_id = 1_000_000 + number, 2_000_000 + number
    now = datetime.now(UTC)
    async with database.system() as connection:
        shop_id = await connection.scalar(
            text("""
                INSERT INTO shop (domain, name, state, currency, details_read_at)
                VALUES (:domain, :name, 'active', 'GBP', :now) RETURNING shop_id
            """),
            {"domain": domain, "name": canary, "now": now},
        )
    assert isinstance(shop_id, int)
    arguments = {"shop": shop_id, "item": item_id, "place": location_id, "name": canary, "now": now}
    async with database.shop(shop_id) as connection:
        for statement in (
            """INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                 product_type, tracked, requires_shipping, unit_cost)
               VALUES (:shop, :item, :name, '', :name, '', '', '', true, true, 2.5)""",
            """INSERT INTO item_word (shop_id, word, item_id) VALUES (:shop, :name, :item)""",
            """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                 country_code) VALUES (:shop, :place, :name, true, true, '', 'GB')""",
            """INSERT INTO inventory_level (shop_id, item_id, location_id, level_id, available, on_hand,
                 booked_at, checked_at, unit_cost)
               VALUES (:shop, :item, :place, 7, 12, 12, :now, :now, 2.5)""",
        ):
            await connection.execute(text(statement), arguments)
        _, key = await create_api_key(
            connection, shop_id, name="tests", scopes=["admin"], created_by="tests", now=now
        )
    return ShopInApi(shop_id, domain, key, item_id, location_id, canary)


def signed(body: bytes, secret: str = WEBHOOK_SECRET) -> str:
    """Shopify's signature of a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def webhook(shop: ShopInApi, body: Any, **changes: str) -> dict[str, Any]:
    """The arguments of a request as Shopify sends it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "X-Shopify-Topic": "inventory_levels/update",
        "X-Shopify-Hmac-Sha256": signed(content),
        "X-Shopify-Shop-Domain": shop.domain,
        "X-Shopify-Webhook-Id": uuid4().hex,
        "X-Shopify-Event-Id": uuid4().hex,
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
        "X-Shopify-API-Version": "2026-10",
    }
    return {"content": content, "headers": headers | changes}
