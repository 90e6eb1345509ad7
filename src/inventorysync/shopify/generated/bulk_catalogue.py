"""Generated from operations/bulk_catalogue.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime
from decimal import Decimal

import msgspec

from inventorysync.shopify.operation import BulkQuery


class Product(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="Product"):
    """A row of the result."""

    id: str
    title: str
    handle: str
    status: str
    vendor: str
    product_type: str
    tags: list[str]
    updated_at: datetime


class MoneyV2(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    amount: Decimal
    currency_code: str


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    sku: str | None
    tracked: bool
    requires_shipping: bool
    updated_at: datetime
    unit_cost: MoneyV2 | None


class ProductVariant(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="ProductVariant"):
    """A row of the result."""

    id: str
    title: str
    sku: str | None
    barcode: str | None
    price: Decimal
    updated_at: datetime
    inventory_item: InventoryItem
    parent_id: str = msgspec.field(name="__parentId")


DOCUMENT = """query BulkCatalogue {
  products {
    edges {
      node {
        __typename
        id
        title
        handle
        status
        vendor
        productType
        tags
        updatedAt
        variants {
          edges {
            node {
              __typename
              id
              title
              sku
              barcode
              price
              updatedAt
              inventoryItem {
                id
                sku
                tracked
                requiresShipping
                updatedAt
                unitCost {
                  amount
                  currencyCode
                }
              }
            }
          }
        }
      }
    }
  }
}"""

Row = Product | ProductVariant
QUERY = BulkQuery(name="BulkCatalogue", document=DOCUMENT, row_types=(Product, ProductVariant,))
