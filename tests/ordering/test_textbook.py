"""What textbooks work out: Snyder and Shen's instances by stockpyl, Silver, Pyke and Thomas by hand."""

import json
from importlib.resources import files
from typing import Any

import pytest
from stockpyl import eoq, newsvendor, rq, ss
from support.demands import Bell, Certain, Counted

from inventorysync.ordering.economics import (
    Economics,
    critical_ratio,
    economic_quantity,
    level_and_quantity,
)
from inventorysync.ordering.lead_times import stated
from inventorysync.ordering.need import Basis, levels_of, look, order_up_to, reorder_point
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.spread import Mixture, Spread

_BOOK = json.loads((files("stockpyl") / "datasets/stockpyl_instances.json").read_text())
BOOK: dict[str, dict[str, Any]] = {each["name"]: each["data"] for each in _BOOK["instances"]}


@pytest.mark.parametrize("name", ["example_3_1", "problem_3_1"])
def test_the_economic_quantity_is_the_book_s(name: str) -> None:
    given = BOOK[name]
    quantity, _ = eoq.economic_order_quantity(**given)
    ours = economic_quantity(given["demand_rate"], Economics(given["holding_cost"], 0, given["fixed_cost"]))
    assert ours == pytest.approx(quantity, rel=1e-12)


def test_resistors_are_ordered_four_hundred_at_a_time() -> None:
    """Silver, Pyke and Thomas, economic order quantity: 2,400 a year at $0.40, $3.20 an order, r = 0.24."""
    assert economic_quantity(2_400, Economics(0.40 * 0.24, 0, 3.20)) == pytest.approx(400)


@pytest.mark.parametrize("name", ["example_4_1", "problem_4_1"])
def test_one_season_is_the_newsvendor_s(name: str) -> None:
    """Over one day without a lead time the reorder point is the newsvendor's quantity, in whole units."""
    given = BOOK[name]
    best, _ = newsvendor.newsvendor_normal(**given)
    policy = _daily(given["holding_cost"], given["stockout_cost"])
    demand = Bell(given["demand_mean"], given["demand_sd"])
    assert order_up_to(demand, policy) == pytest.approx(best, rel=0.002, abs=1)


def test_base_stock_with_a_lead_time_is_the_book_s() -> None:
    given = BOOK["example_4_4"]
    best, _ = newsvendor.newsvendor_normal(
        given["holding_cost"], given["stockout_cost"], given["demand_mean"], given["demand_sd"],
        lead_time=given["lead_time"],
    )  # fmt: skip
    policy = _daily(given["holding_cost"], given["stockout_cost"], lead_days=given["lead_time"])
    assert order_up_to(Bell(given["demand_mean"], given["demand_sd"]), policy) == pytest.approx(best, abs=1)


def test_the_newsvendor_of_counted_demand_is_the_book_s() -> None:
    given = BOOK["problem_4_8a"]
    best, _ = newsvendor.newsvendor_poisson(**given)
    policy = _daily(given["holding_cost"], given["stockout_cost"])
    assert order_up_to(Counted(given["demand_mean"]), policy) == best


def test_the_ratio_of_a_season_is_that_of_what_is_lost_either_way() -> None:
    given = BOOK["example_4_2"]
    short = given["revenue"] - given["purchase_cost"]
    over = given["purchase_cost"] - given["salvage_value"]
    assert critical_ratio(short, over) == pytest.approx(0.7 / 0.88)
    assert critical_ratio(0, over) == 0


@pytest.mark.parametrize("name", ["example_5_1", "problem_5_1", "problem_5_3"])
def test_reorder_point_and_quantity_are_hadley_and_whitin_s(name: str) -> None:
    """(r, Q) by expected inventory level: the point within a unit, the quantity and its cost within 1 %."""
    given = BOOK[name]
    rate, lead = given["demand_mean"], given["lead_time"]
    point, quantity, _ = rq.r_q_eil_approximation(
        given["holding_cost"], given["stockout_cost"], given["fixed_cost"], rate, given["demand_sd"], lead
    )
    costs = Economics(given["holding_cost"], given["stockout_cost"], given["fixed_cost"])
    during = Mixture(((1.0, Spread.of(Bell(rate * lead, given["demand_sd"] * lead**0.5), 1)),))
    level, ours = level_and_quantity(during, rate, 0, costs)
    at = during.units_for(level)
    assert at == pytest.approx(point, rel=0.005, abs=1)
    assert ours == pytest.approx(quantity, rel=0.01)
    exact = [rq.r_q_cost(r, q, **given) for r, q in ((point, quantity), (at, ours))]
    assert exact[1] == pytest.approx(exact[0], rel=0.01)


@pytest.mark.parametrize(("name", "worse"), [("example_4_7", 1.08), ("problem_4_31", 1.04)])
def test_a_look_a_day_costs_hardly_more_than_the_best_there_is(name: str, worse: float) -> None:
    """(s, S): the pair is judged by the exact cost of Zheng and Federgruen against their optimum."""
    given = BOOK[name]
    args = (given["holding_cost"], given["stockout_cost"], given["fixed_cost"], True, given["demand_mean"])
    _, _, best = ss.s_s_discrete_exact(*args)
    policy = _daily(given["holding_cost"], given["stockout_cost"], order_cost=given["fixed_cost"])
    basis = look(Counted(given["demand_mean"]), policy)
    ours = levels_of(basis, policy)
    cost = ss.s_s_cost_discrete(ours.reorder_point - 1, ours.order_up_to, *args)  # theirs orders at s too
    assert best <= cost <= worse * best


def test_a_chance_of_no_shortage_is_its_quantile() -> None:
    """Silver, Pyke and Thomas, P1: demand 58.3 over the lead time, deviation 13.1, P1 = 0.90.

    k = 1.28 and s = 58.3 + 1.28 · 13.1 = 75.1, which is 76 in whole units.
    """
    policy = Policy(target=0.90, lead=stated(0), review_days=1)
    assert reorder_point(Bell(58.3, 13.1), policy) == 76


def test_a_fill_rate_is_met_by_what_is_short_on_average() -> None:
    """Silver, Pyke and Thomas, P2: 50 over the lead time, deviation 11.4, orders of 200, P2 = 0.99.

    G(k) = 200 / 11.4 · 0.01 = 0.175, so k = 0.58 and s = 50 + 0.58 · 11.4 = 56.6, which is 57.
    """
    ahead = Mixture(((1.0, Spread.of(Bell(50, 11.4), 1)),))
    nothing = Mixture(((1.0, Spread.of(Certain(0), 0)),))
    basis = Basis(ahead, nothing, review=200, yearly=10_000, weeks=(200.0,) * 26)
    assert levels_of(basis, Policy(goal="fill", target=0.99)).reorder_point == 57


def _daily(holding: float, short: float, *, lead_days: float = 0, order_cost: float = 0) -> Policy:
    """Costs of a period, where a period is a day and each day is looked at."""
    return Policy(
        goal="costs",
        lead=stated(lead_days),
        review_days=1,
        unit_cost=holding * 365,
        holding_rate=1,
        order_cost=order_cost,
        short_cost=short,
    )
