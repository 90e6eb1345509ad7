"""Connections: pages of at most 250, opaque cursors, and payload errors (PLATFORM.md C.1)."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from devstore.graphql.errors import FieldError
from devstore.graphql.selection import Prepared, Resolver

PAGE_MAX = 250
COUNT_MAX = 25_000
DEPTH_MAX = 25_000
ALL = 2**40  # the page of a bulk operation, which has no pages
SortKey = Callable[[Any], tuple[Any, ...]]


@dataclass(slots=True)
class Connection:
    """A page of records, and how to name a place in the list."""

    nodes: Sequence[Any]
    sort_key: SortKey
    has_next: bool = False
    has_previous: bool = False

    def cursor(self, node: Any) -> str:
        """The opaque cursor of one of its nodes."""
        parts = [part.isoformat() if isinstance(part, datetime) else part for part in self.sort_key(node)]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@dataclass(slots=True)
class Edge:
    """A node with its cursor."""

    node: Any
    cursor: str


def by_id(record: Any) -> tuple[Any, ...]:
    """The order in which records were made."""
    return (record.id,)


def page(records: Iterable[Any], args: Mapping[str, Any], sort_key: SortKey = by_id) -> Connection:
    """The page that first/after or last/before/reverse ask for. FieldError for pages over 250."""
    size = args.get("first") if args.get("first") is not None else args.get("last")
    if size is None:
        raise FieldError("you must provide one of first or last", "BAD_REQUEST")
    if size != ALL and not 0 <= size <= PAGE_MAX:
        raise FieldError(f"first and last cannot exceed {PAGE_MAX} or be negative", "MAX_INPUT_SIZE_EXCEEDED")
    ordered = sorted(records, key=sort_key)
    if args.get("reverse"):
        ordered = ordered[::-1]
    start, end = _bounds(ordered, args, sort_key)
    if start >= DEPTH_MAX and size != ALL:
        message = f"Pages end after {DEPTH_MAX} records: narrow the list with `query`."
        raise FieldError(message, "BAD_REQUEST")
    if args.get("first") is not None:
        end = min(end, start + size)
    else:
        start = max(start, end - size)
    return Connection(ordered[start:end], sort_key, end < len(ordered), start > 0)


def _bounds(ordered: Sequence[Any], args: Mapping[str, Any], sort_key: SortKey) -> tuple[int, int]:
    """The indexes between the cursors."""
    start, end = 0, len(ordered)
    if args.get("after"):
        place, sign = _place(args["after"]), -1 if args.get("reverse") else 1
        start = _first_after(ordered, place, sort_key, sign)
    if args.get("before"):
        place, sign = _place(args["before"]), -1 if args.get("reverse") else 1
        end = _first_after(ordered, place, sort_key, sign)
        if end and _keyed(ordered[end - 1], sort_key) == place:
            end -= 1
    return start, end


def _first_after(ordered: Sequence[Any], place: list[Any], sort_key: SortKey, sign: int) -> int:
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        key = _keyed(ordered[middle], sort_key)
        if key == place or (key < place) == (sign > 0):
            low = middle + 1
        else:
            high = middle
    return low


def _keyed(record: Any, sort_key: SortKey) -> list[Any]:
    return [part.isoformat() if isinstance(part, datetime) else part for part in sort_key(record)]


def _place(cursor: str) -> list[Any]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor))
    except ValueError as error:
        raise FieldError(f"Invalid cursor for current pagination sort: {cursor}.", "BAD_REQUEST") from error
    return place if isinstance(place, list) else [place]


def _page_info(source: Connection) -> dict[str, Any]:
    return {
        "hasNextPage": source.has_next,
        "hasPreviousPage": source.has_previous,
        "startCursor": source.cursor(source.nodes[0]) if source.nodes else None,
        "endCursor": source.cursor(source.nodes[-1]) if source.nodes else None,
    }


def attribute(name: str) -> Resolver:
    """A resolver that answers with an attribute of the record."""
    get = attrgetter(name)
    return Prepared(lambda source, _args, _context: get(source), lambda _field: (get, False))


def keys(*names: str) -> dict[str, Resolver]:
    """Resolvers for a dictionary that has the schema's own names."""
    return {name: _key(name) for name in names}


def _key(name: str) -> Resolver:
    get = itemgetter(name)
    return Prepared(lambda source, _args, _context: get(source), lambda _field: (get, False))


FIELDS: dict[str, dict[str, Resolver]] = {
    "Connection": {
        "nodes": attribute("nodes"),
        "edges": lambda source, _a, _c: [Edge(node, source.cursor(node)) for node in source.nodes],
        "pageInfo": lambda source, _a, _c: _page_info(source),
    },
    "Edge": {"node": attribute("node"), "cursor": attribute("cursor")},
    "PageInfo": keys("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"),
    "Count": keys("count", "precision"),
    "UserError": {"field": attribute("field"), "message": attribute("message"), "code": attribute("code")},
}
