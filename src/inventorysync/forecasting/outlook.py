"""The outlook of one series: mean and quantiles of demand, and what can be asked of them.

Between the stored probabilities a quantile is linear in z = -ln(1 - p), past the last one too: then demand is
a piecewise linear function of an exponential variable, its tail is exponential, and expected shortages have
a closed form. Within the first week the spread grows by the square root of time; between later weeks
quantiles are linear in days; past the horizon they grow as the mean does.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

LEVELS: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
HORIZON: Final = 26
DAYS: Final = 7

_STEPS: Final = -np.log1p(-np.array((0.0, *LEVELS)))
_HEAD: Final = struct.Struct("<BBf")
_VERSION: Final = 1
_CELLS: Final = HORIZON * (1 + 2 * len(LEVELS))


class NotAnOutlook(ValueError):
    """These bytes are no outlook of a version that this code reads."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """What one series will sell: weeks 1 to HORIZON from the origin.

    `mean` is by week; `weekly` holds the quantiles of each week and `total` those of the sum of weeks 1 to h,
    at LEVELS. `error` is the RMSSE of its own backtest, nan when the history is too short for one. Where that
    backtest is no better than naive's, `better_than_naive` is False and naive is what these figures are.
    """

    mean: Floats
    weekly: Floats
    total: Floats
    method: str
    better_than_naive: bool
    error: float

    def mean_over(self, days: float) -> float:
        """Expected units over the next so many days."""
        return float(self._mean_at(_checked_days(days) / DAYS))

    def quantile_over(self, days: float, level: float) -> float:
        """Units that demand stays within, with this probability; never less for more of either."""
        if not 0 < level < 1:
            raise ValueError(f"a level is a probability between 0 and 1, not {level}")
        return _value_at(self._nodes_at(_checked_days(days) / DAYS), -float(np.log1p(-level)))

    def quantiles_over(self, days: float, levels: Sequence[float]) -> list[float]:
        """What quantile_over says of each of these levels."""
        nodes = self._nodes_at(_checked_days(days) / DAYS)
        steps, beyond = _steps_of(tuple(levels))
        values: list[float] = (np.interp(steps, _STEPS, nodes[:-1]) + beyond * nodes[-1]).tolist()
        return values

    def at_most(self, days: float, units: float) -> float:
        """The probability that demand over these days is at most so many units."""
        return -float(np.expm1(-_step_at(self._nodes_at(_checked_days(days) / DAYS), units)))

    def expected_short(self, days: float, units: float) -> float:
        """The units that demand over these days is expected to pass so many units by."""
        nodes = self._nodes_at(_checked_days(days) / DAYS)
        values, slope = nodes[:-1], float(nodes[-1])
        start = _step_at(nodes, units)
        below = max(float(values[0]) - units, 0.0)
        left, right = np.maximum(_STEPS[:-1], start), np.maximum(_STEPS[1:], start)
        slopes = np.diff(values) / np.diff(_STEPS)
        inside = float(slopes @ (np.exp(-left) - np.exp(-right)))
        return below + inside + slope * float(np.exp(-max(start, float(_STEPS[-1]))))

    def packed(self) -> bytes:
        """The outlook as bytes, at most 2 kB; figures keep seven digits."""
        figures = np.concatenate((self.mean, self.weekly.ravel(), self.total.ravel())).astype("<f4")
        head = _HEAD.pack(_VERSION, self.better_than_naive, self.error)
        return head + figures.tobytes() + self.method.encode()[:60]

    @staticmethod
    def unpacked(packed: bytes) -> "Outlook":
        """The outlook that was packed; NotAnOutlook when it is none."""
        size = _HEAD.size + 4 * _CELLS
        if len(packed) < size or packed[0] != _VERSION:
            raise NotAnOutlook(f"{len(packed)} bytes are no outlook of version {_VERSION}")
        _, better, error = _HEAD.unpack_from(packed)
        figures = np.frombuffer(packed, "<f4", _CELLS, _HEAD.size).astype(np.float64)
        mean, weekly, total = np.split(figures, (HORIZON, HORIZON * (1 + len(LEVELS))))
        return Outlook(
            mean,
            weekly.reshape(HORIZON, -1),
            total.reshape(HORIZON, -1),
            packed[size:].decode(errors="replace"),
            bool(better),
            error,
        )

    @cached_property
    def _sums(self) -> NDArray[np.float64]:
        return np.concatenate(([0.0], np.cumsum(self.mean, dtype=np.float64)))

    @cached_property
    def _nodes(self) -> NDArray[np.float64]:
        """By week from 0: the lowest value, the stored quantiles, the slope of the tail; none ever falls."""
        total = self.total.astype(np.float64)
        lowest = np.maximum(0.0, 3 * total[:, :1] - 2 * total[:, 1:2])
        slope = (total[:, -1:] - total[:, -2:-1]) / (_STEPS[-1] - _STEPS[-2])
        nodes = np.concatenate((lowest, total, slope), axis=1)
        return np.concatenate((np.zeros((1, nodes.shape[1])), np.maximum.accumulate(nodes)))

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        return np.diff(self._nodes, axis=0)

    @cached_property
    def _sums_told(self) -> list[float]:
        told: list[float] = self._sums.tolist()
        return told

    def _mean_at(self, weeks: float) -> float:
        sums = self._sums_told
        if weeks >= HORIZON:
            return sums[-1] * weeks / HORIZON
        week = int(weeks)
        return sums[week] + (weeks - week) * (sums[week + 1] - sums[week])

    def _nodes_at(self, weeks: float) -> NDArray[np.float64]:
        if weeks >= HORIZON:
            nodes: NDArray[np.float64] = self._nodes[-1] * (weeks / HORIZON)
            return nodes
        week = int(weeks)
        part = weeks - week
        if week:
            inside: NDArray[np.float64] = self._nodes[week] + part * self._steps[week]
            return inside
        first, mean = self._nodes[1], float(self._sums[1])
        root = part**0.5
        values = np.maximum(0.0, mean * part + (first[:-1] - mean) * root)
        return np.append(values, first[-1] * root)


def _checked_days(days: float) -> float:
    if not 0 <= days < float("inf"):
        raise ValueError(f"days are counted from 0 up, not {days}")
    return days


@lru_cache(maxsize=64)
def _steps_of(levels: tuple[float, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The z of some levels, and how far each lies past the last stored one."""
    if not all(0 < level < 1 for level in levels):
        raise ValueError(f"levels are probabilities between 0 and 1, not {levels}")
    steps = -np.log1p(-np.array(levels))
    return steps, np.maximum(steps - _STEPS[-1], 0.0)


def _value_at(nodes: NDArray[np.float64], step: float) -> float:
    values, slope = nodes[:-1], float(nodes[-1])
    if step >= _STEPS[-1]:
        return float(values[-1]) + slope * (step - float(_STEPS[-1]))
    return float(np.interp(step, _STEPS, values))


def _step_at(nodes: NDArray[np.float64], units: float) -> float:
    """The highest z whose value is within so many units."""
    values, slope = nodes[:-1], float(nodes[-1])
    if units >= values[-1]:
        past = units - float(values[-1])
        return float(_STEPS[-1]) + past / slope if slope > 0 else float("inf")
    above = int(np.searchsorted(values, units, side="right"))
    if above == 0:
        return 0.0
    low, high = float(values[above - 1]), float(values[above])
    return float(_STEPS[above - 1] + (_STEPS[above] - _STEPS[above - 1]) * (units - low) / (high - low))
