"""Bulk operations: start, look, cancel, and stream the rows of the result (PLATFORM.md C.2)."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
import msgspec

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import ShopifyUnavailable, UserErrors
from inventorysync.shopify.generated import (
    bulk_operation_cancel,
    bulk_operation_get,
    bulk_operation_run_query,
    bulk_operations_running,
)
from inventorysync.shopify.operation import BulkQuery

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELED", "EXPIRED"})
RUNNING_MAX = 10
BATCH_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class BulkStatus:
    """How far a bulk operation is. `rows` counts rows written so far; `url` names the result when ended."""

    gid: str
    status: str
    error_code: str | None
    rows: int
    root_rows: int
    size_bytes: int | None
    url: str | None
    partial_url: str | None
    created_at: datetime

    @property
    def has_ended(self) -> bool:
        """Whether its status will not change any more."""
        return self.status in ENDED

    @property
    def is_complete(self) -> bool:
        """Whether it ended well; its `url` is None when there were no rows."""
        return self.status == "COMPLETED"


@dataclass(frozen=True)
class RowBatch:
    """Some rows in the order of the file, and the byte offset behind the last of them, to resume from."""

    rows: list[Any]
    next_offset: int


async def start(client: AdminClient, access: ShopAccess, query: BulkQuery) -> str:
    """Start a bulk query; the id of the operation.

    Raises UserErrors when Shopify will not run it now (five run already), OutcomeUnknown when no answer came:
    look at `list_running` then, before starting another.
    """
    variables = bulk_operation_run_query.Variables(query=query.document)
    data = await client.execute(access, bulk_operation_run_query.OPERATION, variables)
    payload = data.bulk_operation_run_query
    if payload is None or payload.bulk_operation is None:
        messages = [error.message for error in payload.user_errors] if payload else []
        raise UserErrors("BulkOperationRunQuery", messages or ["no operation was started"])
    return payload.bulk_operation.id


async def look(client: AdminClient, access: ShopAccess, operation_gid: str) -> BulkStatus | None:
    """How far an operation is; None when Shopify does not know it (any more)."""
    variables = bulk_operation_get.Variables(id=operation_gid)
    data = await client.execute(
        access,
        bulk_operation_get.OPERATION,
        variables,
        priority=Priority.INTERACTIVE,
    )
    found = data.bulk_operation
    if found is None:
        return None
    return BulkStatus(
        gid=found.id,
        status=found.status,
        error_code=found.error_code,
        rows=int(found.object_count),
        root_rows=int(found.root_object_count),
        size_bytes=int(found.file_size) if found.file_size is not None else None,
        url=found.url,
        partial_url=found.partial_data_url,
        created_at=found.created_at,
    )


async def list_running(client: AdminClient, access: ShopAccess) -> list[str]:
    """Ids of the app's bulk operations that run now."""
    variables = bulk_operations_running.Variables(first=RUNNING_MAX, query="status:running")
    data = await client.execute(access, bulk_operations_running.OPERATION, variables)
    return [operation.id for operation in data.bulk_operations.nodes]


async def cancel(client: AdminClient, access: ShopAccess, operation_gid: str) -> None:
    """Ask Shopify to stop an operation; rows written so far stay in `partial_url`. Raises UserErrors."""
    variables = bulk_operation_cancel.Variables(id=operation_gid)
    data = await client.execute(access, bulk_operation_cancel.OPERATION, variables)
    payload = data.bulk_operation_cancel
    if payload is not None and payload.user_errors:
        raise UserErrors("BulkOperationCancel", [error.message for error in payload.user_errors])


async def stream(
    client: AdminClient,
    url: str,
    row_types: Sequence[type[msgspec.Struct]],
    *,
    offset: int = 0,
) -> AsyncGenerator[RowBatch]:
    """The rows of a result from byte `offset` on, decoded and checked, in batches of about 2 MB.

    Rows are of `row_types`, told apart by `__typename`; children need not follow their parents. After an
    interruption go on from the last batch's `next_offset`. Raises ShopifyUnavailable when the connection
    breaks or the address has expired, msgspec.ValidationError for a row of another form.
    """
    decoder: Any = msgspec.json.Decoder(_union(row_types))
    try:
        response = await client.download(url, offset)
    except httpx2.TransportError as error:
        raise ShopifyUnavailable(f"bulk result: {type(error).__name__}") from error
    try:
        if offset and response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE:
            return  # everything was read before
        skip = _bytes_to_skip(response, offset)
        rest, position = b"", offset
        async for chunk in response.aiter_bytes(BATCH_BYTES):
            dropped = min(skip, len(chunk))
            skip -= dropped
            lines, newline, rest = (rest + chunk[dropped:]).rpartition(b"\n")
            if newline:
                position += len(lines) + 1
                yield RowBatch(decoder.decode_lines(lines), position)
        if rest.strip():
            yield RowBatch(decoder.decode_lines(rest), position + len(rest))
    except httpx2.TransportError as error:
        raise ShopifyUnavailable(f"bulk result: {type(error).__name__}") from error
    finally:
        await response.aclose()


def _bytes_to_skip(response: httpx2.Response, offset: int) -> int:
    """How many bytes to throw away: none when the server honoured the range, else all before `offset`."""
    if response.status_code == httpx2.codes.PARTIAL_CONTENT:
        return 0
    if response.status_code == httpx2.codes.OK:
        return offset
    raise ShopifyUnavailable(f"bulk result: Shopify's storage answered {response.status_code}")


def _union(row_types: Sequence[type[msgspec.Struct]]) -> Any:
    union: Any = row_types[0]
    for row_type in row_types[1:]:
        union = union | row_type
    return union
