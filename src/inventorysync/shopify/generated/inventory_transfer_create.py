"""Generated from operations/inventory_transfer_create.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryTransferCreateUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryTransferCreatePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_transfer: InventoryTransfer | None
    user_errors: list[InventoryTransferCreateUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferCreate answers."""

    inventory_transfer_create: InventoryTransferCreatePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferCreate is asked with."""

    input: inputs.InventoryTransferCreateInput
    idempotency_key: str


DOCUMENT = """mutation InventoryTransferCreate($input: InventoryTransferCreateInput!, $idempotencyKey: String!) {
  inventoryTransferCreate(input: $input) @idempotent(key: $idempotencyKey) {
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
    name="InventoryTransferCreate",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
