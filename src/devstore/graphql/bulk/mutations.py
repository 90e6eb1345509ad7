"""The lines of a bulk mutation: one run of the mutation for each line of variables (PLATFORM.md C.2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from graphql import FieldNode, OperationType

from devstore.graphql.bulk.rows import shuffled
from devstore.graphql.documents import Document, coerce_variables, read_document
from devstore.graphql.errors import RequestRefused
from devstore.graphql.execute import execute
from devstore.graphql.plan import Planner, Registry
from devstore.inventory import Refused, UserError

FILE_BYTES_MAX = 100 * 1024 * 1024


def check_mutation(version: str, text: str) -> Document:
    """The mutation, if bulk operations take it: any single one but the bulk roots. Refused."""
    try:
        document = read_document(version, text, None)
    except RequestRefused as refusal:
        raise _refusal(f"Failed to parse the mutation - {refusal}", "INVALID_MUTATION") from refusal
    roots = [one for one in document.operation.selection_set.selections if isinstance(one, FieldNode)]
    if document.operation.operation is not OperationType.MUTATION or len(roots) != 1:
        raise _refusal("You must provide one top level mutation.", "INVALID_MUTATION")
    if roots[0].name.value.startswith("bulkOperation"):
        message = f"You can't use {roots[0].name.value} within a bulk mutation."
        raise _refusal(message, "INVALID_MUTATION")
    return document


def check_file(path: Path | None) -> Path:
    """The uploaded file, if it can be read. Refused."""
    if path is None:
        raise _refusal("The JSONL file could not be found. Try uploading it again.", "NO_SUCH_FILE")
    size = path.stat().st_size
    if size == 0:
        raise _refusal("The input file is empty.", "INVALID_STAGED_UPLOAD_FILE")
    if size > FILE_BYTES_MAX:
        raise _refusal("The input file exceeds 100 MB.", "INVALID_STAGED_UPLOAD_FILE")
    return path


def run_rows(context: Any, registry: Registry, document: Document, path: Path) -> Iterator[dict[str, Any]]:
    """The answer to each line, with its number counted from 0; a line that is no JSON answers an error.

    Lines run in no order (PLATFORM.md C.2).
    """
    with path.open("rb") as lines:
        for number, line in shuffled(enumerate(lines)):
            try:
                variables = msgspec.json.decode(line, type=dict[str, Any])
                answer = _run(context, registry, document, variables)
            except msgspec.DecodeError as error:
                answer = {"errors": [{"message": f"The line is not a JSON object: {error}"}]}
            except RequestRefused as refusal:
                answer = {"errors": refusal.errors}
            yield {**answer, "__lineNumber": number}


def _run(context: Any, registry: Registry, document: Document, variables: dict[str, Any]) -> dict[str, Any]:
    values = coerce_variables(context.version, document.operation, variables)
    planner = Planner(context.version, registry, document.fragments, values, context.scopes)
    kind = context.version.schema.mutation_type
    data, errors = execute(planner.selection(kind, [document.operation.selection_set]), context)
    return {"data": data, "errors": errors} if errors else {"data": data}


def _refusal(message: str, code: str) -> Refused:
    return Refused([UserError(None, message, code)])
