"""Generated from operations/orders_updated_page.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class Order(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    updated_at: datetime


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class OrderConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[Order]
    page_info: PageInfo


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrdersUpdatedPage answers."""

    orders: OrderConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What OrdersUpdatedPage is asked with."""

    first: int
    query: str
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query OrdersUpdatedPage($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id
      updatedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}"""

OPERATION = Operation(
    name="OrdersUpdatedPage",
    kind="query",
    document=DOCUMENT,
    cost=13,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
