"""Calls of the Admin API that change quantities, as an app makes them."""

from typing import Any
from uuid import uuid4

from support.development_shop import ITEM, LONDON, Shop

CHANGES = """{
  inventoryAdjustmentGroup {
    id createdAt reason referenceDocumentUri
    changes { name delta quantityAfterChange item { id } location { id } }
  }
  userErrors { code field message }
}"""
ADJUST = (
    "mutation A($input: InventoryAdjustQuantitiesInput!, $key: String!)"
    " { inventoryAdjustQuantities(input: $input) @idempotent(key: $key) " + CHANGES + " }"
)
SET = (
    "mutation S($input: InventorySetQuantitiesInput!, $key: String!)"
    " { inventorySetQuantities(input: $input) @idempotent(key: $key) " + CHANGES + " }"
)
MOVE = (
    "mutation M($input: InventoryMoveQuantitiesInput!, $key: String!)"
    " { inventoryMoveQuantities(input: $input) @idempotent(key: $key) " + CHANGES + " }"
)
OURS = "gid://inventorysync/Count/1"


def adjust(
    shop: Shop,
    *rows: dict[str, Any],
    name: str = "available",
    key: str = "",
    version: str = "2026-10",
    **more: Any,
) -> Any:
    given = {"name": name, "reason": "correction", "changes": list(rows), **more}
    return shop.ask(ADJUST, {"input": given, "key": key or str(uuid4())}, version)


def row(delta: int, location: str = LONDON, **more: Any) -> dict[str, Any]:
    given = {"inventoryItemId": ITEM, "locationId": location, "delta": delta, "changeFromQuantity": None}
    return given | more


def payload(answer: dict[str, Any]) -> Any:
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload(answer)["userErrors"]]


def set_quantity(shop: Shop, quantity: int, name: str = "available", **more: Any) -> Any:
    row = {"inventoryItemId": ITEM, "locationId": LONDON, "quantity": quantity, "changeFromQuantity": None}
    given = {"name": name, "reason": "correction", "quantities": [row | more]}
    return shop.ask(SET, {"input": given, "key": str(uuid4())})


def move(shop: Shop, quantity: int, source: dict[str, Any], target: dict[str, Any]) -> Any:
    side = {"locationId": LONDON, "changeFromQuantity": None}
    change = {"inventoryItemId": ITEM, "quantity": quantity, "from": side | source, "to": side | target}
    given = {"reason": "damaged", "referenceDocumentUri": OURS, "changes": [change]}
    return shop.ask(MOVE, {"input": given, "key": str(uuid4())})
