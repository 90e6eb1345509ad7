"""Rules of transfers and shipments, fact by fact (PLATFORM.md C.5)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from support.development_shop import ITEM, LONDON, PARIS, Shop
from support.quantity_calls import payload

from devstore.state import LevelKey, gid

OPERATIONS = Path(__file__).parents[1] / "operations"
LINES = [{"inventoryItemId": ITEM, "quantity": 2}]
PLACES = {"originLocationId": LONDON, "destinationLocationId": PARIS}


def text_of(name: str) -> str:
    (path,) = OPERATIONS.glob(f"{name}_*.graphql")
    return path.read_text()


def ask(shop: Shop, name: str, **variables: Any) -> Any:
    return payload(shop.ask(text_of(name), {"idempotencyKey": str(uuid4()), **variables}))


def refusal(answer: Any) -> tuple[str, str]:
    (error,) = answer["userErrors"]
    return error["code"], error["message"]


def ready(shop: Shop) -> str:
    number: str = ask(shop, "21", input={**PLACES, "lineItems": LINES})["inventoryTransfer"]["id"]
    return number


def lines_of(shop: Shop, transfer: str) -> dict[str, int]:
    (line,) = ask(shop, "27", id=transfer)["lineItems"]["nodes"]
    return {name: count for name, count in line.items() if name.endswith("Quantity")}


NEEDING_A_KEY: list[tuple[str, dict[str, Any]]] = [
    ("20", {"input": {**PLACES, "lineItems": LINES}}),
    ("21", {"input": {**PLACES, "lineItems": LINES}}),
    ("23", {"input": {"id": gid("InventoryTransfer", 1), "lineItems": LINES}}),
    ("30", {"input": {"movementId": gid("InventoryTransfer", 1), "lineItems": LINES}}),
    ("31", {"input": {"movementId": gid("InventoryTransfer", 1), "lineItems": LINES}}),
    ("33", {"id": gid("InventoryShipment", 1), "bulkReceiveAction": "ACCEPTED"}),
]


@pytest.mark.parametrize(("name", "given"), NEEDING_A_KEY)
def test_a_mutation_that_needs_a_key(shop: Shop, name: str, given: dict[str, Any]) -> None:
    text = text_of(name).replace("@idempotent(key: $idempotencyKey)", "")
    text = text.replace(", $idempotencyKey: String!", "")
    (error,) = shop.ask(text, given)["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"].startswith("The @idempotent directive is required for this mutation")
    assert shop.store.transfers == {}


def test_ready_to_ship_moves_what_was_recorded(shop: Shop) -> None:
    level = shop.level()
    shop.store.change(level.key, {"available": -5}, "app")
    ready(shop)
    assert (level.quantities["available"], level.quantities["reserved"]) == (3, 2)


def test_a_line_tells_where_its_pieces_are(shop: Shop) -> None:
    transfer = ready(shop)
    assert lines_of(shop, transfer) == {
        "totalQuantity": 2,
        "processableQuantity": 2,
        "shippableQuantity": 2,
        "pickedForShipmentQuantity": 0,
        "shippedQuantity": 0,
    }
    one = [{"inventoryItemId": ITEM, "quantity": 1}]
    ask(shop, "31", input={"movementId": transfer, "lineItems": one})
    ask(shop, "30", input={"movementId": transfer, "lineItems": one})
    assert lines_of(shop, transfer) == {
        "totalQuantity": 2,
        "processableQuantity": 0,
        "shippableQuantity": 0,
        "pickedForShipmentQuantity": 1,
        "shippedQuantity": 1,
    }
    assert ask(shop, "27", id=transfer)["status"] == "IN_PROGRESS"


def test_an_item_must_be_tracked_and_stocked_at_the_origin(shop: Shop) -> None:
    away = {"originLocationId": PARIS, "destinationLocationId": LONDON, "lineItems": LINES}
    assert refusal(ask(shop, "20", input=away)) == (
        "INVENTORY_STATE_NOT_ACTIVE",
        "The item is not stocked at the intended location.",
    )
    with shop.store.transaction():
        shop.store.items[1].tracked = False
        shop.store.save(shop.store.items[1])
    assert refusal(ask(shop, "20", input={**PLACES, "lineItems": LINES}))[0] == "UNTRACKED_ITEM"
    assert shop.store.transfers == {}


def test_what_has_ended_stays_as_it_is(shop: Shop) -> None:
    transfer = ready(shop)
    assert ask(shop, "26", id=transfer)["inventoryTransfer"]["status"] == "CANCELED"
    told = ("INVALID_TRANSFER_STATUS", "Current transfer status does not support this operation.")
    assert refusal(ask(shop, "26", id=transfer)) == told
    assert refusal(ask(shop, "23", input={"id": transfer, "lineItems": LINES})) == told
    assert refusal(ask(shop, "30", input={"movementId": transfer, "lineItems": LINES})) == told


def test_what_is_unknown_is_told_in_the_words_of_the_schema(shop: Shop) -> None:
    unknown = gid("InventoryTransfer", 99)
    assert refusal(ask(shop, "26", id=unknown)) == ("TRANSFER_NOT_FOUND", "The transfer was not found.")
    missing = ask(shop, "32", id=gid("InventoryShipment", 99))
    assert refusal(missing) == ("SHIPMENT_NOT_FOUND", "The shipment was not found.")


def test_rejected_pieces_only_stop_coming(shop: Shop) -> None:
    shipment = ask(shop, "30", input={"movementId": ready(shop), "lineItems": LINES})["inventoryShipment"]
    arrived = shop.store.levels[LevelKey(1, 2)].quantities
    assert (arrived["incoming"], arrived["available"]) == (2, 0)
    ask(shop, "33", id=shipment["id"], bulkReceiveAction="REJECTED")
    assert (arrived["incoming"], arrived["available"], arrived["on_hand"]) == (0, 0, 0)


@pytest.mark.parametrize("root", ["inventoryTransferDuplicate", "inventoryShipmentAddItems"])
def test_what_the_store_does_not_execute_is_named(shop: Shop, root: str) -> None:
    arguments = {
        "inventoryTransferDuplicate": f'id: "{gid("InventoryTransfer", 1)}"',
        "inventoryShipmentAddItems": f'id: "{gid("InventoryShipment", 1)}", lineItems: []',
    }[root]
    answer = shop.ask(f'mutation {{ {root}({arguments}) @idempotent(key: "k") {{ userErrors {{ code }} }} }}')
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "NOT_EXECUTED"
    assert root in error["message"]
