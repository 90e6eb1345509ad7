"""Generated from operations/inventory_activate.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryLevel(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    is_active: bool
    updated_at: datetime


class UserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    field: list[str] | None
    message: str


class InventoryActivatePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_level: InventoryLevel | None
    user_errors: list[UserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryActivate answers."""

    inventory_activate: InventoryActivatePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryActivate is asked with."""

    inventory_item_id: str
    location_id: str
    idempotency_key: str
    available: int | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)
    on_hand: int | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """mutation InventoryActivate($inventoryItemId: ID!, $locationId: ID!, $available: Int, $onHand: Int, $idempotencyKey: String!) {
  inventoryActivate(
    inventoryItemId: $inventoryItemId
    locationId: $locationId
    available: $available
    onHand: $onHand
  ) @idempotent(key: $idempotencyKey) {
    inventoryLevel {
      id
      isActive
      updatedAt
    }
    userErrors {
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="InventoryActivate",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=True,
    variables_type=Variables,
    data_type=Data,
)
