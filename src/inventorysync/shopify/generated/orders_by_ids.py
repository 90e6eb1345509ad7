"""Generated from operations/orders_by_ids.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

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


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class Fulfillment(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    status: str
    created_at: datetime
    location: Location | None


class FulfillmentOrderAssignedLocation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    location: Location | None


class FulfillmentOrderLineItemLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class FulfillmentOrderLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    total_quantity: int
    remaining_quantity: int
    line_item: FulfillmentOrderLineItemLineItem


class FulfillmentOrderLineItemConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[FulfillmentOrderLineItem]


class FulfillmentOrder(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    status: str
    assigned_location: FulfillmentOrderAssignedLocation
    line_items: FulfillmentOrderLineItemConnection


class FulfillmentOrderConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[FulfillmentOrder]


class RefundLineItemLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class RefundLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    quantity: int
    restock_type: str
    restocked: bool
    location: Location | None
    line_item: RefundLineItemLineItem


class RefundLineItemConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[RefundLineItem]


class Refund(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    created_at: datetime | None
    refund_line_items: RefundLineItemConnection


class Order(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    display_fulfillment_status: str
    line_items: LineItemConnection
    fulfillments: list[Fulfillment]
    fulfillment_orders: FulfillmentOrderConnection
    refunds: list[Refund]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrdersByIds answers."""

    nodes: list[Order | None]


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrdersByIds is asked with."""

    ids: list[str]


DOCUMENT = """query OrdersByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id
      name
      createdAt
      updatedAt
      cancelledAt
      displayFulfillmentStatus
      lineItems(first: 100) {
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
      fulfillments(first: 10) {
        id
        status
        createdAt
        location {
          id
        }
      }
      fulfillmentOrders(first: 10) {
        nodes {
          id
          status
          assignedLocation {
            location {
              id
            }
          }
          lineItems(first: 100) {
            nodes {
              id
              totalQuantity
              remainingQuantity
              lineItem {
                id
              }
            }
          }
        }
      }
      refunds(first: 10) {
        id
        createdAt
        refundLineItems(first: 100) {
          nodes {
            quantity
            restockType
            restocked
            location {
              id
            }
            lineItem {
              id
            }
          }
        }
      }
    }
  }
}"""

OPERATION = Operation(
    name="OrdersByIds",
    kind="query",
    document=DOCUMENT,
    cost=156,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
