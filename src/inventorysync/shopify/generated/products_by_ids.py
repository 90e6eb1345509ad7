"""Generated from operations/products_by_ids.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime
from decimal import Decimal

import msgspec

from inventorysync.shopify.operation import Operation


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


class ProductVariant(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    title: str
    sku: str | None
    barcode: str | None
    price: Decimal
    updated_at: datetime
    inventory_item: InventoryItem


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class ProductVariantConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[ProductVariant]
    page_info: PageInfo


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
    variants: ProductVariantConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What ProductsByIds answers."""

    nodes: list[Product | None]


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What ProductsByIds is asked with."""

    ids: list[str]


DOCUMENT = """query ProductsByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Product {
      id
      title
      handle
      status
      vendor
      productType
      tags
      updatedAt
      variants(first: 250) {
        nodes {
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
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}"""

OPERATION = Operation(
    name="ProductsByIds",
    kind="query",
    document=DOCUMENT,
    cost=25,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
