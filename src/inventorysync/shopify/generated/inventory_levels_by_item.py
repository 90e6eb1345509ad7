"""Generated from operations/inventory_levels_by_item.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


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
    location: Location
    quantities: list[InventoryQuantity]


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class InventoryLevelConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[InventoryLevel]
    page_info: PageInfo


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    inventory_levels: InventoryLevelConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryLevelsByItem answers."""

    inventory_item: InventoryItem | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryLevelsByItem is asked with."""

    inventory_item_id: str
    first: int
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query InventoryLevelsByItem($inventoryItemId: ID!, $first: Int!, $after: String) {
  inventoryItem(id: $inventoryItemId) {
    id
    inventoryLevels(first: $first, after: $after, includeInactive: true) {
      nodes {
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
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}"""

OPERATION = Operation(
    name="InventoryLevelsByItem",
    kind="query",
    document=DOCUMENT,
    cost=36,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
