"""Which events go where: subscriptions of shopify.app.toml and of the API, include_fields and filters."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstore.webhooks.posting import parse_address

COMPLIANCE_TOPICS = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
_WORD = re.compile(r"(?:[^\s\"]|\"[^\"]*\")+")
_TERM = re.compile(r"(?P<field>[\w.]+):(?P<sign>>=|<=|>|<|)(?P<value>\"[^\"]*\"|\S+)")


class AppConfigInvalid(Exception):
    """shopify.app.toml cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One topic to one address. App-specific ones survive failures, those made by the API do not."""

    id: str
    topic: str
    uri: str
    api_version: str
    include_fields: tuple[str, ...] = ()
    filter: str = ""
    name: str = ""
    is_app_specific: bool = True

    def body_of(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """What of the payload is sent."""
        return keep_fields(payload, self.include_fields) if self.include_fields else payload


def read_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """The subscriptions of a shopify.app.toml, one a topic. Raises AppConfigInvalid."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        webhooks = document["webhooks"]
        made = tuple(_subscriptions(webhooks["subscriptions"], str(webhooks["api_version"])))
        for one in made:
            check_subscription(one)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AppConfigInvalid(f"{path} does not tell the webhook subscriptions: {error!r}") from error
    return made


def check_subscription(one: Subscription) -> None:
    """ValueError where an address or a filter could not be used when an event comes."""
    if not one.uri.startswith("/"):
        parse_address(one.uri)
    for term in _WORD.findall(one.filter):
        if term not in ("AND", "OR"):
            _parse(term)


def _subscriptions(entries: Sequence[Mapping[str, Any]], api_version: str) -> Iterator[Subscription]:
    for number, entry in enumerate(entries):
        for topic in (*entry.get("topics", ()), *entry.get("compliance_topics", ())):
            yield Subscription(
                id=f"app/{number}/{topic}",
                topic=topic,
                uri=entry["uri"],
                api_version=api_version,
                include_fields=tuple(entry.get("include_fields", ())),
                filter=entry.get("filter", ""),
                name=entry.get("name", ""),
            )


def keep_fields(payload: Any, fields: Sequence[str]) -> Any:
    """The payload cut to the named fields; `a.b` keeps b inside a, and reaches through lists."""
    if isinstance(payload, list):
        return [keep_fields(one, fields) for one in payload]
    if not isinstance(payload, Mapping):
        return payload
    nested: dict[str, list[str]] = {}
    for field in fields:
        first, _, rest = field.partition(".")
        nested.setdefault(first, []).append(rest)
    return {
        key: value if "" in nested[key] else keep_fields(value, nested[key])
        for key, value in payload.items()
        if key in nested
    }


def is_wanted(payload: Mapping[str, Any], query: str) -> bool:
    """Whether a payload passes a filter: terms `field:value`, `field:>1`, `field:*`, `-term`, AND before OR.

    Raises ValueError for what is not of this subset of Shopify's search syntax.
    """
    choices: list[list[str]] = [[]]
    for word in _WORD.findall(query):
        if word == "OR":
            choices.append([])
        elif word != "AND":
            choices[-1].append(word)
    return any(all(_passes(payload, term) for term in terms) for terms in choices)


def _passes(payload: Mapping[str, Any], term: str) -> bool:
    if term.startswith("-"):
        return not _passes(payload, term[1:])
    field, sign, wanted = _parse(term)
    values = list(_values(payload, field.split(".")))
    if wanted == "*" and not sign:
        return any(value is not None for value in values)
    return any(_compare(value, sign, wanted) for value in values)


def _parse(term: str) -> tuple[str, str, str]:
    found = _TERM.fullmatch(term.removeprefix("-"))
    if not found:
        raise ValueError(f"This filter is not understood: {term}")
    return found["field"], found["sign"], found["value"].strip('"')


def _values(payload: Any, path: Sequence[str]) -> Iterator[Any]:
    if isinstance(payload, list):
        for one in payload:
            yield from _values(one, path)
    elif not path:
        yield payload
    elif isinstance(payload, Mapping) and path[0] in payload:
        yield from _values(payload[path[0]], path[1:])


def _compare(value: Any, sign: str, wanted: str) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not sign:
        return text.lower() == wanted.lower()
    try:
        left, right = float(text), float(wanted)
    except ValueError:
        return _in_order(text, sign, wanted)
    return _in_order(left, sign, right)


def _in_order(left: Any, sign: str, right: Any) -> bool:
    answers: dict[str, bool] = {
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }
    return answers[sign]
