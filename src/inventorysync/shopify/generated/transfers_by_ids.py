"""Generated from operations/transfers_by_ids.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class LocationSnapshot(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    location: Location | None


class InventoryItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str


class InventoryTransferLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    total_quantity: int
    picked_for_shipment_quantity: int
    shipped_quantity: int
    inventory_item: InventoryItem | None


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class InventoryTransferLineItemConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[InventoryTransferLineItem]
    page_info: PageInfo


class InventoryShipmentTracking(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    company: str | None
    tracking_number: str | None
    tracking_url: str | None
    arrives_at: datetime | None


class InventoryShipmentLineItem(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    quantity: int
    accepted_quantity: int
    rejected_quantity: int
    inventory_item: InventoryItem | None


class InventoryShipmentLineItemConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[InventoryShipmentLineItem]
    page_info: PageInfo


class InventoryShipment(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str
    status: str
    date_created: datetime | None
    date_shipped: datetime | None
    date_received: datetime | None
    tracking: InventoryShipmentTracking | None
    line_items: InventoryShipmentLineItemConnection | None


class InventoryShipmentConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[InventoryShipment]
    page_info: PageInfo


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str
    status: str
    date_created: datetime | None
    reference_name: str | None
    note: str | None
    origin: LocationSnapshot | None
    destination: LocationSnapshot | None
    line_items: InventoryTransferLineItemConnection
    shipments: InventoryShipmentConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What TransfersByIds answers."""

    nodes: list[InventoryTransfer | None]


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What TransfersByIds is asked with."""

    ids: list[str]


DOCUMENT = """query TransfersByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on InventoryTransfer {
      id
      name
      status
      dateCreated
      referenceName
      note
      origin {
        location {
          id
        }
      }
      destination {
        location {
          id
        }
      }
      lineItems(first: 250) {
        nodes {
          id
          totalQuantity
          pickedForShipmentQuantity
          shippedQuantity
          inventoryItem {
            id
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      shipments(first: 20) {
        nodes {
          id
          name
          status
          dateCreated
          dateShipped
          dateReceived
          tracking {
            company
            trackingNumber
            trackingUrl
            arrivesAt
          }
          lineItems(first: 250) {
            nodes {
              id
              quantity
              acceptedQuantity
              rejectedQuantity
              inventoryItem {
                id
              }
            }
            pageInfo {
              hasNextPage
              endCursor
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
    name="TransfersByIds",
    kind="query",
    document=DOCUMENT,
    cost=161,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
