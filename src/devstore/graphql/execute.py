"""Walks a plan over records: dictionaries out, errors with their paths beside them."""

from typing import Any

from devstore.graphql.errors import FieldError
from devstore.graphql.reading import reader
from devstore.graphql.selection import Choice, FieldPlan, Selection

Path = tuple[Any, Any] | None  # (path of the parent, key): built only where an object is entered


class _Null(Exception):
    """A field that must not be null could not be answered: its parent becomes null."""


def execute(plan: Selection, context: Any) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The data of a root selection, and the errors of fields that could not be answered."""
    if plan.type_name == "QueryRoot":
        try:
            return reader(plan, context)(None), []
        except FieldError:
            return walk(plan, context)  # reading twice does no harm, and only a walk knows where it failed
    return walk(plan, context)


def walk(plan: Selection, context: Any) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The same, field by field: slower, and every error has its path."""
    errors: list[dict[str, Any]] = []
    try:
        return _run(plan, None, context, None, errors), errors
    except _Null:
        return None, errors


def _run(
    plan: Selection, source: Any, context: Any, path: Path, errors: list[dict[str, Any]]
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in plan.fields:
        try:
            if field.idempotency_key is not None or source is None:
                context.idempotency_key = field.idempotency_key
            value = field.resolve(source, field.args, context)
            if field.children is not None and value is not None:
                value = _complete(field, value, context, (path, field.key), errors)
        except FieldError as error:
            errors.append(
                {
                    "message": error.message,
                    "path": _flat((path, field.key)),
                    "extensions": error.extensions,
                }
            )
            if not field.is_nullable:
                raise _Null from error
            value = None
        except _Null:
            if not field.is_nullable:
                raise
            value = None
        out[field.key] = value
    return out


def _complete(field: FieldPlan, value: Any, context: Any, path: Path, errors: list[dict[str, Any]]) -> Any:
    children = field.children
    if not field.is_list:
        chosen = children if isinstance(children, Selection) else _chosen(children, value)
        return None if chosen is None else _run(chosen, value, context, path, errors)
    if isinstance(children, Selection):
        return [
            None if one is None else _run(children, one, context, (path, index), errors)
            for index, one in enumerate(value)
        ]
    answers = []
    for index, one in enumerate(value):
        chosen = None if one is None else _chosen(children, one)
        answers.append(None if chosen is None else _run(chosen, one, context, (path, index), errors))
    return answers


def _chosen(choice: Choice | None, value: Any) -> Selection | None:
    return choice.options.get(value.kind) if choice else None


def _flat(path: Path) -> list[Any]:
    parts: list[Any] = []
    while path is not None:
        path, key = path
        parts.append(key)
    return parts[::-1]
