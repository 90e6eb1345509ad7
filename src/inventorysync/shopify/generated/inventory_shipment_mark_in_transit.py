"""Generated from operations/inventory_shipment_mark_in_transit.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryShipment(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryShipmentMarkInTransitUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryShipmentMarkInTransitPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_shipment: InventoryShipment | None
    user_errors: list[InventoryShipmentMarkInTransitUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentMarkInTransit answers."""

    inventory_shipment_mark_in_transit: InventoryShipmentMarkInTransitPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentMarkInTransit is asked with."""

    id: str


DOCUMENT = """mutation InventoryShipmentMarkInTransit($id: ID!) {
  inventoryShipmentMarkInTransit(id: $id) {
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
    name="InventoryShipmentMarkInTransit",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
