"""Generated from operations/inventory_shipment_create.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryShipment(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryShipmentCreateUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryShipmentCreatePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_shipment: InventoryShipment | None
    user_errors: list[InventoryShipmentCreateUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentCreate answers."""

    inventory_shipment_create: InventoryShipmentCreatePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentCreate is asked with."""

    input: inputs.InventoryShipmentCreateInput
    idempotency_key: str


DOCUMENT = """mutation InventoryShipmentCreate($input: InventoryShipmentCreateInput!, $idempotencyKey: String!) {
  inventoryShipmentCreate(input: $input) @idempotent(key: $idempotencyKey) {
    inventoryShipment {
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
    name="InventoryShipmentCreate",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
