"""A shop that has the app under Shopify App Pricing: the api, the store and its Partner API, and the time."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from support.running_api import running_api, settings_for, signed
from support.running_store import CLIENT_ID, CLIENT_SECRET, RunningStore, running_store

from devstore.partner_api import APP, ORGANIZATION, TOKEN
from inventorysync.billing import jobs
from inventorysync.entry.bootstrap import Parts, open_parts
from inventorysync.entry.handlers import handlers_of
from inventorysync.settings import Settings
from inventorysync.sync.inbox import absorb

DAY = timedelta(days=1)


@dataclass
class Time:
    """The real time and what a test adds to it, for the store as for the app."""

    store: RunningStore
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def sleep(self, _seconds: float) -> None:
        raise NotImplementedError

    def pass_by(self, span: timedelta) -> None:
        self.ahead += span
        self.store.dev("clock", {"advance_seconds": span.total_seconds()})


@dataclass
class Desk:
    """What a test does with the shop's plan."""

    store: RunningStore
    api: httpx2.AsyncClient
    parts: Parts
    time: Time
    domain: str
    shop_id: int = 0
    _posted: set[str] = field(default_factory=set)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.store.dev('id-token')['id_token']}"}

    async def install(self, user: int = 1) -> None:
        """The merchant installs the app, and somebody opens it."""
        self.store.dev("install")
        token = self.store.dev("id-token", {"user": user})["id_token"]
        answer = await self.api.get("/api/v1/shop", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        async with self.parts.database.system() as connection:
            found = text("SELECT shop_id FROM shop WHERE domain = :domain")
            self.shop_id = int((await connection.execute(found, {"domain": self.domain})).scalar_one())

    async def read(self) -> dict[str, Any]:
        """What the hourly job does, then what the page shows."""
        await jobs.read_plan(self.parts.database, self.parts.billing, self.time, self.shop_id)
        return await self.plan()

    async def plan(self) -> dict[str, Any]:
        answer = await self.api.get("/api/v1/plan", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def shop(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.get("/api/v1/shop", headers=self.headers)).json()
        return found

    def told(self) -> list[dict[str, Any]]:
        """The webhooks of plans that the store has made and this test has not posted yet, oldest first."""
        self.store.dev("webhooks/flush", {"timeout_seconds": 0.2})
        found = self.store.dev("webhooks?limit=50", method="GET")["deliveries"]
        mine = [one for one in found if one["topic"] == "app_subscriptions/update"]
        fresh = [one for one in mine if one["webhook_id"] not in self._posted]
        self._posted |= {one["webhook_id"] for one in fresh}
        return fresh[::-1]  # the newest stands first

    async def post(self, delivery: dict[str, Any], **changes: str) -> httpx2.Response:
        """A webhook arrives at the app's door."""
        body = delivery["body"].encode()
        headers = {
            "X-Shopify-Topic": delivery["topic"],
            "X-Shopify-Hmac-Sha256": signed(body, CLIENT_SECRET),
            "X-Shopify-Shop-Domain": self.domain,
            "X-Shopify-Webhook-Id": delivery["webhook_id"],
            "X-Shopify-Triggered-At": delivery["triggered_at"],
        }
        return await self.api.post("/webhooks/shopify", content=body, headers=headers | changes)

    async def work(self) -> int:
        """What a worker does with the webhooks that have arrived; how many readings they asked for."""
        handlers = handlers_of(self.parts, lambda *_: None)
        await absorb(self.parts.database, self.shop_id, handlers, self.time.now())
        async with self.parts.database.shop(self.shop_id) as connection:
            taken = "UPDATE job SET state = 'done' WHERE kind = :kind AND state = 'waiting'"
            asked = (await connection.execute(text(taken), {"kind": jobs.READ_PLAN})).rowcount
        if asked:
            await jobs.read_plan(self.parts.database, self.parts.billing, self.time, self.shop_id)
        return asked

    async def hear(self) -> None:
        """Every webhook of a plan so far arrives and is worked off."""
        for delivery in self.told():
            assert (await self.post(delivery)).status_code == 200
        await self.work()

    async def log(self) -> list[tuple[str, str]]:
        """What the audit log says of the plan: before and after, oldest first."""
        async with self.parts.database.shop(self.shop_id) as connection:
            rows = await connection.execute(
                text("SELECT before, after FROM audit_entry WHERE action = 'plan.changed' ORDER BY at")
            )
            return [(before["state"], after["state"]) for before, after in rows]


def priced(database_url: str, redis_url: str, store_url: str) -> Settings:
    """Settings of an installation that is offered under Shopify App Pricing."""
    changes = {
        "shopify_api_key": CLIENT_ID,
        "shopify_api_secret": SecretStr(CLIENT_SECRET),
        "shopify_dev_url": store_url,
        "billing_provider": "shopify",
        "shopify_app_handle": "inventorysync",
        "shopify_app_id": APP,
        "partner_organization_id": ORGANIZATION,
        "partner_api_token": SecretStr(TOKEN),
    }
    return settings_for(database_url, redis_url).model_copy(update=changes)


@pytest.fixture
async def desk(tmp_path: Path, database_url: str, redis_url: str) -> AsyncIterator[Desk]:
    domain = f"plans-{uuid4().hex}.myshopify.com"
    with running_store(tmp_path, shop_domain=domain) as store:
        settings = priced(database_url, redis_url, store.url)
        async with running_api(settings) as (_, api), open_parts(settings, "test") as parts:
            desk = Desk(store, api, parts, Time(store), domain)
            await desk.install()
            yield desk


def body_of(delivery: dict[str, Any]) -> dict[str, Any]:
    """The body of a webhook of a plan."""
    found: dict[str, Any] = json.loads(delivery["body"])["app_subscription"]
    return found
