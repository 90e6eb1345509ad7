"""Generated from operations/inventory_shipment_create_in_transit.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryShipment(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryShipmentCreateInTransitUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryShipmentCreateInTransitPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_shipment: InventoryShipment | None
    user_errors: list[InventoryShipmentCreateInTransitUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentCreateInTransit answers."""

    inventory_shipment_create_in_transit: InventoryShipmentCreateInTransitPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentCreateInTransit is asked with."""

    input: inputs.InventoryShipmentCreateInput
    idempotency_key: str


DOCUMENT = """mutation InventoryShipmentCreateInTransit($input: InventoryShipmentCreateInput!, $idempotencyKey: String!) {
  inventoryShipmentCreateInTransit(input: $input) @idempotent(key: $idempotencyKey) {
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
    name="InventoryShipmentCreateInTransit",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
