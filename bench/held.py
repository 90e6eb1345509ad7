"""Forecasts held against what happened: the measures of the M5 competition, at rolling origins."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.classical import SINGLE, by_statsforecast
from inventorysync.forecasting.classes import CLASSES, classes_of
from inventorysync.forecasting.history import History
from inventorysync.forecasting.levels import METHODS
from inventorysync.forecasting.outlook import LEVELS
from inventorysync.forecasting.shop import ShopForecast, forecast_shop

Floats = NDArray[np.float64]

AHEAD: Final = 4
OURS: Final = "ours"
HALF: Final = 0.5
MEASURED: Final = LEVELS[:8]
_LEVELS: Final = np.array(MEASURED)
_FIRST: Final = date(2024, 1, 1)


@dataclass
class Held:
    """Sums over origins for one method."""

    scaled: list[Floats] = field(default_factory=list)
    missed_weeks: float = 0.0
    missed_sums: float = 0.0
    bias: float = 0.0
    units: float = 0.0

    def add(self, forecast: Floats, actual: Floats, scale: Floats) -> None:
        """Hold some series' forecast, [series, weeks], against what happened."""
        self.scaled.append(np.sqrt(((actual - forecast) ** 2).mean(1) / scale))
        self.missed_weeks += np.abs(actual - forecast).sum()
        self.missed_sums += np.abs(actual.sum(1) - forecast.sum(1)).sum()
        self.bias += forecast.sum() - actual.sum()
        self.units += actual.sum()

    @property
    def rmsse(self) -> float:
        """Root mean squared scaled error, the mean over series."""
        return float(np.concatenate(self.scaled).mean())

    @property
    def wape(self) -> float:
        """What the sums of the weeks were off by, over what was sold."""
        return self.missed_sums / self.units

    def told(self) -> str:
        """All four figures."""
        week, bias = self.missed_weeks / self.units, self.bias / self.units
        return (
            f"RMSSE {self.rmsse:.3f}, WAPE of weeks {week:.3f}, of 4 weeks {self.wape:.3f}, bias {bias:+.2f}"
        )


@dataclass
class Fans:
    """Pinball loss of weeks and of the sum of four, and coverage, by series and origin."""

    loss: list[Floats] = field(default_factory=list)
    within: list[Floats] = field(default_factory=list)
    classes: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, quantiles: Floats, actual: Floats, scale: Floats, classes: NDArray[np.int64]) -> None:
        """Hold quantiles, [series, spans, levels], against what happened in each span."""
        over = quantiles[:, :, : len(MEASURED)] - actual[:, :, None]
        loss = np.where(over > 0, (1 - _LEVELS) * over, -_LEVELS * over).mean(2)
        self.loss.append(loss / scale[:, None])
        bands = ((LEVELS.index(0.25), LEVELS.index(0.75)), (LEVELS.index(0.05), LEVELS.index(0.95)))
        self.within.append(
            np.stack(
                [share(quantiles, low, high, actual) for share in (_share, _split) for low, high in bands], 2
            )
        )
        self.classes.append(classes)

    @property
    def losses(self) -> tuple[float, float]:
        """Of the weeks, and of the sum."""
        loss = np.concatenate(self.loss)
        return float(loss[:, :-1].mean()), float(loss[:, -1].mean())

    def coverage(self, band: int) -> list[float]:
        """Of the sums, the share within a band: of all, and of each class.

        Bands 0 and 1 are of 50 and 90 %, each edge a part of them; 2 and 3 the same with no sale split.
        """
        within, classes = np.concatenate(self.within)[:, -1, band], np.concatenate(self.classes)
        return [float(within.mean())] + [
            float(within[classes == kind].mean()) if (classes == kind).any() else float("nan")
            for kind in range(len(CLASSES))
        ]


def _share(quantiles: Floats, low: int, high: int, actual: Floats) -> Floats:
    """Whether demand is within a band; an edge is part of it."""
    return ((actual >= quantiles[:, :, low]) & (actual <= quantiles[:, :, high])).astype(float)


def _split(quantiles: Floats, low: int, high: int, actual: Floats) -> Floats:
    """The same, but no sale is within by the part of its own probability between the band's levels.

    Its probability is that of less than half a piece.

    Where four weeks in ten bring no sale, a band from 25 to 75 % that begins at none holds at least 75 %.
    """
    levels, below = np.array((0.0, *LEVELS, 1.0)), (quantiles < HALF).sum(2)
    values = np.concatenate((np.zeros_like(quantiles[:, :, :1]), quantiles, quantiles[:, :, -1:] + 1), axis=2)
    at, until = (np.take_along_axis(values, (below + step)[:, :, None], 2)[:, :, 0] for step in (0, 1))
    none = levels[below] + (levels[below + 1] - levels[below]) * np.clip((HALF - at) / (until - at), 0, 1)
    part = np.clip(np.minimum(none, LEVELS[high]) - LEVELS[low], 0, None) / np.where(none > 0, none, 1)
    return np.where((actual == 0) & (quantiles[:, :, low] < HALF), part, _share(quantiles, low, high, actual))


@dataclass
class Result:
    """A set's measures: by single method and ours, fans of ours and of the best single one's errors."""

    points: dict[str, Held]
    ours: Fans
    empirical: Fans
    losers: int = 0
    losers_naive: int = 0


def hold(
    units: Floats,
    starts: NDArray[np.int64],
    types: Sequence[str],
    origins: Iterable[int],
    age_min: int,
    seen: Callable[[str], None],
) -> Result:
    """Forecast from each origin with what was known then, by all methods, and hold it against the rest."""
    known = np.where(np.arange(units.shape[1]) < starts[:, None], np.nan, units)
    result = Result({}, Fans(), Fans())
    for origin in origins:
        past, actual = known[:, :origin], units[:, origin : origin + AHEAD]
        changes = np.diff(past, axis=1)
        number = np.maximum((~np.isnan(changes)).sum(1), 1)
        squares, steps = np.nansum(changes**2, axis=1) / number, np.nansum(np.abs(changes), axis=1) / number
        rows = np.flatnonzero((origin - starts >= age_min) & (squares > 0))
        forecasts = {name: np.repeat(level(past)[:, None], AHEAD, 1) for name, level in SINGLE.items()}
        forecasts |= by_statsforecast(past, AHEAD)
        shop = forecast_shop(History(units[:, :origin], _FIRST, np.minimum(starts, origin), types))
        forecasts[OURS] = np.stack([outlook.mean[:AHEAD] for outlook in shop.outlooks]).astype(np.float64)
        for name, forecast in forecasts.items():
            result.points.setdefault(name, Held()).add(forecast[rows], actual[rows], squares[rows])
        _hold_fans(result, shop, past, actual, rows, steps)
        seen(f"origin {origin}")
    return result


def _hold_fans(
    result: Result, shop: ShopForecast, past: Floats, actual: Floats, rows: NDArray[np.int64], steps: Floats
) -> None:
    spans = np.concatenate((actual, actual.sum(1, keepdims=True)), axis=1)[rows]
    classes = classes_of(past)[rows]
    weekly = np.stack([outlook.weekly[:AHEAD] for outlook in shop.outlooks])
    total = np.stack([outlook.total[AHEAD - 1] for outlook in shop.outlooks])
    ours = np.concatenate((weekly, total[:, None]), axis=1).astype(np.float64)[rows]
    result.ours.add(ours, spans, steps[rows], classes)
    result.empirical.add(_empirical(past, result)[rows], spans, steps[rows], classes)
    errors = shop.backtest.errors
    naive = errors[:, shop.backtest.methods.index("naive")]
    for row in rows:
        outlook = shop.outlooks[row]
        if outlook.error >= naive[row] or not outlook.better_than_naive:
            result.losers += 1
            result.losers_naive += outlook.method == "naive"


def _empirical(past: Floats, result: Result) -> Floats:
    """The best single method's level with the quantiles of each series' own earlier errors."""
    names = {"mean of 8 weeks": "mean of 8 weeks", "SES": "exponential smoothing", "TSB": "TSB"}
    best = min(names, key=lambda name: result.points[name].rmsse)
    origins = list(range(4, past.shape[1] + 1))
    levels = METHODS[names[best]](past, origins)
    spans: list[Floats] = []
    for ahead, length in [*((week, 1) for week in range(AHEAD)), (0, AHEAD)]:
        errors = [
            past[:, at + ahead : at + ahead + length].sum(1) - length * level
            for at, level in zip(origins, levels, strict=True)
            if at + ahead + length <= past.shape[1]
        ]
        usable = np.array(errors) if errors else np.zeros((1, len(past)))
        usable[:, np.isnan(usable).all(0)] = 0.0
        spans.append(np.nanquantile(usable, LEVELS, axis=0).T + length * np.nan_to_num(levels[-1])[:, None])
    return np.maximum(np.stack(spans, axis=1), 0.0)
