"""Transfers and shipments: states, what they move, what they refuse (PLATFORM.md C.5)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from support.development_shop import Shop

from devstore.state import LevelKey

OPERATIONS = Path(__file__).parents[1] / "operations"
ITEM, OTHER_ITEM = "gid://shopify/InventoryItem/1", "gid://shopify/InventoryItem/2"
ORIGIN, DESTINATION = "gid://shopify/Location/1", "gid://shopify/Location/2"


def text_of(name: str) -> str:
    (path,) = OPERATIONS.glob(f"{name}_*.graphql")
    return path.read_text()


def ask(shop: Shop, name: str, **variables: Any) -> Any:
    answer = shop.ask(text_of(name), {"idempotencyKey": str(uuid4()), **variables})
    assert "errors" not in answer, answer["errors"]
    (payload,) = answer["data"].values()
    return payload


def draft(shop: Shop, quantity: int = 3, **more: Any) -> Any:
    given = {"originLocationId": ORIGIN, "destinationLocationId": DESTINATION, **more}
    given["lineItems"] = [{"inventoryItemId": ITEM, "quantity": quantity}]
    return ask(shop, "20", input=given)


def ready(shop: Shop, quantity: int = 3) -> str:
    number: str = draft(shop, quantity)["inventoryTransfer"]["id"]
    assert ask(shop, "22", id=number)["inventoryTransfer"]["status"] == "READY_TO_SHIP"
    return number


def in_transit(shop: Shop, transfer: str, quantity: int = 3) -> Any:
    rows = [{"inventoryItemId": ITEM, "quantity": quantity}]
    return ask(shop, "30", input={"movementId": transfer, "lineItems": rows})["inventoryShipment"]


def level(shop: Shop, location: int) -> dict[str, int]:
    found = shop.store.levels.get(LevelKey(1, location))
    return {name: count for name, count in found.quantities.items() if count} if found else {}


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def test_a_draft_moves_nothing_and_may_ask_for_nothing_or_too_much(shop: Shop) -> None:
    before = level(shop, 1)
    assert draft(shop, 0)["inventoryTransfer"]["status"] == "DRAFT"
    assert draft(shop, 1_000_000)["inventoryTransfer"]["totalQuantity"] == 1_000_000
    assert level(shop, 1) == before


def test_ready_to_ship_reserves_at_the_origin(shop: Shop) -> None:
    ready(shop)
    assert level(shop, 1) == {"available": 7, "reserved": 3, "on_hand": 10}
    assert "inventory_transfers/ready_to_ship" in shop.topics()


def test_in_transit_leaves_the_origin_and_is_incoming_at_the_destination(shop: Shop) -> None:
    shipment = in_transit(shop, ready(shop))
    assert shipment["status"] == "IN_TRANSIT"
    assert level(shop, 1) == {"available": 7, "on_hand": 7}
    assert level(shop, 2) == {"incoming": 3}


def test_accepted_pieces_become_stock_and_rejected_ones_only_stop_coming(shop: Shop) -> None:
    transfer = ready(shop)
    shipment = in_transit(shop, transfer)
    line = shipment["lineItems"]["nodes"][0]["id"]

    def receive(reason: str, quantity: int) -> Any:
        rows = [{"shipmentLineItemId": line, "quantity": quantity, "reason": reason}]
        return ask(shop, "33", id=shipment["id"], lineItems=rows)["inventoryShipment"]

    assert receive("ACCEPTED", 2)["status"] == "PARTIALLY_RECEIVED"
    assert level(shop, 2) == {"incoming": 1, "available": 2, "on_hand": 2}
    assert receive("REJECTED", 1)["status"] == "RECEIVED"
    assert level(shop, 2) == {"available": 2, "on_hand": 2}
    found = ask(shop, "27", id=transfer)
    assert (found["status"], found["receivedQuantity"]) == ("TRANSFERRED", 3)
    assert "inventory_transfers/complete" in shop.topics()


def test_receiving_twice_with_one_key_receives_once(shop: Shop) -> None:
    shipment = in_transit(shop, ready(shop))
    for _ in range(2):
        payload = ask(shop, "33", id=shipment["id"], bulkReceiveAction="ACCEPTED", idempotencyKey="once")
        assert payload["inventoryShipment"]["totalAcceptedQuantity"] == 3
    assert level(shop, 2) == {"available": 3, "on_hand": 3}


def test_a_cancelled_transfer_gives_back_what_it_reserved(shop: Shop) -> None:
    transfer = ready(shop)
    assert ask(shop, "26", id=transfer)["inventoryTransfer"]["status"] == "CANCELED"
    assert level(shop, 1) == {"available": 10, "on_hand": 10}


def test_a_transfer_with_a_shipment_cannot_be_cancelled(shop: Shop) -> None:
    transfer = ready(shop)
    in_transit(shop, transfer)
    assert codes(ask(shop, "26", id=transfer)) == ["SHIPMENT_EXISTS"]
    assert level(shop, 2) == {"incoming": 3}


def test_setting_items_is_a_patch_and_zero_is_for_drafts(shop: Shop) -> None:
    transfer = ready(shop)
    patch = {"id": transfer, "lineItems": [{"inventoryItemId": ITEM, "quantity": 5}]}
    updated = ask(shop, "23", input=patch)
    assert updated["updatedLineItems"] == [{"inventoryItemId": ITEM, "newQuantity": 5, "deltaQuantity": 2}]
    assert level(shop, 1)["reserved"] == 5
    patch["lineItems"] = [{"inventoryItemId": ITEM, "quantity": 0}]
    assert codes(ask(shop, "23", input=patch)) == ["INVALID_QUANTITY"]
    assert level(shop, 1)["reserved"] == 5


def test_removing_an_item_of_a_draft(shop: Shop) -> None:
    transfer = draft(shop)["inventoryTransfer"]
    line = transfer["lineItems"]["nodes"][0]["id"]
    payload = ask(shop, "24", input={"id": transfer["id"], "transferLineItemIds": [line]})
    assert payload["removedQuantities"] == [{"inventoryItemId": ITEM, "newQuantity": 0, "deltaQuantity": -3}]
    assert payload["inventoryTransfer"]["totalQuantity"] == 0


def test_places_are_fixed_once_a_transfer_is_ready(shop: Shop) -> None:
    transfer = ready(shop)
    assert ask(shop, "25", id=transfer, input={"note": "Fragile"})["inventoryTransfer"]["note"] == "Fragile"
    payload = ask(shop, "25", id=transfer, input={"originId": DESTINATION})
    assert codes(payload) == ["TRANSFER_LOCATION_IMMUTABLE"]


def test_a_shipment_that_is_deleted_on_its_way_comes_back(shop: Shop) -> None:
    transfer = ready(shop)
    shipment = in_transit(shop, transfer)
    assert ask(shop, "36", id=shipment["id"])["id"] == shipment["id"]
    assert level(shop, 1) == {"available": 7, "reserved": 3, "on_hand": 10}
    assert level(shop, 2) == {}
    assert ask(shop, "27", id=transfer)["status"] == "READY_TO_SHIP"


def test_a_drafted_shipment_is_picked_then_leaves_with_its_tracking(shop: Shop) -> None:
    transfer = ready(shop)
    rows = [{"inventoryItemId": ITEM, "quantity": 2}]
    shipment = ask(shop, "31", input={"movementId": transfer, "lineItems": rows})["inventoryShipment"]
    assert shipment["status"] == "DRAFT"
    (line,) = ask(shop, "27", id=transfer)["lineItems"]["nodes"]
    assert (line["pickedForShipmentQuantity"], line["shippableQuantity"]) == (2, 1)
    tracking = {"company": "DHL", "trackingNumber": "1", "trackingUrl": "https://example.com/1"}
    tracked = ask(shop, "34", id=shipment["id"], tracking=tracking)["inventoryShipment"]
    assert tracked["tracking"]["company"] == "DHL"
    assert ask(shop, "32", id=shipment["id"])["inventoryShipment"]["status"] == "IN_TRANSIT"
    assert level(shop, 2) == {"incoming": 2}
    assert ask(shop, "35", id=shipment["id"])["lineItems"]["nodes"][0]["unreceivedQuantity"] == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"destinationLocationId": ORIGIN}, "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION"),
        ({"originLocationId": "gid://shopify/Location/9"}, "LOCATION_NOT_FOUND"),
        ({"lineItems": [{"inventoryItemId": ITEM, "quantity": 1}] * 2}, "DUPLICATE_ITEM"),
        ({"lineItems": [{"inventoryItemId": ITEM, "quantity": -1}]}, "INVALID_QUANTITY"),
        ({"lineItems": [{"inventoryItemId": ITEM + "9", "quantity": 1}]}, "ITEM_NOT_FOUND"),
    ],
)
def test_what_cannot_be_transferred_is_refused_and_nothing_is_made(
    shop: Shop, change: dict[str, Any], code: str
) -> None:
    given = {"originLocationId": ORIGIN, "destinationLocationId": DESTINATION, "lineItems": [], **change}
    payload = ask(shop, "20", input=given)
    assert (payload["inventoryTransfer"], codes(payload)) == (None, [code])
    assert shop.store.transfers == {}


def test_more_than_the_transfer_holds_cannot_be_shipped(shop: Shop) -> None:
    transfer = ready(shop)
    rows = [{"inventoryItemId": ITEM, "quantity": 4}]
    assert codes(ask(shop, "30", input={"movementId": transfer, "lineItems": rows})) == ["INVALID_QUANTITY"]
    assert level(shop, 2) == {}


def test_creating_ready_at_once_and_listing(shop: Shop) -> None:
    given = {"originLocationId": ORIGIN, "destinationLocationId": DESTINATION}
    rows = [{"inventoryItemId": ITEM, "quantity": 2}]
    made = ask(shop, "21", input={**given, "lineItems": rows})["inventoryTransfer"]
    assert (made["status"], level(shop, 1)["reserved"]) == ("READY_TO_SHIP", 2)
    listed = ask(shop, "28", first=10, query="status:ready_to_ship")
    assert [one["id"] for one in listed["nodes"]] == [made["id"]]


DELETE = """mutation D($id: ID!) {
  inventoryTransferDelete(id: $id) { deletedId userErrors { code field message } } }"""


def test_a_draft_is_deleted_and_nothing_else(shop: Shop) -> None:
    number = draft(shop)["inventoryTransfer"]["id"]
    told = len(shop.topics())
    answer = shop.ask(DELETE, {"id": number})["data"]["inventoryTransferDelete"]
    assert answer == {"deletedId": number, "userErrors": []}
    assert shop.ask("query($id: ID!) { node(id: $id) { id } }", {"id": number})["data"]["node"] is None
    assert len(shop.topics()) == told
    kept = ready(shop)
    assert codes(shop.ask(DELETE, {"id": kept})["data"]["inventoryTransferDelete"]) == [
        "INVALID_TRANSFER_STATUS"
    ]
    assert codes(shop.ask(DELETE, {"id": number})["data"]["inventoryTransferDelete"]) == [
        "TRANSFER_NOT_FOUND"
    ]
