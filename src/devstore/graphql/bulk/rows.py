"""The lines of a bulk query: a node each, nested nodes on lines of their own with __parentId."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from typing import Any, TypeVar

from graphql import FieldNode, OperationDefinitionNode, SelectionSetNode

from devstore.graphql.fields.paging import ALL
from devstore.graphql.reading import reader
from devstore.graphql.selection import FieldPlan, Selection
from devstore.inventory import Refused, UserError

CONNECTIONS_MAX = 5
DEPTH_MAX = 2
QUERY_BYTES_MAX = 65_535
SHUFFLED_ROWS = 400

Row = TypeVar("Row")
Writer = Callable[[Any, str | None], Iterator[dict[str, Any]]]


@dataclass
class Level:
    """One connection: what to select of its nodes, and the connections inside them."""

    connection: FieldPlan
    node: Selection
    inner: list["Level"] = field(default_factory=list)


def check(operation: OperationDefinitionNode, text: str) -> None:
    """Shopify's own limits for bulk queries. Refused with the first that is broken."""
    if len(text.encode()) > QUERY_BYTES_MAX:
        _refuse("The query must not be larger than 65535 bytes.")
    if operation.operation.value != "query":
        _refuse("Only queries can run in bulkOperationRunQuery.")
    names = {one.name.value for one in operation.selection_set.selections if isinstance(one, FieldNode)}
    if names & {"node", "nodes"}:
        _refuse("Bulk queries cannot contain a top level `node` or `nodes` field.")
    found = _connections(operation.selection_set, 0)
    if not found:
        _refuse("Bulk queries must contain at least one connection.")
    if len(found) > CONNECTIONS_MAX:
        _refuse(f"Bulk queries cannot contain more than {CONNECTIONS_MAX} connections.")
    if max(found) > DEPTH_MAX:
        _refuse(f"Bulk queries cannot contain connections with a nesting depth greater than {DEPTH_MAX}.")


def plan_levels(root: Selection) -> list[Level]:
    """The connections of a plan, each with its nodes' fields apart from its inner connections. Refused."""
    _refuse_hidden(root)
    return [_level(one) for one in root.fields if _is_connection(one)]


def rows_of(levels: list[Level], context: Any, *, grouped: bool) -> Iterator[dict[str, Any]]:
    """Every line of a query; a child right behind its parent only where that was asked for (`grouped`).

    FieldError for a field that cannot be answered: bulk operations end there.
    """
    rows = chain.from_iterable(_writer(level, context)(None, None) for level in levels)
    return rows if grouped else shuffled(rows)


def shuffled(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows in another order, the same for the same rows: nobody may rely on the one they were made in."""
    rows, order = iter(rows), list(range(SHUFFLED_ROWS))
    random.Random(SHUFFLED_ROWS).shuffle(order)  # noqa: S311
    pick = itemgetter(*order)
    while len(block := list(islice(rows, SHUFFLED_ROWS))) == SHUFFLED_ROWS:
        yield from pick(block)
    yield from (block[index] for index in order if index < len(block))


def _writer(level: Level, context: Any) -> Writer:
    """How to write the lines of a connection: a node, then what is nested in it."""
    connection, read = level.connection, reader(level.node, context)
    inner = [_writer(one, context) for one in level.inner]

    def write(source: Any, parent: str | None) -> Iterator[dict[str, Any]]:
        for node in connection.resolve(source, connection.args, context).nodes:
            row = read(node)
            if parent is not None:
                row["__parentId"] = parent
            yield row
            for one in inner:
                yield from one(node, row["id"])

    return write


def _level(connection: FieldPlan) -> Level:
    connection.args["first"] = ALL
    edges = connection.children
    node = None
    if isinstance(edges, Selection):
        for edge in edges.fields:
            if edge.name == "edges" and isinstance(edge.children, Selection):
                node = next((one.children for one in edge.children.fields if one.name == "node"), None)
    if not isinstance(node, Selection):
        raise Refused([UserError(["query"], "Bulk queries select `edges { node { } }`.", "INVALID")])
    inner = [_level(one) for one in node.fields if _is_connection(one)]
    own = Selection(node.type_name, [one for one in node.fields if not _is_connection(one)])
    if inner and not any(one.key == "id" and one.name == "id" for one in own.fields):
        _refuse(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias."
        )
    return Level(connection, own, inner)


def _refuse_hidden(selection: Selection) -> None:
    """A connection inside a list or an object would have no line of its own to hang on."""
    for one in selection.fields:
        inner = one.children
        if not isinstance(inner, Selection):
            continue
        if one.is_list and one.name != "edges" and inner.has_connection:
            _refuse("Queries that contain a connection field within a list field are not supported.")
        _refuse_hidden(inner)


def _is_connection(field_plan: FieldPlan) -> bool:
    children = field_plan.children
    return isinstance(children, Selection) and children.type_name.endswith("Connection")


def _connections(selections: SelectionSetNode, depth: int) -> list[int]:
    """The depth of each connection: fields that select `edges`."""
    found: list[int] = []
    for one in selections.selections:
        inner = getattr(one, "selection_set", None)
        if inner is None:
            continue
        names = {each.name.value for each in inner.selections if isinstance(each, FieldNode)}
        if "nodes" in names:
            _refuse("Bulk queries select `edges { node { } }`, not `nodes`.")
        if "edges" in names:
            found.append(depth)
        found += _connections(inner, depth + ("edges" in names))
    return found


def _refuse(message: str) -> None:
    raise Refused([UserError(["query"], message, "INVALID")])
