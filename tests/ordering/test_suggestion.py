"""Suggestions worked out by hand, and the steps they are told in."""

from decimal import Decimal

import pytest
from support.demands import Bell, Certain

from inventorysync.ordering.budget import Buyable, best_set
from inventorysync.ordering.lead_times import measured, stated
from inventorysync.ordering.minimums import Fillable, fill
from inventorysync.ordering.need import look
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.sharing import Lack, Move, Spare, share, spare_of
from inventorysync.ordering.spread import Mixture, Spread
from inventorysync.ordering.suggestion import Inputs, Stock, Suggestion, suggest


def _made(policy: Policy, stock: Stock, daily: float = 2, **more: int) -> Suggestion:
    return suggest(Inputs(look(Certain(daily), policy), policy, stock, 10.0, **more))


def _told(made: Suggestion) -> dict[str, float]:
    return {step.key: step.value for step in made.steps}


def test_certain_demand_is_ordered_to_the_unit_and_told_step_by_step() -> None:
    """Two a day, ten days until it comes and a look each week: 34 are asked for before the next one comes.

    9 are there, 6 ordered, 4 in a draft, 3 promised away: 16; 18 are lacking, which is three packs of six.
    """
    policy = Policy(lead=stated(10), review_days=7, minimum=4, pack=6)
    made = _made(policy, Stock(available=9, on_order=6, in_drafts=4, moving_out=3))
    assert (made.position, made.needed, made.quantity) == (16, 18, 18)
    assert [(step.key, step.value) for step in made.steps] == [
        ("lead_days", 10),
        ("review_days", 7),
        ("expected_demand", 34),
        ("goal_cycle", 0.95),
        ("reorder_point", 34),
        ("order_up_to", 34),
        ("available", 9),
        ("on_order", 6),
        ("in_drafts", 4),
        ("moving_out", 3),
        ("position", 16),
        ("lacking", 18),
        ("quantity", 18),
    ]
    assert (made.cover_now, made.cover_after) == (4.5, 17)
    assert made.short_units == pytest.approx(18)
    assert made.at_risk == pytest.approx(180)


def test_nothing_is_ordered_at_the_reorder_point_and_all_of_it_below() -> None:
    policy = Policy(lead=stated(10), review_days=7)
    assert _made(policy, Stock(available=34)).quantity == 0
    assert _made(policy, Stock(available=33)).quantity == 1


def test_sold_beyond_what_there_was_is_ordered_too() -> None:
    made = _made(Policy(lead=stated(0), review_days=7), Stock(available=-5))
    assert (made.position, made.quantity) == (-5, 19)
    assert made.cover_now == 0
    assert made.short_units == pytest.approx(19)


def test_fixed_levels_order_below_the_least_up_to_the_most() -> None:
    policy = Policy(goal="fixed", least=10, most=30, pack=8)
    assert _made(policy, Stock(available=10)).quantity == 0
    made = _made(policy, Stock(available=9))
    assert made.needed == 21
    assert made.quantity == 16  # three packs would pass the most
    assert _told(made)["in_packs"] == 24
    assert _told(made)["cap_most"] == 16


def test_a_least_stock_holds_where_nobody_is_expected() -> None:
    assert _made(Policy(least=3), Stock(), daily=0).quantity == 3
    assert _made(Policy(), Stock(), daily=0).quantity == 0


def test_what_spoils_is_not_ordered_beyond_what_sells_in_time() -> None:
    """Two a day, there in two days and good for five: no more than 14 in all."""
    policy = Policy(lead=stated(2), review_days=30, shelf_life_days=5)
    made = _made(policy, Stock(available=4))
    assert made.needed == 60
    assert made.quantity == 10
    assert _told(made)["cap_shelf_life"] == 10


def test_a_cap_below_the_minimum_leaves_nothing() -> None:
    assert _made(Policy(lead=stated(10), minimum=20, most=30), Stock(available=15)).quantity == 0


def test_what_comes_from_elsewhere_is_not_bought() -> None:
    policy = Policy(lead=stated(10), review_days=7)
    made = _made(policy, Stock(available=4), from_elsewhere=30)
    assert (made.needed, made.quantity) == (30, 0)
    assert _made(policy, Stock(available=4), from_elsewhere=12).quantity == 18


def test_a_top_up_is_ordered_though_nothing_is_due() -> None:
    made = _made(Policy(lead=stated(10), review_days=7), Stock(available=50), top_up=6)
    assert (made.needed, made.quantity) == (0, 6)
    assert _told(made)["top_up"] == 6


def test_an_order_that_costs_something_is_worth_its_while() -> None:
    """730 a year, 3.65 to hold one, 20 an order: 89 at a time, 75 beyond what a week sells."""
    policy = Policy(lead=stated(10), review_days=7, unit_cost=14.6, order_cost=20)
    made = _made(policy, Stock(available=20))
    assert (made.levels.reorder_point, made.levels.order_up_to) == (34, 109)
    assert made.quantity == 89


def test_an_uncertain_lead_time_needs_more_than_its_mean() -> None:
    """It comes in 2 days or in 18, as often: nine times in ten what 18 and a look need is there."""
    certain, either = (
        Policy(lead=lead, review_days=1, target=0.9) for lead in (stated(10), measured((2, 18)))
    )
    assert _made(certain, Stock()).quantity == 22
    assert _made(either, Stock()).quantity == 38


def test_a_stated_lead_time_keeps_its_mean_and_deviation() -> None:
    lead = stated(14, 4)
    assert lead.mean == pytest.approx(14, abs=0.01)
    assert lead.deviation == pytest.approx(4, abs=0.01)


def test_a_measured_lead_time_keeps_its_mean_whatever_its_number() -> None:
    seen = [float(days) for days in range(3, 26)]
    assert measured(seen).mean == pytest.approx(14, abs=0.01)
    assert len(measured(seen).days) == 7
    with pytest.raises(ValueError, match="never seen"):
        measured(())


def test_what_is_short_on_average_is_the_loss_of_the_bell() -> None:
    """The mean beyond the mean is 0.3989 of the deviation."""
    spread = Mixture(((1.0, Spread.of(Bell(100, 20), 1)),))
    assert spread.short(100) == pytest.approx(0.3989 * 20, rel=0.03)
    assert spread.short(0) == pytest.approx(100, rel=0.02)


def test_a_place_gives_what_it_does_not_need_itself() -> None:
    assert spare_of(available=40, position=55, order_up_to=30) == 25
    assert spare_of(available=10, position=90, order_up_to=30) == 10
    assert spare_of(available=40, position=20, order_up_to=30) == 0


def test_the_most_urgent_place_is_served_first() -> None:
    moves = share([Lack(1, 10, 1.0), Lack(2, 10, 5.0)], [Spare(3, 8), Spare(4, 12)])
    assert moves == [Move(4, 2, 10), Move(3, 1, 8), Move(4, 1, 2)]


def test_a_least_order_is_filled_by_what_runs_out_soonest() -> None:
    """40 short of 100: the one that lasts three days gets packs until it lasts longer than the other."""
    soon = Fillable(Decimal(10), 6, 1, 2, 100, spare_units=3, daily=1)
    later = Fillable(Decimal(5), 0, 4, 4, 100, spare_units=12, daily=2)
    assert fill([soon, later], Decimal(100)) == (4, 0)
    assert fill([soon, later], Decimal(130)) == (6, 4)
    assert fill([soon], Decimal(60)) == (0,)
    assert fill([Fillable(Decimal(10), 0, 1, 1, 3, 0, 1)], Decimal(40)) is None


def test_money_that_is_left_buys_what_saves_nothing_the_cheapest_first() -> None:
    lines = [
        Buyable(Decimal(50), 9.0),
        Buyable(Decimal(30), 0.0),
        Buyable(Decimal(20), 0.0),
        Buyable(Decimal(0), 0.0),
    ]
    assert best_set(lines, Decimal(90)) == {0, 2, 3}
    assert best_set(lines, Decimal(40)) == {2, 3}
    assert best_set(lines, Decimal(100)) == {0, 1, 2, 3}
