"""What holds for every demand, policy and stock."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from support.demands import Bell, Counted
from support.policies import COSTS, DEMANDS, LEAD_TIMES, STOCKS, TARGETS, UNITS, policies

from inventorysync.ordering.budget import Buyable, best_set
from inventorysync.ordering.lead_times import LeadTime
from inventorysync.ordering.minimums import Fillable, fill
from inventorysync.ordering.need import levels_of, look
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.rounding import rounded
from inventorysync.ordering.sharing import Lack, Spare, share
from inventorysync.ordering.spread import LEVELS, Spread, cover_days
from inventorysync.ordering.suggestion import Inputs, Stock, recompute, suggest

Demand = Bell | Counted
FEWER = settings(max_examples=50)


@FEWER
@given(DEMANDS, policies(), STOCKS, TARGETS, TARGETS)
def test_more_service_never_orders_less(
    demand: Demand, policy: Policy, stock: Stock, one: float, other: float
) -> None:
    low, high = (replace(policy, target=target) for target in sorted((one, other)))
    basis = look(demand, policy)
    assert levels_of(basis, low).reorder_point <= levels_of(basis, high).reorder_point
    assert levels_of(basis, low).order_up_to <= levels_of(basis, high).order_up_to
    less, more = suggest(Inputs(basis, low, stock)), suggest(Inputs(basis, high, stock))
    assert less.quantity <= more.quantity


@FEWER
@given(DEMANDS, policies(), STOCKS, UNITS, UNITS)
def test_a_suggestion_recomputes_to_the_same_from_what_is_stored(
    demand: Demand, policy: Policy, stock: Stock, elsewhere: int, top_up: int
) -> None:
    inputs = Inputs(look(demand, policy), policy, stock, 12.5, elsewhere, top_up)
    assert recompute(json.loads(json.dumps(inputs.as_json()))) == suggest(inputs)


@FEWER
@given(DEMANDS, policies(), STOCKS, UNITS, st.integers(0, 40))
def test_a_quantity_is_one_that_can_be_ordered(
    demand: Demand, policy: Policy, stock: Stock, elsewhere: int, top_up: int
) -> None:
    made = suggest(Inputs(look(demand, policy), policy, stock, 1.0, elsewhere, top_up))
    assert made.quantity % policy.pack == 0
    assert made.quantity == 0 or made.quantity >= policy.minimum
    if policy.most is not None and made.quantity:
        assert made.position + elsewhere + made.quantity <= policy.most
    if made.position >= made.levels.reorder_point and not top_up:
        assert made.quantity == 0
    assert made.steps[-1].value == made.quantity


@FEWER
@given(DEMANDS, policies(), STOCKS, st.integers(1, 500))
def test_what_is_on_its_way_is_netted_unit_by_unit(
    demand: Demand, policy: Policy, stock: Stock, units: int
) -> None:
    policy = replace(policy, minimum=1, pack=1, most=None, shelf_life_days=None)
    basis = look(demand, policy)
    without = suggest(Inputs(basis, policy, stock))
    for name in ("incoming", "on_order", "in_drafts", "moving_in", "accepted"):
        more = replace(stock, **{name: getattr(stock, name) + units})
        made = suggest(Inputs(basis, policy, more))
        assert made.position == without.position + units
        assert made.needed in (0, without.needed - units)
    ordered = replace(stock, accepted=stock.accepted + without.quantity)
    assert suggest(Inputs(basis, policy, ordered)).quantity == 0
    away = suggest(Inputs(basis, policy, replace(stock, moving_out=stock.moving_out + units)))
    assert away.position == without.position - units


@given(DEMANDS, st.floats(0, 300), st.floats(0, 300))
def test_a_spread_rises_in_level_units_and_days(demand: Demand, one: float, other: float) -> None:
    short, long = (Spread.of(demand, days) for days in sorted((one, other)))
    for low, high in pairwise(sorted({*LEVELS, 0.6, 0.97, 0.995, 0.9999})):
        assert short.quantile(low) <= short.quantile(high)
        assert high > LEVELS[-1] or short.quantile(high) <= long.quantile(high) + 1e-3
    units = short.quantile(0.6)
    assert 0 <= long.at_most(units) <= short.at_most(units) + 1e-3
    assert short.short(units) >= short.short(units + 1) >= 0
    assert short.at_most(short.quantile(0.9)) >= 0.9 - 1e-9


@given(st.integers(-5, 900), st.integers(0, 90), st.integers(1, 48), st.none() | st.integers(0, 900))
def test_rounding_gives_whole_packs_no_less_than_needed_unless_capped(
    need: int, minimum: int, pack: int, most: int | None
) -> None:
    made = rounded(need, minimum, pack, {} if most is None else {"most": most})
    if need <= 0:
        assert made.quantity == 0
        return
    assert made.quantity % pack == 0
    assert made.in_packs >= max(need, minimum)
    assert made.in_packs - pack < max(need, minimum)
    assert made.quantity == made.in_packs or made.cap == "most"
    assert most is None or made.quantity <= most


@given(LEAD_TIMES)
def test_a_lead_time_s_chances_come_to_one(lead: LeadTime) -> None:
    assert abs(sum(lead.chances) - 1) < 1e-9
    assert list(lead.days) == sorted(lead.days)
    assert min(lead.days) >= 0
    assert LeadTime.of_json(json.loads(json.dumps(lead.as_json()))) == lead


BUYABLES = st.lists(st.builds(Buyable, COSTS, st.floats(0, 1_000)), max_size=9)


@given(BUYABLES, st.decimals(0, 2_500, places=2))
def test_no_set_within_the_money_is_worth_more(lines: list[Buyable], money: Decimal) -> None:
    chosen = best_set(lines, money)
    assert sum((lines[each].cost for each in chosen), Decimal()) <= money
    best = max(
        sum(line.worth for line in some)
        for count in range(len(lines) + 1)
        for some in combinations(lines, count)
        if sum((line.cost for line in some), Decimal()) <= money
    )
    assert sum(lines[each].worth for each in chosen) >= best * (1 - 1e-6)


@given(BUYABLES, st.decimals(0, 2_500, places=2), st.decimals(0, 500, places=2))
def test_more_money_never_buys_less(lines: list[Buyable], money: Decimal, more: Decimal) -> None:
    worth = [sum(lines[each].worth for each in best_set(lines, sum_)) for sum_ in (money, money + more)]
    assert worth[0] <= worth[1] * (1 + 1e-6)


FILLABLES = st.lists(
    st.builds(
        Fillable,
        COSTS,
        st.just(0),
        st.integers(1, 20),
        st.integers(1, 12),
        st.integers(0, 400),
        st.floats(0, 300),
        st.floats(0, 20),
    ),
    max_size=8,
)


@given(FILLABLES, st.decimals(0, 3_000, places=2))
def test_a_least_order_is_reached_within_packs_and_room_or_not_at_all(
    lines: list[Fillable], least: Decimal
) -> None:
    added = fill(lines, least)
    if added is None:
        assert least > 0
        return
    worth = sum((line.unit_cost * units for line, units in zip(lines, added, strict=True)), Decimal())
    assert worth >= least
    for line, units in zip(lines, added, strict=True):
        assert units % line.pack == 0
        assert units <= line.room
        assert units == 0 or units >= line.minimum


PLACES = st.integers(1, 6)
LACKS = st.builds(Lack, PLACES, st.integers(0, 90), st.floats(0, 9))
SPARES = st.builds(Spare, PLACES, st.integers(0, 90))


@given(
    st.lists(LACKS, max_size=5, unique_by=lambda each: each.place),
    st.lists(SPARES, max_size=5, unique_by=lambda each: each.place),
)
def test_moves_take_what_is_spare_and_bring_what_lacks(lacks: list[Lack], spares: list[Spare]) -> None:
    moves = share(lacks, spares)
    lacking = {lack.place: lack.units for lack in lacks if lack.units}
    spare = {each.place: each.units for each in spares if each.place not in lacking}
    for place, units in spare.items():
        assert sum(move.units for move in moves if move.origin == place) <= units
    for place, units in lacking.items():
        assert sum(move.units for move in moves if move.destination == place) <= units
    assert all(move.units > 0 and move.origin in spare for move in moves)
    assert sum(move.units for move in moves) == min(sum(lacking.values()), sum(spare.values()))


@given(st.lists(st.floats(0, 50), min_size=26, max_size=26), st.floats(0, 3_000), st.floats(0, 300))
def test_more_units_cover_no_fewer_days(weeks: list[float], units: float, more: float) -> None:
    one, other = cover_days(weeks, units), cover_days(weeks, units + more)
    assert other is None or (one is not None and one <= other + 1e-6)
