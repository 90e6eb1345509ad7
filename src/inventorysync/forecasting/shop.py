"""A whole shop's forecast: methods compete at earlier origins, what is learned of all items looks ahead."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.blend import Blend
from inventorysync.forecasting.classes import classes_of
from inventorysync.forecasting.history import History
from inventorysync.forecasting.judging import chosen_of, judge
from inventorysync.forecasting.learning import Learned, chunks, learn, learn_judged
from inventorysync.forecasting.likeness import Crowd, Figures, crowd_of, with_likeness
from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.forecasting.results import ALIKE, LEARNED, NAIVE, SHARES, Backtest
from inventorysync.forecasting.season import Season, find_season
from inventorysync.forecasting.sight import CANDIDATES, Seen, sight
from inventorysync.forecasting.young import Ratios, forecast_plainly

__all__ = [
    "LEARNED",
    "NAIVE",
    "Backtest",
    "Kept",
    "ShopForecast",
    "forecast",
    "forecast_alone",
    "forecast_one",
    "forecast_shop",
]

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_BACK: Final = 26
_LEAST_WEEKS: Final = 20


@dataclass(frozen=True, eq=False)
class Kept:
    """What a forecast of one series takes from the whole shop's run.

    `judged` was learned so many weeks back, `learned` from all weeks; a shop too young has `ratios` only.
    """

    ratios: Ratios | None
    judged: dict[int, Blend]
    learned: Learned | None
    lift: float
    season: Season
    crowd: Crowd


@dataclass(frozen=True, eq=False)
class ShopForecast:
    """The outlook of every series, how the methods did, and what a forecast of one series needs."""

    outlooks: list[Outlook]
    backtest: Backtest
    classes: Rows
    kept: Kept


@dataclass(frozen=True, eq=False)
class _Found:
    """A forecast before new items were seen to: figures, and by series the method and its error."""

    figures: Figures
    methods: list[str]
    errors: Floats
    backtest: Backtest


def forecast(history: History, seed: int = 0) -> list[Outlook]:
    """The outlook of each series, in the order of the history's rows."""
    return forecast_shop(history, seed).outlooks


def forecast_shop(history: History, seed: int = 0) -> ShopForecast:
    """Forecast a whole shop at once, and keep what forecast_one needs."""
    weeks = history.units.shape[1]
    classes = _classes(history)
    season = find_season(history)
    origins = _origins(weeks)
    judged = learn_judged(history, season, origins, seed) if weeks >= _LEAST_WEEKS else {}
    learned = learn(history, season, seed) if judged else None
    if judged and learned:
        backtest, lift = judge(history, judged, season, origins, None)
        found = _looked_ahead(history, backtest, learned, lift, season)
        ratios = None
    else:
        found, ratios = _plainly(history, classes, seed, None)
        lift = 1.0
    age = weeks - history.starts
    crowd = crowd_of(history, age, found.figures, seed)
    kept = Kept(ratios, judged, learned, lift, season, crowd)
    return ShopForecast(_outlooks(history, found, crowd), found.backtest, classes, kept)


def forecast_one(history: History, series: int, kept: Kept, seed: int = 0) -> Outlook:
    """The outlook of one series anew, with what the whole shop's run kept."""
    return forecast_alone(history, series, kept, seed).outlooks[0]


def forecast_alone(history: History, series: int, kept: Kept, seed: int = 0) -> ShopForecast:
    """The same with how the methods did on this series."""
    alone = _alone(history, series)
    if kept.judged and kept.learned:
        season = kept.season.alone(alone)
        backtest, lift = judge(alone, kept.judged, season, _origins(alone.units.shape[1]), kept.lift)
        found = _looked_ahead(alone, backtest, kept.learned, lift, season)
    else:
        found, _ = _plainly(alone, _classes(alone), seed, kept.ratios)
    return ShopForecast(_outlooks(alone, found, kept.crowd), found.backtest, _classes(alone), kept)


def _origins(weeks: int) -> range:
    return range(weeks - min(_BACK, weeks // 2), weeks)


def _classes(history: History) -> Rows:
    parts = [classes_of(seen.units) for _, seen in chunks(history)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _alone(history: History, series: int) -> History:
    rows = slice(series, series + 1)
    listed = history.listed
    return History(
        history.units[rows],
        history.first_week,
        None if listed is None else listed[rows],
        history.types[rows],
        history.vendors[rows],
        history.prices[rows],
        history.tags[rows],
    )


def _outlooks(history: History, found: _Found, crowd: Crowd) -> list[Outlook]:
    figures, methods = found.figures, list(found.methods)
    for row in with_likeness(history, history.units.shape[1] - history.starts, figures, crowd):
        methods[row] = ALIKE
    return [
        Outlook(mean, weekly, total, method, method != NAIVE, float(error))
        for mean, weekly, total, method, error in zip(
            figures.mean, figures.weekly, figures.total, methods, found.errors, strict=True
        )
    ]


def _plainly(history: History, classes: Rows, seed: int, ratios: Ratios | None) -> tuple[_Found, Ratios]:
    weeks = history.units.shape[1]
    units = np.where(np.arange(weeks) < history.starts[:, None], np.nan, history.known)
    plain = forecast_plainly(units, classes, seed, ratios)
    errors = np.take_along_axis(plain.backtest.errors, plain.chosen[:, None], axis=1)[:, 0]
    methods = [plain.backtest.methods[at] for at in plain.chosen]
    tables = (table.astype(np.float32) for table in (plain.mean, plain.weekly, plain.total))
    return _Found(Figures(*tables), methods, errors, plain.backtest), plain.ratios


def _looked_ahead(
    history: History, backtest: Backtest, learned: Learned, lift: float, season: Season
) -> _Found:
    series = len(history.units)
    columns = chosen_of(backtest)
    figures = Figures(
        np.empty((series, HORIZON), np.float32),
        np.empty((series, HORIZON, len(LEVELS)), np.float32),
        np.empty((series, HORIZON, len(LEVELS)), np.float32),
    )
    shape = season.shape(history.units.shape[1])
    for part, seen in chunks(history):
        _fill(figures, part, seen, columns[part], learned, lift, shape[season.groups[part]])
    errors = np.take_along_axis(backtest.errors, columns[:, None], axis=1)[:, 0]
    return _Found(figures, [backtest.methods[at] for at in columns], errors, backtest)


def _fill(
    figures: Figures, part: slice, seen: Seen, columns: Rows, learned: Learned, lift: float, shape: Floats
) -> None:
    """The figures of a part of the shop."""
    view = sight(seen, seen.units.shape[1])
    level = learned.blend(view.features, view.levels) * lift
    is_single = columns < len(CANDIDATES)
    shares = np.array([*[(0.0, 0.0)] * len(CANDIDATES), *SHARES.values()])[columns]
    single = view.levels[np.arange(len(columns)), np.where(is_single, columns, 0)]
    rest = np.where(is_single, single, shares[:, 1] * view.levels[:, 0])
    figures.mean[part] = (shares[:, 0] * level)[:, None] * shape + rest[:, None]
    quantiles = learned.fan(view.features) * view.scale[:, None, None]
    number = len(learned.totals)
    rates = carried(quantiles[:, :number] / np.array(learned.totals)[:, None], learned.totals)
    total = rates * np.cumsum(shape, axis=1)[:, :, None]
    figures.total[part] = np.maximum.accumulate(total, axis=1)
    singles = np.concatenate((quantiles[:, :1], quantiles[:, number:]), axis=1)
    figures.weekly[part] = carried(singles, (1, *learned.singles)) * shape[:, :, None]


def carried(by_span: Floats, spans: tuple[int, ...]) -> Floats:
    """Figures of some spans, [rows, spans, levels], carried to every week of the horizon."""
    if len(spans) == 1:
        return np.repeat(by_span, HORIZON, axis=1)
    ends = np.array(spans, dtype=np.float64)
    weeks = np.minimum(np.arange(1, HORIZON + 1), ends[-1])
    left = np.clip(np.searchsorted(ends, weeks, side="right") - 1, 0, len(ends) - 2)
    part = ((weeks - ends[left]) / (ends[left + 1] - ends[left]))[None, :, None]
    weekly: Floats = (1 - part) * by_span[:, left] + part * by_span[:, left + 1]
    return weekly
