"""Shipments of a transfer: leaving raises incoming at the destination, receiving turns it into stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from devstore.state import LevelKey, Shipment, ShipmentLine, Store, Transfer, gid, number_of
from devstore.state.payloads import time_text
from devstore.transfers import (
    announce,
    find_transfer,
    pieces_in,
    processable,
    refuse,
    shipments_of,
)

Given = Mapping[str, Any]


def find_shipment(store: Store, text: str) -> Shipment:
    """The shipment with a global id. Raises Refused."""
    shipment = store.shipments.get(number_of(text, "InventoryShipment") or 0)
    if shipment is None:
        raise refuse(["id"], "The shipment was not found.", "SHIPMENT_NOT_FOUND")
    return shipment


def create_shipment(store: Store, given: Given, *, in_transit: bool) -> Shipment:
    """Answer inventoryShipmentCreate or inventoryShipmentCreateInTransit. Raises Refused."""
    transfer = find_transfer(store, given["movementId"], ["input", "movementId"])
    if transfer.status not in ("READY_TO_SHIP", "IN_PROGRESS"):
        message = "Current transfer status does not support this operation."
        raise refuse(["input", "movementId"], message, "INVALID_TRANSFER_STATUS")
    tracking = _tracking(given.get("trackingInput"), ["input", "trackingInput", "trackingUrl"])
    lines = _lines(store, transfer, given["lineItems"])
    with store.transaction():
        number = len(shipments_of(store, transfer)) + 1
        shipment = Shipment(
            id=store.next_id("InventoryShipment"),
            name=f"{transfer.name}-{number}",
            transfer_id=transfer.id,
            created_at=given.get("dateCreated") or store.clock.now(),
            status="DRAFT",
            lines=lines,
            tracking=tracking,
            barcode=given.get("barcode"),
        )
        store.save(shipment)
        _announce(store, shipment, "create")
        if in_transit:
            mark_in_transit(store, shipment, None)
    return shipment


def mark_in_transit(store: Store, shipment: Shipment, at: datetime | None) -> Shipment:
    """inventoryShipmentMarkInTransit: pieces leave the origin and are incoming. Raises Refused."""
    if shipment.status != "DRAFT":
        raise refuse(
            ["id"], "Current shipment status does not support this operation.", "INVALID_SHIPMENT_STATUS"
        )
    if not shipment.lines:
        raise refuse(["id"], "The list of line items is empty.", "ITEMS_EMPTY")
    transfer = store.transfers[shipment.transfer_id]
    with store.transaction():
        shipment.status, shipment.shipped_at = "IN_TRANSIT", at or store.clock.now()
        store.save(shipment)
        _leave(store, transfer, shipment, 1)
        transfer.status = "IN_PROGRESS"
        store.save(transfer)
        _announce(store, shipment, "mark_in_transit")
    return shipment


def receive(
    store: Store,
    shipment: Shipment,
    rows: Sequence[Given] | None,
    everything: str | None,
    at: datetime | None,
) -> Shipment:
    """inventoryShipmentReceive: accepted pieces become stock, others only stop coming. Raises Refused."""
    if shipment.status not in ("IN_TRANSIT", "PARTIALLY_RECEIVED"):
        raise refuse(
            ["id"], "Current shipment status does not support this operation.", "INVALID_SHIPMENT_STATUS"
        )
    taken = _taken(shipment, rows, everything)
    transfer = store.transfers[shipment.transfer_id]
    with store.transaction():
        for line, reason, quantity in taken:
            accepted = quantity if reason == "ACCEPTED" else 0
            line.accepted += accepted
            line.rejected += quantity - accepted
            deltas = {"incoming": -quantity, "available": accepted}
            _change(store, transfer.destination_id, line.item_id, deltas, "receipt", shipment)
        is_whole = not any(line.unreceived for line in shipment.lines)
        shipment.status = "RECEIVED" if is_whole else "PARTIALLY_RECEIVED"
        shipment.received_at = (at or store.clock.now()) if is_whole else None
        store.save(shipment)
        _announce(store, shipment, "receive_items", line_items=_received_rows(taken))
        _complete(store, transfer)
    return shipment


def set_tracking(store: Store, shipment: Shipment, given: Given) -> Shipment:
    """Answer inventoryShipmentSetTracking. Raises Refused."""
    tracking = _tracking(given, ["tracking", "trackingUrl"])
    with store.transaction():
        shipment.tracking = tracking
        store.save(shipment)
        _announce(store, shipment, "update_tracking")
    return shipment


def delete_shipment(store: Store, shipment: Shipment) -> None:
    """inventoryShipmentDelete: one on its way comes back to the origin. Refused once pieces were received."""
    if shipment.status not in ("DRAFT", "IN_TRANSIT"):
        message = "Current shipment status does not support this operation."
        raise refuse(["id"], message, "INVALID_SHIPMENT_STATUS")
    transfer = store.transfers[shipment.transfer_id]
    with store.transaction():
        if shipment.status == "IN_TRANSIT":
            _leave(store, transfer, shipment, -1)
        store.forget(shipment)
        if all(one.status == "DRAFT" for one in shipments_of(store, transfer)):
            transfer.status = "READY_TO_SHIP"
            store.save(transfer)
        _announce(store, shipment, "delete")


def _leave(store: Store, transfer: Transfer, shipment: Shipment, sign: int) -> None:
    for line in shipment.lines:
        moved = sign * line.quantity
        _change(store, transfer.origin_id, line.item_id, {"reserved": -moved}, "shipment", shipment)
        _change(store, transfer.destination_id, line.item_id, {"incoming": moved}, "shipment", shipment)


def _change(
    store: Store,
    location_id: int | None,
    item_id: int,
    deltas: Mapping[str, int],
    cause: str,
    shipment: Shipment,
) -> None:
    if location_id is not None:
        document = gid("InventoryShipment", shipment.id)
        store.change(LevelKey(item_id, location_id), deltas, cause, document=document)


def _complete(store: Store, transfer: Transfer) -> None:
    is_shipped = all(
        line.quantity == pieces_in(store, transfer, line.item_id, draft=False) for line in transfer.lines
    )
    if is_shipped and all(one.status == "RECEIVED" for one in shipments_of(store, transfer)):
        transfer.status = "TRANSFERRED"
        store.save(transfer)
        announce(store, transfer, "complete", status="transferred")


def _lines(store: Store, transfer: Transfer, rows: Sequence[Given]) -> list[ShipmentLine]:
    if not rows:
        raise refuse(["input", "lineItems"], "The shipment input cannot be empty.", "EMPTY_SHIPMENT_INPUT")
    known = {line.item_id: line for line in transfer.lines}
    lines: list[ShipmentLine] = []
    for index, row in enumerate(rows):
        field = ["input", "lineItems", str(index)]
        item_id = number_of(row["inventoryItemId"], "InventoryItem")
        if item_id is None or item_id not in known:
            message = "The item was not found."
            raise refuse([*field, "inventoryItemId"], message, "ITEM_NOT_FOUND")
        if any(line.item_id == item_id for line in lines):
            message = "A single item can't be listed twice."
            raise refuse([*field, "inventoryItemId"], message, "DUPLICATE_ITEM")
        if not 1 <= row["quantity"] <= processable(store, transfer, known[item_id]):
            raise refuse([*field, "quantity"], "The quantity is invalid.", "INVALID_QUANTITY")
        lines.append(ShipmentLine(store.next_id("TransferPart"), item_id, row["quantity"]))
    return lines


def _taken(
    shipment: Shipment, rows: Sequence[Given] | None, everything: str | None
) -> list[tuple[ShipmentLine, str, int]]:
    if everything:
        return [(line, everything, line.unreceived) for line in shipment.lines if line.unreceived]
    lines = {line.id: line for line in shipment.lines}
    left = {line.id: line.unreceived for line in shipment.lines}
    taken = []
    for index, row in enumerate(rows or ()):
        number = number_of(row["shipmentLineItemId"], "InventoryShipmentLineItem") or 0
        if number not in lines:
            field = ["lineItems", str(index), "shipmentLineItemId"]
            raise refuse(field, "The item was not found.", "ITEM_NOT_FOUND")
        if not 1 <= row["quantity"] <= left[number]:
            field = ["lineItems", str(index), "quantity"]
            raise refuse(field, "The quantity is invalid.", "INVALID_QUANTITY")
        left[number] -= row["quantity"]
        taken.append((lines[number], row["reason"], row["quantity"]))
    if not taken:
        raise refuse(["lineItems"], "Say what was received.", "INVALID_QUANTITY")
    return taken


def _received_rows(taken: Sequence[tuple[ShipmentLine, str, int]]) -> list[dict[str, Any]]:
    return [
        {
            "inventory_item_id": line.item_id,
            "reason": reason.lower(),
            "quantity": quantity,
            "accepted_quantity": line.accepted,
            "rejected_quantity": line.rejected,
            "remaining_quantity_to_receive": line.unreceived,
        }
        for line, reason, quantity in taken
    ]


def _tracking(given: Given | None, field: Sequence[str]) -> dict[str, str | None] | None:
    if given is None:
        return None
    address = given.get("trackingUrl")
    if address is not None and urlsplit(str(address)).scheme not in ("http", "https"):
        raise refuse(field, "The URL is invalid.", "INVALID_URL")
    arrives = given.get("arrivesAt")
    return {
        "company": given.get("company"),
        "trackingNumber": given.get("trackingNumber"),
        "trackingUrl": None if address is None else str(address),
        "arrivesAt": arrives.isoformat() if isinstance(arrives, datetime) else arrives,
    }


def _announce(store: Store, shipment: Shipment, topic: str, **facts: Any) -> None:
    payload = {
        "id": shipment.id,
        "admin_graphql_api_id": gid("InventoryShipment", shipment.id),
        "happened_at": time_text(store.clock.now()),
        **facts,
    }
    store.emit(f"inventory_shipments/{topic}", payload)
