"""The single methods that a forecast must beat, each with its level after so many weeks, for all series."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.levels import mean_of, naive, smoothed, tsb

Floats = NDArray[np.float64]
Level = Callable[[Floats], Floats]

_ALPHAS: Final = np.linspace(0.05, 0.95, 10)


def smoothed_end(values: Floats) -> float:
    """The last level of exponential smoothing by the weight of least squared error; all weights at once."""
    level, error = np.full(len(_ALPHAS), values[0]), np.zeros(len(_ALPHAS))
    for value in values[1:]:
        miss = value - level
        error += miss**2
        level = level + _ALPHAS * miss
    return float(level[error.argmin()])


def _of_each(method: Callable[[Floats], float]) -> Level:
    def levels(units: Floats) -> Floats:
        rows = [row[~np.isnan(row)] for row in units]
        return np.array([method(row) if row.any() else 0.0 for row in rows])

    return levels


def _interval(row: Floats) -> int:
    sold = np.flatnonzero(row)
    return max(1, round(float(np.diff(np.concatenate(([-1], sold))).mean())))


def _summed(row: Floats, by: int) -> float:
    number = len(row) // by
    return smoothed_end(row[len(row) - number * by :].reshape(number, by).sum(1)) / by


def adida(row: Floats) -> float:
    """Nikolopoulos and others (2011): smoothing of sums over the mean interval between sales."""
    return _summed(row, min(_interval(row), len(row)))


def imapa(row: Floats) -> float:
    """Petropoulos and Kourentzes (2015): the mean of smoothing at every sum up to the mean interval."""
    return float(np.mean([_summed(row, by) for by in range(1, min(_interval(row), len(row)) + 1)]))


def sba(row: Floats) -> float:
    """Croston's method as Syntetos and Boylan (2005) corrected it; both weights 0.1."""
    sold = np.flatnonzero(row)
    size, interval, last = row[sold[0]], sold[0] + 1.0, sold[0]
    for at in sold[1:]:
        size, interval, last = size + 0.1 * (row[at] - size), interval + 0.1 * (at - last - interval), at
    return float(0.95 * size / interval)


def _at_end(method: Callable[[Floats, list[int]], Floats]) -> Level:
    return lambda units: np.nan_to_num(method(units, [units.shape[1]])[0])


SINGLE: Final[dict[str, Level]] = {
    "naive": _at_end(naive),
    "mean of 4 weeks": _at_end(mean_of(4)),
    "mean of 8 weeks": _at_end(mean_of(8)),
    "mean of all": _at_end(mean_of(1000)),
    "SES": _at_end(smoothed),
    "TSB": _at_end(tsb),
    "Croston SBA": _of_each(sba),
    "ADIDA": _of_each(adida),
    "IMAPA": _of_each(imapa),
}


def by_statsforecast(units: Floats, weeks: int) -> dict[str, Floats]:
    """The same by statsforecast 2.1, by series and week, where it is installed; else nothing."""
    if find_spec("statsforecast") is None:
        return {}
    from statsforecast import models  # noqa: PLC0415 - not among our dependencies

    made: list[Any] = [
        models.IMAPA(),
        models.ADIDA(),
        models.TSB(0.2, 0.2),
        models.SimpleExponentialSmoothingOptimized(),
    ]
    rows = [row[~np.isnan(row)] for row in units]
    return {
        f"{type(model).__name__} (statsforecast)": np.array(
            [
                model.forecast(row, weeks)["mean"] if len(row) and row.any() else np.zeros(weeks)
                for row in rows
            ]
        )
        for model in made
    }
