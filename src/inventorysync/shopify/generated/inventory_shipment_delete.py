"""Generated from operations/inventory_shipment_delete.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryShipmentDeleteUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryShipmentDeletePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str | None
    user_errors: list[InventoryShipmentDeleteUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentDelete answers."""

    inventory_shipment_delete: InventoryShipmentDeletePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryShipmentDelete is asked with."""

    id: str


DOCUMENT = """mutation InventoryShipmentDelete($id: ID!) {
  inventoryShipmentDelete(id: $id) {
    id
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="InventoryShipmentDelete",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
