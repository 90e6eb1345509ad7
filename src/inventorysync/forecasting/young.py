"""A shop too young or too small to learn from: an ensemble of three methods, and ratios pooled by class."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.classes import CLASSES
from inventorysync.forecasting.levels import METHODS
from inventorysync.forecasting.outlook import HORIZON
from inventorysync.forecasting.results import ENSEMBLE, NAIVE, Backtest
from inventorysync.forecasting.spread import ratio_quantiles, sums_after

Floats = NDArray[np.float64]

_MEMBERS: Final = ("mean of 8 weeks", "exponential smoothing", "TSB")
_LEAST_WEEKS: Final = 4
_BACK: Final = 16
_AHEAD: Final = 4
_WILD: Final = 10
_SPANS: Final = (1, 2, 3, 4, 6, 8, 13, 26)


@dataclass(frozen=True, eq=False)
class Ratios:
    """Quantiles of demand for each unit forecast, by class, span and level."""

    weekly: Floats
    total: Floats


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
    levels[ENSEMBLE] = np.mean([levels[name] for name in _MEMBERS], axis=0)
    backtest = _backtest(units, levels, origins[:-1])
    chosen = _choice(backtest)
    stack = np.stack(list(levels.values()))
    level = np.nan_to_num(np.take_along_axis(stack, chosen[None, None, :], axis=0)[0])
    ratios = ratios or _ratios(units, level, classes, origins, seed)
    mean = np.repeat(level[-1][:, None], HORIZON, axis=1)
    weekly = _spread(ratios.weekly[classes] * level[-1][:, None, None])
    total = _spread(ratios.total[classes]) * np.cumsum(mean, axis=1)[:, :, None]
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
    """One week far beyond all others of its series counts as the next highest."""
    if units.shape[1] < 2:
        return units
    ordered = np.sort(np.nan_to_num(units), axis=1)
    second = ordered[:, -2:-1]
    return np.where((units > _WILD * second) & (second > 0), second, units)


def _choice(backtest: Backtest) -> NDArray[np.int64]:
    """The method of each series: the ensemble, unless naive was as good."""
    ensemble, naive = backtest.methods.index(ENSEMBLE), backtest.methods.index(NAIVE)
    errors = backtest.errors
    beaten = errors[:, naive] <= errors[:, ensemble]
    return np.where(beaten, naive, ensemble)


def _ratios(
    units: Floats, level: Floats, classes: NDArray[np.int64], origins: list[int], seed: int
) -> Ratios:
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
    return Ratios(np.stack(weekly, axis=1), np.stack(total, axis=1))


def _spread(by_span: Floats) -> Floats:
    """Figures of some spans, [rows, spans, levels], carried to every week of the horizon."""
    ends = np.array(_SPANS, dtype=np.float64)
    spans = np.arange(1, HORIZON + 1)
    left = np.clip(np.searchsorted(ends, spans, side="right") - 1, 0, len(ends) - 2)
    part = ((spans - ends[left]) / (ends[left + 1] - ends[left]))[None, :, None]
    carried = (1 - part) * by_span[:, left] + part * by_span[:, left + 1]
    return np.sort(carried, axis=2)
