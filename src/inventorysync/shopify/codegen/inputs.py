"""The classes of variables and input types: what is optional may be left out, which differs from null."""

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    get_named_type,
    is_required_input_field,
    type_from_ast,
)

from inventorysync.shopify.codegen.text import (
    HEADER,
    OTHER_SCALARS,
    SCALARS,
    DoesNotFit,
    class_,
    field_line,
    imports,
    wrap,
)


def variables_class(schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: set[str]) -> str:
    """The body of the class of an operation's variables; names the input types it uses in `inputs`."""
    required: list[str] = []
    optional: list[str] = []
    for definition in operation.variable_definitions or ():
        kind = type_from_ast(schema, definition.type)
        if kind is None:
            raise DoesNotFit(f"unknown type of ${definition.variable.name.value}")
        inner = _input_name(get_named_type(kind), inputs)
        is_optional = not isinstance(kind, GraphQLNonNull) or definition.default_value is not None
        line = field_line(definition.variable.name.value, wrap(kind, inner), optional=is_optional)
        (optional if is_optional else required).append(line)
    return "\n".join([*required, *optional]) or "    pass"


def _input_name(named: GraphQLType, inputs: set[str]) -> str:
    if isinstance(named, GraphQLInputObjectType):
        inputs.add(named.name)
        return f"inputs.{named.name}"
    if isinstance(named, GraphQLScalarType):
        return SCALARS.get(named.name, OTHER_SCALARS)
    if isinstance(named, GraphQLEnumType):
        return f"Literal[{', '.join(repr(value) for value in named.values)}]"
    raise DoesNotFit(f"{named} is no input")


def inputs_module(schema: GraphQLSchema, used: set[str]) -> str:
    """The text of inputs.py: the named input types and all they need."""
    classes: dict[str, str] = {}
    waiting = sorted(used)
    while waiting:
        name = waiting.pop()
        kind = schema.type_map[name]
        if name in classes or not isinstance(kind, GraphQLInputObjectType):
            continue
        nested: set[str] = set()
        required: list[str] = []
        optional: list[str] = []
        for key, entry in kind.fields.items():
            inner = _input_name(get_named_type(entry.type), nested).removeprefix("inputs.")
            is_optional = not is_required_input_field(entry)
            line = field_line(key, wrap(entry.type, inner), optional=is_optional)
            (optional if is_optional else required).append(line)
        classes[name] = "\n".join([*required, *optional])
        waiting.extend(sorted(nested))
    bodies = [class_(name, classes[name], "An input of the Admin API.") for name in sorted(classes)]
    text = "\n\n\n".join(bodies)
    head = HEADER.format(source="*.graphql") + "\nfrom __future__ import annotations\n"
    return f"{head}\n{imports(text)}\n\n{text}\n"
