"""How GraphQL types are written in Python."""

import keyword
from collections.abc import Iterator

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    InlineFragmentNode,
    SelectionSetNode,
)
from graphql.pyutils import camel_to_snake, snake_to_camel

HEADER = (
    '"""Generated from operations/{source} by `python -m inventorysync.shopify.codegen`. Do not edit."""\n'
)
SCALARS = {
    "ID": "str",
    "String": "str",
    "Int": "int",
    "Float": "float",
    "Boolean": "bool",
    "DateTime": "datetime",
    "Decimal": "Decimal",
    "Money": "Decimal",
}
OTHER_SCALARS = "str"  # URLs, formatted strings and 64-bit numbers, which Shopify sends as text
STRUCT = "msgspec.Struct, frozen=True, gc=False"

Owner = GraphQLObjectType | GraphQLInterfaceType


class DoesNotFit(Exception):
    """An operation does not fit the schema, or uses what this generator does not translate."""


def fields(
    schema: GraphQLSchema,
    parent: GraphQLType,
    selection: SelectionSetNode,
) -> Iterator[tuple[str, tuple[GraphQLObjectType | GraphQLInterfaceType, FieldNode]]]:
    """Every selected field with the type that has it; an inline fragment's fields count as the parent's."""
    for node in selection.selections:
        if isinstance(node, InlineFragmentNode) and node.type_condition:
            condition = schema.type_map[node.type_condition.name.value]
            yield from fields(schema, condition, node.selection_set)
        elif isinstance(node, FieldNode) and isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            yield (node.alias or node.name).value, (parent, node)
        else:
            raise DoesNotFit(f"{node.kind} is not translated")


def wrap(field_type: GraphQLType, inner: str) -> str:
    """The Python type with its lists and Nones."""
    if isinstance(field_type, GraphQLNonNull):
        return _wrap_list(field_type.of_type, inner)
    return f"{_wrap_list(field_type, inner)} | None"


def _wrap_list(field_type: GraphQLType, inner: str) -> str:
    return f"list[{wrap(field_type.of_type, inner)}]" if isinstance(field_type, GraphQLList) else inner


def field_line(key: str, type_text: str, *, optional: bool = False) -> str:
    """The line of one field; named in full where rename="camel" would not give back Shopify's name."""
    name = camel_to_snake(key.lstrip("_"))
    name += "_" if keyword.iskeyword(name) else ""
    arguments = ["default=msgspec.UNSET"] if optional else []
    if _camel(name) != key:
        arguments.append(f'name="{key}"')
    default = f" = msgspec.field({', '.join(arguments)})" if arguments else ""
    type_text += " | msgspec.UnsetType" if optional else ""
    return f"    {name}: {type_text}{default}"


def _camel(name: str) -> str:
    """What msgspec's rename="camel" makes of a name."""
    return snake_to_camel(name, upper=False)


def class_(name: str, body: str, says: str, options: str = 'kw_only=True, rename="camel"') -> str:
    """The text of a class."""
    return f'class {name}({STRUCT}, {options}):\n    """{says}"""\n\n{body}'


def imports(text: str, *, inputs: bool = False, contract: str = "") -> str:
    """The imports that a module of this text needs."""
    lines = []
    if "datetime" in text:
        lines.append("from datetime import datetime")
    if "Decimal" in text:
        lines.append("from decimal import Decimal")
    if "Literal[" in text:
        lines.append("from typing import Literal")
    blocks = ["\n".join(lines)] if lines else []
    blocks.append("import msgspec")
    if inputs:
        contract = f"from inventorysync.shopify.generated import inputs\n{contract}"
    if contract:
        blocks.append(contract.strip())
    return "\n\n".join(blocks) + "\n"
