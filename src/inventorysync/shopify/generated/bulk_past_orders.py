"""Generated from operations/bulk_past_orders.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import BulkQuery


class Order(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="Order"):
    """A row of the result."""

    id: str
    name: str
    created_at: datetime
    cancelled_at: datetime | None
    test: bool


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class FulfillmentOrderAssignedLocation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    location: Location | None


class FulfillmentOrder(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="FulfillmentOrder"):
    """A row of the result."""

    id: str
    assigned_location: FulfillmentOrderAssignedLocation
    parent_id: str = msgspec.field(name="__parentId")


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class ProductVariant(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    inventory_item: InventoryItem


class LineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    quantity: int
    current_quantity: int
    variant: ProductVariant | None


class FulfillmentOrderLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="__typename", tag="FulfillmentOrderLineItem"):
    """A row of the result."""

    id: str
    total_quantity: int
    line_item: LineItem
    parent_id: str = msgspec.field(name="__parentId")


DOCUMENT = """query BulkPastOrders {
  orders {
    edges {
      node {
        __typename
        id
        name
        createdAt
        cancelledAt
        test
        fulfillmentOrders {
          edges {
            node {
              __typename
              id
              assignedLocation {
                location {
                  id
                }
              }
              lineItems {
                edges {
                  node {
                    __typename
                    id
                    totalQuantity
                    lineItem {
                      id
                      quantity
                      currentQuantity
                      variant {
                        inventoryItem {
                          id
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}"""

Row = Order | FulfillmentOrder | FulfillmentOrderLineItem
QUERY = BulkQuery(name="BulkPastOrders", document=DOCUMENT, row_types=(Order, FulfillmentOrder, FulfillmentOrderLineItem,))
