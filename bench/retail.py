"""Online Retail (Chen 2015, CC BY 4.0; src/devstore/demo_data) as units a week or a day, cleaned.

Lines of price 0 are corrections and codes that are no products are services: both are left out. A return is
taken off the newest sale before it of the same product, price and country that was as large; one that finds
none is left out. Weeks end with the data's last day; the first one is not whole and is dropped.
"""

import csv
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from e2e.system import ROOT
from numpy.typing import NDArray

LAST_DAY: Final = date(2011, 12, 9)
WEEKS: Final = 53
_FILE = ROOT / "src/devstore/demo_data/online_retail_lines.csv.gz"
_PRODUCT = re.compile(r"\d{5}[A-Za-z]*")


@dataclass
class _Sale:
    at: str
    units: int


def weekly_units() -> NDArray[np.float64]:
    """Units by product and week; products by code."""
    days, _ = daily_units()
    return np.asarray(days.reshape(len(days), WEEKS, 7).sum(2))


def daily_units() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Units by product and day of whole weeks, and each product's middle price; products by code."""
    sales = _sales()
    places = {sku: row for row, sku in enumerate(sorted({sku for sku, _, _ in sales}))}
    table = np.zeros((len(places), 7 * (WEEKS + 1)))
    prices: dict[str, list[float]] = defaultdict(list)
    for (sku, price, _), lines in sales.items():
        prices[sku] += [float(price)] * len(lines)
        for line in lines:
            back = (LAST_DAY - date.fromisoformat(line.at[:10])).days
            table[places[sku], -1 - back] += line.units
    whole = table[:, 7:]
    has_sold = whole.sum(1) > 0
    middle = np.array([np.median(prices[sku] or [0.0]) for sku in places])  # of some only returns are known
    return np.asarray(whole[has_sold]), np.asarray(middle[has_sold])


def _sales() -> dict[tuple[str, str, str], list[_Sale]]:
    """What was sold and not brought back, by product, price and country, in the order of time."""
    sales: dict[tuple[str, str, str], list[_Sale]] = defaultdict(list)
    returns: list[tuple[str, tuple[str, str, str], int]] = []
    with gzip.open(_FILE, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for invoice, at, country, sku, quantity, price, _ in rows:
            key, units = (sku.upper(), price, country), int(quantity)
            if not _PRODUCT.fullmatch(sku) or float(price) <= 0:
                continue
            if invoice.startswith("C") and units < 0:
                returns.append((at, key, -units))
            elif units > 0 and not invoice.startswith("C"):
                sales[key].append(_Sale(at, units))
    for lines in sales.values():
        lines.sort(key=lambda line: line.at)
    for at, key, units in sorted(returns):
        sold = (line for line in reversed(sales[key]) if line.at <= at and line.units >= units)
        line = next(sold, None)
        if line:
            line.units -= units
    return sales
