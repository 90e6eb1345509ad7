"""What an order says it has done to stock, with units that an edit has taken out of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from inventorysync.shopify.generated.orders_by_ids import Order
from inventorysync.sync.facts import facts_of_order

PLACED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EDITED = PLACED + timedelta(hours=3)
LINE, PLACE = "gid://shopify/LineItem/5", {"id": "gid://shopify/Location/3"}


def refund(kind: str, quantity: int) -> dict[str, Any]:
    row = {
        "quantity": quantity,
        "restockType": kind,
        "restocked": kind != "NO_RESTOCK",
        "location": PLACE if kind != "NO_RESTOCK" else None,
        "lineItem": {"id": LINE},
    }
    made = EDITED.isoformat()
    return {"id": "gid://shopify/Refund/8", "createdAt": made, "refundLineItems": {"nodes": [row]}}


def order(current: int, refunds: list[dict[str, Any]]) -> Order:
    """An order of five, of which `current` are left."""
    item = {"id": "gid://shopify/ProductVariant/6", "inventoryItem": {"id": "gid://shopify/InventoryItem/7"}}
    line = {
        "id": LINE,
        "quantity": 5,
        "currentQuantity": current,
        "unfulfilledQuantity": current,
        "sku": "A",
        "variant": item,
    }
    to_send = {
        "id": "gid://shopify/FulfillmentOrder/4",
        "status": "OPEN",
        "assignedLocation": {"location": PLACE},
        "lineItems": {
            "nodes": [
                {
                    "id": "gid://shopify/FulfillmentOrderLineItem/1",
                    "totalQuantity": 5,
                    "remainingQuantity": current,
                    "lineItem": {"id": LINE},
                }
            ]
        },
    }
    fields = {
        "id": "gid://shopify/Order/9",
        "name": "#1001",
        "createdAt": PLACED.isoformat(),
        "updatedAt": EDITED.isoformat(),
        "cancelledAt": None,
        "displayFulfillmentStatus": "UNFULFILLED",
        "lineItems": {"nodes": [line], "pageInfo": {"hasNextPage": False, "endCursor": None}},
        "fulfillments": [],
        "fulfillmentOrders": {"nodes": [to_send]},
        "refunds": refunds,
    }
    return msgspec.convert(fields, Order, strict=False)


def told(of: Order) -> list[tuple[str, dict[str, int]]]:
    return [(fact.cause, fact.deltas) for fact in facts_of_order(of)]


def test_units_that_an_edit_took_out_are_an_order_edit() -> None:
    assert told(order(3, [])) == [
        ("order", {"available": -5, "committed": 5}),
        ("order_edit", {"available": 2, "committed": -2}),
    ]
    removed = facts_of_order(order(3, []))[1]
    assert (removed.occurred_from, removed.occurred_at) == (PLACED, EDITED)


def test_units_that_a_refund_took_out_are_the_refunds_alone() -> None:
    assert told(order(3, [refund("CANCEL", 2)])) == [
        ("order", {"available": -5, "committed": 5}),
        ("cancellation", {"available": 2, "committed": -2}),
    ]
    assert told(order(3, [refund("NO_RESTOCK", 2)])) == [("order", {"available": -5, "committed": 5})]


def test_where_not_all_refunds_are_known_nothing_is_taken_for_an_edit() -> None:
    many = [refund("NO_RESTOCK", 0)] * 10
    assert told(order(3, many)) == [("order", {"available": -5, "committed": 5})]
