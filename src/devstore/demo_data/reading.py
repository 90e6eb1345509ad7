"""Reads the data's lines as what they mean for stock, moved in time so that the last day is today."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from devstore.demo_data.places import place_of_line, selling_location
from devstore.demo_data.records import Kind, Line

SHOP_ZONE = ZoneInfo("Europe/London")
LAST_DAY = date(2011, 12, 9)
EXTREME_PIECES = 1000
"""From here on a sale that was cancelled the same day was a slip of the pen, and never moved a piece."""


class RawLine(NamedTuple):
    """One line as it stands in the data; the time is the shop's own."""

    invoice: str
    at: str
    country: str
    sku: str
    quantity: int
    price: str
    remark: str


def read_products() -> list[dict[str, str]]:
    """The rows of the product table."""
    with (files(__package__) / "online_retail_products.csv").open("r", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_lines(skus: AbstractSet[str]) -> list[RawLine]:
    """The lines of the given codes, in the order of the data, without the slips (EXTREME_PIECES)."""
    with (
        (files(__package__) / "online_retail_lines.csv.gz").open("rb") as packed,
        gzip.open(packed, "rt", encoding="utf-8", newline="") as file,
    ):
        rows = csv.reader(file)
        next(rows)
        found = [
            RawLine(invoice, at, country, sku, int(quantity), price, remark)
            for invoice, at, country, sku, quantity, price, remark in rows
            if sku in skus
        ]
    return list(_without_slips(found))


def _without_slips(lines: Sequence[RawLine]) -> Iterator[RawLine]:
    extreme: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    slips: set[int] = set()
    for i, line in enumerate(lines):
        if line.quantity >= EXTREME_PIECES:
            extreme[line.at[:10], line.sku, line.quantity].append(i)
        elif line.quantity <= -EXTREME_PIECES and line.invoice.startswith("C"):
            sales = extreme[line.at[:10], line.sku, -line.quantity]
            if sales:
                slips |= {i, sales.pop()}
    return (line for i, line in enumerate(lines) if i not in slips)


def kind_of(line: RawLine) -> Kind:
    """Price 0 with a remark or a minus is a stock correction, an invoice with C a return, the rest a sale."""
    if Decimal(line.price) == 0 and (line.remark or line.quantity < 0):
        return Kind.CORRECTION
    if line.invoice.startswith("C"):
        return Kind.RETURN
    return Kind.SALE if line.quantity > 0 else Kind.CORRECTION


def place_in_time_and_space(raw: Sequence[RawLine], now: datetime, locations: int) -> list[Line]:
    """The lines as the shop would have lived them until `now`, in order of time.

    The last day of the data becomes the shop's today; what that day still has to bring is left out.
    """
    shift = now.astimezone(SHOP_ZONE).date() - LAST_DAY
    move = lru_cache(maxsize=65536)(lambda at: _moved(at, shift))
    serve = lru_cache(maxsize=65536)(lambda invoice, country: selling_location(invoice, country, locations))
    price_of = lru_cache(maxsize=4096)(Decimal)
    lines = []
    for line in raw:
        at = move(line.at)
        if at > now or line.quantity == 0:
            continue
        place = place_of_line(line.sku, serve(line.invoice, line.country))
        kind = kind_of(line)
        quantity = line.quantity if kind is Kind.CORRECTION else abs(line.quantity)
        price = price_of(line.price)
        lines.append(
            Line(at, line.invoice, kind, line.sku, place, quantity, price, line.country, line.remark)
        )
    lines.sort(key=lambda line: line.at)
    return lines


def _moved(at: str, shift: timedelta) -> datetime:
    return (datetime.fromisoformat(at) + shift).replace(tzinfo=SHOP_ZONE).astimezone(UTC)
