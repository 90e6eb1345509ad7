from datetime import date

import numpy as np
import pytest

from inventorysync.forecasting.history import Floats, History
from inventorysync.forecasting.season import find_season
from inventorysync.forecasting.shop import forecast

MONDAY = date(2024, 1, 1)


def poisson(level: float, series: int, weeks: int) -> Floats:
    random = np.random.default_rng(int(level))
    return random.poisson(level, (series, weeks)).astype(np.float64)


def test_a_new_item_is_forecast_as_those_of_its_type() -> None:
    cups, lamps = poisson(40, 40, 30), poisson(2, 40, 30)
    new = np.zeros((2, 30))
    history = History(
        np.vstack((cups, lamps, new)),
        MONDAY,
        listed=np.array([0] * 80 + [30, 30]),
        types=["cup"] * 40 + ["lamp"] * 40 + ["cup", "lamp"],
        vendors=["a", "b"] * 41,
        prices=np.array([5.0] * 40 + [80.0] * 40 + [5.0, np.nan]),
        tags=[frozenset({"kitchen"})] * 40
        + [frozenset({"light"})] * 40
        + [frozenset({"kitchen"}), frozenset()],
    )
    cup, lamp = forecast(history)[-2:]
    assert cup.method == lamp.method == "items alike"
    assert cup.mean[0] == pytest.approx(40, rel=0.15)
    assert lamp.mean[0] == pytest.approx(2, rel=0.3)
    assert cup.quantile_over(7, 0.05) < 40 < cup.quantile_over(7, 0.95)


def test_its_own_first_weeks_count_with_each_of_them() -> None:
    units = np.vstack((poisson(40, 40, 30), np.zeros((2, 30))))
    units[40, -1], units[41, -3:] = 100, 100
    history = History(units, MONDAY, types=["cup"] * 42)
    once, thrice = forecast(history)[-2:]
    assert 40 < once.mean[0] < thrice.mean[0] < 100


def test_sixty_days_of_history_are_of_use() -> None:
    random = np.random.default_rng(8)
    level = random.lognormal(1.5, 1.0, 200)
    units = random.poisson(level[:, None], (200, 13)).astype(np.float64)
    outlooks = forecast(History(units[:, :9], MONDAY))
    actual = units[:, 9:].sum(1)
    missed = np.abs(np.array([outlook.mean_over(28) for outlook in outlooks]) - actual).sum()
    naive = np.abs(4 * units[:, 8] - actual).sum()
    assert missed < 0.8 * naive
    within = [
        o.quantile_over(28, 0.05) <= a <= o.quantile_over(28, 0.95)
        for o, a in zip(outlooks, actual, strict=True)
    ]
    assert np.mean(within) > 0.8


def test_the_year_of_a_type_is_told_by_the_year_before() -> None:
    weeks = np.arange(120)
    summer = 20 * np.exp(0.8 * np.sin(2 * np.pi * weeks / 52))
    winter = 20 * np.exp(-0.8 * np.sin(2 * np.pi * weeks / 52))
    random = np.random.default_rng(9)
    units = np.vstack([random.poisson(curve, (60, 120)) for curve in (summer, winter)]).astype(np.float64)
    history = History(units[:, :107], MONDAY, types=["swim"] * 60 + ["ski"] * 60)
    season = find_season(history)
    assert season.power >= 0.5
    swim, ski = (season.shape(107)[season.groups[row], 7] for row in (0, 60))
    assert swim > 1.2
    assert ski < 0.9
    outlooks = forecast(history)
    for rows, curve in ((slice(0, 60), summer), (slice(60, 120), winter)):
        mean = np.mean([outlook.mean[:13].sum() for outlook in outlooks[rows]])
        assert mean == pytest.approx(curve[107:120].sum(), rel=0.2)


def test_a_shop_without_a_season_is_given_none() -> None:
    history = History(poisson(9, 80, 120), MONDAY, types=["cup"] * 80)
    assert find_season(history).power == 0
