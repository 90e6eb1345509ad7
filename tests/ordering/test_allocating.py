"""The least money for a share of all that is asked for: against every other choice, and its promises."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventorysync.ordering.allocating import Choices, price_of_shortage, priced
from inventorysync.ordering.economics import CHANCES
from inventorysync.ordering.need import levels_of, look
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.spread import Demand


class Even(Demand):
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


def points_for(choices: Choices, share: float) -> np.ndarray:
    chosen = choices.at_price(price_of_shortage(choices, share))
    return choices.units[np.arange(len(chosen)), chosen]


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
    assert served <= allowed + 1e-9 or (chosen == len(CHANCES) - 1).all()
    steps = np.diff(choices.units, axis=1).max(axis=1) @ choices.unit_cost
    for others in product(range(len(CHANCES)), repeat=len(series)):
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
    assert CHANCES[free] == max(CHANCES)


def test_a_share_that_cannot_be_reached_holds_all_that_is_sensible() -> None:
    choices = choices_of([1, 2], [3, 3])
    assert points_for(choices, 1.0).tolist() == choices.units[:, -1].tolist()
    assert points_for(choices_of([0.0], [3]), 0.9).tolist() == [0]
    assert price_of_shortage(choices, 0.0) == pytest.approx(0, abs=1e-3)


SHOPS = st.lists(
    st.tuples(st.floats(0.05, 20), st.floats(0.1, 90), st.sampled_from((1, 7, 28))), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None)
@given(shop=SHOPS, low=st.floats(0.5, 0.98), more=st.floats(0, 0.3))
def test_a_rule_for_the_whole_shop_gives_each_item_the_level_that_together_serve_the_share(
    shop: list[tuple[float, float, int]], low: float, more: float
) -> None:
    def ordered_with(target: float) -> tuple[list[int], float]:
        policies = [
            Policy(goal="shop", target=target, unit_cost=cost, review_days=review) for _, cost, review in shop
        ]
        bases = [look(Even(daily), policy) for (daily, *_), policy in zip(shop, policies, strict=True)]
        choices = Choices.of(bases, np.array([policy.unit_cost for policy in policies]))
        told = priced(policies, choices, ["all"] * len(shop))
        assert len({policy.short_price for policy in told}) == 1, "one price for all of them"
        points = [levels_of(*each).reorder_point for each in zip(bases, told, strict=True)]
        served = sum(
            (basis.ahead.short(point) - basis.lead.short(point)) / review
            for basis, point, (*_, review) in zip(bases, points, shop, strict=True)
        )
        asked = sum(daily for daily, *_ in shop)
        is_all = all(p == choices.units[row, -1] for row, p in enumerate(points))
        assert is_all or 1 - served / asked >= target - 1e-6
        return points, served

    fewer, _ = ordered_with(low)
    greater, _ = ordered_with(min(low + more, 0.999))
    assert all(a <= b for a, b in zip(fewer, greater, strict=True)), "more share never orders less"


def test_an_item_of_no_known_cost_is_served_by_itself_and_leaves_the_others_alone() -> None:
    policies = [Policy(goal="shop", target=0.9, unit_cost=cost) for cost in (8.0, 0.0)]
    bases = [look(Even(2), policy) for policy in policies]
    choices = Choices.of(bases, np.array([8.0, 0.0]))
    known, unknown = priced(policies, choices, ["all", "all"])
    assert unknown == policies[1]
    assert priced(policies[:1], choices.at([0]), ["all"]) == [known]
    alone = levels_of(bases[1], Policy(goal="fill", target=0.9, unit_cost=0.0))
    assert levels_of(bases[1], unknown) == alone
