"""Generated from operations/bulk_operation_cancel.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class BulkOperation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    status: str


class UserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    field: list[str] | None
    message: str


class BulkOperationCancelPayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    bulk_operation: BulkOperation | None
    user_errors: list[UserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationCancel answers."""

    bulk_operation_cancel: BulkOperationCancelPayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What BulkOperationCancel is asked with."""

    id: str


DOCUMENT = """mutation BulkOperationCancel($id: ID!) {
  bulkOperationCancel(id: $id) {
    bulkOperation {
      id
      status
    }
    userErrors {
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="BulkOperationCancel",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
