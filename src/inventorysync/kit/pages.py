"""Keyset pages: an opaque cursor holds the sort values of the last row that was shown."""

import base64
import binascii
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, Generic, TypeVar

import msgspec
from pydantic import BaseModel

from inventorysync.kit.gid import NUMBER_MAX
from inventorysync.kit.problems import Invalid

Row = TypeVar("Row")
LIMIT_DEFAULT = 50
LIMIT_MAX = 250


class Page(BaseModel, Generic[Row]):
    """One page of a list; `next` is null on the last page; `total` is null where it was not counted."""

    items: list[Row]
    next: str | None = None
    total: int | None = None


def write_cursor(order: str, after: tuple[Any, ...]) -> str:
    """An opaque text for the place after a row."""
    return base64.urlsafe_b64encode(msgspec.json.encode([order, *after])).decode().rstrip("=")


def read_cursor(text: str | None, order: str, types: tuple[type, ...]) -> tuple[Any, ...] | None:
    """The sort values in a cursor of this order; raises Invalid for anything else."""
    if text is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        found_order, *after = msgspec.json.decode(raw, type=list)
        values = tuple(msgspec.convert(v, t | None) for v, t in zip(after, types, strict=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError, msgspec.MsgspecError) as error:
        raise Invalid.field("cursor", "is not a cursor of this list") from error
    if found_order != order:
        raise Invalid.field("cursor", "belongs to another sort order")
    if not all(_can_be_stored(value) for value in values):
        raise Invalid.field("cursor", "is not a cursor of this list")
    return values


def _can_be_stored(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    if isinstance(value, datetime):  # the first and the last year have moments that no zone can tell
        return value.tzinfo is not None and MINYEAR < value.year < MAXYEAR
    return not isinstance(value, int) or abs(value) <= NUMBER_MAX
