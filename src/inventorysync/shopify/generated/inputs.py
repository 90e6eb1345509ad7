"""Generated from operations/*.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from __future__ import annotations

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
