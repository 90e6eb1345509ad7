"""Leaving as one act: who may, what it stops at once, and how it is taken back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import Person, joined
from support.running_api import ShopInApi

from inventorysync.farewell.ending import Act, Stuck, Why, decide
from inventorysync.kit.db import Database
from inventorysync.sync import decide as sync_decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.transfers.words import SeenShipment, SeenShipmentLine, SeenTransfer, Tracking

LEAVING = "/api/v1/leaving"


async def owner_of(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> Person:
    person = await joined(app, api, shop, "manager")
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("UPDATE member SET role = 'owner' WHERE shop_id = :shop AND email = :email"),
            {"shop": shop.shop_id, "email": person.email},
        )
    app.state.gate.forget()
    return person


@pytest.fixture
async def owner(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> Person:
    return await owner_of(app, api, shop, database)


async def leave(person: Person, name: str) -> httpx2.Response:
    return await person.ask("POST", "leaving", json={"name": name})


async def adjust(api: httpx2.AsyncClient, shop: ShopInApi, delta: int = 1) -> str:
    level = {"inventory_item_id": str(shop.item_id), "location_id": str(shop.location_id)}
    wanted = {"kind": "adjust", "reason": "correction", "lines": [{**level, "delta": delta}]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    answer = await api.post("/api/v1/change-sets", json=wanted, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def test_only_an_owner_of_the_whole_shop_leaves_and_stays(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database, owner: Person
) -> None:
    manager = await joined(app, api, shop, "manager")
    for path, body in (("leaving", {"name": shop.domain}), ("leaving/stay", None)):
        assert (await manager.ask("POST", path, json=body)).status_code == 403, path
        assert (await api.post(f"/api/v1/{path}", json=body, headers=shop.headers)).status_code == 403
    assert (await manager.ask("GET", "leaving")).json()["writes_stopped_at"] is None
    place = [f"gid://shopify/Location/{shop.location_id}"]
    narrow = await joined(app, api, shop, "manager", locations=place)
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("UPDATE member SET role = 'owner' WHERE email = :email"), {"email": narrow.email}
        )
    app.state.gate.forget()
    assert (await leave(narrow, shop.domain)).status_code == 403
    assert (await leave(owner, shop.domain)).status_code == 202


async def test_the_name_of_another_shop_is_refused_by_its_field_and_stops_nothing(
    owner: Person, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    for name in (other_shop.domain, f"{shop.domain}x", " ", shop.domain[:-1]):
        refused = await leave(owner, name)
        assert refused.status_code == 422, name
        assert [error["field"] for error in refused.json()["errors"]] == ["name"]
    for body in ({}, {"name": ""}, {"name": 7}, {"name": "a\0"}, {"name": shop.domain, "more": 1}):
        assert (await owner.ask("POST", "leaving", json=body)).status_code == 422, body
    found = (await owner.ask("GET", "leaving")).json()
    assert (found["writes_stopped_at"], found["farewell"]) == (None, None)


@pytest.mark.parametrize("part", ["domain", "short", "name"])
async def test_the_shops_name_is_taken_in_each_of_its_forms(
    owner: Person, shop: ShopInApi, part: str
) -> None:
    names = {"domain": f" {shop.domain.upper()} ", "short": shop.canary, "name": shop.canary.title()}
    answer = await leave(owner, names[part])
    assert answer.status_code == 202, answer.text


async def test_leaving_is_one_work_however_often_it_is_asked_for_and_of_one_shop(
    app: FastAPI,
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    other_shop: ShopInApi,
    owner: Person,
    database: Database,
) -> None:
    first, second = (await leave(owner, shop.domain)).json(), (await leave(owner, shop.domain)).json()
    assert first["farewell"]["id"] == second["farewell"]["id"]
    assert first["farewell"]["job"] == second["farewell"]["job"]
    assert first["farewell"]["state"] == "going"
    assert first["writes_stopped_at"] == second["writes_stopped_at"] is not None
    other = await owner_of(app, api, other_shop, database)
    untouched = (await other.ask("GET", "leaving")).json()
    assert (untouched["writes_stopped_at"], untouched["farewell"]) == (None, None)
    assert (await other.ask("POST", "leaving/stay")).status_code == 409
    audit = (await api.get("/api/v1/audit", headers=shop.headers)).json()["items"]
    entries = [(one["action"], one["after"]) for one in audit if one["action"].startswith("shop.")]
    assert entries == [("shop.leaving", {"writes_to_shopify": False})]


async def test_what_is_wanted_meanwhile_is_kept_and_not_sent_until_the_shop_stays(
    api: httpx2.AsyncClient, shop: ShopInApi, owner: Person, database: Database
) -> None:
    store = PostgresStore(database, shop.shop_id, lambda *_: None)
    now = datetime.now(UTC)
    before = await adjust(api, shop)
    planned = sync_decide.plan_calls(await store.pending_lines(10), uuid4, now)
    assert len(planned) == 1
    await leave(owner, shop.domain)
    assert await store.open_calls(planned) == [], "a call that was planned before is not opened after"
    during = await adjust(api, shop, 2)
    assert await store.pending_lines(10) == []
    standing = (await owner.ask("GET", "leaving")).json()
    assert (standing["lines_waiting"], standing["writes_open"], standing["is_clear"]) == (2, 0, True)
    stayed = await owner.ask("POST", "leaving/stay")
    assert stayed.status_code == 200, stayed.text
    assert (stayed.json()["writes_stopped_at"], stayed.json()["farewell"]) == (None, None)
    (line,) = [one.change_set_id for one in await store.pending_lines(1)]
    assert line == UUID(before)
    opened = await store.open_calls(sync_decide.plan_calls(await store.pending_lines(10), uuid4, now))
    assert [call.change_set_id for call in opened] == [UUID(before)], "one write of a level at a time"
    kept = (await api.get(f"/api/v1/change-sets/{during}", headers=shop.headers)).json()
    assert kept["lines"][0]["state"] == "pending"


async def test_no_transfer_begins_while_the_shop_leaves_and_one_that_is_asked_for_again_is_the_same(
    api: httpx2.AsyncClient, shop: ShopInApi, owner: Person, database: Database
) -> None:
    place = shop.location_id + 500_000
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders,
                      city, country_code) VALUES (:shop, :place, 'elsewhere', true, true, '', 'GB')"""),
            {"shop": shop.shop_id, "place": place},
        )
    line = {"inventory_item_id": f"gid://shopify/InventoryItem/{shop.item_id}", "quantity": 1}
    ends = {"origin_id": shop.location_id, "destination_id": place}
    body = {name: f"gid://shopify/Location/{number}" for name, number in ends.items()} | {"lines": [line]}

    async def make(key: str) -> httpx2.Response:
        headers = {**shop.headers, "Idempotency-Key": key}
        return await api.post("/api/v1/transfers", json=body, headers=headers)

    made = await make("before")
    assert made.status_code == 202, made.text
    await leave(owner, shop.domain)
    assert (await make("before")).json()["id"] == made.json()["id"]
    refused = await make("after")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:inventorysync:problem:writes-stopped")
    await owner.ask("POST", "leaving/stay")
    assert (await make("after")).status_code == 202


def seen(state: str, *shipments: SeenShipment, number: int | None = 1) -> SeenTransfer:
    return SeenTransfer(number, "#T1", state, 1, 2, "", "", None, (), tuple(shipments))


def shipment(number: int, state: str, accepted: int = 0, rejected: int = 0) -> SeenShipment:
    line = SeenShipmentLine(number, 1, 5, accepted, rejected)
    return SeenShipment(number, f"#T1-{number}", state, Tracking(), None, None, None, (line,))


@pytest.mark.parametrize(
    ("transfer", "stuck", "wanted"),
    [
        (seen("DRAFT"), None, Act("delete")),
        (seen("DRAFT", number=None), None, Act("delete")),
        (seen("READY_TO_SHIP"), None, Act("cancel")),
        (seen("IN_PROGRESS", shipment(7, "IN_TRANSIT"), shipment(8, "DRAFT")), None, Act("recall", 7)),
        (seen("READY_TO_SHIP", shipment(8, "DRAFT")), None, Act("recall", 8)),
        (seen("IN_PROGRESS", shipment(7, "PARTIALLY_RECEIVED", 1)), None, "arriving"),
        (seen("IN_PROGRESS", shipment(8, "IN_TRANSIT"), shipment(7, "PARTIALLY_RECEIVED", 0, 1)), None,
         "arriving"),
        (seen("IN_PROGRESS", shipment(7, "RECEIVED", 5)), None, Act("cancel")),
        (seen("OTHER"), None, "state"),
        (seen("READY_TO_SHIP"), Stuck("ship", "refused", "X", "no"), Act("put_aside")),
        (seen("DRAFT", number=None), Stuck("create", "refused", "X", "no"), Act("put_aside")),
        (seen("DRAFT", number=None), Stuck("create", "unknown", "", ""), "unknown"),
    ],
)  # fmt: skip
def test_what_a_transfer_needs_to_end(transfer: SeenTransfer, stuck: Stuck | None, wanted: Any) -> None:
    decided = decide(transfer, stuck, lambda _: False)
    assert (decided.code if isinstance(decided, Why) else decided) == wanted


def test_what_shopify_refuses_is_for_a_person_and_not_asked_for_again() -> None:
    tried = {Act("put_aside"), Act("cancel")}
    refused = decide(
        seen("IN_PROGRESS"), Stuck("cancel", "refused", "SHIPMENT_EXISTS", "no"), tried.__contains__
    )
    assert refused == Why("SHIPMENT_EXISTS", "no")
    assert decide(seen("IN_PROGRESS"), None, tried.__contains__) == Why(
        "again", "Shopify has it otherwise than it was asked to"
    )
