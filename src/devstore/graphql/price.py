"""Points, by the formula that fits nine of ten recorded requests (PLATFORM.md C.1)."""

import math
from typing import Any

from devstore.graphql.selection import Choice, FieldPlan, Selection

FREE_TYPES = frozenset({"PageInfo", "MoneyBag", "MoneyV2"})
DEFAULT_PAGE = 10
ROOT_COST = 10  # of a mutation, and of a count
ROWS = ("nodes", "edges")


def requested_cost(parent: str, plan: FieldPlan, named: str) -> int:
    """The points of one field whose children are priced already."""
    children = plan.children
    if parent == "Mutation" and isinstance(children, Selection):
        deeper = [one.children.cost for one in children.fields if one.children and one.name != "userErrors"]
        return ROOT_COST + sum(deeper)
    if parent == "QueryRoot" and plan.name.endswith("Count"):
        return ROOT_COST
    if children is None or named in FREE_TYPES:
        return 0
    if isinstance(children, Selection) and named.endswith("Connection"):
        size = plan.args.get("first") or plan.args.get("last") or DEFAULT_PAGE
        return _connection_cost(children, size)
    return 1 + children.cost


def actual_cost(plan: Selection, data: dict[str, Any] | None) -> int:
    """What a request took: every connection, also an inner one, is priced by the rows that it had."""
    return 1 if data is None else max(1, _of_object(plan, data))


def _of_object(plan: Selection, value: dict[str, Any]) -> int:
    return sum(_taken(one, value[one.key]) for one in plan.fields)


def _taken(plan: FieldPlan, value: Any) -> int:
    children = plan.children
    if value is None:
        return min(1, plan.cost)
    if children is None or not plan.has_connection:
        return plan.cost
    if isinstance(children, Selection) and children.type_name.endswith("Connection"):
        return min(plan.cost, _taken_by_rows(children, value))
    own = plan.cost - children.cost  # 1 of an object or list, 10 of a mutation
    values = value if plan.is_list else [value]
    return own + max((_of_one(children, one) for one in values if one is not None), default=0)


def _taken_by_rows(children: Selection, value: dict[str, Any]) -> int:
    """The rows cost what the dearest of them took."""
    size, inner = 0, 0
    for one in children.fields:
        if one.name not in ROWS or not isinstance(one.children, Selection | Choice):
            continue
        rows = value[one.key]
        size = max(size, len(rows))
        if not one.has_connection:
            inner += _inner_cost(one)
        elif one.name == "nodes":
            inner += max((_of_one(one.children, row) for row in rows if row is not None), default=0)
        elif isinstance(one.children, Selection):
            inner += max((_of_edge(one.children, row) for row in rows), default=0)
    return _page_cost(size, inner)


def _of_edge(edge: Selection, row: dict[str, Any]) -> int:
    nodes = [(one.children, row[one.key]) for one in edge.fields if one.children]
    return sum(_of_one(children, node) for children, node in nodes if node is not None)


def _of_one(children: Selection | Choice, value: dict[str, Any]) -> int:
    if isinstance(children, Selection):
        return _of_object(children, value)
    fitting = [one for one in children.options.values() if [f.key for f in one.fields] == list(value)]
    return max((_of_object(one, value) for one in fitting), default=0)


def _connection_cost(children: Selection, size: int) -> int:
    return _page_cost(size, sum(_inner_cost(one) for one in children.fields if one.name in ROWS))


def _inner_cost(rows: FieldPlan) -> int:
    """The points of what is wanted of one row."""
    if rows.name == "nodes" and rows.children:
        return rows.children.cost
    fields = rows.children.fields if isinstance(rows.children, Selection) else []
    return sum(one.children.cost for one in fields if one.children)


def _page_cost(size: int, inner: int) -> int:
    return 2 + max(1, math.floor(2 * math.log(size))) * (1 + inner) if size > 0 else 2
