"""A share of all that a shop is asked for, served for the least money in stock.

One more unit of an item serves somebody with the chance that demand reaches it, and costs what the unit
costs. With the least money, that chance per unit of money is the same for every item: what is dear is held
less safely than what is cheap (Silver, Pyke and Thomas, 4th edition, chapter 6, on equal shortage value;
the Lagrange multiplier is the price of a unit that is short).
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inventorysync.ordering.economics import CHANCES
from inventorysync.ordering.mixtures import Mixtures
from inventorysync.ordering.need import Basis
from inventorysync.ordering.policy import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Choices:
    """For each item what each chance of CHANCES takes: units, and what is then short, in units a day."""

    units: Ints
    short: Floats
    unit_cost: Floats

    @staticmethod
    def of(bases: Sequence[Basis], unit_cost: Floats) -> "Choices":
        """All choices of some items."""
        if not bases:
            return Choices(np.zeros((0, len(CHANCES)), np.int64), np.zeros((0, len(CHANCES))), unit_cost)
        ahead, lead = (Mixtures.of([getattr(basis, name) for basis in bases]) for name in ("ahead", "lead"))
        units = ahead.units_for(CHANCES)
        units[:, 0] = 0
        asked = units.astype(np.float64)
        days = np.array([_days_of(basis) for basis in bases])[:, None]
        return Choices(units, np.maximum(ahead.short(asked) - lead.short(asked), 0.0) / days, unit_cost)

    @staticmethod
    def joined(parts: Sequence["Choices"]) -> "Choices":
        """The choices of all of these together."""
        return Choices(
            np.concatenate([part.units for part in parts]),
            np.concatenate([part.short for part in parts]),
            np.concatenate([part.unit_cost for part in parts]),
        )

    def at(self, rows: Sequence[int]) -> "Choices":
        """The choices of some of them."""
        wanted = list(rows)
        return Choices(self.units[wanted], self.short[wanted], self.unit_cost[wanted])

    def at_price(self, price: float) -> Ints:
        """Which choice of CHANCES each item gets where a unit that is short costs so much."""
        wanted = 1 - self.unit_cost / price if price > 0 else np.zeros(len(self.unit_cost))
        return np.asarray(np.searchsorted(CHANCES, np.clip(wanted, 0.0, CHANCES[-1]), side="right") - 1)

    def short_at(self, price: float) -> float:
        """What is short in a day, over all items, at such a price."""
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


def priced(policies: Sequence[Policy], choices: Choices, groups: Sequence[Hashable]) -> list[Policy]:
    """The policies, those that share a goal with the price at which each group reaches its target.

    `choices` and `groups` are of the policies, one by one; those of a group have one target.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for row, (policy, group) in enumerate(zip(policies, groups, strict=True)):
        if policy.is_shared:
            members[group].append(row)
    told = list(policies)
    for rows in members.values():
        price = price_of_shortage(choices.at(rows), policies[rows[0]].target)
        for row in rows:
            told[row] = replace(policies[row], short_price=price)
    return told


def _days_of(basis: Basis) -> float:
    """The days between two looks."""
    return max(basis.ahead.days - basis.lead.days, 1.0)
