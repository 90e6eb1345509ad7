"""Generated from operations/inventory_transfer_delete.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryTransferDeleteUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryTransferDeletePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    deleted_id: str | None
    user_errors: list[InventoryTransferDeleteUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferDelete answers."""

    inventory_transfer_delete: InventoryTransferDeletePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferDelete is asked with."""

    id: str


DOCUMENT = """mutation InventoryTransferDelete($id: ID!) {
  inventoryTransferDelete(id: $id) {
    deletedId
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="InventoryTransferDelete",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
