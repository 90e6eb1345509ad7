"""What happened between two readings of a transfer: pure."""

from collections.abc import Iterator
from typing import Any

from inventorysync.transfers.words import ON_THE_WAY, Happening, SeenShipment, SeenTransfer

LEFT = (*ON_THE_WAY, "RECEIVED")


def happenings(before: SeenTransfer, after: SeenTransfer) -> list[Happening]:
    """The events that lead from one to the other, in the order in which they must have happened."""
    return [
        *_details(before, after),
        *_lines(before, after),
        *_made_ready(before, after),
        *_shipments(before, after),
        *_ended(before, after),
    ]


def _details(before: SeenTransfer, after: SeenTransfer) -> Iterator[Happening]:
    if before.number is None and after.number is not None:
        yield Happening("named", {"name": after.name})
    changed: dict[str, Any] = {
        name: [getattr(before, name), getattr(after, name)]
        for name in ("reference", "note", "origin_id", "destination_id")
        if getattr(before, name) != getattr(after, name)
    }
    if changed:
        yield Happening("edited", changed)


def _lines(before: SeenTransfer, after: SeenTransfer) -> Iterator[Happening]:
    was = {line.item_id: line.quantity for line in before.lines}
    now = {line.item_id: line.quantity for line in after.lines}
    changed = [
        [item, was.get(item, 0), now.get(item, 0)]
        for item in sorted(was.keys() | now.keys())
        if was.get(item) != now.get(item)
    ]
    if changed:
        yield Happening("lines_changed", {"lines": changed})


def _made_ready(before: SeenTransfer, after: SeenTransfer) -> Iterator[Happening]:
    if before.state == "DRAFT" and after.state not in ("DRAFT", "CANCELED"):
        yield Happening("made_ready")


def _ended(before: SeenTransfer, after: SeenTransfer) -> Iterator[Happening]:
    if before.state == after.state:
        return
    if after.state == "CANCELED":
        yield Happening("canceled")
    elif after.state == "TRANSFERRED":
        yield Happening("completed")
    elif after.state not in ("READY_TO_SHIP", "IN_PROGRESS"):
        yield Happening("state_changed", {"from": before.state, "to": after.state})


def _shipments(before: SeenTransfer, after: SeenTransfer) -> Iterator[Happening]:
    was = {one.shipment_id: one for one in before.shipments}
    for shipment in after.shipments:
        yield from _shipment(was.pop(shipment.shipment_id, None), shipment)
    if after.is_whole:
        for gone in was.values():
            yield Happening("shipment_deleted", {"shipment": gone.name, "units": _units(gone)})


def _shipment(before: SeenShipment | None, after: SeenShipment) -> Iterator[Happening]:
    about = {"shipment": after.name}
    if before is None and after.state not in LEFT:
        yield Happening("shipment_made", {**about, "units": _units(after)})
    if after.state in LEFT and (before is None or before.state not in LEFT):
        yield Happening("shipped", {**about, "units": _units(after)})
    known = before.tracking if before else None
    if after.tracking != known and (before is not None or after.tracking.number):
        yield Happening(
            "tracked", {**about, "number": after.tracking.number, "company": after.tracking.company}
        )
    accepted = sum(line.accepted for line in after.lines)
    rejected = sum(line.rejected for line in after.lines)
    if before is not None:
        accepted -= sum(line.accepted for line in before.lines)
        rejected -= sum(line.rejected for line in before.lines)
    if accepted or rejected:
        yield Happening("received", {**about, "accepted": accepted, "rejected": rejected})


def _units(shipment: SeenShipment) -> int:
    return sum(line.quantity for line in shipment.lines)
