"""What would have been asked for on days of an empty shelf: the past a replay is lived on. Pure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

AROUND = 28


def filled(units: Floats, out_of_stock: Bools) -> Floats:
    """Demand by series and day: on a day out of stock the mean of open days within AROUND of it.

    It is never less than what was sold that day; without an open day near it is what was sold.
    """
    known = np.where(out_of_stock, 0.0, units)
    sums, counts = _around(known), _around((~out_of_stock).astype(np.float64))
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), 0.0)
    return np.where(out_of_stock, np.maximum(units, mean), np.maximum(units, 0.0))


def is_told(out_of_stock: Bools) -> Bools:
    """On which days open days within AROUND tell what was asked for."""
    return np.asarray(_around((~out_of_stock).astype(np.float64)) > 0)


def in_whole_units(demand: Floats) -> Ints:
    """Whole units day by day: what a day is rounded by is carried to the next, so that sums stay."""
    sums = np.floor(np.cumsum(demand, axis=1) + 0.5 - 1e-9).astype(np.int64)
    return np.diff(sums, axis=1, prepend=0)


def _around(by_day: Floats) -> Floats:
    """The sum over the days within AROUND of each day, itself among them."""
    days = by_day.shape[1]
    sums = np.concatenate((np.zeros((len(by_day), 1)), np.cumsum(by_day, axis=1)), axis=1)
    ends = np.minimum(np.arange(days) + AROUND + 1, days)
    begins = np.maximum(np.arange(days) - AROUND, 0)
    return np.asarray(sums[:, ends] - sums[:, begins])
