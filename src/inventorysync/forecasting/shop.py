"""A whole shop's forecast: methods compete at earlier origins, errors tell the spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.classes import CLASSES, classes_of
from inventorysync.forecasting.history import History
from inventorysync.forecasting.levels import METHODS
from inventorysync.forecasting.outlook import HORIZON, Outlook
from inventorysync.forecasting.spread import ratio_quantiles, sums_after

Floats = NDArray[np.float64]

ENSEMBLE: Final = "ensemble"
NAIVE: Final = "naive"
_MEMBERS: Final = ("mean of 8 weeks", "exponential smoothing", "TSB")
_LEAST_WEEKS: Final = 4
_BACK: Final = 16
_AHEAD: Final = 4
_SPANS: Final = (1, 2, 3, 4, 6, 8, 13, 26)


@dataclass(frozen=True, eq=False)
class Backtest:
    """How far each method was off at earlier origins: RMSSE by series and method, nan if too short."""

    methods: tuple[str, ...]
    errors: Floats
    origins: int

    def of(self, series: int) -> dict[str, float]:
        """Each method's RMSSE for one series."""
        return {name: float(error) for name, error in zip(self.methods, self.errors[series], strict=True)}


@dataclass(frozen=True, eq=False)
class Kept:
    """What a series borrows from the whole shop: quantiles of demand per unit forecast, by class and span."""

    weekly: Floats
    total: Floats


@dataclass(frozen=True, eq=False)
class ShopForecast:
    """The outlook of every series, how the methods did, and what a forecast of one series needs."""

    outlooks: list[Outlook]
    backtest: Backtest
    classes: NDArray[np.int64]
    kept: Kept


def forecast(history: History, seed: int = 0) -> list[Outlook]:
    """The outlook of each series, in the order of the history's rows."""
    return forecast_shop(history, seed).outlooks


def forecast_shop(history: History, seed: int = 0) -> ShopForecast:
    """Forecast a whole shop at once, and keep what forecast_one needs."""
    return _forecast(history, seed, None)


def forecast_one(history: History, series: int, kept: Kept, seed: int = 0) -> Outlook:
    """The outlook of one series anew, with what the whole shop's run kept."""
    rows = slice(series, series + 1)
    listed = history.listed[rows] if history.listed is not None else None
    alone = History(history.units[rows], history.first_week, listed)
    return _forecast(alone, seed, kept).outlooks[0]


def _forecast(history: History, seed: int, kept: Kept | None) -> ShopForecast:
    units = _since_start(history)
    weeks = units.shape[1]
    origins = [*range(max(_LEAST_WEEKS, weeks - _BACK), weeks), weeks]
    levels = {name: method(units, origins) for name, method in METHODS.items()}
    levels[ENSEMBLE] = np.mean([levels[name] for name in _MEMBERS], axis=0)
    backtest = _backtest(units, levels, origins[:-1])
    chosen, better = _choice(backtest)
    names = tuple(levels)
    stack = np.stack([levels[name] for name in names])
    level = np.nan_to_num(np.take_along_axis(stack, chosen[None, None, :], axis=0)[0])
    classes = classes_of(units)
    kept = kept or _kept(units, level, classes, origins, seed)
    mean = np.repeat(level[-1][:, None], HORIZON, axis=1)
    weekly = _spread(kept.weekly[classes] * level[-1][:, None, None])
    total = np.maximum.accumulate(_spread(kept.total[classes]) * np.cumsum(mean, axis=1)[:, :, None], axis=1)
    error = np.take_along_axis(backtest.errors, chosen[:, None], axis=1)[:, 0]
    outlooks = [
        Outlook(mean[row], weekly[row], total[row], names[chosen[row]], bool(better[row]), float(error[row]))
        for row in range(len(units))
    ]
    return ShopForecast(outlooks, backtest, classes, kept)


def _since_start(history: History) -> Floats:
    """Units with nan before each series began."""
    weeks = history.units.shape[1]
    return np.where(np.arange(weeks) < history.starts[:, None], np.nan, history.known)


def _backtest(units: Floats, levels: Mapping[str, Floats], origins: list[int]) -> Backtest:
    weeks = units.shape[1]
    steps = np.diff(units, axis=1) ** 2
    seen = np.maximum((~np.isnan(steps)).sum(1), 1)
    scale = np.nansum(steps, axis=1) / seen
    scale = np.where(scale > 0, scale, np.nan)
    errors = np.full((len(units), len(levels)), np.nan)
    for column, level in enumerate(levels.values()):
        total, number = np.zeros(len(units)), np.zeros(len(units))
        for at, origin in enumerate(origins):
            miss = (units[:, origin : min(origin + _AHEAD, weeks)] - level[at][:, None]) ** 2
            total += np.nansum(miss, axis=1)
            number += (~np.isnan(miss)).sum(1)
        errors[:, column] = np.sqrt(total / np.where(number > 0, number, np.nan) / scale)
    return Backtest(tuple(levels), errors, len(origins))


def _choice(backtest: Backtest) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The method of each series: the ensemble, unless naive was as good; and whether it beats naive."""
    ensemble, naive = backtest.methods.index(ENSEMBLE), backtest.methods.index(NAIVE)
    errors = backtest.errors
    beaten = errors[:, naive] <= errors[:, ensemble]
    return np.where(beaten, naive, ensemble), ~beaten


def _kept(units: Floats, level: Floats, classes: NDArray[np.int64], origins: list[int], seed: int) -> Kept:
    weeks = units.shape[1]
    weekly: list[Floats] = []
    total: list[Floats] = []
    for span in _SPANS:
        of_week: list[Floats] = []
        of_sum: list[Floats] = []
        kinds: list[NDArray[np.int64]] = []
        for at, origin in enumerate(origins):
            if origin + span > weeks:
                continue
            forecast_units = np.where(level[at] > 0, level[at], np.nan)
            of_week.append(sums_after(units, origin + span - 1, 1) / forecast_units)
            of_sum.append(sums_after(units, origin, span) / (span * forecast_units))
            kinds.append(classes)
        if total and sum(len(part) for part in kinds) < len(units) * 2:
            weekly.append(weekly[-1])
            total.append(total[-1])
            continue
        flat = np.concatenate(kinds) if kinds else np.empty(0, np.int64)
        for table, parts, variation in ((weekly, of_week, 1.2), (total, of_sum, 1.2 / span**0.5)):
            ratios = np.concatenate(parts) if parts else np.empty(0)
            table.append(ratio_quantiles(ratios, flat, len(CLASSES), variation, seed))
    return Kept(np.stack(weekly, axis=1), np.stack(total, axis=1))


def _spread(by_span: Floats) -> Floats:
    """Figures of some spans, [rows, spans, levels], carried to every week of the horizon."""
    ends = np.array(_SPANS, dtype=np.float64)
    spans = np.arange(1, HORIZON + 1)
    left = np.clip(np.searchsorted(ends, spans, side="right") - 1, 0, len(ends) - 2)
    part = ((spans - ends[left]) / (ends[left + 1] - ends[left]))[None, :, None]
    carried = (1 - part) * by_span[:, left] + part * by_span[:, left + 1]
    return np.sort(carried, axis=2)
