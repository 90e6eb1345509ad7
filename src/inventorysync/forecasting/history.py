"""What is known of a shop's series: units by week, since when, and what the items are like."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class BadHistory(ValueError):
    """A history that no forecast can be made of; the words name what is wrong with it."""


@dataclass(frozen=True, eq=False)
class History:
    """Units by week of a whole shop: one row a series, one column a week, the last one the newest whole week.

    `units` is nan where the week is censored. `first_week` is the day on which the first column begins.
    `listed` is the first column in which each series was on offer; without it, that of its first sale.
    The attributes serve to find items alike; each may be missing: an empty text, nan, an empty set.
    Weeks with more returns than sales count as none sold.
    """

    units: Floats
    first_week: date
    listed: NDArray[np.int64] | None = None
    types: Sequence[str] = ()
    vendors: Sequence[str] = ()
    prices: Floats = field(default_factory=lambda: np.empty(0))
    tags: Sequence[frozenset[str]] = ()

    def __post_init__(self) -> None:
        if self.units.ndim != 2:
            raise BadHistory(f"units have {self.units.ndim} dimensions, not series and weeks")
        if np.isinf(self.units).any():
            raise BadHistory("units of a week are endless")
        series = len(self.units)
        named = {
            "listed": self.listed,
            "types": self.types,
            "vendors": self.vendors,
            "prices": self.prices,
            "tags": self.tags,
        }
        for name, values in named.items():
            if values is not None and len(values) not in {0, series}:
                raise BadHistory(f"{name} are of {len(values)} series, units of {series}")

    @property
    def known(self) -> Floats:
        """Units as they are counted: nothing below none."""
        return np.maximum(self.units, 0.0)

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first column of each series; the number of columns where it has none yet."""
        series, weeks = self.units.shape
        if self.listed is not None and len(self.listed):
            return np.clip(self.listed, 0, weeks)
        sold = np.nan_to_num(self.units) > 0
        return np.where(sold.any(1), sold.argmax(1), weeks) if weeks else np.zeros(series, np.int64)
