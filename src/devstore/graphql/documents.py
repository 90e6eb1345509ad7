"""Query texts: parsed, validated, their variables coerced. Texts are remembered, since apps repeat them."""

import re
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableDefinitionNode,
    is_input_type,
    parse,
    print_ast,
    type_from_ast,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.utilities import validate_input_value

from devstore.graphql.errors import RequestRefused, refused
from devstore.graphql.schemas import ApiVersion, load_version

_INVALID = {"code": "INVALID_VARIABLE"}
_MISSING = re.compile(r"to include required field '(\w+)'")
_UNKNOWN = re.compile(r"of type '(\w+)' not to include unknown field '(\w+)'")


class Document:
    """One operation with the fragments it may use."""

    def __init__(self, node: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.operation = operation
        self.fragments = {
            one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)
        }


@lru_cache(maxsize=512)
def _parsed(version: str, text: str) -> DocumentNode | tuple[GraphQLError, ...]:
    try:
        node = parse(text)
    except GraphQLSyntaxError as error:
        return (error,)
    return tuple(validate(load_version(version).schema, node)) or node


def read_document(version: str, text: str, operation_name: str | None) -> Document:
    """The operation to run. RequestRefused for a text that the schema does not allow."""
    node = _parsed(version, text)
    if isinstance(node, tuple):
        raise RequestRefused([_plain(error) for error in node])
    operations = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
    if operation_name:
        operations = [one for one in operations if one.name and one.name.value == operation_name]
    if len(operations) != 1:
        raise refused("An operation name is required.", "BAD_REQUEST")
    return Document(node, operations[0])


def coerce_variables(
    version: ApiVersion, operation: OperationDefinitionNode, given: dict[str, Any]
) -> VariableValues:
    """The variables' values; keys that were not given stay absent. INVALID_VARIABLE with its problems."""
    definitions = operation.variable_definitions or ()
    found = get_variable_values(version.schema, definitions, given)
    if isinstance(found, VariableValues):
        return found
    for definition in definitions:
        _refuse_invalid(version, definition, given)
    raise RequestRefused([{"message": one.message, "extensions": _INVALID} for one in found])


def _refuse_invalid(version: ApiVersion, definition: VariableDefinitionNode, given: dict[str, Any]) -> None:
    """Name the problems of one variable in Shopify's form."""
    name = definition.variable.name.value
    problems: list[dict[str, Any]] = []

    def note(error: GraphQLError, path: list[str | int]) -> None:
        field, explanation = _problem(error.message)
        problems.append({"path": [*map(str, path), *field], "explanation": explanation})

    kind = type_from_ast(version.schema, definition.type)
    if (name not in given and definition.default_value is not None) or not is_input_type(kind):
        return
    validate_input_value(given.get(name), kind, note)
    if problems:
        told = f"Variable ${name} of type {print_ast(definition.type)} was provided invalid value"
        places = [f"{'.'.join(one['path'])} ({one['explanation']})" for one in problems if one["path"]]
        message = f"{told} for {', '.join(places)}" if places else told
        raise RequestRefused(
            [{"message": message, "extensions": {**_INVALID, "value": given.get(name), "problems": problems}}]
        )


def _problem(message: str) -> tuple[list[str], str]:
    """A problem as Shopify tells it: the field it is about, and why."""
    missing, unknown = _MISSING.search(message), _UNKNOWN.search(message)
    if missing:
        return [missing[1]], "Expected value to not be null"
    if unknown:
        return [unknown[2]], f"Field is not defined on {unknown[1]}"
    return [], "Expected value to not be null" if "non-null type" in message else message


def _plain(error: GraphQLError) -> dict[str, Any]:
    places = [{"line": place.line, "column": place.column} for place in error.locations or []]
    code = "undefinedField" if error.message.startswith("Cannot query field") else "GRAPHQL_VALIDATION_FAILED"
    return {"message": error.message, "locations": places, "extensions": {"code": code}}
