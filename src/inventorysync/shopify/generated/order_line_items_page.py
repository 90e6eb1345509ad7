"""Generated from operations/order_line_items_page.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class ProductVariant(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    inventory_item: InventoryItem


class LineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    sku: str | None
    variant: ProductVariant | None


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class LineItemConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[LineItem]
    page_info: PageInfo


class Order(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    line_items: LineItemConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrderLineItemsPage answers."""

    order: Order | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrderLineItemsPage is asked with."""

    order_id: str
    first: int
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query OrderLineItemsPage($orderId: ID!, $first: Int!, $after: String) {
  order(id: $orderId) {
    id
    lineItems(first: $first, after: $after) {
      nodes {
        id
        quantity
        currentQuantity
        unfulfilledQuantity
        sku
        variant {
          id
          inventoryItem {
            id
          }
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
    name="OrderLineItemsPage",
    kind="query",
    document=DOCUMENT,
    cost=36,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
