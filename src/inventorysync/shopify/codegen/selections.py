"""The classes of what an operation selects, and of the rows of a bulk query."""

from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.pyutils import camel_to_snake, snake_to_camel

from inventorysync.shopify.codegen.text import (
    OTHER_SCALARS,
    SCALARS,
    DoesNotFit,
    Owner,
    field_line,
    fields,
    wrap,
)


@dataclass
class Module:
    """The classes of one operation, innermost first; for a bulk query also which of them are rows."""

    schema: GraphQLSchema
    classes: dict[str, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def output_class(module: Module, wanted: str, parent: GraphQLType, selection: SelectionSetNode) -> str:
    """Add the class of a selection and return its name; equal selections of one type share a class."""
    lines = [
        field_line(key, _output_type(module, owner, node, key))
        for key, (owner, node) in fields(module.schema, parent, selection)
    ]
    body = "\n".join(lines)
    name = wanted
    while module.classes.get(name, body) != body:
        name += "_"
    module.classes[name] = body
    return name


def _output_type(module: Module, owner: Owner, node: FieldNode, key: str) -> str:
    if node.name.value == "__typename":
        return "str"
    field_type = owner.fields[node.name.value].type
    inner = _class_or_scalar(module, owner, field_type, node, key)
    return wrap(field_type, inner)


def _class_or_scalar(
    module: Module,
    owner: Owner,
    field_type: GraphQLType,
    node: FieldNode,
    key: str,
) -> str:
    named = get_named_type(field_type)
    if isinstance(named, GraphQLScalarType):
        return SCALARS.get(named.name, OTHER_SCALARS)
    if isinstance(named, GraphQLEnumType):
        return "str"  # a value that a later version adds must not stop an answer
    if node.selection_set is None:
        raise DoesNotFit(f"{owner.name}.{key} selects nothing")
    wanted = named.name
    conditions = [n for n in node.selection_set.selections if isinstance(n, InlineFragmentNode)]
    if conditions and conditions[0].type_condition:
        wanted = conditions[0].type_condition.name.value
        named = module.schema.type_map[wanted]
    if not _is_same(module, wanted, named, node.selection_set):
        wanted = f"{owner.name}{snake_to_camel(camel_to_snake(key))}"
    return output_class(module, wanted, named, node.selection_set)


def _is_same(module: Module, wanted: str, named: GraphQLType, selection: SelectionSetNode) -> bool:
    """Whether the plain name is free, or stands for the same selection."""
    if wanted not in module.classes:
        return True
    trial = Module(module.schema, dict(module.classes))
    return output_class(trial, wanted, named, selection) == wanted


def bulk_rows(module: Module, owner: GraphQLType, selection: SelectionSetNode, *, parent: bool) -> None:
    """A tagged class for the nodes of each connection; nested connections become rows of their own."""
    for node in selection.selections:
        if not isinstance(node, FieldNode) or not isinstance(owner, GraphQLObjectType):
            raise DoesNotFit("a bulk query selects fields of objects")
        connection = get_named_type(owner.fields[node.name.value].type)
        row_type, row_selection = _node_of(connection, node)
        plain = [s for s in row_selection.selections if not _is_connection(row_type, s)]
        nested = [s for s in row_selection.selections if _is_connection(row_type, s)]
        lines = [
            field_line(key, _output_type(module, row_owner, field_node, key))
            for key, (row_owner, field_node) in fields(
                module.schema, row_type, SelectionSetNode(selections=tuple(plain))
            )
            if key != "__typename"
        ]
        if parent:
            lines.append('    parent_id: str = msgspec.field(name="__parentId")')
        module.classes[row_type.name] = "\n".join(lines)
        module.rows.append(row_type.name)
        bulk_rows(module, row_type, SelectionSetNode(selections=tuple(nested)), parent=True)


def _node_of(connection: GraphQLType, node: FieldNode) -> tuple[GraphQLObjectType, SelectionSetNode]:
    edges = _selected(node, "edges")
    row = _selected(edges, "node")
    if not isinstance(connection, GraphQLObjectType) or row.selection_set is None:
        raise DoesNotFit(f"{node.name.value} is no connection of edges and nodes")
    edge_type = get_named_type(connection.fields["edges"].type)
    row_type = (
        get_named_type(edge_type.fields["node"].type) if isinstance(edge_type, GraphQLObjectType) else None
    )
    if not isinstance(row_type, GraphQLObjectType):
        raise DoesNotFit(f"{node.name.value}: rows must be objects")
    return row_type, row.selection_set


def _selected(node: FieldNode, name: str) -> FieldNode:
    for child in node.selection_set.selections if node.selection_set else ():
        if isinstance(child, FieldNode) and child.name.value == name:
            return child
    raise DoesNotFit(f"{node.name.value} does not select {name}")


def _is_connection(owner: GraphQLObjectType, node: object) -> bool:
    if not isinstance(node, FieldNode) or node.name.value == "__typename":
        return False
    named = get_named_type(owner.fields[node.name.value].type)
    return str(named.name).endswith("Connection")
