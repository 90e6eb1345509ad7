"""What the text of a cell means: units, moments, names. Pure; nothing is guessed."""

import re
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from inventorysync.kit.gid import NotAGid, number_of

UNITS_MAX = 1_000_000_000
NOT_STOCKED = frozenset({"not stocked", "not tracked", "n/a", "-", "\u2013", "\u2014"})
DASHES = frozenset({"-", "\u2013", "\u2014"})
BIN_MAX = 60  # as bins have it
WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,]0{1,6})?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,'\u2019]\d{3})+(?:[.,]0+)?")
SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+")
CHANGED = re.compile(r"\(?\s*([+-]?\d{1,15})\s*\)?\s*(?:\(\s*([+-]?\d{1,15})\s*\))?")
MINUS_SIGNS = str.maketrans("\u2212\uff0d\u2010\u2011\u2012\u2013", "------")

DateOrder = Literal["ymd", "dmy", "mdy"]
WORDED = ("%b %d, %Y, %I:%M %p", "%b %d, %Y %I:%M %p", "%b %d, %Y at %I:%M %p", "%B %d, %Y at %I:%M %p",
          "%B %d, %Y, %I:%M %p", "%d %b %Y %H:%M", "%d %b %Y, %H:%M", "%b %d, %Y", "%d %b %Y")  # fmt: skip
NUMBERED = {
    "dmy": re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})(?P<rest>.*)"),
    "mdy": re.compile(r"(?P<m>\d{1,2})[./-](?P<d>\d{1,2})[./-](?P<y>\d{4})(?P<rest>.*)"),
}


class BadCell(Exception):
    """A cell does not hold what its column must; the text says why."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.message, self.code = message, code


def read_units(text: str) -> int | None:
    """Whole units, or None for an empty cell and for "not stocked"; raises BadCell.

    1,234 is refused: it is 1234 to some and 1.234 to others.
    """
    plain = text.strip().lstrip("'").translate(MINUS_SIGNS).strip()
    if not plain or plain.lower() in NOT_STOCKED:
        return None
    if SPACED.fullmatch(plain):
        plain = re.sub(r"[ \u00a0\u202f]", "", plain)
    if WHOLE.fullmatch(plain):
        units = int(re.split(r"[.,]", plain)[0])
    elif GROUPED.fullmatch(plain):
        raise BadCell(
            f"“{text.strip()}” may be thousands or a fraction: write it without the separator", "ambiguous"
        )
    else:
        raise BadCell(f"“{text.strip()}” is no whole number", "not_a_number")
    if abs(units) > UNITS_MAX:
        raise BadCell(f"“{text.strip()}” is beyond a billion units", "too_large")
    return units


def read_bin(text: str) -> str:
    """The name of a bin, "" for a dash, which means that the item lies in none; raises BadCell."""
    plain = text.strip().lstrip("'").strip()
    if plain in DASHES:
        return ""
    if len(plain) > BIN_MAX:
        raise BadCell(f"has {len(plain)} characters: a bin's name has {BIN_MAX} at most", "too_long")
    if any(ord(sign) < ord(" ") or ord(sign) == 127 for sign in plain):
        raise BadCell("holds a line break or another sign that cannot be seen", "invalid")
    return plain


def read_change(text: str) -> int | None:
    """The change in a cell of Shopify's history, "-5 (15)" or "-5"; None where it says nothing."""
    plain = text.strip().lstrip("'").translate(MINUS_SIGNS).strip()
    if not plain or plain.lower() in NOT_STOCKED:
        return None
    found = CHANGED.fullmatch(plain)
    if found is None:
        raise BadCell(f"“{text.strip()}” is no change of units", "not_a_number")
    return read_units(found[1])


def read_moment(text: str, zone: ZoneInfo, order: DateOrder = "ymd") -> datetime | None:
    """A moment as aware UTC, or None for an empty cell; without a zone it is the shop's. Raises BadCell."""
    plain = " ".join(text.replace("\u202f", " ").split()).lstrip("'")
    if not plain:
        return None
    found = _iso(plain) or _numbered(plain, order) or _worded(plain)
    if found is None:
        hint = "" if order != "ymd" else ", or choose in which order day and month stand"
        raise BadCell(f"“{text.strip()}” is no date and time: write 2026-11-28 14:30{hint}", "not_a_date")
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    if not 1990 <= aware.year < 9999:
        raise BadCell(f"“{text.strip()}” lies too far away", "not_a_date")
    return aware.astimezone(UTC)


def read_item_number(text: str) -> int:
    """The number of an inventory item, from Shopify's id or alone; raises BadCell."""
    return _number(text, "InventoryItem", "an inventory item")


def read_variant_number(text: str) -> int:
    """The number of a variant, from Shopify's id or alone; raises BadCell."""
    return _number(text, "ProductVariant", "a variant")


def _number(text: str, noun: str, words: str) -> int:
    plain = text.strip().lstrip("'")
    if plain.isascii() and plain.isdigit() and 0 < int(plain) < 2**63:
        return int(plain)
    try:
        return number_of(noun, plain)
    except NotAGid as error:
        raise BadCell(f"“{text.strip()}” is no id of {words}", "unknown") from error


def plain_name(text: str) -> str:
    """A name as it is compared: without outer spaces, in one case."""
    return " ".join(text.split()).casefold()


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _numbered(text: str, order: DateOrder) -> datetime | None:
    pattern = NUMBERED.get(order)
    found = pattern.fullmatch(text) if pattern else None
    if found is None:
        return None
    rest = found["rest"].strip(" ,T") or "00:00"
    try:
        day = datetime.fromisoformat(f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}")
        return _at_clock(day, rest)
    except ValueError:
        return None


def _at_clock(day: datetime, clock: str) -> datetime:
    for form in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p"):
        try:
            time = datetime.strptime(clock.upper(), form).time()  # noqa: DTZ007  # a clock has no zone
        except ValueError:
            continue
        return datetime.combine(day.date(), time)
    raise ValueError(clock)


def _worded(text: str) -> datetime | None:
    for form in WORDED:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # the shop's zone is put in by the caller
        except ValueError:
            continue
    return None
