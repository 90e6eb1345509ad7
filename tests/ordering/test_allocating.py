"""The least money for a share of all that is asked for: against every other choice, and its promises."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventorysync.ordering.allocating import GRID, Choices, points_for, price_of_shortage
from inventorysync.ordering.need import look
from inventorysync.ordering.policy import Policy


class Even:
    """Demand that lies evenly between nothing and twice its mean."""

    def __init__(self, daily: float) -> None:
        self.daily = daily

    def mean_over(self, days: float) -> float:
        return self.daily * days

    def quantile_over(self, days: float, level: float) -> float:
        return 2 * self.daily * days * level


def choices_of(daily: list[float], costs: list[float]) -> Choices:
    bases = [look(Even(each), Policy()) for each in daily]
    return Choices.of(bases, np.array(costs))


def money(choices: Choices, points: np.ndarray) -> float:
    return float(points @ choices.unit_cost)


@settings(max_examples=25, deadline=None)
@given(
    series=st.lists(st.tuples(st.floats(0.05, 20), st.floats(0.1, 90)), min_size=2, max_size=3),
    share=st.floats(0.3, 0.97),
)
def test_no_other_choice_that_serves_as_much_costs_less_by_more_than_a_step(
    series: list[tuple[float, float]], share: float
) -> None:
    choices = choices_of([daily for daily, _ in series], [cost for _, cost in series])
    points = points_for(choices, share)
    chosen = choices.at_price(price_of_shortage(choices, share))
    rows = range(len(series))
    served = sum(choices.short[row, chosen[row]] for row in rows)
    allowed = (1 - share) * choices.short[:, 0].sum()
    assert served <= allowed + 1e-9 or (chosen == len(GRID) - 1).all()
    steps = np.diff(choices.units, axis=1).max(axis=1) @ choices.unit_cost
    for others in product(range(len(GRID)), repeat=len(series)):
        if sum(choices.short[row, others[row]] for row in rows) <= served:
            cost = sum(choices.units[row, others[row]] * choices.unit_cost[row] for row in rows)
            assert money(choices, points) <= cost + steps


@settings(max_examples=25, deadline=None)
@given(low=st.floats(0.1, 0.98), more=st.floats(0, 0.5))
def test_a_greater_share_never_holds_less(low: float, more: float) -> None:
    choices = choices_of([0.5, 3, 8], [20, 4, 1])
    assert (points_for(choices, min(low + more, 0.99)) >= points_for(choices, low)).all()


def test_what_is_dear_is_held_less_safely_than_what_is_cheap_and_what_costs_nothing_is_held() -> None:
    choices = choices_of([2, 2, 2], [50, 1, 0])
    dear, cheap, free = choices.at_price(price_of_shortage(choices, 0.9))
    assert dear < cheap <= free
    assert GRID[free] == max(GRID)


def test_a_share_that_cannot_be_reached_holds_all_that_is_sensible() -> None:
    choices = choices_of([1, 2], [3, 3])
    assert points_for(choices, 1.0).tolist() == choices.units[:, -1].tolist()
    assert points_for(choices_of([0.0], [3]), 0.9).tolist() == [0]
    assert price_of_shortage(choices, 0.0) == pytest.approx(0, abs=1e-3)
