"""What can be seen of many series at an origin: levels by several methods, and figures that tell which fits.

Everything is relative to the series' own scale, so units in pieces or dozens look the same. One pass over the
weeks keeps running sums and states; the view at any origin then costs a few differences.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Rows = NDArray[np.int64]

PAD: Final = 104
CANDIDATES: Final = (
    "naive",
    "mean of 4 weeks",
    "mean of 8 weeks",
    "mean of 13 weeks",
    "mean of 26 weeks",
    "mean of 2 years",
    "smoothing by 0.1",
    "smoothing by 0.3",
    "TSB",
    "mean without the highest week",
    "middle size by chance, 13 weeks",
    "middle size by chance, 26 weeks",
    "median of 8 weeks",
)
_SLOW: Final = 0.1
_FAST: Final = 0.3
_TSB: Final = 0.2


@dataclass(frozen=True, eq=False)
class Seen:
    """Running sums and states of some series; column PAD + t of a sum has seen weeks 0 to t - 1."""

    units: Floats
    starts: Rows
    filled: Floats
    sums: Floats
    chances: Floats
    steps: Floats
    counts: Floats
    logs: Floats
    squares: Floats
    states: Floats


@dataclass(frozen=True, eq=False)
class Sight:
    """Some series at one origin: features and candidate levels by row, their scale, naive's usual error."""

    features: Singles
    levels: Singles
    scale: Floats
    noise: Floats
    age: Rows


def look_through(units: Floats, starts: Rows) -> Seen:
    """One pass over the weeks; a censored week counts as the level before it, and moves no state."""
    series, weeks = units.shape
    filled, sold = np.zeros((series, PAD + weeks)), np.zeros((series, PAD + weeks))
    states = np.zeros((4, weeks + 1, series))
    steps = np.zeros((series, PAD + weeks + 1))
    for week in range(weeks):
        slow, fast, size, chance = states[:, week]
        now, is_new, is_on = units[:, week], week == starts, week > starts
        is_gone = np.isnan(now)
        guess = np.where(is_on, 0.5 * (slow + size * chance), 0.0)
        now = np.where(is_gone, guess, now) * (is_new | is_on)
        hit = np.where(is_gone, chance, now > 0)
        has_sold = (now > 0) & ~is_gone
        filled[:, PAD + week], sold[:, PAD + week] = now, hit
        known = is_on & ~is_gone
        states[0, week + 1] = np.where(is_new, now, slow + _SLOW * known * (now - slow))
        states[1, week + 1] = np.where(is_new, now, fast + _FAST * known * (now - fast))
        first_sale = has_sold & (size == 0)
        states[2, week + 1] = np.where(first_sale, now, size + _TSB * has_sold * (now - size))
        states[3, week + 1] = np.where(is_new, hit, chance + _TSB * known * (hit - chance))
        before = filled[:, PAD + week - 1] if week else now
        steps[:, PAD + week + 1] = np.where(known, (now - before) ** 2, 0.0)
    is_positive = filled > 0
    logs = np.log(np.where(is_positive, filled, 1.0))
    return Seen(
        units,
        starts,
        filled,
        _running(filled),
        _running(sold),
        np.cumsum(steps, axis=1),
        _running(is_positive),
        _running(logs),
        _running(logs**2),
        states,
    )


def _running(values: NDArray[np.generic]) -> Floats:
    zero = np.zeros((len(values), 1))
    return np.concatenate((zero, np.cumsum(values, axis=1, dtype=np.float64)), axis=1)


def sight(seen: Seen, origin: int, rows: Rows | None = None) -> Sight:
    """The view at an origin, of all rows or some; nothing from the origin on is looked at."""
    at = np.arange(len(seen.units)) if rows is None else rows
    end = PAD + origin
    age = np.maximum(origin - seen.starts[at], 1)

    def mean(sums: Floats, window: int) -> Floats:
        means: Floats = (sums[at, end] - sums[at, end - window]) / np.minimum(window, age)
        return means

    means = {window: mean(seen.sums, window) for window in (1, 2, 4, 8, 13, 26, PAD)}
    chances = {window: mean(seen.chances, window) for window in (4, 8, 13, 26, PAD)}
    count = np.maximum(seen.counts[at, end] - seen.counts[at, end - 52], 1)
    log_mean = (seen.logs[at, end] - seen.logs[at, end - 52]) / count
    log_square = (seen.squares[at, end] - seen.squares[at, end - 52]) / count
    middle = np.exp(log_mean)
    recent = seen.filled[at, end - 13 : end]
    ordered = np.sort(recent, axis=1)
    trimmed = (recent.sum(1) - ordered[:, -1] + ordered[:, -2]) / np.minimum(13, age)
    median = np.median(recent[:, -8:], axis=1)
    noise = np.sqrt(np.maximum(seen.steps[at, end] - seen.steps[at, end - PAD], 0) / np.minimum(PAD, age))
    size = means[PAD] / np.maximum(chances[PAD], 1e-9)
    scale = 0.35 * means[8] + 0.35 * means[26] + 0.2 * trimmed + 0.1 * means[PAD] + 1e-3 * size
    scale = np.maximum(scale, 1e-9)
    slow, fast, tsb_size, tsb_chance = (state[origin, at] for state in seen.states)
    windows = [means[window] for window in (1, 4, 8, 13, 26, PAD)]
    others = [slow, fast, tsb_size * tsb_chance, trimmed, middle * chances[13], middle * chances[26], median]
    levels = np.stack([*windows, *others], axis=1)
    lags = [seen.filled[at, end - lag] for lag in (2, 3, 4)]
    relative = np.stack([*levels.T, *lags, ordered[:, -1], noise, middle, size], axis=1) / scale[:, None]
    since = np.where((recent > 0).any(1), (recent[:, ::-1] > 0).argmax(1), 13)
    turn = np.log(means[4] / scale + 0.2) - np.log(means[13] / scale + 0.2)
    spread = np.sqrt(np.maximum(log_square - log_mean**2, 0))
    own = [turn, *chances.values(), np.log1p(since), np.log(np.minimum(age, 52)), spread]
    features = np.concatenate((np.log(np.minimum(relative, 1e4) + 0.05), np.stack(own, axis=1)), axis=1)
    return Sight(features.astype(np.float32), levels.astype(np.float32), scale, noise, age)
