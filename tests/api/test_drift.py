"""Differences, comparisons and the sync log over HTTP."""

import asyncio
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi
from support.settling import settle_all

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.sync import decide, wakes
from inventorysync.sync.checks import compare
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import SAID_BY_CHECK, LevelKey, Reading

Answer = dict[str, Any]


@dataclass
class Compared:
    """A shop whose one level held 12, and nobody said when it came to hold 9."""

    shop: ShopInApi
    api: httpx2.AsyncClient
    store: PostgresStore
    database: Database

    @property
    def key(self) -> LevelKey:
        return LevelKey(self.shop.item_id, self.shop.location_id)

    async def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Answer:
        answer = await self.api.request(method, f"/api/v1/{path}", headers=self.shop.headers, **more)
        assert answer.status_code == status, answer.text
        found: Answer = answer.json()
        return found

    async def read(self, units: int) -> None:
        """A comparison reads the level."""
        now = datetime.now(UTC)
        async with self.database.shop(self.shop.shop_id) as connection:
            await wakes.wake_levels(connection, self.shop.shop_id, [self.key], now, SAID_BY_CHECK)
        await self.read_what_waits(units)

    async def read_what_waits(self, units: int) -> None:
        now = datetime.now(UTC)
        for wake in await self.store.due_wakes(now, 10):
            reading = Reading(wake.shadow.key, 7, {"available": units, "on_hand": units}, now)
            await self.store.settle([decide.judge(wake, reading, now)], now)

    async def one(self) -> Answer:
        (found,) = (await self.ask("GET", "drift/differences"))["items"]
        assert isinstance(found, dict)
        return found


@pytest.fixture
async def compared(api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> Compared:
    compared = Compared(shop, api, PostgresStore(database, shop.shop_id, lambda *_: None), database)
    await compared.read(12)
    assert await compared.ask("GET", "drift") == {"drift_units": 0, "levels": []}
    return compared


async def choose(compared: Compared, policy: str, locations: Mapping[str, str] | None = None) -> None:
    lines = [{"location_id": place, "policy": each} for place, each in (locations or {}).items()]
    wanted = {"policy": policy, "locations": lines}
    assert await compared.ask("PUT", "drift/policies", json=wanted) == wanted
    assert await compared.ask("GET", "drift/policies") == wanted


async def test_by_default_shopifys_number_is_taken_and_told_with_its_evidence(compared: Compared) -> None:
    await compared.read(9)
    found = await compared.one()
    assert (found["state"], found["policy"], found["cause"]) == ("taken", "take", "lost_webhook")
    assert found["sku"] == compared.shop.canary
    assert found["evidence"]["booked_before"]["quantities"] == {"available": 12, "on_hand": 12}
    assert await compared.ask("GET", "drift") == {"drift_units": 0, "levels": []}


async def test_a_difference_that_is_asked_about_is_drift_until_it_is_taken(compared: Compared) -> None:
    await choose(compared, "take", {f"gid://shopify/Location/{compared.shop.location_id}": "ask"})
    await compared.read(9)
    drift = await compared.ask("GET", "drift")
    assert drift["drift_units"] == 6
    assert [(row["name"], row["ours"], row["shopify"], row["difference"]) for row in drift["levels"]] == [
        ("available", 12, 9, -3),
        ("on_hand", 12, 9, -3),
    ]
    assert (await compared.ask("GET", "sync"))["drift_units"] == 6
    path = f"drift/differences/{drift['levels'][0]['difference_id']}/take"
    assert (await compared.ask("POST", path))["state"] == "taken"
    assert (await compared.ask("POST", path))["decided_by"] == "api_key:tests"
    assert (await compared.ask("GET", "drift"))["drift_units"] == 0
    assert await compared.ask("GET", "drift/differences?state=open") == {"items": [], "next": None}


async def test_our_number_is_put_back_once_after_a_preview(compared: Compared, database: Database) -> None:
    await choose(compared, "ask")
    await compared.read(9)
    path = f"drift/differences/{(await compared.one())['id']}/push"
    preview = await compared.ask("POST", path, json={"dry_run": True})
    assert preview == {"lines": [{"name": "available", "delta": 3, "before": 9, "after": 12}]}
    made = await compared.ask("POST", path, 202, json={})
    assert await compared.ask("POST", path, 202, json={}) == made
    await settle_all(database, compared.shop.shop_id, datetime.now(UTC))
    levels = await compared.ask("GET", "levels")
    assert levels["items"][0]["quantities"]["available"] == 12
    found = await compared.one()
    assert (found["state"], found["change_set_id"]) == ("pushed", made["change_set_id"])
    refused = await compared.ask("POST", f"drift/differences/{found['id']}/take", 409)
    assert refused["type"].endswith("difference-decided")


async def test_differences_are_downloaded_as_csv_and_json(compared: Compared) -> None:
    await compared.read(9)
    found = await compared.one()
    arguments: Answer = {"headers": compared.shop.headers}
    as_json = await compared.api.get("/api/v1/drift/difference-file?format=json", **arguments)
    assert as_json.json() == [found]
    as_csv = await compared.api.get("/api/v1/drift/difference-file", **arguments)
    rows = list(csv.DictReader(io.StringIO(as_csv.text.lstrip("\ufeff"))))
    assert [(row["Quantity"], row["Ours"], row["Shopify"], row["Units"]) for row in rows] == [
        ("available", "12", "9", "-3"),
        ("on_hand", "12", "9", "-3"),
    ]
    assert rows[0]["Difference"] == found["id"]


async def test_a_policy_for_an_unknown_location_is_refused_by_its_field(compared: Compared) -> None:
    wanted = {"policy": "ask", "locations": [{"location_id": "gid://shopify/Location/5", "policy": "ask"}]}
    refused = await compared.ask("PUT", "drift/policies", 422, json=wanted)
    assert refused["errors"][0]["field"] == "locations"
    wanted["locations"] = [{"location_id": "no gid", "policy": "ask"}]
    refused = await compared.ask("PUT", "drift/policies", 422, json=wanted)
    assert refused["errors"][0]["field"] == "locations.0.location_id"
    assert (await compared.ask("GET", "drift/policies"))["policy"] == "take"


async def test_a_comparison_counts_what_it_read_and_what_differed(compared: Compared) -> None:
    asked = await compared.ask("POST", "sync/checks", 202, json={})
    assert await compared.ask("POST", "sync/checks", 202, json={}) == asked
    figures: list[Mapping[str, Any]] = []

    async def progress(said: Mapping[str, Any]) -> None:
        figures.append(said)
        await compared.read_what_waits(9)

    comparing = compare(
        compared.database,
        SystemClock(),
        lambda *_: None,
        compared.shop.shop_id,
        UUID(asked["id"]),
        progress,
    )
    await asyncio.wait_for(comparing, 20)
    (check,) = (await compared.ask("GET", "sync/checks"))["items"]
    assert (check["state"], check["levels_total"], check["levels_checked"]) == ("done", 1, 1)
    assert check["levels_different"] == 1
    assert figures[0] == {"levels_checked": 0, "levels_total": 1, "levels_different": 0}


async def test_a_comparison_is_canceled(compared: Compared) -> None:
    place = f"gid://shopify/Location/{compared.shop.location_id}"
    asked = await compared.ask("POST", "sync/checks", 202, json={"location_id": place})
    canceled = await compared.ask("POST", f"sync/checks/{asked['id']}/cancel")
    assert (canceled["state"], canceled["location_id"]) == ("canceled", place)

    async def progress(_: Mapping[str, Any]) -> None:
        pytest.fail("a canceled comparison reads nothing")

    scope = (compared.shop.shop_id, UUID(asked["id"]))
    ended = await compare(compared.database, SystemClock(), lambda *_: None, *scope, progress)
    assert ended == {"state": "canceled"}


async def test_a_person_of_one_location_sees_and_compares_only_that(
    app: FastAPI, compared: Compared, database: Database
) -> None:
    other = compared.shop.location_id + 500_000_000
    async with database.shop(compared.shop.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                  country_code) VALUES (:shop, :place, 'Elsewhere', true, true, '', 'GB')
            """),
            {"shop": compared.shop.shop_id, "place": other},
        )
    await choose(compared, "ask")
    await compared.read(9)
    elsewhere = f"gid://shopify/Location/{other}"
    person = await joined(app, compared.api, compared.shop, "warehouse", locations=[elsewhere])
    assert (await person.ask("GET", "drift")).json() == {"drift_units": 0, "levels": []}
    number = (await compared.one())["id"]
    assert (await person.ask("POST", f"drift/differences/{number}/take")).status_code == 404
    assert (await person.ask("POST", "sync/checks", json={})).status_code == 403
    assert (await person.ask("POST", "sync/checks", json={"location_id": elsewhere})).status_code == 202
    assert (await person.ask("PUT", "drift/policies", json={"policy": "take"})).status_code == 403


async def test_the_log_is_filtered_page_by_page_and_downloaded(
    compared: Compared, database: Database
) -> None:
    now = datetime.now(UTC)
    async with database.shop(compared.shop.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO sync_log (shop_id, at, direction, item_id, location_id, changes, result, detail,
                                      request_id)
                SELECT :shop, CAST(:now AS timestamptz) - g * interval '1 minute',
                       CASE WHEN g % 2 = 0 THEN 'seen' ELSE 'pushed' END, :item + g % 3, :place,
                       '{"available": -1}', CASE WHEN g % 10 = 1 THEN 'again' ELSE 'booked' END,
                       '=1+1', 'request-' || g
                FROM generate_series(1, 60) AS g
            """),
            {"shop": compared.shop.shop_id, "now": now, "item": compared.shop.item_id, "place": 7},
        )
    place = "gid://shopify/Location/7"

    async def found(**wanted: str) -> list[Answer]:
        rows: list[Answer] = []
        cursor: dict[str, str] = {}
        while True:
            page = await compared.ask(
                "GET", "sync/log", params={"limit": "7", "location_id": place, **wanted, **cursor}
            )
            rows += page["items"]
            if page["next"] is None:
                return rows
            cursor = {"cursor": page["next"]}

    assert len(await found()) == 60
    assert [row["at"] for row in await found()] == sorted((row["at"] for row in await found()), reverse=True)
    assert len(await found(direction="pushed")) == 30
    assert len(await found(result="again")) == 6
    assert len(await found(inventory_item_id=f"gid://shopify/InventoryItem/{compared.shop.item_id}")) == 20
    assert [row["request_id"] for row in await found(request_id="request-5")] == ["request-5"]
    since, until = (now - timedelta(minutes=20)).isoformat(), (now - timedelta(minutes=10)).isoformat()
    assert len(await found(since=since, until=until)) == 10
    answer = await compared.api.get(
        "/api/v1/sync/log-file",
        params={"location_id": place, "result": "again"},
        headers=compared.shop.headers,
    )
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 6
    assert {(row["Detail"], row["available"]) for row in rows} == {("'=1+1", "-1")}
