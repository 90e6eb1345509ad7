"""Leaving in real processes: what is ours ends in the store, no unit is lost, in the end nothing is kept."""

import asyncio
import random
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx2
import pytest
import redis

from e2e.desk import Desk, equals_the_store
from e2e.merchant import READY, SCOPES, Merchant
from e2e.system import System, running_system, wait_until

FAULTS = {"http": {"rate_429": 0.05, "rate_5xx": 0.05, "lost_reply": 0.2, "lost_request": 0.1}, "seed": 11}
DOMAIN = "inventorysync-demo.myshopify.com"
ALL = "query All { inventoryTransfers(first: 250) { nodes { id name status } } }"
DEFINE = """mutation D($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) {
    createdDefinition { id } userErrors { code field message } } }"""
DEFINED = """query D($namespace: String!) {
  metafieldDefinitions(ownerType: PRODUCTVARIANT, namespace: $namespace, first: 9) { nodes { id } } }"""
KILLS = 4


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("leaving"), products=40) as running:
        yield running


@pytest.fixture(scope="module")
def merchant(system: System) -> Merchant:
    return Merchant(system)


def as_owner(system: System, method: str, path: str, body: Any = None) -> httpx2.Response:
    """Ask as the one who installed the app; an ID token lives for a minute."""
    token = system.store("POST", "id-token", {})["id_token"]
    return system.app(method, path, json=body, headers={"Authorization": f"Bearer {token}"})


def leave(system: System) -> Any:
    answer = as_owner(system, "POST", "leaving", {"name": DOMAIN})
    assert answer.status_code == 202, answer.text
    return answer.json()["farewell"]


def left(system: System, seconds: float = 90) -> Any:
    """The leaving when its work has ended."""

    def farewell() -> Any:
        found = as_owner(system, "GET", "leaving").json()["farewell"]
        assert found["job"]["state"] != "failed", found
        return found

    wait_until(lambda: farewell()["state"] != "going", seconds, "the leaving has ended")
    return farewell()


def adjust(system: System, row: dict[str, Any], delta: int) -> str:
    line = {"inventory_item_id": row["inventory_item_id"], "location_id": row["location_id"], "delta": delta}
    wanted = {"kind": "adjust", "reason": "correction", "lines": [line]}
    key = f"leaving-{row['inventory_item_id']}-{delta}"
    answer = system.app("POST", "change-sets", json=wanted, headers={"Idempotency-Key": key})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def state_of(system: System, change_set: str) -> str:
    return str(system.app("GET", f"change-sets/{change_set}", params={"lines": "none"}).json()["state"])


def states(merchant: Merchant) -> dict[str, str]:
    return {one["name"]: one["status"] for one in merchant.read(ALL)["inventoryTransfers"]["nodes"]}


def units(system: System, name: str) -> int:
    return sum(quantities[name] for quantities in system.truth().values())


def kill_workers(system: System, dice: random.Random) -> None:
    for number in range(KILLS):
        time.sleep(dice.uniform(0.0, 0.6))
        system.kill(f"worker{number % 2}")
        system.start_worker(number % 2)


def test_what_is_ours_ends_whoever_dies_and_what_is_the_merchants_stays(
    system: System, merchant: Merchant
) -> None:
    desk, dice = Desk(system), random.Random(5)
    on_hand, reserved = units(system, "on_hand"), units(system, "reserved")
    first, second = desk.items
    definition = {"name": "Bin", "namespace": "$app", "key": "bin", "type": "single_line_text_field"}
    system.store("POST", "scopes", {"scopes": [*SCOPES, "write_products"]})
    merchant.ask(DEFINE, definition={**definition, "ownerType": "PRODUCTVARIANT"})
    theirs = merchant.ask(
        READY,
        input={
            "originLocationId": desk.origin,
            "destinationLocationId": desk.destination,
            "lineItems": [{"inventoryItemId": second, "quantity": 1}],
        },
    )["inventoryTransfer"]["name"]
    draft, ready = desk.make(1), desk.make(2, ready=True)
    sent, arriving = desk.make(2, ready=True), desk.make(3, ready=True)
    for transfer in (sent, arriving):
        desk.act(transfer, "/ship")
    shipment = desk.get(arriving["key"])["shipments"][0]
    desk.receive(arriving, shipment, (1, 0))

    system.store("PUT", "faults", FAULTS)
    in_flight = adjust(system, desk.rows[1], 2)
    leave(system)
    kept = adjust(system, desk.rows[1], 5)
    kill_workers(system, dice)
    leave(system)
    farewell = left(system)
    system.store("PUT", "faults", {})

    assert farewell["state"] == "waits", farewell
    assert [(one["name"], one["code"]) for one in farewell["waits"]] == [(arriving["name"], "arriving")]
    looks = {one["what"]: one for one in farewell["checks"]}
    assert looks["transfers"]["left"] == [arriving["name"]]
    assert all(looks[what]["is_clear"] for what in ("definitions", "installation", "webhooks", "writes"))
    found = states(merchant)
    assert draft["name"] not in found, "a draft is deleted"
    assert (found[ready["name"]], found[sent["name"]]) == ("CANCELED", "CANCELED")
    assert found[theirs] == "READY_TO_SHIP", "the merchant's own stays"
    assert merchant.read(DEFINED, namespace="$app")["metafieldDefinitions"]["nodes"] == []
    assert state_of(system, in_flight) in ("confirmed", "pending")
    assert state_of(system, kept) == "pending", "what was asked for meanwhile is kept"
    sent_units = 2 if state_of(system, in_flight) == "confirmed" else 0
    assert units(system, "incoming") == 2, "of the shipment that is arriving"
    assert units(system, "on_hand") == on_hand - 2 + sent_units, "two units are on their way"
    assert units(system, "reserved") == reserved + 1, "the merchant's own transfer"

    desk.receive(arriving, shipment, (2, 0))
    leave(system)
    gone = left(system)
    assert (gone["state"], gone["waits"]) == ("gone", [])
    assert all(one["is_clear"] and one["at"] >= gone["asked_at"] for one in gone["checks"]), gone
    assert units(system, "incoming") == 0
    assert units(system, "on_hand") == on_hand + sent_units
    assert states(merchant)[theirs] == "READY_TO_SHIP"
    refused = system.app(
        "POST",
        "transfers",
        json={"origin_id": desk.origin, "destination_id": desk.destination, "lines": [
            {"inventory_item_id": first, "quantity": 1}]},
        headers={"Idempotency-Key": "too-late"},
    )  # fmt: skip
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:inventorysync:problem:writes-stopped")

    assert as_owner(system, "POST", "leaving/stay").status_code == 200
    wait_until(lambda: state_of(system, kept) == "confirmed", 30, "what was kept is sent once the shop stays")
    wait_until(lambda: state_of(system, in_flight) == "confirmed", 30, "what was sent is settled")
    assert units(system, "on_hand") == on_hand + 7
    wait_until(lambda: equals_the_store(system), 60, "our levels are the store's")
    system.prove_ledger()


def test_who_has_left_and_removes_the_app_is_forgotten(system: System) -> None:
    leave(system)
    assert left(system)["state"] == "gone"
    archive = system.app("GET", "export")
    assert (archive.status_code, archive.content[:2]) == (200, b"PK")
    system.store("POST", "uninstall")
    wait_until(lambda: ("shop", 1) in asyncio.run(rows(system, "uninstalled")), 30, "the removal is known")
    system.store("POST", "clock", {"advance_seconds": 49 * 3600})
    wait_until(lambda: asyncio.run(rows(system)) == [], 90, "nothing is kept")
    with redis.Redis.from_url(system.valkey.url, decode_responses=True) as valkey:
        kept = [key for key in valkey.scan_iter(count=1000) if DOMAIN in key or "shop:1" in key]
    assert kept == []


async def rows(system: System, state: str | None = None) -> list[tuple[str, int]]:
    """How many rows each table has of any shop, where it has some; with `state` only of shops in it."""
    connection = await asyncpg.connect(system.postgres.url)
    try:
        if state is not None:
            return [("shop", await connection.fetchval("SELECT count(*) FROM shop WHERE state = $1", state))]
        tables = await connection.fetch(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1"
        )
        counted = [(t[0], await connection.fetchval(f"SELECT count(*) FROM {t[0]}")) for t in tables]
    finally:
        await connection.close()
    return [each for each in counted if each[1]]
