"""Receipts and bills: what goods cost, what bills add to them, and what a late or corrected one changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from support.booked_item import BookedItem
from support.buying_hands import BuyingHands
from support.costing_desk import CostingDesk, know_cost, sell
from support.people import joined

BARN, LOFT = 1, 2
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date().isoformat()


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def bill(receipts: list[int], *lines: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    told = [{"kind": kind, "amount": amount, "spread_by": by} for kind, amount, by in lines]
    head = {"sender": "Sea & Land", "reference": "F-77", "billed_on": TODAY, "currency": "GBP"}
    return {**head, "receipts": receipts, "lines": told, **more}


@pytest.fixture
def hands(item: BookedItem) -> BuyingHands:
    return BuyingHands(item.database, item.shop.shop_id)


async def use_fifo(desk: CostingDesk) -> None:
    rules = await desk.ask("costing/rules")
    wanted = {"method": "fifo", "accounts": rules["accounts"], "version": rules["version"]}
    await desk.ask("costing/rules", "PUT", json=wanted)


async def test_two_receipts_of_one_order_at_two_locations_with_freight(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    order = await hands.order("A")
    first = await hands.receive(order, [(item.item_id, BARN, 6, "3.335")], days_ago(9))
    second = await hands.receive(order, [(item.item_id, LOFT, 3, "3.335")], days_ago(8))
    made = await desk.ask("bills", "POST", 201, json=bill([first, second], ("freight", "10.01", "value")))
    assert made["is_costed"] is False
    await desk.cost()
    # 6 x 3.335 = 20.01 and 3 x 3.335 = 10.00 (10.005 to the even cent); 10.01 as 6.67 and 3.34.
    assert await desk.entries(item.item_id) == [
        ("receipt", "receipts", 6, "20.01"),
        ("receipt", "landed", 0, "6.67"),
        ("receipt", "receipts", 3, "10.00"),
        ("receipt", "landed", 0, "3.34"),
    ]
    found = await desk.ask(f"bills/{made['id']}")
    assert found["is_costed"]
    assert [(share["location_name"], share["amount"]) for share in found["shares"]] == [
        ("Barn", "6.67"),
        ("Loft", "3.34"),
    ]
    assert [(each["account"], each["change"]) for each in found["changes"]] == [
        ("landed", "10.01"),
        ("receipts", "30.01"),
    ]


async def test_a_late_bill_changes_what_was_sold_since_and_shows_it(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    await use_fifo(desk)
    await know_cost(item, "1")
    await item.open(BARN, 0, days_ago(20))
    order = await hands.order("A")
    receipt = await hands.receive(order, [(item.item_id, BARN, 10, "5")], days_ago(9))
    item.held[BARN] = {"available": 10, "on_hand": 10}
    item.read[BARN] = (2, days_ago(20))
    await sell(item, BARN, 4, days_ago(1), 701)
    await desk.cost()
    assert await desk.value() == Decimal(30)
    made = await desk.ask(
        "bills", "POST", 201, json=bill([receipt], ("freight", "8", "quantity"), ("discount", "3", "value"))
    )
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("sale", "cogs", -4, "-22.00")
    changes = (await desk.ask(f"bills/{made['id']}/changes"))["items"]
    assert [(c["kind"], c["account"], c["before"], c["after"]) for c in changes] == [
        ("receipt", "landed", None, "5.00"),
        ("sale", "cogs", "-20.00", "-22.00"),
    ]
    corrected = {**bill([receipt], ("freight", "18", "quantity")), "version": 1}
    await desk.ask(f"bills/{made['id']}", "PUT", json=corrected)
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("sale", "cogs", -4, "-27.20")
    refused = await desk.ask(f"bills/{made['id']}", "PUT", 409, json=corrected)
    assert refused["type"].endswith("bill-moved")
    await desk.ask(f"bills/{made['id']}/cancel", "POST", json={"version": 2})
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("sale", "cogs", -4, "-20.00")
    versions = [each["version"] for each in (await desk.ask(f"bills/{made['id']}"))["changes"]]
    assert versions == [3, 3, 2, 2, 1, 1]
    audit = [e["action"] for e in (await desk.ask("audit"))["items"] if e["action"].startswith("bill.")]
    assert audit == ["bill.cancelled", "bill.corrected", "bill.entered"]


async def test_a_suppliers_bill_in_their_currency_says_what_goods_cost(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    order = await hands.order("A", "EUR", "0.85")
    goods = [(item.item_id, BARN, 3, "10"), (item.item_id, LOFT, 4, "10")]
    receipt = await hands.receive(order, goods, days_ago(9), rate="0.85", currency="EUR")
    await desk.cost()
    assert await desk.value() == Decimal("59.50")
    wanted = bill([receipt], ("goods", "71", "value"), currency="EUR", rate="0.857")
    made = await desk.ask("bills", "POST", 201, json=wanted)
    await desk.cost()
    assert await desk.value() == Decimal("60.85")  # 71 x 0.857 = 60.847
    again = await desk.ask("bills", "POST", 422, json=wanted)
    assert [(error["field"], error["code"]) for error in again["errors"]] == [("receipts.0", "billed")]
    await desk.ask(f"bills/{made['id']}/cancel", "POST", json={"version": 1})
    await desk.ask("bills", "POST", 201, json=wanted)


async def test_weights_that_nobody_knows_are_asked_for_and_kept(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    order = await hands.order("A")
    other = item.shop.item_id
    goods = [(item.item_id, BARN, 1, "10"), (other, BARN, 2, "10")]
    receipt = await hands.receive(order, goods, days_ago(9))
    wanted = bill([receipt], ("freight", "10", "weight"))
    refused = await desk.ask("bills/preview", "POST", 422, json=wanted)
    ids = [f"gid://shopify/InventoryItem/{each}" for each in sorted((other, item.item_id))]
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [
        (f"measures.{each}.weight", "no_weight") for each in ids
    ]
    assert refused["errors"][1]["message"] == "A past · PAST has no known weight"
    measures = [
        {"inventory_item_id": f"gid://shopify/InventoryItem/{each}", "weight": weight}
        for each, weight in ((item.item_id, "3"), (other, "1"))
    ]
    preview = await desk.ask("bills/preview", "POST", json={**wanted, "measures": measures})
    assert [share["amount"] for share in preview["shares"]] == ["6.00", "4.00"]
    made = await desk.ask("bills", "POST", 201, json=wanted)
    assert [share["amount"] for share in made["shares"]] == ["6.00", "4.00"]


async def test_goods_sent_back_and_receipts_taken_back_leave_the_layer_they_came_with(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    await use_fifo(desk)
    order, later = await hands.order("A"), await hands.order("B")
    await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(9))
    second = await hands.receive(later, [(item.item_id, BARN, 5, "3")], days_ago(8))
    await hands.receive(later, [(item.item_id, BARN, 1, "3")], days_ago(0), kind="return")
    await desk.cost()
    layers = (await desk.ask(f"items/{item.item_id}/cost"))["places"][0]["layers"]
    assert [(layer["units"], layer["value"]) for layer in layers] == [(5, "10.00"), (4, "12.00")]
    await hands.undo(second)
    await desk.cost()
    # Five go back for 15.00; four of them are there at 3.00, the fifth costs 2.00.
    assert (await desk.entries(item.item_id))[-2:] == [
        ("supplier_return", "receipts", -5, "-15.00"),
        ("supplier_return", "cogs", 0, "1.00"),
    ]
    assert await desk.value() == Decimal(8)


async def test_a_back_dated_receipt_counts_from_its_day(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    order = await hands.order("A")
    await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(30))
    await desk.cost()
    assert await desk.value(as_of=days_ago(29).date().isoformat()) == Decimal(10)
    assert await desk.value(as_of=days_ago(31).date().isoformat()) == 0


async def test_bills_are_refused_with_their_reasons(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands, app: FastAPI
) -> None:
    order = await hands.order("A")
    receipt = await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(30))
    undone = await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(30))
    await hands.undo(undone)
    for wanted, field in (
        (bill([receipt + 10**6], ("freight", "1", "value")), "receipts.0"),
        (bill([receipt, undone], ("freight", "1", "value")), "receipts.1"),
        (bill([receipt], ("freight", "-1", "value")), "lines.0.amount"),
        (bill([receipt], ("tea", "1", "value")), "lines.0.kind"),
        (bill([receipt], ("freight", "1", "value"), rate="0"), "rate"),
        (bill([], ("freight", "1", "value")), "receipts"),
        (bill([receipt]), "lines"),
    ):
        refused = await desk.ask("bills", "POST", 422, json=wanted)
        assert [error["field"].removeprefix("body.") for error in refused["errors"]] == [field]
    assert (await desk.ask("bills"))["items"] == []
    assert (await desk.ask(f"bills/{UUID(int=1)}", expect=404))["status"] == 404
    chosen = (await desk.ask("bills/receipts", params={"search": "po-1001"}))["items"]
    assert [(each["id"], each["name"], each["value"]) for each in chosen] == [
        (receipt, "PO-1001 / 1", "10.00")
    ]
    buyer = await joined(app, desk.api, desk.shop, "buyer", locations=["gid://shopify/Location/2"])
    assert (await buyer.ask("GET", "bills")).status_code == 403
    viewer = await joined(app, desk.api, desk.shop, "viewer")
    assert (await viewer.ask("POST", "bills", json={})).status_code == 403


async def test_goods_are_received_not_invoiced_until_a_bill_says_what_they_cost(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    order = await hands.order("A")
    first = await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(0))
    await hands.receive(order, [(item.item_id, BARN, 4, "2")], days_ago(0))
    undone = await hands.receive(order, [(item.item_id, BARN, 3, "2")], days_ago(0))
    await hands.undo(undone)
    await desk.cost()
    month = f"months/{NOW.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m}"
    found = (await desk.ask(month))["not_invoiced"]
    assert (found["value"], [each["name"] for each in found["receipts"]]) == (
        "18.00",
        ["PO-1001 / 1", "PO-1001 / 2"],
    )
    await desk.ask("bills", "POST", 201, json=bill([first], ("goods", "11", "value")))
    await desk.cost()
    found = await desk.ask(month)
    assert found["not_invoiced"]["value"] == "8.00"
    # The goods that went back had cost 6.25 on average by then, and were credited with 6.00.
    lines = {line["account"]: line["value"] for line in found["lines"]}
    assert lines == {"receipts": "19.00", "cogs": "-0.25"}


async def test_nothing_is_received_into_a_closed_month_and_no_bill_is_dated_into_it(
    item: BookedItem, desk: CostingDesk, hands: BuyingHands
) -> None:
    await know_cost(item, "1")
    long_ago = days_ago(70)
    await item.open(BARN, 5, long_ago)
    await desk.cost()
    await desk.ask(f"months/{long_ago.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m}/close", "POST")
    order = await hands.order("A")
    arrival = {"version": 1, "effective_at": long_ago.isoformat(), "lines": [], "others": []}
    refused = await desk.ask(
        f"purchase-orders/{order}/receive", "POST", 409, json=arrival, headers={
            **desk.shop.headers, "Idempotency-Key": "k",
        },
    )  # fmt: skip
    assert refused["type"].endswith("month-closed")
    receipt = await hands.receive(order, [(item.item_id, BARN, 5, "2")], days_ago(1))
    late = bill([receipt], ("freight", "1", "value"), billed_on=long_ago.date().isoformat())
    assert (await desk.ask("bills", "POST", 409, json=late))["type"].endswith("month-closed")
