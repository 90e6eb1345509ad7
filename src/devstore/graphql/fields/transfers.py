"""Transfers and shipments: their fields, roots and mutations (PLATFORM.md C.5)."""

from collections.abc import Callable
from typing import Any

from devstore import shipments, transfers
from devstore.graphql.context import Context
from devstore.graphql.fields.paging import Connection, attribute, by_id, keys, page
from devstore.graphql.fields.search import Reading, matches
from devstore.graphql.idempotency import run_once
from devstore.graphql.selection import Resolver
from devstore.inventory import Refused
from devstore.state import Shipment, Transfer, gid

Args = dict[str, Any]
Payload = dict[str, Any]
Work = Callable[[Context, Args], Payload]

_SEARCH: dict[str, Reading] = {
    "id": lambda one: one.id,
    "status": lambda one: one.status,
    "created_at": lambda one: one.created_at,
    "origin_id": lambda one: one.origin_id,
    "destination_id": lambda one: one.destination_id,
    "tag": lambda one: one.tags,
}
_SORTS: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "CREATED_AT": lambda one: (one.created_at, one.id),
    "NAME": lambda one: (one.name, one.id),
    "STATUS": lambda one: (one.status, one.id),
    "ID": by_id,
}


def list_transfers(args: Args, context: Context) -> Connection:
    """The root `inventoryTransfers`."""
    fits = matches(args.get("query"), _SEARCH)
    found = [one for one in context.store.transfers.values() if fits(one)]
    return page(found, args, _SORTS.get(args.get("sortKey") or "ID", by_id))


def _place(context: Context, number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    location = context.store.locations[number]
    return {"name": location.name, "location": location, "snapshottedAt": location.updated_at}


def _sum(shipment: Shipment, *names: str) -> int:
    return sum(getattr(line, name) for line in shipment.lines for name in names)


def _received(transfer: Transfer, context: Context) -> int:
    parcels = transfers.shipments_of(context.store, transfer)
    return sum(_sum(one, "accepted", "rejected") for one in parcels)


class _Line:
    """A line together with its transfer, which its quantities depend on."""

    def __init__(self, transfer: Transfer, line: Any) -> None:
        self.transfer, self.line, self.id = transfer, line, line.id

    def pieces(self, context: Context, *, draft: bool) -> int:
        return transfers.pieces_in(context.store, self.transfer, self.line.item_id, draft=draft)

    def processable(self, context: Context) -> int:
        return transfers.processable(context.store, self.transfer, self.line)


def _title(line: _Line, context: Context) -> str | None:
    variants = context.store.variants_of_item(line.line.item_id)
    return context.store.products[variants[0].product_id].title if variants else None


def _answer(work: Work, *empty: str) -> Resolver:
    """A mutation's payload, or its userErrors with everything else null."""

    def run(_source: Any, args: Args, context: Context) -> Payload:
        try:
            return {"userErrors": [], **work(context, args)}
        except Refused as refusal:
            return {**dict.fromkeys(empty), "userErrors": refusal.errors}

    return run


def _once(
    mutation: str, make: Callable[[Context, Args], int], read: Callable[[Context, int], Payload]
) -> Work:
    """Work that runs once for its idempotency key; the answer is read again from what was made."""

    def work(context: Context, args: Args) -> Payload:
        number = run_once(context, mutation, args, lambda: make(context, args), int)
        return read(context, number)

    return work


def _transfer(context: Context, number: int) -> Payload:
    return {"inventoryTransfer": context.store.transfers[number]}


def _shipment(context: Context, number: int) -> Payload:
    return {"inventoryShipment": context.store.shipments[number]}


def _updated(context: Context, args: Args) -> Payload:
    def work() -> list[Any]:
        transfer, updates = transfers.set_items(context.store, args["input"])
        return [transfer.id, [[one.item_id, one.quantity, one.delta] for one in updates]]

    number, rows = run_once(context, "inventoryTransferSetItems", args, work, list[Any])
    return {**_transfer(context, number), "updatedLineItems": [transfers.LineUpdate(*row) for row in rows]}


def _removed(context: Context, args: Args) -> Payload:
    transfer, updates = transfers.remove_items(context.store, args["input"])
    return {"inventoryTransfer": transfer, "removedQuantities": updates}


def _marked_ready(context: Context, args: Args) -> Payload:
    transfer = transfers.find_transfer(context.store, args["id"], ["id"])
    return {"inventoryTransfer": transfers.make_ready(context.store, transfer)}


def _marked_in_transit(context: Context, args: Args) -> Payload:
    shipment = shipments.find_shipment(context.store, args["id"])
    return {"inventoryShipment": shipments.mark_in_transit(context.store, shipment, args.get("dateShipped"))}


def _receive(context: Context, args: Args) -> int:
    shipment = shipments.find_shipment(context.store, args["id"])
    rows, everything = args.get("lineItems"), args.get("bulkReceiveAction")
    return shipments.receive(context.store, shipment, rows, everything, args.get("dateReceived")).id


def _tracked(context: Context, args: Args) -> Payload:
    shipment = shipments.find_shipment(context.store, args["id"])
    return {"inventoryShipment": shipments.set_tracking(context.store, shipment, args["tracking"])}


def _deleted(context: Context, args: Args) -> Payload:
    shipments.delete_shipment(context.store, shipments.find_shipment(context.store, args["id"]))
    return {"id": args["id"]}


def _deleted_transfer(context: Context, args: Args) -> Payload:
    transfers.delete_transfer(context.store, args["id"])
    return {"deletedId": args["id"]}


MUTATIONS: dict[str, Resolver] = {
    "inventoryTransferCreate": _answer(
        _once(
            "inventoryTransferCreate",
            lambda c, args: transfers.create_transfer(c.store, args["input"], ready=False).id,
            _transfer,
        ),
        "inventoryTransfer",
    ),
    "inventoryTransferCreateAsReadyToShip": _answer(
        _once(
            "inventoryTransferCreateAsReadyToShip",
            lambda c, args: transfers.create_transfer(c.store, args["input"], ready=True).id,
            _transfer,
        ),
        "inventoryTransfer",
    ),
    "inventoryTransferMarkAsReadyToShip": _answer(_marked_ready, "inventoryTransfer"),
    "inventoryTransferSetItems": _answer(_updated, "inventoryTransfer", "updatedLineItems"),
    "inventoryTransferRemoveItems": _answer(_removed, "inventoryTransfer", "removedQuantities"),
    "inventoryTransferEdit": _answer(
        lambda c, args: {"inventoryTransfer": transfers.edit_transfer(c.store, args["id"], args["input"])},
        "inventoryTransfer",
    ),
    "inventoryTransferCancel": _answer(
        lambda c, args: {"inventoryTransfer": transfers.cancel_transfer(c.store, args["id"])},
        "inventoryTransfer",
    ),
    "inventoryTransferDelete": _answer(_deleted_transfer, "deletedId"),
    "inventoryShipmentCreate": _answer(
        _once(
            "inventoryShipmentCreate",
            lambda c, args: shipments.create_shipment(c.store, args["input"], in_transit=False).id,
            _shipment,
        ),
        "inventoryShipment",
    ),
    "inventoryShipmentCreateInTransit": _answer(
        _once(
            "inventoryShipmentCreateInTransit",
            lambda c, args: shipments.create_shipment(c.store, args["input"], in_transit=True).id,
            _shipment,
        ),
        "inventoryShipment",
    ),
    "inventoryShipmentMarkInTransit": _answer(_marked_in_transit, "inventoryShipment"),
    "inventoryShipmentReceive": _answer(
        _once("inventoryShipmentReceive", _receive, _shipment), "inventoryShipment"
    ),
    "inventoryShipmentSetTracking": _answer(_tracked, "inventoryShipment"),
    "inventoryShipmentDelete": _answer(_deleted, "id"),
}

FIELDS: dict[str, dict[str, Resolver]] = {
    "InventoryTransfer": {
        "id": lambda one, _a, _c: gid("InventoryTransfer", one.id),
        "name": attribute("name"),
        "status": attribute("status"),
        "referenceName": attribute("reference_name"),
        "note": attribute("note"),
        "tags": attribute("tags"),
        "dateCreated": attribute("created_at"),
        "origin": lambda one, _a, context: _place(context, one.origin_id),
        "destination": lambda one, _a, context: _place(context, one.destination_id),
        "totalQuantity": lambda one, _a, _c: sum(line.quantity for line in one.lines),
        "receivedQuantity": lambda one, _a, context: _received(one, context),
        "lineItems": lambda one, args, _c: page([_Line(one, line) for line in one.lines], args),
        "shipments": lambda one, args, context: page(transfers.shipments_of(context.store, one), args),
    },
    "LocationSnapshot": keys("name", "location", "snapshottedAt"),
    "InventoryTransferLineItem": {
        "id": lambda one, _a, _c: gid("InventoryTransferLineItem", one.id),
        "title": lambda one, _a, context: _title(one, context),
        "inventoryItem": lambda one, _a, context: context.store.items.get(one.line.item_id),
        "totalQuantity": lambda one, _a, _c: one.line.quantity,
        "processableQuantity": lambda one, _a, context: one.processable(context),
        "shippableQuantity": lambda one, _a, context: (
            0 if one.transfer.status == "DRAFT" else one.processable(context)
        ),
        "pickedForShipmentQuantity": lambda one, _a, context: one.pieces(context, draft=True),
        "shippedQuantity": lambda one, _a, context: one.pieces(context, draft=False),
    },
    "InventoryTransferLineItemUpdate": {
        "inventoryItemId": lambda one, _a, _c: gid("InventoryItem", one.item_id),
        "newQuantity": attribute("quantity"),
        "deltaQuantity": attribute("delta"),
    },
    "InventoryShipment": {
        "id": lambda one, _a, _c: gid("InventoryShipment", one.id),
        "name": attribute("name"),
        "status": attribute("status"),
        "barcode": attribute("barcode"),
        "dateCreated": attribute("created_at"),
        "dateShipped": attribute("shipped_at"),
        "dateReceived": attribute("received_at"),
        "tracking": attribute("tracking"),
        "lineItemTotalQuantity": lambda one, _a, _c: _sum(one, "quantity"),
        "totalAcceptedQuantity": lambda one, _a, _c: _sum(one, "accepted"),
        "totalRejectedQuantity": lambda one, _a, _c: _sum(one, "rejected"),
        "totalReceivedQuantity": lambda one, _a, _c: _sum(one, "accepted", "rejected"),
        "lineItems": lambda one, args, _c: page(one.lines, args),
    },
    "InventoryShipmentTracking": keys("company", "trackingNumber", "trackingUrl", "arrivesAt"),
    "InventoryShipmentLineItem": {
        "id": lambda one, _a, _c: gid("InventoryShipmentLineItem", one.id),
        "quantity": attribute("quantity"),
        "acceptedQuantity": attribute("accepted"),
        "rejectedQuantity": attribute("rejected"),
        "unreceivedQuantity": attribute("unreceived"),
        "inventoryItem": lambda one, _a, context: context.store.items.get(one.item_id),
    },
}
