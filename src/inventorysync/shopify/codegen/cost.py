"""The cost in points that Shopify asks for an operation, by the formula of PLATFORM.md C.1."""

import math

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from inventorysync.shopify.codegen.text import fields

PAGE_MAX = 250
FREE_TYPES = frozenset({"PageInfo", "MoneyBag", "MoneyV2"})


def cost_of_operation(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    root: GraphQLObjectType,
) -> int:
    """The points Shopify asks for at the largest page, by the formula of PLATFORM.md C.1."""
    if operation.operation.value == "mutation":
        return 10 * len(operation.selection_set.selections) + _deep_cost_of_payloads(schema, operation, root)
    return max(1, _cost(schema, root, operation.selection_set))


def _deep_cost_of_payloads(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    root: GraphQLObjectType,
) -> int:
    """The payload's first-level objects and userErrors are free, what is deeper costs as usual."""
    total = 0
    for node in operation.selection_set.selections:
        if not isinstance(node, FieldNode) or node.selection_set is None:
            continue
        payload = get_named_type(root.fields[node.name.value].type)
        for key, (_, child) in fields(schema, payload, node.selection_set):
            if child.selection_set and key != "userErrors" and isinstance(payload, GraphQLObjectType):
                total += _cost(schema, get_named_type(payload.fields[key].type), child.selection_set)
    return total


def _cost(schema: GraphQLSchema, owner: GraphQLType, selection: SelectionSetNode) -> int:
    total = 0
    for _, (holder, node) in fields(schema, owner, selection):
        if node.selection_set is None:
            continue
        kind = get_named_type(holder.fields[node.name.value].type)
        if kind.name.endswith("Connection"):
            total += 2 + _page_factor(node) * (1 + _cost_of_rows(schema, kind, node.selection_set))
        else:
            total += (0 if kind.name in FREE_TYPES else 1) + _cost(schema, kind, node.selection_set)
    return total


def _cost_of_rows(schema: GraphQLSchema, connection: GraphQLType, selection: SelectionSetNode) -> int:
    if not isinstance(connection, GraphQLObjectType):
        return 0
    nodes = [n for n in selection.selections if isinstance(n, FieldNode) and n.name.value == "nodes"]
    kind = get_named_type(connection.fields["nodes"].type)
    return sum(_cost(schema, kind, node.selection_set) for node in nodes if node.selection_set)


def _page_factor(node: FieldNode) -> int:
    first = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
    size = int(first.value) if isinstance(first, IntValueNode) else PAGE_MAX
    return max(1, math.floor(2 * math.log(size)))
