"""A shop too young or too small to learn from: an ensemble of three methods, and ratios pooled by class."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.classes import CLASSES, classes_of
from inventorysync.forecasting.levels import METHODS
from inventorysync.forecasting.outlook import HORIZON
from inventorysync.forecasting.results import ENSEMBLE, NAIVE, Backtest
from inventorysync.forecasting.spread import ratio_quantiles, sums_after

Floats = NDArray[np.float64]

_MIXED: Final = {
    ENSEMBLE: ("mean of 8 weeks", "exponential smoothing", "TSB"),
    "mean of means": ("mean of 8 weeks", "mean of all weeks"),
}
_LEAST_WEEKS: Final = 4
_BACK: Final = 16
_TOLD_MIN: Final = 8
"""With fewer origins nothing can be told of a single series, only of the shop."""
_AHEAD: Final = 4
_WILD: Final = 10
_SPANS: Final = (1, 2, 3, 4, 6, 8, 13, 26)


@dataclass(frozen=True, eq=False)
class Ratios:
    """Quantiles of demand for each unit forecast by the shop's method, by class, span and level."""

    weekly: Floats
    total: Floats
    method: str


@dataclass(frozen=True, eq=False)
class Plain:
    """By series: mean and quantiles of each week, quantiles of the sums, and the method that was chosen."""

    mean: Floats
    weekly: Floats
    total: Floats
    chosen: NDArray[np.int64]
    backtest: Backtest
    ratios: Ratios


def forecast_plainly(
    units: Floats, classes: NDArray[np.int64], seed: int, ratios: Ratios | None = None
) -> Plain:
    """Forecast by the ensemble, or by naive where that was as good; with ratios given, these are used."""
    units = _tamed(units)
    weeks = units.shape[1]
    origins = [*range(max(_LEAST_WEEKS, weeks - _BACK), weeks), weeks]
    levels = {name: method(units, origins) for name, method in METHODS.items()}
    levels |= {
        name: np.mean([levels[member] for member in members], axis=0) for name, members in _MIXED.items()
    }
    backtest = _backtest(units, levels, origins[:-1])
    shared = _best_of_shop(backtest) if ratios is None else backtest.methods.index(ratios.method)
    if len(origins) <= _TOLD_MIN:
        backtest = replace(backtest, errors=np.full_like(backtest.errors, np.nan))
    chosen = _choice(backtest, shared)
    stack = np.nan_to_num(np.stack(list(levels.values())))
    if ratios is None:
        ratios = _ratios(units, stack[shared], backtest.methods[shared], origins, seed)
    mean = np.repeat(stack[chosen, -1, np.arange(len(units))][:, None], HORIZON, axis=1)
    base = stack[shared, -1][:, None, None]
    weekly = _spread(ratios.weekly[classes] * base)
    total = _spread(ratios.total[classes]) * base * np.arange(1, HORIZON + 1)[:, None]
    return Plain(mean, weekly, np.maximum.accumulate(total, axis=1), chosen, backtest, ratios)


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


def _tamed(units: Floats) -> Floats:
    """One week far beyond all others of its series counts as ten times the next highest."""
    if units.shape[1] < 2:
        return units
    ordered = np.sort(np.nan_to_num(units), axis=1)
    second = ordered[:, -2:-1]
    return np.where((units > _WILD * second) & (second > 0), _WILD * second, units)


def _best_of_shop(backtest: Backtest) -> int:
    """The method, naive aside, with the least error over all series; the ensemble where none is known."""
    errors = backtest.errors[np.isfinite(backtest.errors).all(1)]
    if not len(errors):
        return backtest.methods.index(ENSEMBLE)
    mean = errors.mean(0)
    mean[backtest.methods.index(NAIVE)] = np.inf
    return int(mean.argmin())


def _choice(backtest: Backtest, shared: int) -> NDArray[np.int64]:
    """The method of each series: the shop's; where that loses to naive, the best of all."""
    errors = np.where(np.isnan(backtest.errors), np.inf, backtest.errors)
    naive = errors[:, backtest.methods.index(NAIVE)]
    loses = np.isfinite(naive) & (naive <= errors[:, shared])
    return np.where(loses, errors.argmin(1), shared)


def _ratios(units: Floats, level: Floats, method: str, origins: list[int], seed: int) -> Ratios:
    weeks = units.shape[1]
    classes = [classes_of(units[:, :origin]) for origin in origins]
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
            kinds.append(classes[at])
        if total and sum(len(part) for part in kinds) < len(units) * 2:
            weekly.append(weekly[-1])
            total.append(total[-1])
            continue
        flat = np.concatenate(kinds) if kinds else np.empty(0, np.int64)
        for table, parts, variation in ((weekly, of_week, 1.2), (total, of_sum, 1.2 / span**0.5)):
            ratios = np.concatenate(parts) if parts else np.empty(0)
            table.append(ratio_quantiles(ratios, flat, len(CLASSES), variation, seed))
    return Ratios(np.stack(weekly, axis=1), np.stack(total, axis=1), method)


def _spread(by_span: Floats) -> Floats:
    """Figures of some spans, [rows, spans, levels], carried to every week of the horizon."""
    ends = np.array(_SPANS, dtype=np.float64)
    spans = np.arange(1, HORIZON + 1)
    left = np.clip(np.searchsorted(ends, spans, side="right") - 1, 0, len(ends) - 2)
    part = ((spans - ends[left]) / (ends[left + 1] - ends[left]))[None, :, None]
    carried = (1 - part) * by_span[:, left] + part * by_span[:, left + 1]
    return np.sort(carried, axis=2)
