"""Transfers in real processes, made here and in Shopify: one document, and every unit once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from e2e.desk import Desk, equals_the_store
from e2e.merchant import CANCEL, READY, RECEIVE, SHIP, Merchant
from e2e.system import System, wait_until

FAULTS = {
    "webhooks": {"duplicate": 0.2, "drop": 0.2, "reorder": 0.3},
    "http": {
        "rate_429": 0.05,
        "rate_5xx": 0.1,
        "lost_reply": 0.15,
        "lost_request": 0.1,
        "truncate": 0.03,
        "slow": 0.05,
        "slow_seconds": 1.5,
    },
    "seed": 7,
}
STORM = 6  # transfers, every second one accepted and the others rejected
ALL = """query All { inventoryTransfers(first: 250) { nodes {
  id name status note receivedQuantity totalQuantity shipments(first: 9) { nodes { id status } } } } }"""
DELETE = """mutation D($id: ID!) {
  inventoryTransferDelete(id: $id) { deletedId userErrors { code field message } } }"""
DRAFT = """mutation C($input: InventoryTransferCreateInput!, $key: String!) {
  inventoryTransferCreate(input: $input) @idempotent(key: $key) {
    inventoryTransfer { id name } userErrors { code field message } } }"""


@pytest.fixture(scope="module")
def merchant(system: System) -> Merchant:
    return Merchant(system)


@contextmanager
def no_webhooks(system: System) -> Iterator[None]:
    """Nothing that Shopify does is told to the app."""
    system.store("PUT", "faults", {"webhooks": {"drop": 1.0}})
    try:
        yield
    finally:
        system.store("PUT", "faults", {})


def cancelled_too_late(desk: Desk, merchant: Merchant) -> Any:
    """A transfer that the merchant sent off just before the app cancels it, without having heard of that.

    The app may read it for an earlier reason in that moment; then it rightly refuses, and another is taken.
    """
    for _ in range(5):
        transfer = desk.make(2, ready=True)
        rows = [{"inventoryItemId": desk.items[0], "quantity": 1}]
        merchant.ask(SHIP, input={"movementId": transfer["gid"], "lineItems": rows})
        path, key = f"transfers/{transfer['id']}/cancel", {"Idempotency-Key": uuid4().hex}
        answer = desk.system.app("POST", path, json={"version": transfer["version"]}, headers=key)
        if answer.status_code == 202:
            return desk.settled(transfer["key"])
        assert answer.json()["type"].endswith("transfer-moved"), answer.text
        heard = desk.get(transfer["key"])
        desk.act(transfer, f"/shipments/{heard['shipments'][0]['id']}/recall")
        desk.act(transfer, "/cancel")
    raise AssertionError("the app knew of every shipment in time")


def events(desk: Desk, transfer: Any) -> list[tuple[str, bool]]:
    """What happened, and whether somebody here did it."""
    told = desk.system.app("GET", f"transfers/{transfer['key']}/timeline").json()["items"]
    return [(event["what"], event["actor"] is not None) for event in told]


def test_a_transfer_made_here_is_sent_in_two_shipments_and_received_in_parts(system: System) -> None:
    desk = Desk(system)
    item = desk.items[0]
    here, there = desk.levels(item)
    draft = desk.make(6, 3, reference="Autumn", note="For the window")
    assert (draft["state"], draft["gid"][-3:], draft["name"][:2]) == ("DRAFT", draft["id"][-3:], "#T")
    assert desk.get(draft["id"])["key"] == draft["key"], "both addresses find it"
    body = {"origin_id": desk.origin, "destination_id": desk.destination, "note": "For the window"}
    body["lines"] = [{"inventory_item_id": item, "quantity": 5}]
    desk.ask("PUT", f"/{draft['id']}", {**body, "version": draft["version"]})
    edited = desk.settled(draft["key"])
    assert [(line["inventory_item_id"], line["ordered"]) for line in edited["lines"]] == [(item, 5)]
    assert (edited["reference"], edited["note"]) == ("", "For the window")
    desk.act(draft, "/ready")
    assert desk.levels(item)[0]["reserved"] == here["reserved"] + 5
    lines = [{"inventory_item_id": item, "quantity": 2}]
    tracking = {"company": "DHL", "number": "JD01", "url": "https://dhl.example/JD01"}
    tracking["arrives_at"] = "2027-01-05T12:00:00Z"
    first = desk.act(draft, "/ship", lines=lines, tracking=tracking)
    assert (first["state"], first["shipments"][0]["tracking"]["number"]) == ("IN_PROGRESS", "JD01")
    assert first["arrives_at"] == "2027-01-05T12:00:00Z"
    both = desk.act(draft, "/ship")
    assert [shipment["lines"][0]["quantity"] for shipment in both["shipments"]] == [2, 3]
    partly = desk.receive(draft, both["shipments"][1], (1, 1))
    assert (partly["state"], partly["shipments"][1]["state"]) == ("IN_PROGRESS", "PARTIALLY_RECEIVED")
    desk.receive(draft, partly["shipments"][1], (1, 0))
    done = desk.receive(draft, partly["shipments"][0], (2, 0))
    assert (done["state"], done["accepted"], done["rejected"]) == ("TRANSFERRED", 4, 1)
    after_here, after_there = desk.levels(item)
    assert after_here["on_hand"] == here["on_hand"] - 5
    assert (after_there["available"], after_there["incoming"]) == (there["available"] + 4, there["incoming"])
    wait_until(lambda: equals_the_store(system), 20, "the app equals the store")
    told = events(desk, draft)
    assert all(is_ours for _, is_ours in told)
    assert [what for what, _ in told] == [
        *("made", "named", "edited", "lines_changed", "lines_changed", "made_ready"),
        *("shipped", "tracked", "shipped"),
        *("received", "received", "received", "completed"),
    ]
    movement = next(system.pages(f"items/{item}/movements", location_id=desk.destination))
    wait_until(
        lambda: (
            next(system.pages(f"items/{item}/movements", location_id=desk.destination))["cause"] == "receipt"
        ),
        10,
        "the receipt explains the level",
    )
    movement = next(system.pages(f"items/{item}/movements", location_id=desk.destination))
    assert movement["document"]["id"] == done["gid"], "an item's document leads to the transfer"


def test_a_transfer_made_in_shopify_is_the_same_document(system: System, merchant: Merchant) -> None:
    desk = Desk(system, 1)
    item = desk.items[0]
    given = {"originLocationId": desk.origin, "destinationLocationId": desk.destination}
    given["lineItems"] = [{"inventoryItemId": item, "quantity": 4}]
    made = merchant.ask(READY, input=given)["inventoryTransfer"]
    number = made["id"].rsplit("/", 1)[1]
    wait_until(lambda: desk.get(number).get("state") == "READY_TO_SHIP", 10, "by its webhook")
    rows = [{"inventoryItemId": item, "quantity": 4}]
    sent = merchant.ask(SHIP, input={"movementId": made["id"], "lineItems": rows})["inventoryShipment"]
    wait_until(lambda: desk.get(number)["state"] == "IN_PROGRESS", 10, "by the shipment's webhook")
    (line,) = sent["lineItems"]["nodes"]
    row = {"shipmentLineItemId": line["id"], "quantity": 1, "reason": "REJECTED"}
    merchant.ask(RECEIVE, id=sent["id"], rows=[row])
    wait_until(lambda: desk.get(number)["rejected"] == 1, 10, "the rejected unit")
    here = desk.receive(desk.get(number), desk.get(number)["shipments"][0], (3, 0))
    assert (here["state"], here["actor"]) == ("TRANSFERRED", None)
    told = events(desk, here)
    assert told[:4] == [("made", False), ("made_ready", False), ("shipped", False), ("received", False)]
    assert told[4:] == [("received", True), ("completed", True)]
    listed = system.app("GET", "transfers", params={"search": made["name"]}).json()["items"]
    assert [one["id"] for one in listed] == [number]


def test_what_no_webhook_told_is_found_by_looking_through_all(system: System, merchant: Merchant) -> None:
    desk = Desk(system, 2)

    def draft() -> str:
        given = {"originLocationId": desk.origin, "destinationLocationId": desk.destination}
        given["lineItems"] = [{"inventoryItemId": desk.items[0], "quantity": 1}]
        made: str = merchant.ask(DRAFT, input=given)["inventoryTransfer"]["id"]
        return made

    def is_here(transfer: str) -> bool:
        return "state" in desk.get(transfer.rsplit("/", 1)[1])

    known = draft()
    wait_until(lambda: is_here(known), 10, "the draft, by its webhook")
    with no_webhooks(system):
        unheard = draft()
        merchant.ask(DELETE, id=known)
        wait_until(lambda: is_here(unheard) and not is_here(known), 60, "a new draft, and the end of another")


def test_a_cancel_gives_the_units_back_and_one_with_a_shipment_is_refused(
    system: System, merchant: Merchant
) -> None:
    desk = Desk(system, 3)
    item = desk.items[0]
    before = desk.levels(item)[0]
    transfer = desk.make(2, ready=True)
    assert (transfer["state"], desk.levels(item)[0]["available"]) == (
        "READY_TO_SHIP",
        before["available"] - 2,
    )
    assert desk.act(transfer, "/cancel")["state"] == "CANCELED"
    assert desk.levels(item)[0] == before
    with no_webhooks(system):
        other = cancelled_too_late(desk, merchant)
    assert (other["trouble"]["kind"], other["trouble"]["code"]) == ("cancel", "SHIPMENT_EXISTS")
    wait_until(lambda: desk.get(other["key"])["state"] == "IN_PROGRESS", 10, "what Shopify knew better")
    found = system.app("GET", "transfers", params={"view": "stuck"}).json()["items"]
    assert [one["key"] for one in found] == [other["key"]]
    again = desk.act(other, "/try-again")
    assert again["trouble"]["code"] == "SHIPMENT_EXISTS"
    desk.act(other, "/put-aside", expect=204)
    assert desk.get(other["key"])["trouble"] is None
    called = desk.act(other, f"/shipments/{desk.get(other['key'])['shipments'][0]['id']}/recall")
    assert called["state"] == "READY_TO_SHIP"
    assert desk.act(other, "/cancel")["state"] == "CANCELED"
    assert desk.levels(item)[0] == before
    draft = desk.make(1)
    desk.act(draft, "/delete", expect=204)
    wait_until(lambda: desk.get(draft["key"]).get("status") == 404, 10, "the draft is deleted")


def test_an_undo_after_a_sale_brings_back_what_was_accepted_once(system: System) -> None:
    desk = Desk(system, 4)
    item = desk.items[0]
    transfer = desk.make(5, ready=True)
    desk.act(transfer, "/ship")
    sent = desk.get(transfer["key"])["shipments"][0]
    desk.receive(transfer, sent, (4, 1))
    sku = desk.rows[0]["sku"]
    system.store("POST", "order", {"sku": sku, "quantity": 3, "location": desk.destination})
    here, there = desk.levels(item)
    wait_until(lambda: equals_the_store(system), 20, "the sale is booked")
    fresh = desk.get(transfer["key"])
    asked = {"version": fresh["version"], "dry_run": True}
    preview = desk.ask("POST", f"/{fresh['id']}/undo", asked, expect=200)
    (line,) = preview["lines"]
    assert (preview["units"], preview["rejected"], line["units"], line["after"]) == (
        4,
        1,
        4,
        there["available"] - 4,
    )
    assert preview["negative"] == (1 if there["available"] < 4 else 0)
    real = {"version": fresh["version"], "reason": "Sent to the wrong shop"}
    undo = desk.ask("POST", f"/{fresh['id']}/undo", real, key="once")
    assert desk.ask("POST", f"/{fresh['id']}/undo", real, key="once")["key"] == undo["key"]
    back = desk.settled(undo["key"])
    assert (back["state"], back["note"]) == ("TRANSFERRED", "Sent to the wrong shop")
    assert back["undoes"]["id"] == fresh["id"]
    assert [one["id"] for one in desk.get(fresh["id"])["undone_by"]] == [back["id"]]
    after_here, after_there = desk.levels(item)
    assert after_here["available"] == here["available"] + 4
    assert after_there["available"] == there["available"] - 4
    now = desk.get(fresh["id"])["version"]
    refused = desk.ask("POST", f"/{fresh['id']}/undo", {"version": now, "reason": "again"}, expect=409)
    assert refused["type"].endswith("nothing-to-undo")
    again = desk.ask("POST", f"/{back['id']}/undo", {"version": back["version"], "reason": "It was right"})
    assert desk.settled(again["key"])["state"] == "TRANSFERRED"
    assert desk.levels(item) == (here, there)
    wait_until(lambda: equals_the_store(system), 20, "the app equals the store")


def test_a_refused_draft_is_mended_and_made(system: System) -> None:
    desk = Desk(system, 5)
    place = next(row["location_id"] for row in system.pages("locations") if row["location_id"] != desk.origin)
    system.store("PUT", "faults", {"http": {"rate_5xx": 1.0}})
    ends = {"origin_id": desk.origin, "destination_id": place}
    lines = [{"inventory_item_id": desk.items[0], "quantity": 1}]
    made = desk.ask("POST", "", {**ends, "lines": lines})
    time.sleep(2)
    waiting = desk.get(made["key"])
    assert (waiting["id"], waiting["syncing"], waiting["gid"]) == (made["key"], "create", None)
    busy = desk.ask("POST", f"/{made['key']}/ready", {"version": waiting["version"]}, expect=409)
    assert busy["type"].endswith("still-going-on")
    system.store("PUT", "faults", {})
    assert desk.settled(made["key"], 40)["state"] == "DRAFT"


def test_whatever_breaks_each_is_made_sent_and_received_once(system: System, merchant: Merchant) -> None:
    desk = Desk(system, 6)
    before = desk.levels(desk.items[0]), desk.levels(desk.items[1])
    wait_until(lambda: equals_the_store(system), 30, "a quiet start")
    system.store("PUT", "faults", FAULTS)
    made = []
    ends = {"origin_id": desk.origin, "destination_id": desk.destination}
    for number in range(STORM):
        lines = [{"inventory_item_id": item, "quantity": 1} for item in desk.items]
        body = {**ends, "lines": lines, "ready": True, "note": f"storm {number}"}
        made.append(desk.ask("POST", "", body)["key"])
    for path in ("/ship", "/receive"):
        for place, key in enumerate(made):
            desk.settled(key, 120)
            fresh = desk.get(key)
            if path == "/ship":
                desk.ask("POST", f"/{key}/ship", {"version": fresh["version"]})
            else:
                shipment = fresh["shipments"][0]
                rows = [
                    {"line_id": line["id"], "accepted": place % 2, "rejected": 1 - place % 2}
                    for line in shipment["lines"]
                ]
                asked = {"version": fresh["version"], "lines": rows}
                desk.ask("POST", f"/{key}/shipments/{shipment['id']}/receive", asked)
            if place in (1, 3):
                system.kill(f"worker{place // 2}")
                system.start_worker(place // 2)
    for key in made:
        assert desk.settled(key, 120)["trouble"] is None
    system.store("PUT", "faults", {})
    wait_until(lambda: all(desk.get(key)["state"] == "TRANSFERRED" for key in made), 60, "all are received")
    there = [
        one for one in merchant.read(ALL)["inventoryTransfers"]["nodes"] if "storm" in (one["note"] or "")
    ]
    assert sorted(one["note"] for one in there) == [f"storm {number}" for number in range(STORM)], "each once"
    assert {len(one["shipments"]["nodes"]) for one in there} == {1}
    ours = [one for one in system.pages("transfers", limit=250) if "storm" in one["note"]]
    assert sorted(one["id"] for one in ours) == sorted(one["id"].rsplit("/", 1)[1] for one in there)
    for item, (here, gone) in zip(desk.items, before, strict=True):
        now_here, now_there = desk.levels(item)
        assert now_here["on_hand"] == here["on_hand"] - STORM
        assert now_there["available"] == gone["available"] + STORM // 2
        assert (now_here["reserved"], now_there["incoming"]) == (here["reserved"], gone["incoming"])
    wait_until(lambda: equals_the_store(system), 60, "the app equals the store")
    system.prove_ledger()


def test_canceling_in_shopify_is_seen_here(system: System, merchant: Merchant) -> None:
    desk = Desk(system, 7)
    transfer = desk.make(2, ready=True)
    merchant.ask(CANCEL, id=transfer["gid"])
    wait_until(lambda: desk.get(transfer["key"])["state"] == "CANCELED", 10, "by its webhook")
    late = desk.ask("POST", f"/{transfer['id']}/cancel", {"version": transfer["version"]}, expect=409)
    assert late["errors"][0]["code"] == "canceled"
