"""The backtest: what was learned before the last weeks is held against them, with every method, at once.

From it come each series' errors, and a lift of the whole shop's level: all methods lag a season that rises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.blend import Blend
from inventorysync.forecasting.history import History
from inventorysync.forecasting.learning import AHEAD, chunks
from inventorysync.forecasting.results import LEARNED, NAIVE, SHARES, Backtest
from inventorysync.forecasting.season import Season
from inventorysync.forecasting.sight import CANDIDATES, Floats, Seen, Sight, sight

LIFTS: Final = (0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2)
"""Factors on the level of the whole shop that are tried."""


@dataclass(frozen=True, eq=False)
class _Tally:
    """Sums over origins: squared errors by method, and by lift and share of the mixture; their number."""

    squares: Floats
    lifted: Floats
    number: Floats
    absolute: Floats


def judge(
    history: History, blends: Mapping[int, Blend], season: Season, origins: Sequence[int], lift: float | None
) -> tuple[Backtest, float]:
    """Hold all methods against the weeks after some origins; with a lift given that one, else the best.

    Blends are by how many weeks back they were learned; at each origin the newest one before it is judged.
    """
    series, weeks = history.units.shape
    tally = _Tally(
        np.zeros((series, len(CANDIDATES))),
        np.zeros((series, len(LIFTS), len(SHARES))),
        np.zeros(series),
        np.zeros(len(LIFTS)),
    )
    noise = np.zeros(series)
    for part, seen in chunks(history):
        for origin in origins:
            shape = season.shape(origin)[season.groups[part], :AHEAD].mean(1)
            blend = blends[min(back for back in blends if back >= weeks - origin)]
            _hold(tally, part, seen, sight(seen, origin), blend, origin, shape)
        noise[part] = sight(seen, weeks).noise
    scale = np.where((tally.number > 0) & (noise > 0), tally.number * noise**2, np.nan)[:, None]
    lifted = np.sqrt(tally.lifted / scale[:, :, None])
    best = _best_lift(tally, lifted[:, :, 0]) if lift is None else LIFTS.index(lift)
    errors = np.concatenate((np.sqrt(tally.squares / scale), lifted[:, best]), axis=1)
    return Backtest((*CANDIDATES, *SHARES), errors, len(origins)), LIFTS[best]


def chosen_of(backtest: Backtest) -> NDArray[np.int64]:
    """The method of each series: the mixture; where that loses to naive, the best of all; naive if it is."""
    errors = np.where(np.isnan(backtest.errors), np.inf, backtest.errors)
    naive, own = backtest.methods.index(NAIVE), backtest.methods.index(LEARNED)
    best = errors.argmin(1)
    loses = np.isfinite(errors[:, naive]) & (errors[:, naive] <= errors[:, own])
    return np.where(loses, best, own)


def _hold(
    tally: _Tally, part: slice, seen: Seen, view: Sight, blend: Blend, origin: int, shape: Floats
) -> None:
    ahead = seen.units[:, origin : origin + AHEAD]
    usable = ~np.isnan(ahead) & (seen.starts < origin)[:, None]
    actual = np.where(usable, ahead, 0.0)
    number, total, squares = usable.sum(1), actual.sum(1), (actual**2).sum(1)

    def squared(levels: Floats) -> Floats:
        """Squared errors of one level a row over its usable weeks, for columns of levels."""
        errors: Floats = squares[:, None] - 2 * levels * total[:, None] + levels**2 * number[:, None]
        return np.maximum(errors, 0.0)

    candidates = view.levels.astype(np.float64)
    level = blend(view.features, view.levels).astype(np.float64) * shape
    lifted = level[:, None] * np.array(LIFTS)
    tally.squares[part] += squared(candidates)
    for at, (share, rest) in enumerate(SHARES.values()):
        tally.lifted[part, :, at] += squared(share * lifted + rest * candidates[:, :1])
    tally.number[part] += number
    tally.absolute[:] += np.abs(lifted * number[:, None] - total[:, None]).sum(0)


def _best_lift(tally: _Tally, lifted: Floats) -> int:
    """The lift that does best on the series' own errors and on units together; none where nothing tells."""
    plain = LIFTS.index(1.0)
    errors = np.nanmean(lifted, axis=0) if np.isfinite(lifted).any() else np.ones(len(LIFTS))
    units = tally.absolute / max(tally.absolute[plain], 1e-9)
    return int(np.argmin(errors / max(errors[plain], 1e-9) + units))
