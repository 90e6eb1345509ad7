"""Days made into weeks: pure. A week whose shelf was empty for most of it is not known."""

import numpy as np
from numpy.typing import NDArray

DAYS_MIN = 3
"""A week with fewer open days than these is not known."""
WEEK = 7


def weeks_of(units: NDArray[np.float64], out_of_stock: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Units by whole weeks, the last one ending with the last day; nan where the shelf was empty too long.

    Days out of stock are left out and the open days stand for them; never less than what was sold.
    """
    weeks = len(units) // WEEK
    if weeks == 0:
        return np.empty(0)
    by_day = units[-weeks * WEEK :].reshape(weeks, WEEK)
    is_open = ~out_of_stock[-weeks * WEEK :].reshape(weeks, WEEK)
    days = is_open.sum(1)
    scaled = (by_day * is_open).sum(1) * (WEEK / np.maximum(days, 1))
    return np.where(days < DAYS_MIN, np.nan, np.maximum(by_day.sum(1), scaled))
