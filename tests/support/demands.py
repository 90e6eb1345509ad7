"""Demands with a known shape, as a forecast would tell of them."""

from dataclasses import dataclass
from statistics import NormalDist

from scipy import stats

from inventorysync.ordering.spread import Demand


@dataclass(frozen=True)
class Bell(Demand):
    """So many a day, each day on its own, normally distributed; nobody asks for less than nothing."""

    daily: float
    deviation: float

    def mean_over(self, days: float) -> float:
        return self.daily * days

    def quantile_over(self, days: float, level: float) -> float:
        if days <= 0:
            return 0.0
        return max(NormalDist(self.daily * days, self.deviation * days**0.5).inv_cdf(level), 0.0)


@dataclass(frozen=True)
class Counted(Demand):
    """So many a day, one by one (Poisson)."""

    daily: float

    def mean_over(self, days: float) -> float:
        return self.daily * days

    def quantile_over(self, days: float, level: float) -> float:
        return float(stats.poisson.ppf(level, self.daily * days)) if days > 0 else 0.0


@dataclass(frozen=True)
class Certain(Demand):
    """So many a day, for certain."""

    daily: float

    def mean_over(self, days: float) -> float:
        return self.daily * days

    def quantile_over(self, days: float, level: float) -> float:  # noqa: ARG002  each is the same
        return self.daily * days
