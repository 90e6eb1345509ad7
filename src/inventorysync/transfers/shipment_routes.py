"""Shipments of transfers over HTTP: sent, tracked, received, called back."""

from uuid import UUID

from fastapi import APIRouter

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import NotFound
from inventorysync.transfers.actions import shipping
from inventorysync.transfers.actions.shipping import Arrived
from inventorysync.transfers.requests import WriterAsking, find, lines_of, number_in, once
from inventorysync.transfers.schemas import (
    ReceiveInput,
    SetTrackingInput,
    ShipInput,
    TrackingInput,
    TransferOut,
    VersionInput,
)
from inventorysync.transfers.words import Tracking

router = APIRouter(prefix="/transfers/{transfer_id}", tags=["transfers"])


@router.post("/ship", status_code=202)
async def post_ship(asking: WriterAsking, transfer_id: str, wanted: ShipInput) -> TransferOut:
    """Send units as one shipment: these lines, or all that is left."""
    connection, shop_id = asking.connection, asking.shop_id
    found = await find(connection, shop_id, transfer_id)
    shipment = shipping.WantedShipment(
        lines=lines_of(wanted.lines) if wanted.lines is not None else None,
        tracking=_tracking(wanted.tracking) if wanted.tracking else None,
        in_transit=wanted.in_transit,
    )

    async def work() -> UUID:
        await shipping.ship(connection, shop_id, found, wanted.version, shipment, asking.asker)
        return found

    return await once(asking, f"ship {found}", wanted, work)


@router.post("/shipments/{shipment_id}/send", status_code=202)
async def post_send(
    asking: WriterAsking, transfer_id: str, shipment_id: str, wanted: VersionInput
) -> TransferOut:
    """Send a draft shipment."""
    connection, shop_id, number = asking.connection, asking.shop_id, _number(shipment_id)
    found = await find(connection, shop_id, transfer_id)

    async def work() -> UUID:
        await shipping.mark_in_transit(connection, shop_id, found, number, wanted.version, asking.asker)
        return found

    return await once(asking, f"send {found} {number}", wanted, work)


@router.post("/shipments/{shipment_id}/tracking", status_code=202)
async def post_tracking(
    asking: WriterAsking, transfer_id: str, shipment_id: str, wanted: SetTrackingInput
) -> TransferOut:
    """Say who carries a shipment, and when it is expected."""
    connection, shop_id, number = asking.connection, asking.shop_id, _number(shipment_id)
    found = await find(connection, shop_id, transfer_id)
    tracking = _tracking(wanted.tracking)

    async def work() -> UUID:
        await shipping.set_tracking(
            connection, shop_id, found, number, wanted.version, tracking, asking.asker
        )
        return found

    return await once(asking, f"track {found} {number}", wanted, work)


@router.post("/shipments/{shipment_id}/receive", status_code=202)
async def post_receive(
    asking: WriterAsking, transfer_id: str, shipment_id: str, wanted: ReceiveInput
) -> TransferOut:
    """Book what arrived: accepted units become stock, rejected ones only stop coming."""
    connection, shop_id, number = asking.connection, asking.shop_id, _number(shipment_id)
    found = await find(connection, shop_id, transfer_id)
    arrived = [
        Arrived(
            number_in(f"lines.{place}.line_id", "InventoryShipmentLineItem", row.line_id),
            row.accepted,
            row.rejected,
        )
        for place, row in enumerate(wanted.lines)
    ]

    async def work() -> UUID:
        await shipping.receive(connection, shop_id, found, number, wanted.version, arrived, asking.asker)
        return found

    return await once(asking, f"receive {found} {number}", wanted, work)


@router.post("/shipments/{shipment_id}/recall", status_code=202)
async def post_recall(
    asking: WriterAsking, transfer_id: str, shipment_id: str, wanted: VersionInput
) -> TransferOut:
    """Call back a shipment of which nothing was received: its units are at the origin again."""
    connection, shop_id, number = asking.connection, asking.shop_id, _number(shipment_id)
    found = await find(connection, shop_id, transfer_id)

    async def work() -> UUID:
        await shipping.recall(connection, shop_id, found, number, wanted.version, asking.asker)
        return found

    return await once(asking, f"recall {found} {number}", wanted, work)


def _tracking(given: TrackingInput) -> Tracking:
    return Tracking(given.company or None, given.number or None, given.url, given.arrives_at)


def _number(text: str) -> int:
    try:
        return number_of("InventoryShipment", text)
    except NotAGid as error:
        raise NotFound("there is no such shipment in this transfer") from error
