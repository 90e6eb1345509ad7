"""What earlier forecasts said held against what happened. Pure: arrays in, figures out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.sales.computing import SNAPSHOT_WEEKS

Floats = NDArray[np.float64]

WEEK: Final = 7
AHEAD: Final = 4
"""A series is judged by what was said up to so many weeks ahead …"""
WEEKS: Final = 12
"""… of the last so many weeks."""
_SUMS = ("held", "sold", "missed", "missed_by_naive", "bias", "inside_50", "inside_90")


@dataclass(frozen=True)
class Said:
    """What one forecast said: [series, week, mean and edges of the bands], from a day of the matrix on."""

    day: int
    figures: Floats


@dataclass
class Measures:
    """Sums over the weeks that were held against forecasts, by series, and by how many weeks ahead."""

    series: dict[str, Floats]
    horizons: list[dict[str, float]]


def measure(units: NDArray[np.float32], out_of_stock: NDArray[np.bool_], said: Sequence[Said]) -> Measures:
    """Hold forecasts against days of demand; weeks with an empty shelf are left out."""
    sums = {name: np.zeros(len(units)) for name in _SUMS}
    horizons = [dict.fromkeys(_SUMS, 0.0) for _ in range(SNAPSHOT_WEEKS)]
    days = units.shape[1]
    for forecast in said:
        naive = _week(units, out_of_stock, forecast.day - WEEK)
        for ahead in range(SNAPSHOT_WEEKS):
            begin = forecast.day + WEEK * ahead
            if begin < 0 or begin + WEEK > days:
                continue
            found = _held(_week(units, out_of_stock, begin), naive, forecast.figures[:, ahead])
            for name in _SUMS:
                horizons[ahead][name] += float(np.nansum(found[name]))
            if ahead < AHEAD and begin >= days - WEEKS * WEEK:
                for name in _SUMS:
                    sums[name] += np.nan_to_num(found[name])
    return Measures(sums, horizons)


def _week(units: NDArray[np.float32], out_of_stock: NDArray[np.bool_], begin: int) -> Floats:
    """Units of the week from a day on; nan where its shelf was empty on a day, or the week is not known."""
    if begin < 0 or begin + WEEK > units.shape[1]:
        return np.full(len(units), np.nan)
    week = slice(begin, begin + WEEK)
    sold = units[:, week].sum(1, dtype=np.float64)
    return np.asarray(np.where(out_of_stock[:, week].any(1), np.nan, sold))


def _held(sold: Floats, naive: Floats, figures: Floats) -> dict[str, Floats]:
    mean, low_90, low_50, high_50, high_90 = figures.T
    is_held = ~np.isnan(sold) & ~np.isnan(mean) & ~np.isnan(naive)
    found = {
        "held": np.ones(len(sold)),
        "sold": sold,
        "missed": np.abs(mean - sold),
        "missed_by_naive": np.abs(naive - sold),
        "bias": mean - sold,
        "inside_50": ((np.floor(low_50) <= sold) & (sold <= np.ceil(high_50))).astype(np.float64),
        "inside_90": ((np.floor(low_90) <= sold) & (sold <= np.ceil(high_90))).astype(np.float64),
    }
    return {name: np.where(is_held, values, np.nan) for name, values in found.items()}


def figures_of(measures: Measures) -> dict[str, Any]:
    """What is kept of the horizons: sums by how many weeks ahead, as far as any week was held."""
    return {"horizons": [each for each in measures.horizons if each["held"]]}
