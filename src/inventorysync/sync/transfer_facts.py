"""What a transfer and its shipments have done to stock (PLATFORM.md C.5): pure, from the transfer as it is.

A transfer that is ready holds its units as reserved at the origin; what leaves is no longer there and is
incoming at the destination; what is accepted becomes stock there, what is rejected only stops coming.
"""

from collections.abc import Iterator
from datetime import datetime

from inventorysync.kit.gid import number_of
from inventorysync.kit.quantity import Quantities
from inventorysync.shopify.generated.transfers_by_ids import InventoryShipment, InventoryShipmentLineItem
from inventorysync.shopify.transfers import Transfer
from inventorysync.stock.actions.explaining import LOOK_BACK, FactTotal

HOLDING = frozenset({"READY_TO_SHIP", "IN_PROGRESS", "TRANSFERRED"})
LEFT = frozenset({"IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED"})


def is_whole(transfer: Transfer) -> bool:
    """Whether the answer carried all lines and shipments, so that what is missing is no more."""
    pages = [transfer.line_items.page_info, transfer.shipments.page_info]
    pages += [s.line_items.page_info for s in transfer.shipments.nodes if s.line_items is not None]
    return not any(page.has_next_page for page in pages)


def facts_of_transfer(transfer: Transfer, now: datetime) -> list[FactTotal]:
    """All that the transfer has done so far, by item and location."""
    facts = list(_reserved(transfer, now)) if transfer.status in HOLDING else []
    for shipment in transfer.shipments.nodes:
        if shipment.status in LEFT:
            facts += [*_left(transfer, shipment, now), *_received(transfer, shipment, now)]
    return facts


def _reserved(transfer: Transfer, now: datetime) -> Iterator[FactTotal]:
    origin = _place(transfer.origin)
    for line in transfer.line_items.nodes:
        if origin is None or line.inventory_item is None or not line.total_quantity:
            continue
        deltas: Quantities = {"available": -line.total_quantity, "reserved": line.total_quantity}
        item = number_of("InventoryItem", line.inventory_item.id)
        yield _fact(transfer, "ready", (item, origin), "transfer", deltas, (_began(transfer, now), now))


def _left(transfer: Transfer, shipment: InventoryShipment, now: datetime) -> Iterator[FactTotal]:
    places = {
        _place(transfer.origin): {"reserved": -1, "on_hand": -1},
        _place(transfer.destination): {"incoming": 1},
    }
    span = (shipment.date_shipped or _began(transfer, now), shipment.date_shipped or now)
    for line in _lines(shipment):
        for place, signs in places.items():
            if place is None or line.inventory_item is None:
                continue
            deltas = {name: sign * line.quantity for name, sign in signs.items()}
            item = number_of("InventoryItem", line.inventory_item.id)
            part = f"{_part(shipment)}/left"
            yield _fact(transfer, part, (item, place), "shipment", deltas, span, shipment.name)


def _received(transfer: Transfer, shipment: InventoryShipment, now: datetime) -> Iterator[FactTotal]:
    destination = _place(transfer.destination)
    span = (shipment.date_shipped or _began(transfer, now), shipment.date_received or now)
    for line in _lines(shipment):
        accepted, taken = line.accepted_quantity, line.accepted_quantity + line.rejected_quantity
        if destination is None or line.inventory_item is None or not taken:
            continue
        deltas: Quantities = {"incoming": -taken}
        if accepted:
            deltas |= {"available": accepted, "on_hand": accepted}
        item = number_of("InventoryItem", line.inventory_item.id)
        part = f"{_part(shipment)}/received"
        yield _fact(transfer, part, (item, destination), "receipt", deltas, span, shipment.name)


def _lines(shipment: InventoryShipment) -> list[InventoryShipmentLineItem]:
    return shipment.line_items.nodes if shipment.line_items is not None else []


def _began(transfer: Transfer, now: datetime) -> datetime:
    return transfer.date_created or now - LOOK_BACK


def _part(shipment: InventoryShipment) -> str:
    return f"shipment/{number_of('InventoryShipment', shipment.id)}"


def _place(snapshot: object) -> int | None:
    location = getattr(snapshot, "location", None)
    return number_of("Location", location.id) if location is not None else None


def _fact(
    transfer: Transfer,
    part: str,
    key: tuple[int, int],
    cause: str,
    deltas: Quantities,
    span: tuple[datetime, datetime],
    label: str | None = None,
) -> FactTotal:
    item, place = key
    number = number_of("InventoryTransfer", transfer.id)
    return FactTotal(
        source=f"transfer/{number}/{part}/{item}/{place}",
        key=key,
        cause=cause,
        deltas=deltas,
        occurred_at=span[1],
        occurred_from=span[0],
        document_kind="transfer",
        document_id=transfer.id,
        document_label=label or transfer.name,
    )
