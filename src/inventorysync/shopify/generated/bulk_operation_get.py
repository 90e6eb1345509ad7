"""Generated from operations/bulk_operation_get.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class BulkOperation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    type: str
    status: str
    error_code: str | None
    created_at: datetime
    completed_at: datetime | None
    object_count: str
    root_object_count: str
    file_size: str | None
    url: str | None
    partial_data_url: str | None


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationGet answers."""

    bulk_operation: BulkOperation | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationGet is asked with."""

    id: str


DOCUMENT = """query BulkOperationGet($id: ID!) {
  bulkOperation(id: $id) {
    id
    type
    status
    errorCode
    createdAt
    completedAt
    objectCount
    rootObjectCount
    fileSize
    url
    partialDataUrl
  }
}"""

OPERATION = Operation(
    name="BulkOperationGet",
    kind="query",
    document=DOCUMENT,
    cost=1,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
