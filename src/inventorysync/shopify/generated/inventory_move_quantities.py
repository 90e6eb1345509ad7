"""Generated from operations/inventory_move_quantities.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryChange(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    name: str
    delta: int
    item: InventoryItem | None
    location: Location | None


class InventoryAdjustmentGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    created_at: datetime
    reason: str
    reference_document_uri: str | None
    changes: list[InventoryChange]


class InventoryMoveQuantitiesUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class InventoryMoveQuantitiesPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_adjustment_group: InventoryAdjustmentGroup | None
    user_errors: list[InventoryMoveQuantitiesUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryMoveQuantities answers."""

    inventory_move_quantities: InventoryMoveQuantitiesPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryMoveQuantities is asked with."""

    input: inputs.InventoryMoveQuantitiesInput
    idempotency_key: str


DOCUMENT = """mutation InventoryMoveQuantities($input: InventoryMoveQuantitiesInput!, $idempotencyKey: String!) {
  inventoryMoveQuantities(input: $input) @idempotent(key: $idempotencyKey) {
    inventoryAdjustmentGroup {
      id
      createdAt
      reason
      referenceDocumentUri
      changes {
        name
        delta
        item {
          id
        }
        location {
          id
        }
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="InventoryMoveQuantities",
    kind="mutation",
    document=DOCUMENT,
    cost=13,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
