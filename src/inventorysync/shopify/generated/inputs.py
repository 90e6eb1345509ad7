"""Generated from operations/*.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class InventoryAdjustQuantitiesInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    changes: list[InventoryChangeInput]
    name: str
    reason: str
    reference_document_uri: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryChangeInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    delta: int
    inventory_item_id: str
    location_id: str
    change_from_quantity: int | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    ledger_document_uri: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryMoveQuantitiesInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    changes: list[InventoryMoveQuantityChange]
    reason: str
    reference_document_uri: str


class InventoryMoveQuantityChange(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    from_: InventoryMoveQuantityTerminalInput = msgspec.field(name="from")
    inventory_item_id: str
    quantity: int
    to: InventoryMoveQuantityTerminalInput


class InventoryMoveQuantityTerminalInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    location_id: str
    name: str
    change_from_quantity: int | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    ledger_document_uri: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryQuantityInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    inventory_item_id: str
    location_id: str
    quantity: int
    change_from_quantity: int | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventorySetQuantitiesInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    name: str
    quantities: list[InventoryQuantityInput]
    reason: str
    reference_document_uri: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryShipmentCreateInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    line_items: list[InventoryShipmentLineItemInput]
    movement_id: str
    barcode: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    date_created: datetime | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tracking_input: InventoryShipmentTrackingInput | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryShipmentLineItemInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    inventory_item_id: str
    quantity: int


class InventoryShipmentReceiveItemInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    quantity: int
    reason: Literal['ACCEPTED', 'REJECTED']
    shipment_line_item_id: str


class InventoryShipmentTrackingInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    arrives_at: datetime | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    company: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tracking_number: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tracking_url: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryTransferCreateAsReadyToShipInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    date_created: datetime | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    destination_location_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    line_items: list[InventoryTransferLineItemInput] | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    metafields: list[MetafieldInput] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    note: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    origin_location_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    reference_name: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tags: list[str] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryTransferCreateInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    date_created: datetime | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    destination_location_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    line_items: list[InventoryTransferLineItemInput] | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    metafields: list[MetafieldInput] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    note: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    origin_location_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    reference_name: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tags: list[str] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryTransferEditInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    date_created: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    destination_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    metafields: list[MetafieldInput] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    note: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    origin_id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    reference_name: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    tags: list[str] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryTransferLineItemInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    inventory_item_id: str
    quantity: int


class InventoryTransferRemoveItemsInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    id: str
    transfer_line_item_ids: list[str] | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


class InventoryTransferSetItemsInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    id: str
    line_items: list[InventoryTransferLineItemInput]


class MetafieldIdentifierInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    key: str
    namespace: str
    owner_id: str


class MetafieldInput(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """An input of the Admin API."""

    id: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    key: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    namespace: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    type: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    value: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
