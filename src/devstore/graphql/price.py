"""Points, by the formula that fits nine of ten recorded requests (PLATFORM.md C.1)."""

import math
from typing import Any

from devstore.graphql.selection import FieldPlan, Selection

FREE_TYPES = frozenset({"PageInfo", "MoneyBag", "MoneyV2"})
DEFAULT_PAGE = 10
ROOT_COST = 10  # of a mutation, and of a count


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
    """What a request took: the connections of its root are priced by the rows they had."""
    if data is None:
        return 1
    cost = sum(_taken(one, data.get(one.key)) for one in plan.fields)
    return max(1, cost)


def _taken(plan: FieldPlan, value: Any) -> int:
    children = plan.children
    if value is None:
        return min(1, plan.cost)
    if isinstance(children, Selection) and children.type_name.endswith("Connection"):
        lists = [value[one.key] for one in children.fields if one.name in ("nodes", "edges")]
        return min(plan.cost, _connection_cost(children, max(map(len, lists), default=0)))
    return plan.cost


def _connection_cost(children: Selection, size: int) -> int:
    inner = 0
    for one in children.fields:
        if one.name == "nodes" and one.children:
            inner += one.children.cost
        elif one.name == "edges" and isinstance(one.children, Selection):
            inner += sum(each.children.cost for each in one.children.fields if each.children)
    return 2 + max(1, math.floor(2 * math.log(size))) * (1 + inner) if size > 0 else 2
