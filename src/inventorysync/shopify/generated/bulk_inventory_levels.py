"""Generated from operations/bulk_inventory_levels.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import BulkQuery


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="InventoryItem"):
    """A row of the result."""

    id: str


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryQuantity(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    name: str
    quantity: int
    updated_at: datetime | None


class InventoryLevel(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="InventoryLevel"):
    """A row of the result."""

    id: str
    is_active: bool
    updated_at: datetime
    location: Location
    quantities: list[InventoryQuantity]
    parent_id: str = msgspec.field(name="__parentId")


DOCUMENT = """query BulkInventoryLevels {
  inventoryItems {
    edges {
      node {
        __typename
        id
        inventoryLevels(includeInactive: true) {
          edges {
            node {
              __typename
              id
              isActive
              updatedAt
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
        }
      }
    }
  }
}"""

Row = InventoryItem | InventoryLevel
QUERY = BulkQuery(name="BulkInventoryLevels", document=DOCUMENT, row_types=(InventoryItem, InventoryLevel,))
