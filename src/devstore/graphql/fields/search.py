"""The subset of Shopify's search syntax that apps send: `updated_at:>'...'`, `id:`, `sku:`, AND, OR.

A term with a field that the list does not know is ignored, as Shopify does (PLATFORM.md E 17).
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

Reading = Callable[[Any], Any]
_TERM = re.compile(
    r"""(?P<field>\w+):(?P<sign>>=|<=|>|<)?(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)"|(?P<bare>\S+))"""
)
_OR = re.compile(r"\s+OR\s+")


def matches(query: str | None, fields: Mapping[str, Reading]) -> Callable[[Any], bool]:
    """Whether a record fits the query; `fields` reads what can be searched."""
    if not query or not query.strip():
        return lambda _record: True
    alternatives = [_terms(part, fields) for part in _OR.split(query.strip().strip("()"))]
    return lambda record: any(all(term(record) for term in terms) for terms in alternatives)


def _terms(text: str, fields: Mapping[str, Reading]) -> list[Callable[[Any], bool]]:
    terms = []
    for found in _TERM.finditer(text):
        read = fields.get(found["field"])
        if read is not None:
            value = next(found[name] for name in ("one", "two", "bare") if found[name] is not None)
            terms.append(_term(read, found["sign"] or "=", value.rstrip(")")))
    return terms


def _term(read: Reading, sign: str, wanted: str) -> Callable[[Any], bool]:
    def fits(record: Any) -> bool:
        value = read(record)
        if isinstance(value, datetime):
            moment = _time(wanted)
            return moment is not None and _compare(value, sign, moment)
        if isinstance(value, int) and not isinstance(value, bool):
            digits = wanted.rpartition("/")[2]
            return digits.isdigit() and _compare(value, sign, int(digits))
        return _compare(str(value).lower(), sign, wanted.lower())

    return fits


def _compare(value: Any, sign: str, wanted: Any) -> bool:
    match sign:
        case ">":
            return bool(value > wanted)
        case ">=":
            return bool(value >= wanted)
        case "<":
            return bool(value < wanted)
        case "<=":
            return bool(value <= wanted)
    return bool(value == wanted)


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if isinstance(moment, date) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment
