"""Bulk operations on their way: five at once, written in the background, results that can be fetched."""

import asyncio
import logging
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar
from uuid import uuid4

import msgspec
from graphql.execution.values import VariableValues

from devstore.faults import Faults
from devstore.files import Files
from devstore.graphql.bulk.mutations import check_file, check_mutation, run_rows
from devstore.graphql.bulk.rows import Level, check, plan_levels, rows_of
from devstore.graphql.documents import read_document
from devstore.graphql.errors import FieldError, RequestRefused
from devstore.graphql.plan import Planner, Registry
from devstore.inventory import Refused, UserError
from devstore.state import Store, gid
from devstore.state.payloads import time_text

log = logging.getLogger(__name__)

FIRST_NUMBER = 5_000_001
RUNNING_MAX = 5
UNEXPECTED = "INTERNAL_SERVER_ERROR"
RESULT_LIFE = timedelta(days=7)
BATCH_ROWS = 400  # about 2 ms, and no more than fits a processor's cache; others are answered in between
WAITING = ("CREATED", "RUNNING", "CANCELING")


@dataclass
class BulkOperation:
    """One bulk operation as its app sees it."""

    kind: ClassVar[str] = "BulkOperation"
    id: int
    query: str
    created_at: datetime
    type: str = "QUERY"
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: datetime | None = None
    object_count: int = 0
    root_object_count: int = 0
    file_size: int | None = None
    url: str | None = None
    partial_data_url: str | None = None


class BulkOperations:
    """Starts, runs and remembers bulk operations; those that a stop interrupted end as FAILED."""

    def __init__(self, store: Store, files: Files, registry: Registry, faults: Faults) -> None:
        self._faults = faults
        self._store = store
        self._files = files
        self._registry = registry
        self._tasks: set[asyncio.Task[None]] = set()
        known = msgspec.convert(store.database.setting("bulk_operations") or [], list[BulkOperation])
        self.by_number = {operation.id: operation for operation in known}
        for operation in known:
            if operation.status in WAITING:
                self._end(operation, "FAILED", UNEXPECTED)

    def start_query(self, context: Any, text: str, *, grouped: bool) -> BulkOperation:
        """Begin a bulk query. Refused when five run, or for a query that bulk operations do not take."""
        self._refuse_sixth("QUERY")
        levels = self._plan(context, text)
        return self._begin("QUERY", text, rows_of(levels, copy(context), grouped=grouped))

    def start_mutation(self, context: Any, text: str, upload_key: str) -> BulkOperation:
        """Begin a bulk mutation over an uploaded file. Refused when five run, or when either is unusable."""
        self._refuse_sixth("MUTATION")
        document = check_mutation(context.version.name, text)
        path = check_file(self._files.uploaded(upload_key))
        return self._begin("MUTATION", text, run_rows(copy(context), self._registry, document, path))

    def cancel(self, number: int | None) -> BulkOperation:
        """Ask an operation to stop; the rows written so far stay. Refused when it is unknown or over."""
        operation = self.by_number.get(number or 0)
        if operation is None:
            raise Refused([UserError(["id"], "Bulk operation does not exist")])
        if operation.status not in WAITING:
            message = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
            raise Refused([UserError(["id"], message)])
        operation.status = "CANCELING"
        return operation

    async def stop(self) -> None:
        """End what is running, before the store closes."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _refuse_sixth(self, kind: str) -> None:
        running = [one for one in self.by_number.values() if one.status in WAITING and one.type == kind]
        if len(running) >= RUNNING_MAX:
            ids = ", ".join(gid("BulkOperation", one.id) for one in running)
            message = f"A bulk {kind.lower()} operation for this app and shop is already in progress: {ids}."
            raise Refused([UserError(None, message, "OPERATION_IN_PROGRESS")])

    def _begin(self, kind: str, text: str, rows: Iterator[dict[str, Any]]) -> BulkOperation:
        number = max(self.by_number, default=FIRST_NUMBER - 1) + 1
        operation = BulkOperation(number, text, self._store.clock.now(), kind)
        self.by_number[number] = operation
        self._keep()
        if self._faults.strikes(self._faults.settings.bulk.fail):
            rows = _breaking(rows)
        task = asyncio.get_running_loop().create_task(self._run(operation, rows))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return operation

    def _plan(self, context: Any, text: str) -> list[Level]:
        try:
            document = read_document(context.version.name, text, None)
            check(document.operation, text)
            planner = Planner(
                context.version, self._registry, document.fragments, VariableValues({}, {}), context.scopes
            )
            kind = context.version.schema.query_type
            return plan_levels(planner.selection(kind, [document.operation.selection_set]))
        except RequestRefused as refusal:
            message = f"Invalid bulk query: {refusal}"
            raise Refused([UserError(["query"], message, "INVALID")]) from refusal

    async def _run(self, operation: BulkOperation, rows: Iterator[dict[str, Any]]) -> None:
        name = f"{operation.id}-{uuid4()}.jsonl"
        path = self._files.result_path(name)
        if operation.status == "CREATED":
            operation.status = "RUNNING"
        failure = None
        try:
            with path.open("wb") as file:
                await self._write(operation, rows, file)
        except FieldError as error:
            failure = error.extensions["code"] if error.extensions["code"] == "ACCESS_DENIED" else UNEXPECTED
        except Exception:  # the edge of a job: whatever it was, the app has to learn that it ended
            log.exception("bulk operation %s failed", operation.id)
            failure = UNEXPECTED
        operation.file_size = path.stat().st_size
        if failure or operation.status == "CANCELING":
            operation.partial_data_url = self._url(name) if operation.object_count else None
            self._end(operation, "FAILED" if failure else "CANCELED", failure)
            return
        operation.url = self._url(name) if operation.object_count else None
        self._end(operation, "COMPLETED", None)

    async def _write(self, operation: BulkOperation, rows: Iterator[dict[str, Any]], file: Any) -> None:
        encode = msgspec.json.Encoder().encode_lines
        while operation.status != "CANCELING" and (batch := list(islice(rows, BATCH_ROWS))):
            file.write(encode(batch))
            operation.object_count += len(batch)
            operation.root_object_count += sum("__parentId" not in row for row in batch)
            await asyncio.sleep(0)

    def _end(self, operation: BulkOperation, status: str, error_code: str | None) -> None:
        operation.status, operation.error_code = status, error_code
        operation.completed_at = self._store.clock.now()
        with self._store.transaction():
            self._keep()
            self._store.emit(
                "bulk_operations/finish",
                {
                    "admin_graphql_api_id": gid("BulkOperation", operation.id),
                    "status": status.lower(),
                    "error_code": error_code.lower() if error_code else None,
                    "type": operation.type.lower(),
                    "created_at": time_text(operation.created_at),
                    "completed_at": time_text(operation.completed_at),
                },
            )

    def _url(self, name: str) -> str:
        return self._files.result_url(name, self._store.clock.now() + RESULT_LIFE)

    def _keep(self) -> None:
        """Remember the operations, since an app asks for them after a restart too."""
        self._store.set_setting("bulk_operations", msgspec.to_builtins(list(self.by_number.values())))


def _breaking(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The first rows, then what ends an operation at Shopify's side."""
    yield from islice(rows, BATCH_ROWS)
    raise FieldError("The operation failed.", UNEXPECTED)
