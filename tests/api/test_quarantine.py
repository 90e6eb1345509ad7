"""Writes whose outcome stayed unknown: listed, decided by a person, and the truth is booked afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import LevelKey, Reading

PATH = "/api/v1/quarantine"
ACTOR = "api_key:tests"
SENT = datetime.now(UTC) - timedelta(hours=21)


@dataclass
class SetAside:
    """A shop with one write of -3 that was set aside, of a level that held 12."""

    shop: ShopInApi
    api: httpx2.AsyncClient
    store: PostgresStore
    change_set_id: str
    write_id: str

    async def decide(self, *, was_applied: bool) -> httpx2.Response:
        path = f"{PATH}/{self.write_id}/decide"
        return await self.api.post(path, json={"was_applied": was_applied}, headers=self.shop.headers)

    async def get(self, path: str) -> Any:
        return (await self.api.get(f"/api/v1/{path}", headers=self.shop.headers)).raise_for_status().json()

    async def level(self) -> dict[str, int]:
        found = (await self.get("levels"))["items"][0]["quantities"]
        return {name: units for name, units in found.items() if units}

    async def read(self, available: int) -> None:
        """What the worker does next: read the level and book what differs."""
        now = datetime.now(UTC)
        (wake,) = await self.store.due_wakes(now, 10)
        key = LevelKey(self.shop.item_id, self.shop.location_id)
        reading = Reading(key, 7, {"available": available, "on_hand": available}, now)
        await self.store.settle([decide.judge(wake, reading, now)], now)


@pytest.fixture
async def aside(api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> SetAside:
    line = {
        "inventory_item_id": f"gid://shopify/InventoryItem/{shop.item_id}",
        "location_id": f"gid://shopify/Location/{shop.location_id}",
        "name": "available",
        "delta": -3,
    }
    wanted = {"kind": "adjust", "reason": "damaged", "note": "Broken in the window", "lines": [line]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    made = (await api.post("/api/v1/change-sets", json=wanted, headers=headers)).raise_for_status().json()
    store = PostgresStore(database, shop.shop_id, lambda *_: None)
    calls = decide.plan_calls(await store.pending_lines(10), uuid4, SENT)
    (call,) = await store.open_calls(calls)
    spent = decide.give_up(call, datetime.now(UTC))
    assert spent is not None
    await store.conclude(call, spent, datetime.now(UTC))
    return SetAside(shop, api, store, made["id"], str(call.call_id))


async def test_a_write_that_was_set_aside_is_listed_with_what_it_would_do(aside: SetAside) -> None:
    (write,) = (await aside.get("quarantine"))["items"]
    assert (write["id"], write["change_set_id"]) == (aside.write_id, aside.change_set_id)
    assert (write["reason"], write["note"], write["actor"]) == ("damaged", "Broken in the window", ACTOR)
    assert write["detail"] == "Shopify gave no answer for 20 hours"
    (line,) = write["lines"]
    assert line["changes"] == [{"name": "available", "delta": -3}, {"name": "on_hand", "delta": -3}]
    assert line["sku"] == aside.shop.canary
    assert (await aside.get("drift"))["drift_units"] == 6


async def test_an_applied_write_is_booked_as_the_adjustment_it_was(aside: SetAside) -> None:
    answer = await aside.decide(was_applied=True)
    assert (answer.status_code, answer.json()) == (200, {"id": aside.write_id, "was_applied": True})
    assert await aside.level() == {"available": 9, "on_hand": 9}
    assert (await aside.get(f"change-sets/{aside.change_set_id}"))["state"] == "confirmed"
    assert (await aside.get("quarantine"))["items"] == []
    assert (await aside.get("drift"))["drift_units"] == 0
    movements = (await aside.get(f"items/{aside.shop.item_id}/movements"))["items"]
    assert {(m["cause"], m["actor"], m["delta"]) for m in movements} == {("adjustment", ACTOR, -3)}
    assert {(m["reason"], m["document"]["label"]) for m in movements} == {("damaged", "Broken in the window")}
    logged = (await aside.get("sync/log"))["items"][0]
    assert (logged["result"], logged["detail"]) == ("applied", "found in Shopify by api_key:tests")


async def test_a_write_that_was_not_applied_ends_as_failed(aside: SetAside) -> None:
    assert (await aside.decide(was_applied=False)).status_code == 200
    assert await aside.level() == {"available": 12, "on_hand": 12}
    change_set = await aside.get(f"change-sets/{aside.change_set_id}")
    assert change_set["state"] == "failed"
    assert change_set["lines"][0]["error"] == {
        "code": "NOT_APPLIED",
        "message": "not found in Shopify by api_key:tests",
    }


@pytest.mark.parametrize("was_applied", [True, False])
async def test_the_next_reading_books_the_truth_even_if_the_person_was_mistaken(
    aside: SetAside, *, was_applied: bool
) -> None:
    await aside.decide(was_applied=was_applied)
    await aside.read(12 if was_applied else 9)
    truth = 12 if was_applied else 9
    assert await aside.level() == {"available": truth, "on_hand": truth}
    assert (await aside.get("sync"))["writing"]["quarantined"] == 0


async def test_a_level_is_written_again_after_the_decision(aside: SetAside) -> None:
    await aside.decide(was_applied=True)
    await aside.read(9)
    line = (await aside.get(f"change-sets/{aside.change_set_id}"))["lines"][0]
    wanted = {
        "kind": "adjust",
        "reason": "correction",
        "lines": [{key: line[key] for key in ("inventory_item_id", "location_id", "name", "delta")}],
    }
    headers = {**aside.shop.headers, "Idempotency-Key": uuid4().hex}
    await aside.api.post("/api/v1/change-sets", json=wanted, headers=headers)
    assert [line.delta for line in await aside.store.pending_lines(10)] == [-3]


async def test_deciding_twice_books_once_and_the_other_way_is_refused(aside: SetAside) -> None:
    assert [(await aside.decide(was_applied=True)).status_code for _ in range(2)] == [200, 200]
    other = await aside.decide(was_applied=False)
    assert (other.status_code, other.json()["type"]) == (
        409,
        "urn:inventorysync:problem:write-decided-otherwise",
    )
    assert await aside.level() == {"available": 9, "on_hand": 9}
    decisions = [row for row in (await aside.get("sync/log"))["items"] if row["result"] == "applied"]
    assert len(decisions) == 1


async def test_only_writes_that_were_set_aside_can_be_decided(
    aside: SetAside, api: httpx2.AsyncClient, other_shop: ShopInApi
) -> None:
    body = {"was_applied": True}
    theirs = await api.post(f"{PATH}/{aside.write_id}/decide", json=body, headers=other_shop.headers)
    unknown = await api.post(f"{PATH}/{uuid4()}/decide", json=body, headers=aside.shop.headers)
    vague = await api.post(
        f"{PATH}/{aside.write_id}/decide", json={"was_applied": "yes"}, headers=aside.shop.headers
    )
    assert (theirs.status_code, unknown.status_code, vague.status_code) == (404, 404, 422)
    assert len((await aside.get("quarantine"))["items"]) == 1
