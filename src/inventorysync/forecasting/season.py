"""The shape of the year, shared by items of a type and shrunk towards the shop's.

A series alone is too uneven to show its year; a type of item is not. What a type sold a year ago in the weeks
to come, over what it sold in the weeks before that, is the shape of the weeks to come. How far to believe it
is settled by the shop's own past: the power of the shape that would have served best, none where it did not.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.history import History
from inventorysync.forecasting.outlook import HORIZON

Floats = NDArray[np.float64]

YEAR: Final = 52
_BEFORE: Final = 8
_CAP: Final = 5.0
_CLIP: Final = (0.4, 2.5)
_TYPES_MAX: Final = 50
_SHRINK: Final = 20
_POWERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_JUDGED_MIN: Final = 4
_JUDGED_MAX: Final = 26
_GAIN: Final = 0.95


@dataclass(frozen=True, eq=False)
class Season:
    """Profiles of the past by type of item, which series is of which, and the power that served.

    `names` are the types from group 1 on; `first_week` is the day on which the first column begins.
    """

    profiles: Floats
    groups: NDArray[np.int64]
    power: float
    names: tuple[str, ...]
    first_week: date
    offset: int = 0

    def shape(self, origin: int) -> Floats:
        """By group, the factor of each week of the horizon on the level of the weeks before an origin."""
        if not self.power:
            return np.ones((len(self.profiles), HORIZON))
        return np.asarray(_ratios(self.profiles, origin + self.offset) ** self.power)

    def alone(self, history: History) -> "Season":
        """The same season for the single series of a history, whose weeks may begin at another time."""
        name = history.types[0] if history.types else ""
        group = self.names.index(name) + 1 if name in self.names else 0
        offset = (history.first_week - self.first_week).days // 7
        return replace(self, groups=np.array([group]), offset=offset)


def no_season(history: History) -> Season:
    """Every week like the others."""
    series, weeks = history.units.shape
    return Season(np.ones((1, weeks)), np.zeros(series, np.int64), 0.0, (), history.first_week)


def find_season(history: History) -> Season:
    """The season of each type, with the power that the last half year speaks for."""
    weeks = history.units.shape[1]
    first = YEAR + _BEFORE
    origins = range(max(first, weeks - _JUDGED_MAX), weeks - _BEFORE + 1)
    if len(origins) < _JUDGED_MIN:
        return no_season(history)
    names, groups = _groups(history)
    profiles = _profiles(history, groups)
    missed = np.zeros(len(_POWERS))
    for origin in origins:
        ratios = _ratios(profiles, origin)[:, :_BEFORE]
        level = profiles[:, origin - _BEFORE : origin].mean(1)
        actual = profiles[:, origin : origin + _BEFORE]
        for at, power in enumerate(_POWERS):
            missed[at] += np.abs(actual - level[:, None] * ratios**power).sum()
    best = int(np.argmin(missed))
    power = _POWERS[best] if missed[best] < _GAIN * missed[0] else 0.0
    return Season(profiles, groups, power, names, history.first_week)


def _groups(history: History) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The commonest types by number, from 1; 0 for all others."""
    series = len(history.units)
    if len(history.types) != series:
        return (), np.zeros(series, np.int64)
    names, places, counts = np.unique(np.asarray(history.types), return_inverse=True, return_counts=True)
    order = [at for at in np.argsort(-counts, kind="stable")[:_TYPES_MAX] if names[at] and counts[at] > 1]
    numbers = np.zeros(len(names), np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    return tuple(str(names[at]) for at in order), numbers[places]


def _profiles(history: History, groups: NDArray[np.int64]) -> Floats:
    """By group and week, the mean of its series, each over its own mean; few series lean on the shop's."""
    weeks = history.units.shape[1]
    sums, counts = np.zeros((groups.max() + 1, weeks)), np.zeros((groups.max() + 1, weeks))
    starts = history.starts
    for begin in range(0, len(groups), 8192):
        part = slice(begin, begin + 8192)
        units = np.maximum(history.units[part], 0.0)
        usable = ~np.isnan(units) & (np.arange(weeks) >= starts[part, None])
        units = np.where(usable, units, 0.0)
        mean = units.sum(1) / np.maximum(usable.sum(1), 1)
        usable &= (mean > 0)[:, None]
        scaled = np.minimum(units / np.where(mean > 0, mean, 1)[:, None], _CAP)
        np.add.at(sums, groups[part], np.where(usable, scaled, 0))
        np.add.at(counts, groups[part], usable)
    shop = sums.sum(0) / np.maximum(counts.sum(0), 1)
    profiles: Floats = (sums + _SHRINK * shop) / (counts + _SHRINK)
    return profiles


def _ratios(profiles: Floats, origin: int) -> Floats:
    """The weeks to come a year ago over those before them; the mean of years, ones where there is none."""
    ratios: list[Floats] = []
    for back in range(YEAR, origin, YEAR):
        at = origin - back
        if at < _BEFORE:
            break
        level = np.maximum(profiles[:, at - _BEFORE : at].mean(1, keepdims=True), 1e-6)
        weeks = at + np.arange(HORIZON)
        near = [
            profiles[:, np.clip(weeks + step, 0, min(origin, profiles.shape[1]) - 1)] for step in (-1, 0, 1)
        ]
        ratios.append(np.log(np.clip(np.mean(near, axis=0) / level, *_CLIP)))
    if not ratios:
        return np.ones((len(profiles), HORIZON))
    return np.asarray(np.exp(np.mean(ratios, axis=0)))
