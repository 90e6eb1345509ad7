"""What the text of a cell of a record means: amounts, days, price breaks. Pure; nothing is guessed."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from inventorysync.imports.cells import BadCell, DateOrder, plain_name, read_moment, read_units
from inventorysync.kit.money import plain_amount

AMOUNT_MAX = Decimal(10**9)
DECIMALS_MAX = 6
SIGN = r"[^\w\s,.+\-]?"
SIGNS = re.compile(
    rf"(?:[A-Z]{{0,3}}{SIGN}|kr\.?)\s*(?P<number>\d[\d.,'\u2019\u00a0\u202f ]*)\s*(?:{SIGN}|[A-Z]{{3}}|kr|zł)"
)
WITH_POINT = re.compile(r"\d{1,3}(?:[,'\u2019\u00a0\u202f ]\d{3})+\.\d+|\d+\.\d+")
WITH_COMMA = re.compile(r"\d{1,3}(?:[.'\u2019\u00a0\u202f ]\d{3})+,\d+|\d+,\d+")
THREE = re.compile(r"\d{1,3}[.,]\d{3}")
DIGITS = re.compile(r"\d+")
BREAK = re.compile(r"\s*(\d{1,9})\s*[:=x\u00d7]\s*(\S.*?)\s*")
EMAIL = re.compile(r"[^@\s\x00]+@[^@\s\x00]+\.[^@\s.\x00]+")
YES = frozenset({"yes", "y", "true", "1", "x", "active", "ja", "oui"})
NO = frozenset({"no", "n", "false", "0", "archived", "inactive", "nein", "non"})


class Manner(NamedTuple):
    """How a file is to be read: the shop's zone, and in which order day and month stand.

    With `has_points` its numbers come from cells of numbers, which always have a point.
    """

    zone: ZoneInfo
    date_order: DateOrder
    has_points: bool = False


Read = Callable[[str, Manner], Any]


def plain(cell: str) -> str:
    """A cell without the apostrophe by which spreadsheets keep a text from being a formula."""
    return cell.strip().removeprefix("'").strip()


def words_of(most: int, *, lines: bool = False) -> Read:
    """Reads a text of so many characters; of several lines where that is allowed."""

    def read(cell: str, _manner: Manner) -> str:
        text = plain(cell)
        if len(text) > most:
            raise BadCell(f"has {len(text):,} characters: {most:,} are the most", "too_long")
        if any(ord(sign) < ord(" ") and not (lines and sign in "\r\n\t") for sign in text) or "\x7f" in text:
            raise BadCell("holds a line break or another sign that cannot be seen", "invalid")
        return text

    return read


def whole(least: int, most: int) -> Read:
    """Reads a whole number between two."""

    def read(cell: str, _manner: Manner) -> int:
        units = read_units(cell)
        if units is None:
            raise BadCell(f"“{plain(cell)}” is no whole number", "not_a_number")
        if not least <= units <= most:
            raise BadCell(f"is {units:,}: between {least:,} and {most:,} is possible", "out_of_range")
        return units

    return read


def read_email(cell: str, _manner: Manner) -> str:
    """An e-mail address; raises BadCell."""
    text = plain(cell)
    if len(text) > 254 or EMAIL.fullmatch(text) is None:
        raise BadCell(f"“{text[:80]}” is no e-mail address", "not_an_email")
    return text


def read_currency(cell: str, _manner: Manner) -> str:
    """A currency's three letters; raises BadCell."""
    text = plain(cell).upper()
    if re.fullmatch(r"[A-Z]{3}", text) is None:
        message = f"“{plain(cell)[:20]}” is no currency: write three letters such as EUR"
        raise BadCell(message, "not_a_currency")
    return text


def read_amount(cell: str, manner: Manner) -> str:
    """An amount as plain digits; a currency's sign beside it is not looked at. Raises BadCell.

    1,234 is refused: it is 1234 to some and 1.234 to others.
    """
    amount = _decimal(cell, manner)
    if amount > AMOUNT_MAX:
        raise BadCell(f"“{plain(cell)}” is beyond a billion", "too_large")
    return plain_amount(amount)


def percent_to(most: int) -> Read:
    """Reads a percentage, with its sign or without."""

    def read(cell: str, manner: Manner) -> str:
        amount = Decimal(read_amount(plain(cell).removesuffix("%"), manner))
        if amount > most or -int(amount.as_tuple().exponent) > 2:
            raise BadCell(f"“{plain(cell)}” is no percentage up to {most} with two decimals", "out_of_range")
        return plain_amount(amount)

    return read


def read_rate(cell: str, manner: Manner) -> str:
    """What one of a currency is worth in another; raises BadCell."""
    rate = _decimal(cell, manner, 9)
    if not 0 < rate <= 10**6:
        raise BadCell(f"“{plain(cell)}” is no rate", "out_of_range")
    return plain_amount(rate)


def read_yes(cell: str, _manner: Manner) -> bool:
    """Yes or no; raises BadCell."""
    word = plain_name(plain(cell))
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell(f"“{plain(cell)[:20]}” is neither yes nor no", "not_a_choice")


def read_day(cell: str, manner: Manner) -> str:
    """A day as the shop has it, as YYYY-MM-DD; raises BadCell."""
    moment = read_moment(plain(cell), manner.zone, manner.date_order)
    if moment is None:
        raise BadCell("is empty", "missing")
    return moment.astimezone(manner.zone).date().isoformat()


def read_when(cell: str, manner: Manner) -> str:
    """A moment in ISO form, in UTC; raises BadCell."""
    moment: datetime | None = read_moment(plain(cell), manner.zone, manner.date_order)
    if moment is None:
        raise BadCell("is empty", "missing")
    return moment.isoformat()


def breaks_of(units_max: int, steps_max: int) -> Read:
    """Reads price breaks, “10: 4.50; 100: 4.00”, rising; the answer is what is kept of them."""

    def read(cell: str, manner: Manner) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        for part in filter(str.strip, plain(cell).split(";")):
            found = BREAK.fullmatch(part)
            if found is None:
                message = f"“{part.strip()[:40]}” is no price break: write 10: 4.50; 100: 4.00"
                raise BadCell(message, "not_a_break")
            steps.append({"from_units": int(found[1]), "unit_cost": read_amount(found[2], manner)})
        starts = [step["from_units"] for step in steps]
        if starts != sorted(set(starts)):
            raise BadCell("price breaks must rise, each number of pieces once", "order")
        if len(steps) > steps_max or any(not 2 <= start <= units_max for start in starts):
            raise BadCell(f"up to {steps_max} breaks are possible, from 2 pieces on", "out_of_range")
        return steps

    return read


def told_breaks(breaks: list[dict[str, Any]]) -> str:
    """Price breaks as `breaks_of` reads them."""
    return "; ".join(f"{step['from_units']}: {step['unit_cost']}" for step in breaks)


def _decimal(cell: str, manner: Manner, decimals: int = DECIMALS_MAX) -> Decimal:
    text = plain(cell)
    found = SIGNS.fullmatch(text)
    number = found["number"].strip() if found else ""
    is_clear = number.startswith("0") or (manner.has_points and "." in number)
    if THREE.fullmatch(number) and not is_clear:
        raise BadCell(f"“{text}” may be thousands or a fraction: write it with two decimals", "ambiguous")
    if WITH_POINT.fullmatch(number):
        digits = re.sub(r"[^\d.]", "", number)
    elif WITH_COMMA.fullmatch(number):
        digits = re.sub(r"[^\d,]", "", number).replace(",", ".")
    elif DIGITS.fullmatch(number):
        digits = number
    else:
        raise BadCell(f"“{text[:40]}” is no amount", "not_a_number")
    amount = Decimal(digits)
    if -int(amount.normalize().as_tuple().exponent) > decimals:
        raise BadCell(f"“{text}” has more than {decimals} decimals", "too_precise")
    return amount
