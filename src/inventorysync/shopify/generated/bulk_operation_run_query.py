"""Generated from operations/bulk_operation_run_query.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class BulkOperation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    status: str
    type: str
    created_at: datetime


class BulkOperationUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class BulkOperationRunQueryPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    bulk_operation: BulkOperation | None
    user_errors: list[BulkOperationUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationRunQuery answers."""

    bulk_operation_run_query: BulkOperationRunQueryPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationRunQuery is asked with."""

    query: str


DOCUMENT = """mutation BulkOperationRunQuery($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation {
      id
      status
      type
      createdAt
    }
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="BulkOperationRunQuery",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
