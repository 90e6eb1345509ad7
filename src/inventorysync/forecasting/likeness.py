"""New items by likeness: an item without a past is forecast as a crowd of those most like it.

Items are alike by type, tags, vendor and price. The answer is the mixture of their outlooks, so it is as wide
as they differ; a new item's own first weeks count more with each of them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.history import History
from inventorysync.forecasting.outlook import LEVELS

Singles = NDArray[np.float32]

NEW_WEEKS: Final = 4
"""An item with fewer weeks is new."""
_CROWD_MAX: Final = 600
_CROWD_AGE: Final = 8
_ALIKE: Final = 30
_PATIENCE: Final = 4
_MASSES: Final = np.diff((0.0, *((np.array(LEVELS)[1:] + np.array(LEVELS)[:-1]) / 2), 1.0))


@dataclass(frozen=True, eq=False)
class Figures:
    """Means and quantiles of many series: [rows, weeks] and [rows, weeks, levels]."""

    mean: Singles
    weekly: Singles
    total: Singles

    def take(self, rows: NDArray[np.int64]) -> "Figures":
        """Those of some rows."""
        return Figures(self.mean[rows], self.weekly[rows], self.total[rows])


@dataclass(frozen=True, eq=False)
class Crowd:
    """Series that have a past, what they are like, and their outlooks."""

    types: tuple[str, ...]
    vendors: tuple[str, ...]
    prices: NDArray[np.float64]
    tags: tuple[frozenset[str], ...]
    figures: Figures


def crowd_of(history: History, age: NDArray[np.int64], figures: Figures, seed: int) -> Crowd:
    """A crowd in which every type has its share."""
    rows = np.random.default_rng(seed).permutation(np.flatnonzero(age >= _CROWD_AGE))
    types = [history.types[row] if history.types else "" for row in rows]
    taken: dict[str, int] = {}
    ranks = np.array([taken.update({name: taken.get(name, 0) + 1}) or taken[name] for name in types])
    rows = rows[np.argsort(ranks, kind="stable")[:_CROWD_MAX]] if len(rows) else rows
    return Crowd(
        tuple(history.types[row] if history.types else "" for row in rows),
        tuple(history.vendors[row] if history.vendors else "" for row in rows),
        np.array([history.prices[row] if len(history.prices) else np.nan for row in rows], np.float64),
        tuple(history.tags[row] if history.tags else frozenset() for row in rows),
        figures.take(rows),
    )


def with_likeness(history: History, age: NDArray[np.int64], figures: Figures, crowd: Crowd) -> list[int]:
    """Change the figures of new items to those of items like them; which rows these are."""
    new = [int(row) for row in np.flatnonzero(age < NEW_WEEKS)]
    if not crowd.types:
        return []
    for row in new:
        alike = crowd.figures.take(_alike(history, row, crowd))
        share = np.float32(max(age[row], 0) / (max(age[row], 0) + _PATIENCE))
        figures.mean[row] = share * figures.mean[row] + (1 - share) * alike.mean.mean(0)
        for own, theirs in ((figures.weekly, alike.weekly), (figures.total, alike.total)):
            own[row] = share * own[row] + (1 - share) * _mixed(theirs)
    return new


def _alike(history: History, row: int, crowd: Crowd) -> NDArray[np.int64]:
    """Those of the crowd most like a series; the best few, more where they are as good."""
    score = np.zeros(len(crowd.types))
    if history.types and history.types[row]:
        score += 3.0 * np.array([name == history.types[row] for name in crowd.types])
    if history.vendors and history.vendors[row]:
        score += 1.0 * np.array([name == history.vendors[row] for name in crowd.vendors])
    if history.tags and history.tags[row]:
        own = history.tags[row]
        score += 2.0 * np.array([len(own & tags) / len(own | tags) for tags in crowd.tags])
    if len(history.prices) and history.prices[row] > 0:
        apart = np.abs(np.log(np.maximum(crowd.prices, 1e-9) / history.prices[row]))
        score += np.nan_to_num(np.exp(-apart), nan=0.0)
    least = np.sort(score)[::-1][min(_ALIKE, len(score)) - 1]
    return np.flatnonzero(score >= least)


def _mixed(quantiles: Singles) -> Singles:
    """Quantiles of the even mixture of some distributions, [those, weeks, levels]."""
    values = np.moveaxis(quantiles, 1, 0).reshape(quantiles.shape[1], -1)
    masses = np.tile(_MASSES, len(quantiles)) / len(quantiles)
    order = np.argsort(values, axis=1, kind="stable")
    reached = np.cumsum(masses[order], axis=1)
    places = (reached[:, :, None] < np.array(LEVELS) - 1e-9).sum(1)
    ordered = np.take_along_axis(values, order, axis=1)
    return np.take_along_axis(ordered, np.minimum(places, values.shape[1] - 1), axis=1)
