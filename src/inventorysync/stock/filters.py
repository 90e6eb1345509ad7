"""Filter expressions: conditions joined by AND and OR, read from JSON and turned into SQL conditions.

The form is `{"all": [...]}`, `{"any": [...]}` or a condition `{"field": ..., "op": ..., "value": ...}`. It is
closed (a word that is not listed here is refused by its path) and bounded, so that no text can ask for more
than a list can answer. Pure: no database.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from zoneinfo import ZoneInfo

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.kit.quantity import QUANTITY_NAMES

LENGTH_MAX = 8_000
DEPTH_MAX = 3
CONDITIONS_MAX = 20
VALUES_MAX = 100
TEXT_MAX = 200
DAYS_MAX = 3650
UNITS_MAX = 2**62
STATES = {
    "in_stock": "l.available > 0",
    "out_of_stock": "l.is_active AND l.available <= 0",
    "negative": "l.available < 0",
    "incoming": "l.incoming > 0",
    "inactive": "NOT l.is_active",
}
COMPARISONS = {"=": "=", "!=": "IS DISTINCT FROM", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
TEXT_FIELDS = ("title", "sku", "barcode", "vendor", "product_type")
TEXT_OPS = ("is", "is_not", "in", "contains", "does_not_contain", "starts_with", "is_empty")
MONEY_FIELDS = ("price", "unit_cost")
OPS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TEXT_FIELDS, TEXT_OPS),
    "tag": ("is", "is_not", "in"),
    "location": ("is", "is_not", "in"),
    "state": ("is", "is_not"),
    **dict.fromkeys(QUANTITY_NAMES, tuple(COMPARISONS)),
    **dict.fromkeys(MONEY_FIELDS, (*COMPARISONS, "is_empty")),
    "tracked": ("is",),
    "updated": ("<", ">=", "last_days"),
    "sold": ("last_days", "not_last_days"),
}
ABOUT_LEVELS = frozenset({"location", "state", "updated", "sold", *QUANTITY_NAMES})
# Orders less what came back of them; the overview counts what sells in the same way (reports/attention.py).
SOLD = """
    SELECT f.item_id, f.location_id FROM stock_fact f
    WHERE f.shop_id = :shop AND f.cause = 'order' AND f.occurred_at >= {since}
    GROUP BY f.item_id, f.location_id
    HAVING sum((f.deltas ->> 'available')::bigint) < 0
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `value` has been checked and has the type that its field wants."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups of which all, or any, must hold."""

    join: Literal["all", "any"]
    parts: tuple["Node", ...]


Node = Condition | Group


@dataclass(frozen=True, slots=True)
class Either:
    """What holds where something of the item does, or something of the level."""

    sql: str
    of_items: str
    of_levels: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in SQL over `i` (the item) and `l` (the level), and which of the two it speaks of.

    `either` where it is an OR of conditions that speak of the one or of the other.
    """

    sql: str
    of_items: bool
    of_levels: bool
    either: Either | None = None


def read_filter(text: str, *, zone: str, now: datetime) -> Node:
    """The expression in a query parameter; raises Invalid naming the path inside it.

    A date without a time is the start of that day in the shop's `zone`; days are counted back from `now`.
    """
    if len(text) > LENGTH_MAX:
        raise Invalid.field("filter", f"is longer than {LENGTH_MAX} characters", "too_long")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid.field("filter", "is not JSON", "not_json") from error
    node = _Reader(ZoneInfo(zone), now).node(given, "filter", 1)
    if sum(1 for _ in conditions_of(node)) > CONDITIONS_MAX:
        raise Invalid.field("filter", f"has more than {CONDITIONS_MAX} conditions", "too_many")
    return node


def conditions_of(node: Node) -> Iterator[Condition]:
    """All comparisons of an expression."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.parts:
        yield from conditions_of(part)


def locations_named(node: Node | None) -> set[int]:
    """The locations that an expression asks for by their ids: these it also finds where they are left out."""
    asking = [] if node is None else [each for each in conditions_of(node) if each.field == "location"]
    return {
        place
        for each in asking
        if each.op != "is_not"
        for place in (each.value if each.op == "in" else [each.value])
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    zone: ZoneInfo
    now: datetime

    def node(self, given: Any, path: str, depth: int) -> Node:
        if not isinstance(given, dict):
            raise Invalid.field(path, "is not an object with all, any or field")
        for join in ("all", "any"):
            if join in given:
                return self._group(given, join, path, depth)
        return self._condition(given, path)

    def _group(self, given: dict[str, Any], join: Any, path: str, depth: int) -> Node:
        if set(given) != {join}:
            raise Invalid.field(path, f"has other words beside {join}", "unknown")
        if depth > DEPTH_MAX:
            raise Invalid.field(path, f"is deeper than {DEPTH_MAX} levels", "too_deep")
        parts = given[join]
        if not isinstance(parts, list) or not parts:
            raise Invalid.field(f"{path}.{join}", "is not a list with something in it")
        if len(parts) > CONDITIONS_MAX:
            raise Invalid.field(f"{path}.{join}", f"has more than {CONDITIONS_MAX} parts", "too_many")
        read = (self.node(part, f"{path}.{join}.{n}", depth + 1) for n, part in enumerate(parts))
        return Group(join, tuple(read))

    def _condition(self, given: dict[str, Any], path: str) -> Condition:
        if unknown := set(given) - {"field", "op", "value"}:
            raise Invalid.field(path, f"has the unknown word {min(map(str, unknown))[:40]!r}", "unknown")
        field, op = given.get("field"), given.get("op")
        if not isinstance(field, str) or field not in OPS:
            raise Invalid.field(f"{path}.field", f"is none of {', '.join(OPS)}", "unknown")
        if not isinstance(op, str) or op not in OPS[field]:
            raise Invalid.field(f"{path}.op", f"is none of {', '.join(OPS[field])}", "unknown")
        if op == "is_empty":
            if given.get("value") is not None:
                raise Invalid.field(f"{path}.value", "has no place beside is_empty")
            return Condition(field, op, None)
        if "value" not in given:
            raise Invalid.field(f"{path}.value", "is missing", "missing")
        return Condition(field, op, self._value(field, op, given["value"], f"{path}.value"))

    def _value(self, field: str, op: str, given: Any, path: str) -> Any:
        read = self._reader_of(field, op)
        if op != "in":
            return read(given, path)
        if not isinstance(given, list) or not 1 <= len(given) <= VALUES_MAX:
            raise Invalid.field(path, f"is not a list of 1 to {VALUES_MAX} values")
        return tuple(read(each, f"{path}.{n}") for n, each in enumerate(given))

    def _reader_of(self, field: str, op: str) -> Callable[[Any, str], Any]:
        if field in QUANTITY_NAMES:
            return _units
        if field in MONEY_FIELDS:
            return _amount
        if op in ("last_days", "not_last_days"):
            return self._days_back
        readers: dict[str, Callable[[Any, str], Any]] = {
            "location": _location,
            "state": _state,
            "tracked": _yes_or_no,
            "updated": self._moment,
        }
        return readers.get(field, _text)

    def _days_back(self, given: Any, path: str) -> datetime:
        if not _is_whole(given) or not 1 <= given <= DAYS_MAX:
            raise Invalid.field(path, f"is not a whole number from 1 to {DAYS_MAX}")
        return self.now - timedelta(days=given)

    def _moment(self, given: Any, path: str) -> datetime:
        try:
            if len(given) == len("2026-01-31"):
                return datetime.combine(date.fromisoformat(given), time(), self.zone).astimezone(UTC)
            moment = datetime.fromisoformat(given)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise Invalid.field(path, "is not a date or a time") from error
        raise Invalid.field(path, "is a time without a zone")


def _is_whole(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _units(given: Any, path: str) -> int:
    if not _is_whole(given) or abs(given) > UNITS_MAX:
        raise Invalid.field(path, "is not a whole number of units")
    return int(given)


def _amount(given: Any, path: str) -> Decimal:
    try:
        amount = Decimal(given if isinstance(given, str) else str(given))
    except InvalidOperation as error:
        raise Invalid.field(path, "is not an amount such as 12.50") from error
    if isinstance(given, bool) or not amount.is_finite() or abs(amount.adjusted()) > 16:
        raise Invalid.field(path, "is not an amount such as 12.50")
    return amount


def _text(given: Any, path: str) -> str:
    if not isinstance(given, str) or not 1 <= len(given) <= TEXT_MAX or "\0" in given:
        raise Invalid.field(path, f"is not a text of 1 to {TEXT_MAX} characters")
    return given


def _location(given: Any, path: str) -> int:
    try:
        return number_of("Location", given if isinstance(given, str) else str(given))
    except (NotAGid, IndexError) as error:
        raise Invalid.field(path, "is not the id of a location") from error


def _state(given: Any, path: str) -> str:
    if not isinstance(given, str) or given not in STATES:
        raise Invalid.field(path, f"is none of {', '.join(STATES)}", "unknown")
    return given


def _yes_or_no(given: Any, path: str) -> bool:
    if not isinstance(given, bool):
        raise Invalid.field(path, "is neither true nor false")
    return given


def clauses_of(node: Node) -> tuple[list[Clause], dict[str, Any]]:
    """SQL conditions that all hold, as few tables in each as can be, and their arguments."""
    arguments: dict[str, Any] = {}
    top = node.parts if isinstance(node, Group) and node.join == "all" else (node,)
    return [_clause(part, arguments) for part in top], arguments


def _clause(node: Node, arguments: dict[str, Any]) -> Clause:
    if isinstance(node, Condition):
        return Clause(_compare(node, arguments), node.field not in ABOUT_LEVELS, node.field in ABOUT_LEVELS)
    parts = [_clause(part, arguments) for part in node.parts]
    of_items = [part for part in parts if not part.of_levels]
    of_levels = [part for part in parts if not part.of_items]
    is_either = node.join == "any" and of_items and of_levels and len(of_items) + len(of_levels) == len(parts)
    either = _either(_joined("any", of_items), _joined("any", of_levels)) if is_either else None
    return Clause(
        either.sql if either else _joined(node.join, parts),
        any(part.of_items for part in parts),
        any(part.of_levels for part in parts),
        either,
    )


def _either(of_items: str, of_levels: str) -> Either:
    """A CASE, because the planner takes an OR of two tables for so rare that a list need not be walked."""
    return Either(f"CASE WHEN {of_items} THEN true ELSE {of_levels} END", of_items, of_levels)


def _joined(join: str, parts: Sequence[Clause]) -> str:
    return f"({(' AND ' if join == 'all' else ' OR ').join(part.sql for part in parts)})"


def _compare(condition: Condition, arguments: dict[str, Any]) -> str:
    field, op, value = condition.field, condition.op, condition.value
    name = f"f{len(arguments)}"
    if field == "state":
        return f"({STATES[value]})" if op == "is" else f"NOT ({STATES[value]})"
    if op == "is_empty":
        return f"i.{field} IS NULL" if field in MONEY_FIELDS else f"i.{field} = ''"
    arguments[name] = list(value) if op == "in" else value
    if field == "tag":
        return _of_tags(op, name)
    if field == "sold":
        found = f"(l.item_id, l.location_id) IN ({SOLD.format(since=f':{name}')})"
        return f"NOT ({found})" if op == "not_last_days" else found
    if op in COMPARISONS or op == "last_days":
        return _measured(field, op, name, value)
    return _matched(field, op, name, arguments)


def _matched(field: str, op: str, name: str, arguments: dict[str, Any]) -> str:
    """A text, a location or a yes and no, compared with what it is or holds."""
    column = "l.location_id" if field == "location" else f"i.{field}"
    if op in ("contains", "does_not_contain", "starts_with"):
        arguments[name] = ("^" if op == "starts_with" else "") + in_any_case(arguments[name])
        return f"{column} {'!~' if op == 'does_not_contain' else '~'} :{name}"
    if op == "in":
        return f"{column} = ANY(CAST(:{name} AS {'bigint' if field == 'location' else 'text'}[]))"
    return f"{column} {'=' if op == 'is' else '<>'} :{name}"


def _of_tags(op: str, name: str) -> str:
    if op == "in":
        return f"i.tags && CAST(:{name} AS text[])"
    return f"{'NOT ' if op == 'is_not' else ''}CAST(:{name} AS text) = ANY(i.tags)"


def _measured(field: str, op: str, name: str, value: Any) -> str:
    if field == "updated":
        return f"l.booked_at {'<' if op == '<' else '>='} :{name}"
    if field in MONEY_FIELDS:
        return f"i.{field} {COMPARISONS[op]} CAST(:{name} AS numeric)"
    # The indexes of most quantities hold only what is not zero; the planner must be told that it suffices.
    apart = {
        "=": value != 0,
        "!=": value == 0,
        "<": value <= 0,
        "<=": value < 0,
        ">": value >= 0,
        ">=": value > 0,
    }
    sql = f"l.{field} {'<>' if op == '!=' else op} :{name}"
    return f"({sql} AND l.{field} <> 0)" if apart[op] else sql


def in_any_case(text: str) -> str:
    """A regular expression for a text in any case.

    The database may be of the locale C, which knows the case of ASCII alone: each letter brings both forms.
    """
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    forms = {form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1}
    if letter.isalpha():
        return f"[{''.join(sorted(forms))}]"
    return letter if letter.isdigit() or letter == " " or not letter.isascii() else f"\\{letter}"
