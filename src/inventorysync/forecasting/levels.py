"""Classical methods, each for all series at once: the level a method sees after so many weeks.

Each takes units [series, weeks], nan where censored or before the series began, and gives its level after
each of the origins, [origins, series]: the level at origin t has seen columns 0 to t - 1 and no other. A
censored week leaves every state as it was. Where nothing was seen yet the level is nan.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Callable[[Floats, Sequence[int]], Floats]

_ALPHAS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)


def naive(units: Floats, origins: Sequence[int]) -> Floats:
    """The last week that is known."""
    level = np.full(len(units), np.nan)
    seen = dict.fromkeys(origins, level)
    for week in range(max(origins)):
        level = np.where(np.isnan(units[:, week]), level, units[:, week])
        if week + 1 in seen:
            seen[week + 1] = level
    return np.stack([seen[origin] for origin in origins])


def mean_of(window: int) -> Method:
    """The mean of the known weeks among the last so many; the last known week where all are censored."""

    def method(units: Floats, origins: Sequence[int]) -> Floats:
        is_known = ~np.isnan(units)
        start = np.zeros((len(units), 1))
        sums = np.concatenate((start, np.cumsum(np.where(is_known, units, 0.0), axis=1)), axis=1)
        counts = np.concatenate((start, np.cumsum(is_known, axis=1)), axis=1)
        ends = np.array(origins)
        begins = np.maximum(ends - window, 0)
        number = counts[:, ends] - counts[:, begins]
        means = (sums[:, ends] - sums[:, begins]) / np.where(number > 0, number, np.nan)
        last = naive(units, origins).T
        return np.where(np.isnan(means), last, means).T

    return method


def smoothed(units: Floats, origins: Sequence[int]) -> Floats:
    """Simple exponential smoothing; each series by the weight that was best for it so far."""
    best = np.full((len(origins), len(units)), np.nan)
    least = np.full((len(origins), len(units)), np.inf)
    for alpha in _ALPHAS:
        level = np.full(len(units), np.nan)
        error = np.zeros(len(units))
        for week in range(max(origins) + 1):
            if week in origins:
                at = origins.index(week)
                is_better = error < least[at]
                best[at] = np.where(is_better, level, best[at])
                least[at] = np.where(is_better, error, least[at])
            if week == max(origins):
                break
            miss = units[:, week] - level
            error = error + np.nan_to_num(miss) ** 2
            begun = np.where(np.isnan(level), units[:, week], level + alpha * miss)
            level = np.where(np.isnan(units[:, week]), level, begun)
    return best


def tsb(
    units: Floats, origins: Sequence[int], size_weight: float = 0.2, chance_weight: float = 0.2
) -> Floats:
    """Teunter, Syntetos and Babai (2011): size of a sale times its chance, which fades in weeks without."""
    size = np.full(len(units), np.nan)
    chance = np.full(len(units), np.nan)
    seen = dict.fromkeys(origins, size)
    for week in range(max(origins)):
        sold = units[:, week]
        has_sold = sold > 0
        size = np.where(has_sold, np.where(np.isnan(size), sold, size + size_weight * (sold - size)), size)
        moved = np.where(np.isnan(chance), has_sold, chance + chance_weight * (has_sold - chance))
        chance = np.where(np.isnan(sold), chance, moved)
        if week + 1 in seen:
            seen[week + 1] = np.where(np.isnan(size), chance * 0.0, size * chance)
    return np.stack([seen[origin] for origin in origins])


METHODS: Final[dict[str, Method]] = {
    "naive": naive,
    "mean of 4 weeks": mean_of(4),
    "mean of 8 weeks": mean_of(8),
    "mean of all weeks": mean_of(1000),
    "exponential smoothing": smoothed,
    "TSB": tsb,
}
