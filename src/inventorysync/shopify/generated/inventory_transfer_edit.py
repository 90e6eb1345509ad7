"""Generated from operations/inventory_transfer_edit.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryTransferEditUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryTransferEditPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_transfer: InventoryTransfer | None
    user_errors: list[InventoryTransferEditUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferEdit answers."""

    inventory_transfer_edit: InventoryTransferEditPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferEdit is asked with."""

    id: str
    input: inputs.InventoryTransferEditInput


DOCUMENT = """mutation InventoryTransferEdit($id: ID!, $input: InventoryTransferEditInput!) {
  inventoryTransferEdit(id: $id, input: $input) {
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
    name="InventoryTransferEdit",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
