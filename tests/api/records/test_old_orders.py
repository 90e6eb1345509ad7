"""Purchase orders of another system: what arrived before is history, the rest is to come, no unit moves."""

from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from support.file_desk import FileDesk, csv_of
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

HEADINGS = (
    "PO Number", "Supplier", "Status", "Ordered At", "Expected At", "SKU", "Qty Ordered", "Qty Received",
    "Cost (base)", "Location",
)  # fmt: skip
MADE: dict[str, Any] = {"options": {"make_suppliers": True}}
OPEN = (
    "1001",
    "Berg",
    "Partially Received",
    "2026-06-01",
    "2026-12-24",
    "20001",
    "20",
    "12",
    "4.20",
    "Place 1",
)
WAITING = (
    "1001",
    "Berg",
    "Partially Received",
    "2026-06-01",
    "2026-12-24",
    "20002",
    "5",
    "0",
    "2.00",
    "Place 1",
)
DONE = ("1000", "Berg", "Archived", "2026-02-01", "", "20001", "10", "9", "", "Place 2")
PUT_OFF = ("1002", "Berg", "Cancelled", "2026-07-01", "", "20003", "7", "0", "1.00", "Place 2")


async def orders(desk: FileDesk) -> dict[str, Any]:
    page = await desk.ask("GET", "purchase-orders")
    return {each["origin"]: await desk.ask("GET", f"purchase-orders/{each['id']}") for each in page["items"]}


async def stock_facts(database: Database, shop: ShopInApi) -> tuple[int, ...]:
    """How much of the ledger, of what is sent to Shopify and of receipts there is."""
    tables = ("stock_movement", "stock_entry", "change_set", "level_intent", "receipt", "receipt_line")
    async with database.shop(shop.shop_id) as connection:
        counts = [await connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables]
        held = await connection.scalar(text("SELECT sum(available) FROM inventory_level"))
    return (*(int(count or 0) for count in counts), int(held or 0))


async def act(desk: FileDesk, order: Any, what: str, expect: int = 200, **body: Any) -> Any:
    answer = await desk.api.post(
        f"/api/v1/purchase-orders/{order['id']}/{what}",
        json={"version": order["version"], **body},
        headers={**desk.headers, "Idempotency-Key": uuid4().hex},
    )
    assert answer.status_code == expect, answer.text
    return answer.json()


async def test_old_orders_come_with_what_arrived_as_history_and_move_no_stock(
    desk: FileDesk, database: Database, stocked: ShopInApi
) -> None:
    before = await stock_facts(database, stocked)
    content = csv_of(HEADINGS, OPEN, WAITING, DONE, PUT_OFF)
    found = await desk.checked(content, name="Stocky - Purchase Orders.csv", **MADE)
    assert (found["kind"], found["source"]) == ("past_orders", "stocky")
    told = {
        name: found["counts"][name] for name in ("changes", "documents", "units_before", "units_incoming")
    }
    assert told == {"changes": 4, "documents": 3, "units_before": 21, "units_incoming": 13}
    notes = [row["note"] for row in await desk.rows(found)]
    assert (
        "12 arrived earlier: they are in Shopify's stock already, so no unit moves. 8 are still to come"
        in notes[0]
    )
    assert notes[2].endswith("1 do not come any more: the order is closed")
    done = await desk.apply(found)
    assert await stock_facts(database, stocked) == before
    made = await orders(desk)
    assert {origin: order["state"] for origin, order in made.items()} == {
        "Stocky 1001": "partly_received",
        "Stocky 1000": "closed",
        "Stocky 1002": "canceled",
    }
    first, second = made["Stocky 1001"]["lines"]
    assert (first["received"], first["received_before"], first["open"]) == (12, 12, 8)
    assert (second["received"], second["open"]) == (0, 5)
    assert made["Stocky 1001"]["created_at"] == "2026-05-31T22:00:00Z", "the shop's first of June"
    coming = await desk.ask("GET", "items/gid://shopify/InventoryItem/1/on-order")
    assert coming["open"] == 8
    assert [
        each["name"] for each in (await desk.ask("GET", "purchase-orders?search=stocky 1000"))["items"]
    ] == [made["Stocky 1000"]["name"]]
    again = await desk.checked(content, **MADE)
    assert (again["counts"]["changes"], again["counts"]["same"]) == (0, 4), "the same file does nothing twice"
    assert (await desk.remove(done))["state"] == "removed"
    assert await orders(desk) == {}
    assert (await desk.ask("GET", "suppliers"))["items"] == []
    assert await stock_facts(database, stocked) == before


async def test_an_order_that_was_worked_on_stays_when_the_import_is_taken_back(
    desk: FileDesk, database: Database, stocked: ShopInApi
) -> None:
    other = ("1003", *WAITING[1:])
    done = await desk.bring(csv_of(HEADINGS, OPEN, DONE, other), **MADE)
    made = await orders(desk)
    order = made["Stocky 1001"]
    line = {"line_id": order["lines"][0]["line_id"], "location_id": "gid://shopify/Location/1", "quantity": 8}
    await act(desk, order, "receive", lines=[line])
    received = (await orders(desk))["Stocky 1001"]
    assert (received["state"], received["lines"][0]["received"]) == ("received", 20)
    words = {"words": "ask Berg"}
    await desk.ask("POST", f"purchase-orders/{made['Stocky 1003']['id']}/comments", 201, json=words)
    left = await desk.remove(done)
    assert left["state"] == "applied"
    assert {each["name"].split(" (")[1]: each["reason"] for each in left["kept"] if "(" in each["name"]} == {
        "Stocky 1001)": "has steps taken here and has receipts: cancel or close it by hand",
        "Stocky 1003)": "has comments: cancel or close it by hand",
    }
    assert {each["name"]: each["reason"] for each in left["kept"]}["Berg"] == "2 purchase orders are theirs"
    assert sorted(await orders(desk)) == ["Stocky 1001", "Stocky 1003"]
    async with database.shop(stocked.shop_id) as connection:
        moved = await connection.scalar(text("SELECT sum(quantity) FROM receipt_line"))
    assert moved == 8, "only what arrived here is a receipt"


async def test_what_an_order_cannot_be_is_named_row_by_row(desk: FileDesk) -> None:
    rows = [
        (*HEADINGS, "Currency"),
        ("1", "Berg", "ordered", "", "", "20001", "5", "", "4.00", "Place 1", ""),
        ("1", "Other", "ordered", "", "", "20002", "5", "", "4.00", "Place 1", ""),
        ("1", "Berg", "ordered", "", "", "20001", "5", "", "4.50", "Place 1", ""),
        ("1", "Berg", "ordered", "", "", "99999", "5", "", "4.00", "Place 1", ""),
        ("1", "Berg", "ordered", "", "", "20003", "5", "", "4.00", "Place 2", ""),
        ("2", "Berg", "somewhere", "", "", "20001", "5", "", "4.00", "Place 1", ""),
        ("3", "Berg", "ordered", "", "", "20001", "5", "1", "", "Place 1", ""),
        ("4", "Berg", "ordered", "", "", "20001", "5", "1", "4.00", "Place 1", "USD"),
        ("5", "Berg", "ordered", "31.02.2026", "", "20001", "0", "", "4.00", "Place 5", ""),
        ("6", "Berg", "ordered", "", "", "20004", "5,5", "", "4.00", "Place 1", ""),
    ]
    found = await desk.checked(csv_of(*rows), **MADE)
    assert await desk.problems(found) == [
        (3, "Supplier", "contradiction"),
        (4, "SKU", "double"),
        (5, "SKU", "unknown"),
        (6, "Location", "contradiction"),
        (7, "Status", "not_a_state"),
        (8, "Cost (base)", "missing"),
        (9, "Currency", "no_rate"),
        (10, "Ordered At", "not_a_date"),
        (10, "Location", "unknown"),
        (11, "Qty Ordered", "not_a_number"),
        (11, "SKU", "untracked"),
    ]
    nobody = await desk.checked(csv_of(*rows[:2]))
    assert await desk.problems(nobody) == [(2, "Supplier", "unknown")]
    assert (await desk.ask("GET", "suppliers"))["items"] == [], "a dry run makes nobody"


async def test_a_file_of_one_order_is_completed_by_hand_and_the_mapping_is_remembered(desk: FileDesk) -> None:
    content = csv_of(
        ("SKU", "Bestellt", "Cost (base)", "Total Cost (base)"),
        ("20001", "6", "4", "24"),
        ("20001", "4", "4", "16"),
    )
    made = await desk.upload(content, "past_orders", "PO 77.csv")
    assert made["roles"] == ["sku", "ignored", "unit_cost", "ignored"]
    roles = ["sku", "quantity", "unit_cost", "ignored"]
    refused = await desk.ask("PUT", f"imports/{made['id']}/columns", 422, json={"roles": roles})
    assert refused["errors"][0]["message"] == "no column holds supplier"
    berg = await desk.ask("POST", "suppliers", 201, json={"name": "Berg", "currency": "USD"})
    place = "gid://shopify/Location/2"
    options = {"supplier_id": berg["id"], "location_id": place, "rate": "0.8", "document": "Order 77"}
    done = await desk.bring(content, "past_orders", roles=roles, options=options)
    (order,) = (await orders(desk)).values()
    assert (order["state"], order["rate"], order["currency"]) == ("sent", "0.80", "USD")
    assert [(line["quantity"], line["received"]) for line in order["lines"]] == [(10, 0)], (
        "an item is one line"
    )
    assert order["origin"] == "Stocky Order 77"
    remembered = await desk.upload(content, "past_orders")
    assert remembered["roles"] == roles
    assert remembered["options"]["supplier_id"] == berg["id"]
    canceled = await act(desk, order, "cancel")
    assert canceled["state"] == "canceled"
    assert (await desk.remove(done))["kept"][0]["name"].startswith("PO-")


async def test_history_without_a_cost_is_never_sent_back_as_stock_that_has_none(desk: FileDesk) -> None:
    await desk.bring(csv_of(HEADINGS, DONE), **MADE)
    (order,) = (await orders(desk)).values()
    line = {"line_id": order["lines"][0]["line_id"], "location_id": "gid://shopify/Location/2", "quantity": 1}
    refused = await act(desk, order, "return", 422, lines=[line])
    assert [error["code"] for error in refused["errors"]] == ["no_cost"]


async def test_people_of_some_locations_bring_orders_of_those_alone(
    app: FastAPI, api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    person = await joined(app, api, stocked, "buyer", locations=["gid://shopify/Location/2"])
    theirs = FileDesk(person.browser, database, stocked.shop_id, person.headers)
    found = await theirs.checked(csv_of(HEADINGS, OPEN, DONE), **MADE)
    assert await theirs.problems(found) == [(2, "Location", "unknown")]
    done = await theirs.apply(found, leave_out_problems=True)
    assert list(await orders(theirs)) == ["Stocky 1000"]
    everything = FileDesk(api, database, stocked.shop_id, stocked.headers)
    await everything.bring(csv_of(HEADINGS, OPEN), **MADE)
    again = await theirs.checked(csv_of(HEADINGS, ("1001", *DONE[1:])), **MADE)
    await theirs.apply(again)
    assert list(await orders(theirs)) == ["Stocky 1000"], "an order that they do not see is not brought again"
    left = await theirs.remove(done)
    assert left["kept"] == [{"name": "Berg", "reason": "1 purchase orders are theirs"}]
