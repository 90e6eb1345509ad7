"""Trying habits on a past: what an empty shelf would have sold, what was known when, and what comes of it."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inventorysync.ordering.lead_times import stated
from inventorysync.ordering.policy import Policy
from inventorysync.replays.asked_for import filled, in_whole_units
from inventorysync.replays.question import HABITS, LEVELS, Habit
from inventorysync.replays.trying import Figures, Past, tried

DAYS = 7 * 30
LIVED = 7 * 14


def past_of(units: np.ndarray, out: np.ndarray | None = None, policy: Policy | None = None) -> Past:
    series = len(units)
    policies = [policy or Policy(lead=stated(7), unit_cost=2.0 + number) for number in range(series)]
    empty = np.zeros(units.shape, bool) if out is None else out
    return Past(units.astype(float), empty, LIVED, date(2026, 4, 27), policies, np.full(series, 9.0))


def figures_of(past: Past, *chosen: Habit, seed: int = 1) -> dict[tuple[str, float], Figures]:
    return {(each.habit, each.level): each for each in tried(past, chosen, "lost", seed)}


def poisson(series: int = 12, mean: float = 4, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, DAYS))


def test_days_of_an_empty_shelf_would_have_sold_what_open_days_near_them_did() -> None:
    units = np.array([[4.0] * 20 + [1.0] + [0.0] * 9 + [4.0] * 10, [0.0] * 40])
    out = np.zeros(units.shape, bool)
    out[0, 20:30] = True
    out[1] = True
    demand = filled(units, out)
    assert demand[0].tolist() == [4.0] * 40
    assert demand[1].tolist() == [0.0] * 40
    units[0, 25] = 7
    assert filled(units, out)[0, 25] == 7, "never less than what was sold"


@given(demand=arrays.arrays(np.float64, (2, 30), elements=st.floats(0, 50)))
def test_whole_units_keep_their_sum_and_none_is_below_nothing(demand: np.ndarray) -> None:
    whole = in_whole_units(demand)
    assert (whole >= 0).all()
    assert np.abs(np.cumsum(whole, axis=1) - np.cumsum(demand, axis=1)).max() <= 0.5 + 1e-6


def test_every_habit_is_tried_at_each_of_its_levels_and_more_of_each_serves_more() -> None:
    found = figures_of(past_of(poisson()), *HABITS)
    assert set(found) == {(habit, level) for habit in HABITS for level in LEVELS[habit]}
    for habit in HABITS:
        served = [found[habit, level].fill_rate or 0 for level in LEVELS[habit]]
        held = [found[habit, level].mean_held for level in LEVELS[habit]]
        assert all(b >= a - 0.01 for a, b in pairwise(served)), habit
        assert held == sorted(held), habit
    assert found["cycle", 0.95].cycle_service == pytest.approx(0.95, abs=0.06)


def test_the_same_seed_gives_the_same_figures_and_nothing_is_known_before_its_day() -> None:
    units = poisson(mean=3)
    changed = units.copy()
    changed[:, -7:] += 50  # the last week is after every day of deciding
    once, again = (figures_of(past_of(units), "cycle", "normal", "quantile") for _ in range(2))
    assert once == again
    other = figures_of(past_of(changed), "cycle", "normal", "quantile")
    assert all(other[key].ordered >= once[key].ordered for key in once)
    policies, prices = past_of(units).policies, np.full(12, 9.0)
    before = [
        Past(
            each[:, :-7].astype(float),
            np.zeros((12, DAYS - 7), bool),
            LIVED - 7,
            date(2026, 4, 27),
            policies,
            prices,
        )
        for each in (units, changed)
    ]
    early = [figures_of(each, "cycle") for each in before]
    assert early[0] == early[1]


def test_a_shelf_that_was_empty_for_long_teaches_no_habit_that_nobody_asks() -> None:
    units = poisson(series=6)
    out = np.zeros(units.shape, bool)
    out[:, DAYS - LIVED - 60 : DAYS - LIVED] = True
    units[out] = 0
    found = figures_of(past_of(units, out), "cycle", "normal")
    assert all((each.fill_rate or 0) > 0.75 for key, each in found.items() if key[1] >= 0.95)


def test_rules_of_today_are_lived_by_with_their_minimum_pack_and_most() -> None:
    policy = Policy(goal="fixed", least=10, most=21, lead=stated(3), minimum=6, pack=6, unit_cost=1)
    (found,) = figures_of(past_of(poisson(series=3), policy=policy), "rules").values()
    assert found.ordered % 6 == 0
    assert found.most_held <= 3 * 21
    assert found.orders > 0
