"""How much may be asked for over some days: quantiles, what lies between them, and mixtures of them."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LEVELS = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
"""At which probabilities a spread is kept; the first is the least that is ever asked for."""
LEVEL_MAX = 0.9999
DECIMALS = 4
_STEPS = tuple(-math.log1p(-level) for level in LEVELS)
_LOWEST = 1e-9
_ASKED = tuple(max(level, _LOWEST) for level in LEVELS)
_TINY = 1e-9


class Demand(Protocol):
    """What is known of the demand for one item at one place from tomorrow on."""

    def mean_over(self, days: float) -> float:
        """How much is asked for over some days, on average."""
        ...

    def quantile_over(self, days: float, level: float) -> float:
        """What demand over some days does not pass with this probability."""
        ...

    def quantiles_over(self, days: float, levels: Sequence[float]) -> Sequence[float]:
        """The same for several probabilities at once."""
        return [self.quantile_over(days, level) for level in levels]


@dataclass(frozen=True, slots=True)
class Spread:
    """How much may be asked for over `days`: `quantiles` are at LEVELS, rising, none below zero.

    Between two of them, and beyond the last, a quantile is linear in -ln(1 - p), as it is in a forecast: the
    chance of more than the last one falls exponentially.
    """

    days: float
    mean: float
    quantiles: tuple[float, ...]

    @classmethod
    def of(cls, demand: Demand, days: float) -> "Spread":
        """What a forecast says of so many days."""
        if days <= 0:
            return cls(0.0, 0.0, (0.0,) * len(LEVELS))
        highest = 0.0
        quantiles = []
        for seen in demand.quantiles_over(days, _ASKED):
            highest = max(highest, round(float(seen), DECIMALS))
            quantiles.append(highest)
        return cls(float(days), max(round(float(demand.mean_over(days)), DECIMALS), 0.0), tuple(quantiles))

    @property
    def tail(self) -> float:
        """How much further demand goes, on average, where it passes the last quantile."""
        return (self.quantiles[-1] - self.quantiles[-2]) / (_STEPS[-1] - _STEPS[-2])

    def quantile(self, level: float) -> float:
        """What demand does not pass with this probability."""
        step = -math.log1p(-min(max(level, 0.0), LEVEL_MAX))
        at = bisect_right(_STEPS, step)
        if at == len(_STEPS):
            return self.quantiles[-1] + self.tail * (step - _STEPS[-1])
        low, high = self.quantiles[at - 1], self.quantiles[at]
        return low + (high - low) * (step - _STEPS[at - 1]) / (_STEPS[at] - _STEPS[at - 1])

    def at_most(self, units: float) -> float:
        """The probability that no more than this is asked for."""
        return -math.expm1(-self._step_at(units))

    def short(self, units: float) -> float:
        """How much is asked for beyond these units, on average."""
        start = self._step_at(units)
        total = max(self.quantiles[0] - units, 0.0)
        for at in range(1, len(_STEPS)):
            if _STEPS[at] > start:
                slope = (self.quantiles[at] - self.quantiles[at - 1]) / (_STEPS[at] - _STEPS[at - 1])
                total += slope * (math.exp(-max(_STEPS[at - 1], start)) - math.exp(-_STEPS[at]))
        return total + self.tail * math.exp(-max(start, _STEPS[-1]))

    def _step_at(self, units: float) -> float:
        """The highest -ln(1 - p) whose quantile is within so many units."""
        last = self.quantiles[-1]
        if units >= last:
            return _STEPS[-1] + (units - last) / self.tail if self.tail > _TINY else math.inf
        at = bisect_right(self.quantiles, units)
        if not at:
            return 0.0
        low, high = self.quantiles[at - 1], self.quantiles[at]
        return _STEPS[at - 1] + (_STEPS[at] - _STEPS[at - 1]) * (units - low) / (high - low)

    def as_json(self) -> list[Any]:
        """As it is stored."""
        return [self.days, self.mean, list(self.quantiles)]

    @classmethod
    def of_json(cls, stored: Sequence[Any]) -> "Spread":
        """What `as_json` has stored."""
        days, mean, quantiles = stored
        return cls(float(days), float(mean), tuple(float(each) for each in quantiles))


@dataclass(frozen=True, slots=True)
class Mixture:
    """Spreads of which one holds, each with its probability: a lead time has several lengths."""

    parts: tuple[tuple[float, Spread], ...]

    @property
    def days(self) -> float:
        """How long it is, on average."""
        return sum(weight * part.days for weight, part in self.parts)

    @property
    def mean(self) -> float:
        """How much is asked for, on average."""
        return sum(weight * part.mean for weight, part in self.parts)

    def at_most(self, units: float) -> float:
        """The probability that no more than this is asked for."""
        return sum(weight * part.at_most(units) for weight, part in self.parts)

    def short(self, units: float) -> float:
        """How much is asked for beyond these units, on average."""
        return sum(weight * part.short(units) for weight, part in self.parts)

    def units_for(self, level: float) -> int:
        """The fewest whole units that demand does not pass with this probability."""
        level = min(level, LEVEL_MAX)
        ends = [part.quantile(level) for _, part in self.parts]
        low, high = max(math.ceil(min(ends) - _TINY), 0), max(math.ceil(max(ends) - _TINY), 0)
        return fewest(low, high, lambda units: self.at_most(units) >= level - _TINY)

    def as_json(self) -> list[Any]:
        """As it is stored."""
        return [[weight, *part.as_json()] for weight, part in self.parts]

    @classmethod
    def of_json(cls, stored: Sequence[Sequence[Any]]) -> "Mixture":
        """What `as_json` has stored."""
        return cls(tuple((float(weight), Spread.of_json(part)) for weight, *part in stored))


def fewest(low: int, high: int, is_enough: Callable[[int], bool]) -> int:
    """The least number from `low` to `high` that is enough; `high` where none below it is."""
    return low + bisect_left(range(low, high), 1, key=is_enough)


def cover_days(weeks: Sequence[float], units: float) -> float | None:
    """For how many days these units last by the mean of each week; None where nobody asks for any.

    Past the last week it goes on as in its last four.
    """
    if units <= 0:
        return 0.0
    for place, mean in enumerate(weeks):
        if mean >= units:
            return 7 * (place + units / mean)
        units -= mean
    recent = weeks[-4:]
    daily = sum(recent) / (7 * len(recent)) if recent else 0.0
    return 7 * len(weeks) + units / daily if daily > _TINY else None
