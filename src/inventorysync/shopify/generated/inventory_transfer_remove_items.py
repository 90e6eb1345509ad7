"""Generated from operations/inventory_transfer_remove_items.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryTransferRemoveItemsUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryTransferRemoveItemsPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_transfer: InventoryTransfer | None
    user_errors: list[InventoryTransferRemoveItemsUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferRemoveItems answers."""

    inventory_transfer_remove_items: InventoryTransferRemoveItemsPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferRemoveItems is asked with."""

    input: inputs.InventoryTransferRemoveItemsInput


DOCUMENT = """mutation InventoryTransferRemoveItems($input: InventoryTransferRemoveItemsInput!) {
  inventoryTransferRemoveItems(input: $input) {
    inventoryTransfer {
      id
    }
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="InventoryTransferRemoveItems",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
