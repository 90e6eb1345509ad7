"""Rows of transfers in the API's words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, get_args
from uuid import UUID

from inventorysync.kit.gid import gid
from inventorysync.transfers.actions.shipping import left_to_ship
from inventorysync.transfers.actions.undo import UndoLine
from inventorysync.transfers.schemas import (
    End,
    MayDo,
    OtherTransfer,
    ShipmentLineOut,
    ShipmentOut,
    ShipmentState,
    StepOut,
    TrackingOut,
    TransferEventOut,
    TransferLineOut,
    TransferOut,
    TransferState,
    TransferSummary,
    TransferUndoLine,
    TransferUndoPreview,
    Trouble,
)
from inventorysync.transfers.words import SeenShipment, SeenTransfer

TRANSFER_STATES = get_args(TransferState)
SHIPMENT_STATES = get_args(ShipmentState)


def address_of(transfer_id: UUID, number: int | None) -> str:
    """How a transfer is called in addresses."""
    return str(number) if number is not None else str(transfer_id)


def other_of(transfer_id: UUID, number: int | None, name: str) -> OtherTransfer:
    """Another transfer."""
    return OtherTransfer(id=address_of(transfer_id, number), name=name)


def summary_of(row: Sequence[Any]) -> TransferSummary:
    """A row of `list_transfers`."""
    return TransferSummary(**_summary(row))


def _summary(row: Sequence[Any]) -> dict[str, Any]:
    key, number, name, state, origin_id, origin, destination_id, destination, *rest = row
    reference, note, actor, created_at, version, is_whole, undoes, undone_number, undone_name, *sums = rest
    line_count, units, shipped, accepted, rejected, arrives_at, is_open, kind, *problem = sums
    return {
        "id": address_of(key, number),
        "key": key,
        "gid": gid("InventoryTransfer", number) if number is not None else None,
        "name": name,
        "state": _known(state, TRANSFER_STATES),
        "origin": _end(origin_id, origin),
        "destination": _end(destination_id, destination),
        "reference": reference,
        "note": note,
        "actor": actor,
        "created_at": created_at,
        "version": version,
        "is_whole": is_whole,
        "line_count": line_count,
        "units": units,
        "shipped": shipped,
        "accepted": accepted,
        "rejected": rejected,
        "arrives_at": arrives_at,
        "syncing": kind if is_open else None,
        "trouble": _trouble(problem),
        "undoes": other_of(undoes, undone_number, undone_name or "") if undoes else None,
    }


def _trouble(problem: Sequence[Any]) -> Trouble | None:
    state, kind, code, message = problem
    if state is None:
        return None
    return Trouble(kind=kind, state=state, code=code or "", message=message or "")


def transfer_of(
    row: Sequence[Any],
    kept: SeenTransfer,
    items: Mapping[int, Any],
    steps: Sequence[Any],
    undos: Sequence[Any],
    locations: frozenset[int] | None,
) -> TransferOut:
    """A transfer with everything in it, as a viewer of these locations may see it."""
    return TransferOut(
        **_summary(row),
        lines=_lines(kept, items),
        shipments=[_shipment(shipment) for shipment in kept.shipments],
        steps=[_step(step) for step in steps],
        undone_by=[other_of(*undo) for undo in undos],
        mine=MayDo(
            ship=locations is None or kept.origin_id in locations,
            receive=locations is None or kept.destination_id in locations,
        ),
    )


def _lines(kept: SeenTransfer, items: Mapping[int, Any]) -> list[TransferLineOut]:
    accepted: dict[int, int] = defaultdict(int)
    rejected: dict[int, int] = defaultdict(int)
    for shipment in kept.shipments:
        for part in shipment.lines:
            accepted[part.item_id] += part.accepted
            rejected[part.item_id] += part.rejected
    lines = []
    for line in kept.lines:
        item = line.item_id
        _, sku, barcode, title, variant_title, here, there = items.get(item) or (item, *[""] * 4, None, None)
        lines.append(
            TransferLineOut(
                inventory_item_id=gid("InventoryItem", item),
                sku=sku,
                barcode=barcode,
                title=title,
                variant_title=variant_title,
                ordered=line.quantity,
                picked=line.picked,
                shipped=line.shipped,
                accepted=accepted[item],
                rejected=rejected[item],
                to_ship=left_to_ship(line),
                to_receive=line.shipped - accepted[item] - rejected[item],
                available_at_origin=here,
                available_at_destination=there,
            )
        )
    return lines


def _shipment(shipment: SeenShipment) -> ShipmentOut:
    tracking = shipment.tracking
    return ShipmentOut(
        id=str(shipment.shipment_id),
        name=shipment.name,
        state=_known(shipment.state, SHIPMENT_STATES),
        tracking=TrackingOut(
            company=tracking.company,
            number=tracking.number,
            url=tracking.url,
            arrives_at=tracking.arrives_at,
        ),
        created_at=shipment.created_at,
        shipped_at=shipment.shipped_at,
        received_at=shipment.received_at,
        lines=[
            ShipmentLineOut(
                id=str(line.line_id),
                inventory_item_id=gid("InventoryItem", line.item_id),
                quantity=line.quantity,
                accepted=line.accepted,
                rejected=line.rejected,
                remaining=line.remaining,
            )
            for line in shipment.lines
        ],
    )


def _step(row: Sequence[Any]) -> StepOut:
    names = (
        "id", "kind", "state", "actor", "created_at", "attempts", "last_error", "code", "message",
    )  # fmt: skip
    return StepOut(**dict(zip(names, row, strict=True)))


def event_of(row: Sequence[Any], locations: frozenset[int] | None) -> TransferEventOut:
    """A row of the timeline; ends that are not in sight stay out of it."""
    event_id, at, actor, what, details, _version = row
    if locations is not None:
        ends = ("origin_id", "destination_id")
        details = {name: value for name, value in details.items() if name not in ends}
    return TransferEventOut(id=event_id, at=at, actor=actor, what=what, details=details)


def undo_preview_of(planned: Sequence[UndoLine]) -> TransferUndoPreview:
    """What taking a transfer back would do, conflicts first."""
    ordered = sorted(planned, key=lambda line: (line.after >= 0, line.units == 0))
    return TransferUndoPreview(
        units=sum(line.units for line in planned),
        negative=sum(line.units > 0 and line.after < 0 for line in planned),
        rejected=sum(line.rejected for line in planned),
        lines=[
            TransferUndoLine(
                inventory_item_id=gid("InventoryItem", line.item_id),
                sku=line.sku,
                title=line.title,
                accepted=line.accepted,
                rejected=line.rejected,
                taken_back=line.taken_back,
                units=line.units,
                available=line.available,
                after=line.after,
                problem=line.obstacle,
            )
            for line in ordered
        ],
    )


def _end(number: int | None, name: str | None) -> End | None:
    """An end; one whose location this viewer does not see has no name, and its id stays with us."""
    if number is None:
        return None
    is_hidden = name is None
    return End(
        location_id=None if is_hidden else gid("Location", number), name=name or "", is_hidden=is_hidden
    )


def _known(state: str, states: Sequence[str]) -> Any:
    return state if state in states else "OTHER"
