"""Generated from operations/inventory_transfer_create_ready.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryTransferCreateAsReadyToShipUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryTransferCreateAsReadyToShipPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_transfer: InventoryTransfer | None
    user_errors: list[InventoryTransferCreateAsReadyToShipUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferCreateReady answers."""

    inventory_transfer_create_as_ready_to_ship: InventoryTransferCreateAsReadyToShipPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryTransferCreateReady is asked with."""

    input: inputs.InventoryTransferCreateAsReadyToShipInput
    idempotency_key: str


DOCUMENT = """mutation InventoryTransferCreateReady($input: InventoryTransferCreateAsReadyToShipInput!, $idempotencyKey: String!) {
  inventoryTransferCreateAsReadyToShip(input: $input) @idempotent(key: $idempotencyKey) {
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
    name="InventoryTransferCreateReady",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
