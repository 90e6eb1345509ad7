"""Every habit at every level, lived through on the same days with the same luck. Pure.

Forecasts and levels are made anew every DECIDED_EVERY days from what was known by then, and by nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.history import History
from inventorysync.forecasting.shop import forecast
from inventorysync.ordering import habits
from inventorysync.ordering.allocating import Choices, priced
from inventorysync.ordering.need import Basis, levels_of, look
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.replay import NO_CEILING, Ground, Outcome, Terms, Thresholds, Unmet, replay
from inventorysync.ordering.suggestion import caps_of
from inventorysync.replays.asked_for import filled, in_whole_units
from inventorysync.replays.question import LEVELS, WARM_UP_DAYS, Habit
from inventorysync.sales.weeks import WEEK, weeks_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DECIDED_EVERY: Final = 28
_BASELINES: Final[dict[Habit, Callable[[Floats, Ints, float], Ints]]] = {
    "cover": lambda past, _protected, days: habits.days_of_cover(past, days),
    "normal": habits.normal_safety,
    "quantile": habits.empirical_quantile,
}


@dataclass(frozen=True, eq=False)
class Past:
    """Days of some series: units sold, and whether the shelf was empty; `lived` days at the end are tried.

    `policies` are what holds for each series today; `first` is the first day.
    """

    units: Floats
    out_of_stock: NDArray[np.bool_]
    lived: int
    first: date
    policies: Sequence[Policy]
    prices: Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a habit at a level, over all series: money in the shop's currency."""

    habit: Habit
    level: float
    fill_rate: float | None
    cycle_service: float | None
    days_out: float
    mean_held: float
    most_held: float
    orders: int
    ordered: int
    lost: int


def tried(
    past: Past,
    chosen: Sequence[Habit],
    unmet: Unmet,
    seed: int,
    levels: Mapping[Habit, Sequence[float]] = LEVELS,
) -> Iterator[Figures]:
    """The figures of each habit at each of its levels, one after another."""
    demand = filled(past.units, past.out_of_stock)
    decisions = _Decisions(past, demand)
    terms = _terms(past.policies)
    whole = in_whole_units(demand)[:, -past.lived :]
    for habit in chosen:
        for level in levels[habit]:
            thresholds = decisions.thresholds(habit, level)
            ground = Ground(
                whole,
                np.minimum(thresholds.tops[0], thresholds.ceilings[0]),
                decisions.costs,
                warm_up_of(past.lived),
            )
            yield _figures(habit, level, replay(ground, terms, thresholds, unmet, seed))


def warm_up_of(lived: int) -> int:
    """So many of the days that are lived through are not counted: every habit begins with its own level."""
    return min(WARM_UP_DAYS, lived // 2)


def _terms(policies: Sequence[Policy]) -> Terms:
    return Terms(
        np.array([max(policy.review_days, 1) for policy in policies]),
        np.array([policy.minimum for policy in policies]),
        np.array([policy.pack for policy in policies]),
        [policy.lead for policy in policies],
    )


class _Decisions:
    """What each habit decides on each day of deciding, from what was known by then."""

    def __init__(self, past: Past, demand: Floats) -> None:
        self.past, self.demand = past, demand
        self.begin = demand.shape[1] - past.lived
        self.days = list(range(0, past.lived, DECIDED_EVERY))
        self.costs = np.array([policy.unit_cost for policy in past.policies])

    def thresholds(self, habit: Habit, level: float) -> Thresholds:
        """Reorder points and tops of all series, for each day of deciding."""
        if habit == "rules":
            return self._by_forecast(self.past.policies)
        if habit in {"cycle", "fill", "shop"}:
            wanted = [replace(each, goal=habit, target=level, least=None) for each in self.past.policies]
            return self._by_forecast(wanted)
        if habit == "mean":  # set once, as a minimum typed into a field is
            once = habits.times_the_mean(self.demand[:, : self.begin], self.protected, level)
            tops = np.tile(once, (len(self.days), 1))
        else:
            rule = _BASELINES[habit]
            known = [self.demand[:, : self.begin + day] for day in self.days]
            tops = np.stack([rule(each, self.protected, level) for each in known])
        return Thresholds.of(self.days, tops, tops)

    @cached_property
    def protected(self) -> Ints:
        """Lead time and review together, in days."""
        policies = self.past.policies
        return np.array([round(policy.lead.mean) + max(policy.review_days, 1) for policy in policies])

    @cached_property
    def bases(self) -> list[list[Basis]]:
        """What a forecast made on each day of deciding says of each series."""
        return [self._basis_of(self.begin + day) for day in self.days]

    @cached_property
    def choices(self) -> list[Choices]:
        """What each chance of no shortage takes, on each day of deciding."""
        return [Choices.of(row, self.costs) for row in self.bases]

    def _basis_of(self, known: int) -> list[Basis]:
        past = self.past
        rows = zip(past.units[:, :known], past.out_of_stock[:, :known], strict=True)
        weeks = np.stack([weeks_of(*row) for row in rows])
        first = past.first + timedelta(days=known - WEEK * weeks.shape[1])
        outlooks = forecast(History(weeks, first, prices=past.prices))
        return [look(*each) for each in zip(outlooks, past.policies, strict=True)]

    def _by_forecast(self, wanted: Sequence[Policy]) -> Thresholds:
        points, tops, ceilings = [], [], []
        is_shared = any(policy.goal == "shop" for policy in wanted)
        targets = [policy.target for policy in wanted]
        for number, row in enumerate(self.bases):
            told = priced(wanted, self.choices[number], targets) if is_shared else wanted
            levels = [levels_of(*each) for each in zip(row, told, strict=True)]
            points.append([each.reorder_point for each in levels])
            tops.append([each.order_up_to for each in levels])
            caps = [caps_of(basis, policy, 0).values() for basis, policy in zip(row, wanted, strict=True)]
            ceilings.append([min(each, default=NO_CEILING) for each in caps])
        return Thresholds.of(self.days, np.array(points), np.array(tops), np.array(ceilings))


def _figures(habit: Habit, level: float, outcome: Outcome) -> Figures:
    days = len(outcome.held_by_day) * len(outcome.asked)
    return Figures(
        habit,
        level,
        outcome.fill_rate,
        outcome.cycle_service,
        int(outcome.days_out.sum()) / days,
        outcome.mean_held,
        outcome.most_held,
        int(outcome.orders.sum()),
        int(outcome.ordered.sum()),
        int((outcome.asked - outcome.served).sum()),
    )
