"""How shops set stock levels without a forecast: what a policy has to be better than.

Each takes daily demand before the day of deciding, [series, days], and the days that are to be protected,
lead time and review together; it answers units up to which to order at every look.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MONTH = 28
_QUARTER = 91
_YEAR = 365


def days_of_cover(past: Floats, days: float) -> Ints:
    """So many days of what the last four weeks sold on average, as most apps have it."""
    return _whole(_recent(past, _MONTH).mean(axis=1) * days)


def times_the_mean(past: Floats, protected: Ints, factor: float) -> Ints:
    """A fixed level: all that is known sold on average over the protected days, times a factor."""
    return _whole(past.mean(axis=1) * protected * factor)


def normal_safety(past: Floats, protected: Ints, level: float) -> Ints:
    """Mean and z deviations of the last quarter, as textbooks begin (Silver, Pyke, Thomas, chapter 6)."""
    recent = _recent(past, _QUARTER)
    beyond = NormalDist().inv_cdf(level) * recent.std(axis=1) * np.sqrt(protected)
    return _whole(recent.mean(axis=1) * protected + beyond)


def empirical_quantile(past: Floats, protected: Ints, level: float) -> Ints:
    """The quantile of what the last year sold over any so many days on end."""
    recent = _recent(past, _YEAR)
    sums = np.concatenate((np.zeros((len(recent), 1)), np.cumsum(recent, axis=1)), axis=1)
    tops = np.zeros(len(recent))
    for length in np.unique(protected):
        rows = np.flatnonzero(protected == length)
        span = min(int(length), recent.shape[1])
        windows = sums[rows, span:] - sums[rows, : sums.shape[1] - span]
        tops[rows] = np.quantile(windows, level, axis=1, method="higher") * (length / span)
    return _whole(tops)


def _recent(past: Floats, days: int) -> Floats:
    if not past.shape[1]:
        raise ValueError("there is no past to go by")
    return past[:, -days:]


def _whole(units: Floats) -> Ints:
    return np.ceil(np.maximum(units, 0.0) - 1e-9).astype(np.int64)
