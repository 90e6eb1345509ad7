"""Policies replayed on a real shop's last half year: money held at a fill rate, against the best habit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from bench.retail import daily_units
from bench.table import Row
from inventorysync.ordering.lead_times import stated
from inventorysync.ordering.policy import Policy
from inventorysync.replays.question import LEVELS, Habit
from inventorysync.replays.trying import Figures, Past, tried

LIVED: Final = 26 * 7
SERIES: Final = 600
KNOWN_DAYS: Final = 84
OURS: Final[tuple[Habit, ...]] = ("shop", "cycle", "fill")
WAYS: Final[Mapping[Habit, Sequence[float]]] = {
    **{habit: LEVELS[habit] for habit in ("shop", "cycle", "fill", "mean", "normal", "quantile")},
    "cover": (*LEVELS["cover"], 130.0, 180.0, 250.0, 365.0),
}
"""Days of cover go on until they serve 98 %, whatever that takes."""
RATIO, POINTS = 0.85, 0.015


def replay_rows() -> list[Row]:
    """The frontier of each way of ordering, and both bars of PLANNING.md 4."""
    figures = list(tried(_past(), list(WAYS), "lost", 1, WAYS))
    rows = []
    for habit in WAYS:
        of = [each for each in figures if each.habit == habit]
        told = ", ".join(
            f"{each.level:g}: {each.fill_rate or 0:.1%} for {each.mean_held:,.0f}" for each in of
        )
        rows.append(Row(f"replay of {SERIES} series over 26 weeks, {habit}: served and held", told))
    for wanted in (0.95, 0.98):
        ours, our_way = min((_money_at(figures, habit, wanted), habit) for habit in OURS)
        theirs, their_way = min(
            (_money_at(figures, habit, wanted), habit) for habit in WAYS if habit not in OURS
        )
        what = f"money held at {wanted:.0%} served, {our_way} over {their_way}"
        if np.isfinite(theirs):
            rows.append(Row(what, f"{ours / theirs:.2f}", f"≤ {RATIO}", ours <= RATIO * theirs))
        else:
            rows.append(Row(what, "no other way serves so much", f"≤ {RATIO}", is_met=False))
    for habit in ("fill", "shop"):
        for each in (each for each in figures if each.habit == habit and each.level in {0.95, 0.98}):
            off = abs((each.fill_rate or 0) - each.level)
            what = f"share served where {each.level:.0%} is asked for, {habit}"
            rows.append(
                Row(what, f"{each.fill_rate:.1%}", f"within {100 * POINTS:.1f} points", off <= POINTS)
            )
    return rows


def _money_at(figures: list[Figures], habit: str, wanted: float) -> float:
    """What a way holds at a share served, between its levels; endless where none of them reaches it."""
    points = sorted(((each.fill_rate or 0), each.mean_held) for each in figures if each.habit == habit)
    shares, money = (np.array(each) for each in zip(*points, strict=True))
    return float(np.interp(wanted, shares, money)) if shares[0] <= wanted <= shares[-1] else float("inf")


def _past() -> Past:
    units, prices = daily_units()
    begin = units.shape[1] - LIVED
    first = np.where((units > 0).any(1), (units > 0).argmax(1), units.shape[1])
    known = np.flatnonzero((first < begin - KNOWN_DAYS) & (units[:, :begin].sum(1) > 20))
    chosen = np.sort(np.random.default_rng(0).choice(known, SERIES, replace=False))
    policy = Policy(lead=stated(14, 4), review_days=7)
    return Past(
        units[chosen],
        np.zeros((SERIES, units.shape[1]), bool),
        LIVED,
        date(2010, 12, 4),
        [replace(policy, unit_cost=price / 2) for price in prices[chosen]],
        prices[chosen],
    )
