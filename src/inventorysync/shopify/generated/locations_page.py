"""Generated from operations/locations_page.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class LocationAddress(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    city: str | None
    country_code: str | None


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str
    is_active: bool
    fulfills_online_orders: bool
    updated_at: datetime
    address: LocationAddress


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class LocationConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[Location]
    page_info: PageInfo


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What LocationsPage answers."""

    locations: LocationConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What LocationsPage is asked with."""

    first: int
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query LocationsPage($first: Int!, $after: String) {
  locations(
    first: $first
    after: $after
    includeInactive: true
    includeLegacy: true
  ) {
    nodes {
      id
      name
      isActive
      fulfillsOnlineOrders
      updatedAt
      address {
        city
        countryCode
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}"""

OPERATION = Operation(
    name="LocationsPage",
    kind="query",
    document=DOCUMENT,
    cost=24,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
