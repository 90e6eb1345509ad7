"""Generated from operations/inventory_levels_by_ids.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryQuantity(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    name: str
    quantity: int
    updated_at: datetime | None


class InventoryLevel(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    is_active: bool
    updated_at: datetime
    item: InventoryItem
    location: Location
    quantities: list[InventoryQuantity]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryLevelsByIds answers."""

    nodes: list[InventoryLevel | None]


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryLevelsByIds is asked with."""

    ids: list[str]


DOCUMENT = """query InventoryLevelsByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on InventoryLevel {
      id
      isActive
      updatedAt
      item {
        id
      }
      location {
        id
      }
      quantities(
        names: [
          "available"
          "committed"
          "reserved"
          "damaged"
          "safety_stock"
          "quality_control"
          "on_hand"
          "incoming"
        ]
      ) {
        name
        quantity
        updatedAt
      }
    }
  }
}"""

OPERATION = Operation(
    name="InventoryLevelsByIds",
    kind="query",
    document=DOCUMENT,
    cost=4,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
