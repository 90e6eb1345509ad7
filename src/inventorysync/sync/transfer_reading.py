"""Shopify's transfers in the transfers room's own words: pure."""

from inventorysync.kit.gid import number_of
from inventorysync.shopify.generated.transfers_by_ids import InventoryShipment
from inventorysync.shopify.transfers import Transfer
from inventorysync.sync.transfer_facts import is_whole
from inventorysync.transfers.words import (
    SeenLine,
    SeenShipment,
    SeenShipmentLine,
    SeenTransfer,
    Tracking,
)


def seen_transfer(transfer: Transfer) -> SeenTransfer:
    """A transfer as it was read."""
    return SeenTransfer(
        number=number_of("InventoryTransfer", transfer.id),
        name=transfer.name,
        state=transfer.status,
        origin_id=_place(transfer.origin),
        destination_id=_place(transfer.destination),
        reference=transfer.reference_name or "",
        note=transfer.note or "",
        created_at=transfer.date_created,
        lines=_lines(transfer),
        shipments=tuple(_shipment(one) for one in transfer.shipments.nodes),
        is_whole=is_whole(transfer),
    )


def _lines(transfer: Transfer) -> tuple[SeenLine, ...]:
    """By item; an item that was deleted in Shopify has no line that we could speak of."""
    lines: dict[int, SeenLine] = {}
    for line in transfer.line_items.nodes:
        if line.inventory_item is None:
            continue
        item = number_of("InventoryItem", line.inventory_item.id)
        lines[item] = SeenLine(
            item_id=item,
            number=number_of("InventoryTransferLineItem", line.id),
            quantity=line.total_quantity,
            picked=line.picked_for_shipment_quantity,
            shipped=line.shipped_quantity,
        )
    return tuple(lines.values())


def _shipment(shipment: InventoryShipment) -> SeenShipment:
    tracking = shipment.tracking
    return SeenShipment(
        shipment_id=number_of("InventoryShipment", shipment.id),
        name=shipment.name,
        state=shipment.status,
        tracking=Tracking(
            tracking.company, tracking.tracking_number, tracking.tracking_url, tracking.arrives_at
        )
        if tracking
        else Tracking(),
        created_at=shipment.date_created,
        shipped_at=shipment.date_shipped,
        received_at=shipment.date_received,
        lines=tuple(
            SeenShipmentLine(
                line_id=number_of("InventoryShipmentLineItem", line.id),
                item_id=number_of("InventoryItem", line.inventory_item.id),
                quantity=line.quantity,
                accepted=line.accepted_quantity,
                rejected=line.rejected_quantity,
            )
            for line in (shipment.line_items.nodes if shipment.line_items else ())
            if line.inventory_item is not None
        ),
    )


def _place(snapshot: object) -> int | None:
    location = getattr(snapshot, "location", None)
    return number_of("Location", location.id) if location is not None else None
