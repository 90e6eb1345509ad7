"""How much weeks differ, and what an empty shelf did not sell. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventorysync.replays.asked_for import filled, is_told

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WEEKS_MIN = 4
"""Of fewer weeks nobody can say how much they differ."""


@dataclass(frozen=True, eq=False)
class Lost:
    """By series: days of an empty shelf, and what they would have sold more, with its variance.

    On `untold` days no open day is near that could tell.
    """

    days: NDArray[np.int64]
    units: Floats
    variance: Floats
    untold: NDArray[np.int64]


def variation(weeks: Floats) -> Floats:
    """The squared variation of each row's weeks: their variance over the square of their mean.

    From the first week with a sale on; weeks of an empty shelf (nan) are left out. nan where fewer than
    WEEKS_MIN weeks are known, or nothing was sold.
    """
    sold = np.nan_to_num(weeks) > 0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), weeks.shape[1])
    counts = ~np.isnan(weeks) & (np.arange(weeks.shape[1]) >= first[:, None])
    number = counts.sum(axis=1)
    known = np.where(counts, weeks, 0.0)
    mean = known.sum(axis=1) / np.maximum(number, 1)
    spread = np.where(counts, weeks - mean[:, None], 0.0)
    variance = (spread**2).sum(axis=1) / np.maximum(number, 1)
    is_known = (number >= WEEKS_MIN) & (mean > 0)
    return np.where(is_known, variance / np.where(is_known, mean, 1.0) ** 2, np.nan)


def together(weeks: Floats) -> Floats:
    """The weeks of an item at all its locations: for an empty shelf its mean of other weeks stands in."""
    is_known = ~np.isnan(weeks)
    counts = is_known.sum(axis=1)
    means = np.where(is_known, weeks, 0.0).sum(axis=1) / np.maximum(counts, 1)
    summed = np.where(is_known, weeks, means[:, None]).sum(axis=0)
    return np.where(is_known.any(axis=0), summed, np.nan)


def lost_sales(units: Floats, out_of_stock: Bools, counted: int) -> Lost:
    """What the last `counted` days did not sell because the shelf was empty; the days before tell how much.

    An empty day would have sold the mean of open days near it (see asked_for). Days vary as open days do and
    by themselves, and how well their mean is known depends on how many there are.
    """
    asked = filled(units, out_of_stock)
    told = is_told(out_of_stock)
    is_out = np.zeros_like(out_of_stock)
    is_out[:, -counted:] = out_of_stock[:, -counted:]
    missing = np.where(is_out & told, asked - np.maximum(units, 0.0), 0.0)
    days = (is_out & told).sum(axis=1)
    is_open = ~out_of_stock
    number = is_open.sum(axis=1)
    mean = np.where(is_open, units, 0.0).sum(axis=1) / np.maximum(number, 1)
    spread = np.where(is_open, units - mean[:, None], 0.0)
    by_day = (spread**2).sum(axis=1) / np.maximum(number - 1, 1)
    variance = by_day * days + by_day * days**2 / np.maximum(number, 1)
    return Lost(is_out.sum(axis=1), missing.sum(axis=1), variance, (is_out & ~told).sum(axis=1))
