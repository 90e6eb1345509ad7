"""Generated from operations/bulk_operations_running.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class BulkOperation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    type: str
    status: str
    created_at: datetime
    object_count: str


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class BulkOperationConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[BulkOperation]
    page_info: PageInfo


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationsRunning answers."""

    bulk_operations: BulkOperationConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationsRunning is asked with."""

    first: int
    query: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query BulkOperationsRunning($first: Int!, $query: String = "status:running") {
  bulkOperations(first: $first, query: $query, sortKey: CREATED_AT) {
    nodes {
      id
      type
      status
      createdAt
      objectCount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}"""

OPERATION = Operation(
    name="BulkOperationsRunning",
    kind="query",
    document=DOCUMENT,
    cost=13,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
