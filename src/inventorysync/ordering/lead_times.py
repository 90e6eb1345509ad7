"""Lead times: how long after an order what was ordered arrives, as a few lengths with their chances."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

_POINTS = tuple(NormalDist().inv_cdf(level) for level in (0.1, 0.3, 0.5, 0.7, 0.9))
_LEAST = 0.01
LENGTHS_MAX = 7


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from order to arrival, rising, each with its probability; the probabilities come to one."""

    days: tuple[float, ...]
    chances: tuple[float, ...]

    @property
    def mean(self) -> float:
        """How long it takes, on average."""
        return sum(length * chance for length, chance in zip(self.days, self.chances, strict=True))

    @property
    def deviation(self) -> float:
        """By how much it differs from that."""
        pairs = zip(self.days, self.chances, strict=True)
        return math.sqrt(sum(chance * (length - self.mean) ** 2 for length, chance in pairs))

    def as_json(self) -> list[Any]:
        """As it is stored."""
        return [list(self.days), list(self.chances)]

    @classmethod
    def of_json(cls, stored: Sequence[Any]) -> "LeadTime":
        """What `as_json` has stored."""
        days, chances = stored
        return cls(tuple(map(float, days)), tuple(map(float, chances)))


def stated(mean: float, deviation: float = 0.0) -> LeadTime:
    """A lead time somebody has stated; with a deviation it is five equally likely lengths of that spread.

    The five follow a gamma distribution (Wilson and Hilferty's cube), stretched to the very deviation; no
    lead time deviates by more than its mean.
    """
    deviation = min(deviation, mean)
    if deviation < _LEAST or mean < _LEAST:
        return LeadTime((float(max(mean, 0.0)),), (1.0,))
    ninth = deviation**2 / (9 * mean**2)
    raw = [mean * max(1 - ninth + z * math.sqrt(ninth), 0.0) ** 3 for z in _POINTS]
    middle = sum(raw) / len(raw)
    width = math.sqrt(sum((each - middle) ** 2 for each in raw) / len(raw))
    days = tuple(round(max(mean + (each - middle) * deviation / width, 0.0), 2) for each in raw)
    return LeadTime(days, (1 / len(days),) * len(days))


def measured(seen: Sequence[float]) -> LeadTime:
    """A lead time as it was seen, each time counting the same; many are gathered into a few lengths."""
    if not seen:
        raise ValueError("a lead time that was never seen cannot be measured")
    ordered = sorted(max(float(each), 0.0) for each in seen)
    count = min(len(ordered), LENGTHS_MAX)
    edges = [place * len(ordered) // count for place in range(count + 1)]
    groups = [ordered[start:end] for start, end in pairwise(edges)]
    days = tuple(round(sum(group) / len(group), 2) for group in groups)
    return LeadTime(days, tuple(len(group) / len(ordered) for group in groups))
