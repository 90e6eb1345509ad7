"""A selection made into a function of one record: quick, for whole pages and for bulk files.

It answers what `execute` answers as long as nothing fails. A field that cannot be answered raises FieldError;
only the slower walk tells where, so a caller who must tell walks again.
"""

from collections.abc import Callable
from typing import Any

from devstore.graphql.selection import Choice, FieldPlan, Prepared, Read, Selection

Step = tuple[str, Read | None, Callable[..., Any], dict[str, Any], Read | None]


def reader(plan: Selection, context: Any) -> Read:
    """A function from a record to its part of the answer; FieldError where a field cannot be answered."""
    steps = [_step(field, context) for field in plan.fields]

    def read(source: Any) -> dict[str, Any]:
        out = {}
        for key, direct, resolve, args, complete in steps:
            value = direct(source) if direct is not None else resolve(source, args, context)
            out[key] = value if complete is None or value is None else complete(value)
        return out

    return read


def _step(field: FieldPlan, context: Any) -> Step:
    if isinstance(field.resolve, Prepared):
        direct, is_complete = field.resolve.prepare(field)
        if direct is not None:
            complete = None if is_complete else _completion(field, context)
            return field.key, direct, field.resolve, field.args, complete
    return field.key, None, field.resolve, field.args, _completion(field, context)


def _completion(field: FieldPlan, context: Any) -> Read | None:
    if field.children is None:
        return None
    children = field.children
    one = _of_choice(children, context) if isinstance(children, Choice) else reader(children, context)
    if not field.is_list:
        return one
    return lambda values: [None if value is None else one(value) for value in values]


def _of_choice(choice: Choice, context: Any) -> Read:
    readers = {kind: reader(option, context) for kind, option in choice.options.items()}

    def read(source: Any) -> Any:
        chosen = readers.get(source.kind)
        return None if chosen is None else chosen(source)

    return read
