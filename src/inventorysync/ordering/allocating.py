"""A share of all that a shop is asked for, served for the least money in stock.

One more unit of an item serves somebody with the chance that demand reaches it, and costs what the unit
costs. With the least money, that chance per unit of money is the same for every item: what is dear is held
less safely than what is cheap (Silver, Pyke and Thomas, 4th edition, chapter 6, on equal shortage value;
the Lagrange multiplier is the price of a unit that is short).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventorysync.ordering.need import Basis

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRID = (0.0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985,
        0.99, 0.993, 0.995, 0.997, 0.998, 0.999)  # fmt: skip
"""The chances of no shortage that an item can be given."""
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Choices:
    """For each item what each chance of GRID takes: units, and what is then short in a review period."""

    units: Ints
    short: Floats
    unit_cost: Floats

    @staticmethod
    def of(bases: Sequence[Basis], unit_cost: Floats) -> "Choices":
        """All choices of some items."""
        units = np.array([[basis.ahead.units_for(level) for level in GRID] for basis in bases], np.int64)
        units[:, 0] = 0
        short = [
            [basis.ahead.short(int(each)) - basis.lead.short(int(each)) for each in row]
            for basis, row in zip(bases, units, strict=True)
        ]
        return Choices(units, np.maximum(np.array(short), 0.0), unit_cost)

    def at_price(self, price: float) -> Ints:
        """Which choice of GRID each item gets where a unit that is short costs so much."""
        wanted = 1 - self.unit_cost / price if price > 0 else np.zeros(len(self.unit_cost))
        return np.asarray(np.searchsorted(GRID, np.clip(wanted, 0.0, GRID[-1]), side="right") - 1)

    def short_at(self, price: float) -> float:
        """What is short in a review period, over all items, at such a price."""
        return float(self.short[np.arange(len(self.short)), self.at_price(price)].sum())


def price_of_shortage(choices: Choices, share: float) -> float:
    """The least price of a unit that is short at which this share of all that is asked for is served.

    The highest sensible price where not even the highest chance for every item serves so much.
    """
    allowed = (1 - share) * float(choices.short[:, 0].sum())
    dearest = float(choices.unit_cost.max(initial=0.0))
    low, high = 0.0, max(dearest, 1e-6) * 1_000
    if choices.short_at(high) > allowed:
        return high
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if choices.short_at(middle) <= allowed else (middle, high)
    return high


def points_for(choices: Choices, share: float) -> Ints:
    """The reorder point of each item, so that together they serve this share for the least money."""
    chosen = choices.at_price(price_of_shortage(choices, share))
    return np.asarray(choices.units[np.arange(len(chosen)), chosen])
