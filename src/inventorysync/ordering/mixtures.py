"""Many mixtures at once: what spread.Mixture says of one, for whole shops."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventorysync.ordering.spread import LEVEL_MAX, LEVELS, Mixture

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS = -np.log1p(-np.array(LEVELS))
_TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Mixtures:
    """Parts of several mixtures one after another: `begins` says where each of them begins."""

    weights: Floats
    quantiles: Floats
    begins: Ints
    owner: Ints

    @staticmethod
    def of(mixtures: Sequence[Mixture]) -> "Mixtures":
        """All of these; each has a part at least."""
        sizes = np.array([len(each.parts) for each in mixtures], np.int64)
        parts = [part for each in mixtures for part in each.parts]
        return Mixtures(
            np.array([weight for weight, _ in parts]),
            np.array([spread.quantiles for _, spread in parts]).reshape(-1, len(LEVELS)),
            np.cumsum(sizes) - sizes,
            np.repeat(np.arange(len(sizes)), sizes),
        )

    def at_most(self, units: Floats) -> Floats:
        """The probability of no more than these units: [mixtures, any number of units]."""
        return self._mixed(-np.expm1(-self._steps_at(units[self.owner])))

    def short(self, units: Floats) -> Floats:
        """What is asked for beyond these units, on average."""
        asked = units[self.owner]
        start = self._steps_at(asked)
        total = np.maximum(self.quantiles[:, :1] - asked, 0.0)
        for at in range(1, len(LEVELS)):
            slope = (self.quantiles[:, at] - self.quantiles[:, at - 1]) / (_STEPS[at] - _STEPS[at - 1])
            begin = np.maximum(start, _STEPS[at - 1])
            total += slope[:, None] * np.maximum(np.exp(-begin) - np.exp(-_STEPS[at]), 0.0)
        return self._mixed(total + self._tails[:, None] * np.exp(-np.maximum(start, _STEPS[-1])))

    def units_for(self, levels: Sequence[float]) -> Ints:
        """The fewest whole units that demand does not pass with each of these chances: [mixtures, levels]."""
        wanted = np.minimum(np.array(levels, float), LEVEL_MAX)
        ends = self._quantiles_at(-np.log1p(-wanted))
        low = np.maximum(np.ceil(np.minimum.reduceat(ends, self.begins) - _TINY), 0.0)
        high = np.maximum(np.ceil(np.maximum.reduceat(ends, self.begins) - _TINY), 0.0)
        while (low < high).any():
            middle = np.floor((low + high) / 2)
            is_enough = self.at_most(middle) >= wanted - _TINY
            low, high = (
                np.where(is_enough | (low >= high), low, middle + 1),
                np.where(is_enough, middle, high),
            )
            high = np.maximum(low, high)
        return low.astype(np.int64)

    @property
    def _tails(self) -> Floats:
        last = self.quantiles[:, -1] - self.quantiles[:, -2]
        return np.asarray(last / (_STEPS[-1] - _STEPS[-2]))

    def _mixed(self, of_parts: Floats) -> Floats:
        return np.asarray(np.add.reduceat(self.weights[:, None] * of_parts, self.begins))

    def _quantiles_at(self, steps: Floats) -> Floats:
        at = np.clip(np.searchsorted(_STEPS, steps, side="right"), 1, len(_STEPS) - 1)
        low, high = self.quantiles[:, at - 1], self.quantiles[:, at]
        share = (np.minimum(steps, _STEPS[-1]) - _STEPS[at - 1]) / (_STEPS[at] - _STEPS[at - 1])
        past = self._tails[:, None] * np.maximum(steps - _STEPS[-1], 0.0)
        return np.asarray(low + (high - low) * share + past)

    def _steps_at(self, units: Floats) -> Floats:
        """The highest -ln(1 - p) whose quantile is within so many units, by part."""
        at = np.zeros(units.shape, np.int64)
        for column in range(len(LEVELS)):
            at += self.quantiles[:, column : column + 1] <= units
        rows = np.arange(len(units))[:, None]
        inside = np.clip(at, 1, len(LEVELS) - 1)
        low, high = self.quantiles[rows, inside - 1], self.quantiles[rows, inside]
        share = (units - low) / np.maximum(high - low, _TINY)
        between = _STEPS[inside - 1] + (_STEPS[inside] - _STEPS[inside - 1]) * share
        tails = self._tails[:, None]
        over = units - self.quantiles[:, -1:]
        past = np.where(tails > _TINY, _STEPS[-1] + over / np.maximum(tails, _TINY), np.inf)
        return np.where(over >= 0, past, np.where(at == 0, 0.0, between))
