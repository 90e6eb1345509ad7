"""Generated from operations/inventory_items_by_ids.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime
from decimal import Decimal

import msgspec

from inventorysync.shopify.operation import Operation


class MoneyV2(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    amount: Decimal
    currency_code: str


class Product(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    title: str
    handle: str
    status: str
    vendor: str
    product_type: str
    tags: list[str]
    updated_at: datetime


class ProductVariant(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    title: str
    sku: str | None
    barcode: str | None
    price: Decimal
    updated_at: datetime
    product: Product


class ProductVariantConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[ProductVariant]


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
    sku: str | None
    tracked: bool
    requires_shipping: bool
    updated_at: datetime
    unit_cost: MoneyV2 | None
    variants: ProductVariantConnection | None
    inventory_levels: InventoryLevelConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryItemsByIds answers."""

    nodes: list[InventoryItem | None]


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InventoryItemsByIds is asked with."""

    ids: list[str]


DOCUMENT = """query InventoryItemsByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on InventoryItem {
      id
      sku
      tracked
      requiresShipping
      updatedAt
      unitCost {
        amount
        currencyCode
      }
      variants(first: 25) {
        nodes {
          id
          title
          sku
          barcode
          price
          updatedAt
          product {
            id
            title
            handle
            status
            vendor
            productType
            tags
            updatedAt
          }
        }
      }
      inventoryLevels(first: 50, includeInactive: true) {
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
  }
}"""

OPERATION = Operation(
    name="InventoryItemsByIds",
    kind="query",
    document=DOCUMENT,
    cost=38,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
