"""Transfers between locations: their states and what they reserve (PLATFORM.md C.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstore.inventory import Refused, UserError
from devstore.state import LevelKey, Shipment, Store, Transfer, TransferLine, gid, number_of
from devstore.state.payloads import time_text

OPEN = ("DRAFT", "READY_TO_SHIP", "IN_PROGRESS")
Given = Mapping[str, Any]


@dataclass(frozen=True)
class LineUpdate:
    """What became of an item's quantity in a transfer."""

    item_id: int
    quantity: int
    delta: int


def refuse(field: Sequence[str], message: str, code: str) -> Refused:
    """One userError, ready to be raised."""
    return Refused([UserError(list(field), message, code)])


def shipments_of(store: Store, transfer: Transfer) -> list[Shipment]:
    """The shipments of a transfer, oldest first."""
    return [one for one in store.shipments.values() if one.transfer_id == transfer.id]


def pieces_in(store: Store, transfer: Transfer, item_id: int, *, draft: bool) -> int:
    """Pieces of an item in the transfer's draft shipments, or in those that have left."""
    return sum(
        line.quantity
        for one in shipments_of(store, transfer)
        for line in one.lines
        if line.item_id == item_id and (one.status == "DRAFT") == draft
    )


def processable(store: Store, transfer: Transfer, line: TransferLine) -> int:
    """Pieces of a line that are in no shipment yet."""
    taken = pieces_in(store, transfer, line.item_id, draft=True)
    return line.quantity - taken - pieces_in(store, transfer, line.item_id, draft=False)


def unshipped(store: Store, transfer: Transfer, line: TransferLine) -> int:
    """Pieces of a line that are still at the origin: those it reserves when the transfer is ready."""
    return line.quantity - pieces_in(store, transfer, line.item_id, draft=False)


def find_transfer(store: Store, text: str, field: Sequence[str]) -> Transfer:
    """The transfer with a global id. Raises Refused."""
    transfer = store.transfers.get(number_of(text, "InventoryTransfer") or 0)
    if transfer is None:
        raise refuse(field, "The transfer was not found.", "TRANSFER_NOT_FOUND")
    return transfer


def create_transfer(store: Store, given: Given, *, ready: bool) -> Transfer:
    """Answer inventoryTransferCreate (a draft) or inventoryTransferCreateAsReadyToShip. Raises Refused."""
    origin = _location(store, given.get("originLocationId"), "originLocationId")
    destination = _location(store, given.get("destinationLocationId"), "destinationLocationId")
    _check_places(origin, destination)
    lines = _lines(store, given["lineItems"], origin, ("input", "lineItems"), least=1 if ready else 0)
    with store.transaction():
        number = store.next_id("InventoryTransfer")
        transfer = Transfer(
            id=number,
            name=f"#T{len(store.transfers) + 1:04d}",
            created_at=given.get("dateCreated") or store.clock.now(),
            status="DRAFT",
            origin_id=origin,
            destination_id=destination,
            lines=lines,
            reference_name=given.get("referenceName"),
            note=given.get("note"),
            tags=list(given.get("tags") or ()),
        )
        store.save(transfer)
        _announce_items(
            store,
            transfer,
            "add_items",
            [LineUpdate(one.item_id, one.quantity, one.quantity) for one in lines],
        )
        if ready:
            make_ready(store, transfer)
    return transfer


def make_ready(store: Store, transfer: Transfer) -> Transfer:
    """inventoryTransferMarkAsReadyToShip: what it holds is reserved at the origin. Raises Refused."""
    if transfer.status != "DRAFT":
        raise refuse(
            ["id"], "Current transfer status does not support this operation.", "INVALID_TRANSFER_STATUS"
        )
    if transfer.origin_id is None or transfer.destination_id is None:
        raise refuse(["id"], "A location is required for this operation.", "LOCATION_REQUIRED")
    if not transfer.lines:
        raise refuse(["id"], "The list of line items is empty.", "ITEMS_EMPTY")
    if any(line.quantity < 1 for line in transfer.lines):
        raise refuse(["id"], "One or more items are not valid.", "INVALID_ITEM")
    with store.transaction():
        transfer.status = "READY_TO_SHIP"
        store.save(transfer)
        for line in transfer.lines:
            _reserve(store, transfer, line.item_id, line.quantity)
        announce(store, transfer, "ready_to_ship", status="ready_to_ship")
    return transfer


def set_items(store: Store, given: Given) -> tuple[Transfer, list[LineUpdate]]:
    """inventoryTransferSetItems: a patch by item; 0 only in a draft. Raises Refused."""
    transfer = find_transfer(store, given["id"], ["input", "id"])
    _refuse_ended(transfer)
    least = 0 if transfer.status == "DRAFT" else 1
    wanted = _lines(store, given["lineItems"], transfer.origin_id, ("input", "lineItems"), least=least)
    known = {line.item_id: line for line in transfer.lines}
    for index, line in enumerate(wanted):
        shipped = pieces_in(store, transfer, line.item_id, draft=False)
        if line.quantity < shipped + pieces_in(store, transfer, line.item_id, draft=True):
            field = ["input", "lineItems", str(index), "quantity"]
            raise refuse(field, "The quantity is lower than what shipments hold.", "INVALID_QUANTITY")
    updates = []
    with store.transaction():
        for line in wanted:
            before = known[line.item_id].quantity if line.item_id in known else 0
            if line.item_id in known:
                known[line.item_id].quantity = line.quantity
            else:
                transfer.lines.append(line)
            if transfer.status != "DRAFT":
                _reserve(store, transfer, line.item_id, line.quantity - before)
            updates.append(LineUpdate(line.item_id, line.quantity, line.quantity - before))
        store.save(transfer)
        _announce_items(store, transfer, "update_item_quantities", updates)
    return transfer, updates


def remove_items(store: Store, given: Given) -> tuple[Transfer, list[LineUpdate]]:
    """inventoryTransferRemoveItems: takes out of lines what no shipment holds. Raises Refused."""
    transfer = find_transfer(store, given["id"], ["input", "id"])
    _refuse_ended(transfer)
    numbers = [
        number_of(text, "InventoryTransferLineItem") for text in given.get("transferLineItemIds") or ()
    ]
    chosen = [line for line in transfer.lines if line.id in numbers]
    if len(chosen) != len(set(numbers)):
        raise refuse(["input", "transferLineItemIds"], "The item was not found.", "ITEM_NOT_FOUND")
    left = {line.id: line.quantity - processable(store, transfer, line) for line in chosen}
    if any(left[line.id] == line.quantity for line in chosen if line.quantity):
        raise refuse(["input", "transferLineItemIds"], "All pieces are shipped.", "ALL_QUANTITY_SHIPPED")
    if transfer.status == "READY_TO_SHIP" and len(chosen) == len(transfer.lines) and not any(left.values()):
        message = "All items can't be removed from a transfer that is ready to ship."
        code = "CANT_REMOVE_ALL_ITEMS_FROM_READY_TO_SHIP_TRANSFER"
        raise refuse(["input", "transferLineItemIds"], message, code)
    updates = []
    with store.transaction():
        for line in chosen:
            delta = left[line.id] - line.quantity
            if transfer.status != "DRAFT":
                _reserve(store, transfer, line.item_id, delta)
            line.quantity = left[line.id]
            updates.append(LineUpdate(line.item_id, line.quantity, delta))
        transfer.lines = [line for line in transfer.lines if line not in chosen or line.quantity]
        store.save(transfer)
        _announce_items(store, transfer, "remove_items", updates)
    return transfer, updates


def edit_transfer(store: Store, text: str, given: Given) -> Transfer:
    """inventoryTransferEdit: places only while it is a draft. Raises Refused."""
    transfer = find_transfer(store, text, ["id"])
    origin, destination = transfer.origin_id, transfer.destination_id
    if "originId" in given:
        origin = _location(store, given["originId"], "originId")
    if "destinationId" in given:
        destination = _location(store, given["destinationId"], "destinationId")
    if (origin, destination) != (transfer.origin_id, transfer.destination_id) and transfer.status != "DRAFT":
        message = (
            "The location of a transfer cannot be updated. Only Draft Transfers can mutate their locations."
        )
        raise refuse(["input"], message, "TRANSFER_LOCATION_IMMUTABLE")
    _check_places(origin, destination)
    with store.transaction():
        transfer.origin_id, transfer.destination_id = origin, destination
        transfer.reference_name = given.get("referenceName", transfer.reference_name)
        transfer.note = given.get("note", transfer.note)
        transfer.tags = list(given.get("tags", transfer.tags) or ())
        store.save(transfer)
        announce(store, transfer, "updated")
    return transfer


def cancel_transfer(store: Store, text: str) -> Transfer:
    """inventoryTransferCancel: what it reserved is available again. Raises Refused."""
    transfer = find_transfer(store, text, ["id"])
    if shipments_of(store, transfer):
        raise refuse(["id"], "Shipment already exists for the transfer.", "SHIPMENT_EXISTS")
    _refuse_ended(transfer, ["id"])
    with store.transaction():
        if transfer.status != "DRAFT":
            for line in transfer.lines:
                _reserve(store, transfer, line.item_id, -line.quantity)
        transfer.status = "CANCELED"
        store.save(transfer)
        announce(store, transfer, "cancel", status="canceled")
    return transfer


def delete_transfer(store: Store, text: str) -> None:
    """inventoryTransferDelete: for drafts alone; no webhook tells of it. Raises Refused."""
    transfer = find_transfer(store, text, ["id"])
    if transfer.status != "DRAFT":
        raise refuse(
            ["id"], "Current transfer status does not support this operation.", "INVALID_TRANSFER_STATUS"
        )
    with store.transaction():
        store.forget(transfer)


def announce(store: Store, transfer: Transfer, topic: str, **facts: Any) -> None:
    """Emit an inventory_transfers webhook; inside a transaction."""
    places = {"origin": transfer.origin_id, "destination": transfer.destination_id}
    payload = {
        "id": transfer.id,
        "admin_graphql_api_id": gid("InventoryTransfer", transfer.id),
        "happened_at": time_text(store.clock.now()),
        **{name: {"id": number} if number else None for name, number in places.items()},
        **facts,
    }
    store.emit(f"inventory_transfers/{topic}", payload)


def _announce_items(store: Store, transfer: Transfer, topic: str, updates: Sequence[LineUpdate]) -> None:
    rows = [
        {"inventory_item_id": one.item_id, "quantity": one.quantity, "delta": one.delta} for one in updates
    ]
    announce(store, transfer, topic, line_items=rows)


def _reserve(store: Store, transfer: Transfer, item_id: int, quantity: int) -> None:
    if transfer.origin_id is not None:
        deltas = {"available": -quantity, "reserved": quantity}
        document = gid("InventoryTransfer", transfer.id)
        store.change(LevelKey(item_id, transfer.origin_id), deltas, "transfer", document=document)


def _refuse_ended(transfer: Transfer, field: Sequence[str] = ("input", "id")) -> None:
    if transfer.status not in OPEN:
        raise refuse(
            field, "Current transfer status does not support this operation.", "INVALID_TRANSFER_STATUS"
        )


def _location(store: Store, text: str | None, name: str) -> int | None:
    if text is None:
        return None
    location = store.locations.get(number_of(text, "Location") or 0)
    if location is None:
        raise refuse(["input", name], "The location selected can't be found.", "LOCATION_NOT_FOUND")
    if not location.is_active:
        raise refuse(["input", name], "The location selected is not active.", "LOCATION_NOT_ACTIVE")
    return location.id


def _check_places(origin: int | None, destination: int | None) -> None:
    if origin is not None and origin == destination:
        message = "The origin location cannot be the same as the destination location."
        code = "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION"
        raise refuse(["input", "destinationLocationId"], message, code)


def _lines(
    store: Store, rows: Sequence[Given], origin: int | None, path: Sequence[str], *, least: int
) -> list[TransferLine]:
    lines: list[TransferLine] = []
    for index, row in enumerate(rows):
        field = [*path, str(index), "inventoryItemId"]
        item = store.items.get(number_of(row["inventoryItemId"], "InventoryItem") or 0)
        if item is None:
            raise refuse(field, "The item was not found.", "ITEM_NOT_FOUND")
        if any(line.item_id == item.id for line in lines):
            raise refuse(field, "A single item can't be listed twice.", "DUPLICATE_ITEM")
        if not item.tracked:
            raise refuse(field, "The item does not track inventory.", "UNTRACKED_ITEM")
        level = store.levels.get(LevelKey(item.id, origin)) if origin is not None else None
        if origin is not None and (level is None or not level.is_active):
            message = "The item is not stocked at the intended location."
            raise refuse(field, message, "INVENTORY_STATE_NOT_ACTIVE")
        if row["quantity"] < least:
            raise refuse([*path, str(index), "quantity"], "The quantity is invalid.", "INVALID_QUANTITY")
        lines.append(TransferLine(store.next_id("TransferPart"), item.id, row["quantity"]))
    return lines
