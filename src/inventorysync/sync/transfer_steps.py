"""What a step of a transfer sends to Shopify, decided on the transfer as it was just read: pure.

A step whose mutation takes an idempotency key is sent again as it was written down. One without a key is made
harmless by looking first: what is done already is not done again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from inventorysync.kit.gid import gid
from inventorysync.transfers.words import DRAFT, LINES_MAX, SeenShipment, SeenTransfer, Step

KEY_SAFE_AGE = timedelta(hours=20)  # Shopify keeps a key for 24 hours
RETRY_FIRST = timedelta(seconds=1)
RETRY_MAX = timedelta(minutes=5)
KEYS_MAX = 3
BURNT = frozenset({"IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "INTERNAL_ERROR"})
KEYED = frozenset({"create", "set_items", "ship", "receive"})


@dataclass(frozen=True, slots=True)
class Send:
    """Send this mutation with these variables (without the key)."""

    mutation: str
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """Shopify has it that way already."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be sent any more."""

    code: str
    message: str


Plan = Send | Done | Refused
Planner = Callable[[Mapping[str, Any], SeenTransfer], Plan]


def plan_step(step: Step, seen: SeenTransfer | None) -> Plan:
    """What is to be sent of a step now; `seen` is None where Shopify has no such transfer."""
    if step.kind == "create":
        return _create(step.wanted)
    if seen is None:
        if step.kind == "delete":
            return Done()
        return Refused("TRANSFER_NOT_FOUND", "The transfer was not found.")
    return PLANNERS[step.kind](step.wanted, seen)


def wait_after(attempts: int) -> timedelta:
    """How long until a step is tried again."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(RETRY_FIRST * float(2**doublings), RETRY_MAX)


def _create(wanted: Mapping[str, Any]) -> Send:
    given = {
        "originLocationId": gid("Location", wanted["origin"]),
        "destinationLocationId": gid("Location", wanted["destination"]),
        "lineItems": _items(wanted["lines"]),
    }
    given |= {"referenceName": wanted["reference"]} if wanted["reference"] else {}
    given |= {"note": wanted["note"]} if wanted["note"] else {}
    return Send("create_ready" if wanted["ready"] else "create", {"input": given})


def _set_items(wanted: Mapping[str, Any], seen: SeenTransfer) -> Send:
    given = {"id": _gid(seen), "lineItems": _items(wanted["lines"])}
    return Send("set_items", {"input": given})


def _remove_items(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    lines = [seen.line_of(item) for item in wanted["items"]]
    numbers = [line.number for line in lines if line is not None and line.number is not None]
    if not numbers:
        return Done()
    ids = [gid("InventoryTransferLineItem", number) for number in numbers[:LINES_MAX]]
    return Send("remove_items", {"input": {"id": _gid(seen), "transferLineItemIds": ids}})


def _edit(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    now = {
        "origin": seen.origin_id,
        "destination": seen.destination_id,
        "reference": seen.reference,
        "note": seen.note,
    }
    if all(now[name] == value for name, value in wanted.items()):
        return Done()
    names = {
        "origin": "originId",
        "destination": "destinationId",
        "reference": "referenceName",
        "note": "note",
    }
    given = {
        names[name]: gid("Location", value) if name in ("origin", "destination") else value
        for name, value in wanted.items()
    }
    return Send("edit", {"id": _gid(seen), "input": given})


def _mark_ready(_wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    if seen.state in ("READY_TO_SHIP", "IN_PROGRESS", "TRANSFERRED"):
        return Done()
    return Send("mark_ready", {"id": _gid(seen)})


def _cancel(_wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    return Done() if seen.state == "CANCELED" else Send("cancel", {"id": _gid(seen)})


def _delete(_wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    if seen.state != DRAFT:
        return Refused("INVALID_TRANSFER_STATUS", "Only a draft can be deleted.")
    return Send("delete", {"id": _gid(seen)})


def _ship(wanted: Mapping[str, Any], seen: SeenTransfer) -> Send:
    given: dict[str, Any] = {"movementId": _gid(seen), "lineItems": _items(wanted["lines"])}
    if wanted.get("tracking"):
        given["trackingInput"] = _tracking(wanted["tracking"])
    return Send("ship" if wanted["in_transit"] else "ship_draft", {"input": given})


def _mark_in_transit(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    shipment = seen.shipment(wanted["shipment"])
    if shipment is None:
        return Refused("SHIPMENT_NOT_FOUND", "The shipment was not found.")
    return Send("mark_in_transit", {"id": _gid_of(shipment)}) if shipment.state == "DRAFT" else Done()


def _set_tracking(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    shipment = seen.shipment(wanted["shipment"])
    if shipment is None:
        return Refused("SHIPMENT_NOT_FOUND", "The shipment was not found.")
    return Send("set_tracking", {"id": _gid_of(shipment), "tracking": _tracking(wanted["tracking"])})


def _receive(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    """Of a shipment, line by line; of an undo, all of its only shipment, which was not known when asked."""
    number = wanted["shipment"]
    shipment = seen.shipment(number) if number else next(iter(seen.shipments), None)
    if shipment is None:
        return Refused("SHIPMENT_NOT_FOUND", "The shipment was not found.")
    rows = wanted["lines"] or [[line.line_id, line.remaining, 0] for line in shipment.lines if line.remaining]
    if not rows:
        return Done()
    given = [
        {
            "shipmentLineItemId": gid("InventoryShipmentLineItem", line_id),
            "quantity": units,
            "reason": reason,
        }
        for line_id, accepted, rejected in rows
        for units, reason in ((accepted, "ACCEPTED"), (rejected, "REJECTED"))
        if units
    ]
    return Send("receive", {"id": _gid_of(shipment), "lineItems": given})


def _recall(wanted: Mapping[str, Any], seen: SeenTransfer) -> Plan:
    shipment = seen.shipment(wanted["shipment"])
    if shipment is None:
        return Done()
    if shipment.state not in ("DRAFT", "IN_TRANSIT"):
        return Refused("INVALID_SHIPMENT_STATUS", "Units of the shipment were received.")
    return Send("recall", {"id": _gid_of(shipment)})


PLANNERS: dict[str, Planner] = {
    "set_items": _set_items,
    "remove_items": _remove_items,
    "edit": _edit,
    "mark_ready": _mark_ready,
    "cancel": _cancel,
    "delete": _delete,
    "ship": _ship,
    "mark_in_transit": _mark_in_transit,
    "set_tracking": _set_tracking,
    "receive": _receive,
    "recall": _recall,
}


def _items(lines: list[list[int]]) -> list[dict[str, Any]]:
    return [{"inventoryItemId": gid("InventoryItem", item), "quantity": units} for item, units in lines]


def _tracking(said: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "company": "company",
        "number": "trackingNumber",
        "url": "trackingUrl",
        "arrives_at": "arrivesAt",
    }
    return {shopify: said[ours] for ours, shopify in names.items() if said.get(ours) is not None}


def _gid(seen: SeenTransfer) -> str:
    return gid("InventoryTransfer", seen.number or 0)


def _gid_of(shipment: SeenShipment) -> str:
    return gid("InventoryShipment", shipment.shipment_id)
