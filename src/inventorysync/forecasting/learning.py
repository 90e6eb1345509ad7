"""What is learned from a whole shop's past origins at once: a blend of methods, and a fan of quantiles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inventorysync.forecasting.blend import Blend, learn_blend
from inventorysync.forecasting.fan import Fan, learn_fan
from inventorysync.forecasting.history import History
from inventorysync.forecasting.network import Singles
from inventorysync.forecasting.season import Season
from inventorysync.forecasting.sight import Floats, Rows, Seen, look_through, sight
from inventorysync.forecasting.spread import sums_after

AHEAD: Final = 4
"""The weeks that a level is judged by."""
TOTALS: Final = (1, 2, 4, 8, 13, 26)
"""The fan's spans: sums of so many weeks, and then single weeks so far ahead."""
SINGLES: Final = (4, 13, 26)
REFIT: Final = 6
ROWS_MIN: Final = 1500
_ROWS_MAX: Final = 100_000
_ORIGINS_MAX: Final = 26
_FIRST_ORIGIN: Final = 8
_AGE_MIN: Final = 4
_CHUNK: Final = 4096
_SPAN_ROWS_MIN: Final = 400


@dataclass(frozen=True, eq=False)
class Learned:
    """A blend, and a fan for the sums and single weeks that the history was long enough to learn."""

    blend: Blend
    fan: Fan
    totals: tuple[int, ...]
    singles: tuple[int, ...]


def chunks(history: History) -> Iterator[tuple[slice, Seen]]:
    """The shop in parts that fit the processor's memory: nan before each series began."""
    weeks = history.units.shape[1]
    starts = history.starts
    for begin in range(0, len(starts), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        units = np.maximum(history.units[part], 0.0)
        yield part, look_through(np.where(np.arange(weeks) < starts[part, None], np.nan, units), starts[part])


def demand_after(units: Floats, origin: int, totals: Sequence[int], singles: Sequence[int]) -> Floats:
    """Demand over each of the fan's spans from an origin, by row; nan where it is not known yet."""
    spans = [(origin, weeks) for weeks in totals] + [(origin + week - 1, 1) for week in singles]
    unknown = np.full(len(units), np.nan)
    last = units.shape[1]
    return np.stack(
        [sums_after(units, at, number) if at + number <= last else unknown for at, number in spans], axis=1
    )


def spans_of(shape: Floats, totals: Sequence[int], singles: Sequence[int]) -> Floats:
    """The season's factor on each of the fan's spans, from its factors on weeks."""
    sums = np.cumsum(shape, axis=1)
    return np.stack(
        [sums[:, weeks - 1] / weeks for weeks in totals] + [shape[:, week - 1] for week in singles], axis=1
    )


def learn_judged(history: History, season: Season, origins: range, seed: int) -> dict[int, Blend]:
    """Blends as they would have been learned at some of the origins, by how many weeks back these are.

    Each is for the origins up to the next one: as a shop that learns anew now and then would have had them.
    None at all where the first is too early to learn.
    """
    weeks = history.units.shape[1]
    blends: dict[int, Blend] = {}
    for origin in origins[::REFIT]:
        lessons = _lessons(history, season, origin, seed)
        if lessons is None:
            return {}
        blends[weeks - origin] = learn_blend(lessons[0], lessons[1], lessons[3], seed, networks=1)
    return blends


def learn(history: History, season: Season, seed: int) -> Learned | None:
    """Learn a blend and a fan from all weeks; None where they are too few."""
    lessons = _lessons(history, season, history.units.shape[1], seed)
    if lessons is None:
        return None
    features, levels, scale, ahead, spans = lessons
    enough = (~np.isnan(spans)).sum(0) >= _SPAN_ROWS_MIN
    totals = tuple(weeks for weeks, is_known in zip(TOTALS, enough[: len(TOTALS)], strict=True) if is_known)
    singles = tuple(week for week, is_known in zip(SINGLES, enough[len(TOTALS) :], strict=True) if is_known)
    weeks = np.array((*totals, *(1 for _ in singles)), np.float32)
    blend = learn_blend(features, levels, ahead, seed)
    return Learned(blend, learn_fan(features, scale, spans[:, enough], weeks, seed), totals, singles)


def _lessons(history: History, season: Season, until: int, seed: int) -> tuple[Singles, ...] | None:
    """Rows of features, levels, scale and demand at past origins; a share of them where they are many."""
    series = len(history.units)
    origins = range(max(_FIRST_ORIGIN, until - _ORIGINS_MAX), until - AHEAD + 1)
    if series * len(origins) < ROWS_MIN:
        return None
    share = min(1.0, _ROWS_MAX / (series * len(origins)))
    random = np.random.default_rng(seed)
    found: list[tuple[Singles, ...]] = []
    for part, seen in chunks(history):
        groups = season.groups[part]
        units = seen.units[:, :until]
        for origin in origins:
            old = origin - seen.starts >= _AGE_MIN
            rows = np.flatnonzero(old & (random.random(len(units)) < share))
            if len(rows):
                found.append(_lesson(seen, units, origin, rows, season.shape(origin)[groups[rows]]))
    if sum(len(part[0]) for part in found) < ROWS_MIN:
        return None
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _lesson(seen: Seen, units: Floats, origin: int, rows: Rows, shape: Floats) -> tuple[Singles, ...]:
    """What is to be learned at one origin; demand is freed of the season by the weeks' shape."""
    view = sight(seen, origin, rows)
    usable = view.noise > 0
    rows, shape, noise = rows[usable], shape[usable], view.noise[usable, None]
    ahead = units[rows, origin : origin + AHEAD]
    parts = (
        view.features[usable],
        view.levels[usable] / noise,
        view.scale[usable] / noise[:, 0],
        ahead / shape[:, :AHEAD] / noise,
        demand_after(units[rows], origin, TOTALS, SINGLES) / spans_of(shape, TOTALS, SINGLES) / noise,
    )
    return tuple(part.astype(np.float32) for part in parts)
