"""Replays: an independent unit by unit telling agrees; promises on seeds, service and what is counted."""

import math
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventorysync.ordering.lead_times import LeadTime, stated
from inventorysync.ordering.replay import CannotReplay, Ground, Outcome, Terms, Thresholds, Unmet, replay
from inventorysync.ordering.rounding import rounded

DAYS = 60


def ground(demand: list[list[int]], on_hand: list[int], counted_from: int = 0) -> Ground:
    costs = np.arange(1.0, len(demand) + 1)
    return Ground(np.array(demand), np.array(on_hand), costs, counted_from)


def terms(count: int, review: int = 7, minimum: int = 1, pack: int = 1, lead: float = 5) -> Terms:
    every = np.ones(count, np.int64)
    return Terms(review * every, minimum * every, pack * every, [stated(lead)] * count)


def fixed(points: list[int], tops: list[int]) -> Thresholds:
    return Thresholds.of([0], np.array([points]), np.array([tops]))


def told(demand: list[int], on_hand: int, rule: tuple[int, int], of: Terms, unmet: Unmet) -> dict[str, int]:
    """One series, told piece by piece with another kind of book: a queue of boxes and of customers."""
    point, top = rule
    shelf, waiting, boxes = on_hand, 0, deque[tuple[int, int]]()
    lead = math.ceil(of.lead[0].days[0])
    found = dict.fromkeys(("asked", "served", "days_out", "orders", "ordered", "left"), 0)
    for day, customers in enumerate(demand):
        if day % int(of.review_days[0]) == 0:
            position = shelf + sum(units for _, units in boxes) - waiting
            if position < point:
                units = rounded(max(top - position, 1), int(of.minimum[0]), int(of.pack[0]), {}).quantity
                boxes.append((day + lead, units))
                found["orders"] += 1
                found["ordered"] += units
        while boxes and boxes[0][0] <= day:
            shelf += boxes.popleft()[1]
        while waiting and shelf:
            waiting, shelf = waiting - 1, shelf - 1
        for _ in range(customers):
            found["asked"] += 1
            if shelf:
                shelf -= 1
                found["served"] += 1
            elif unmet == "kept":
                waiting += 1
        found["days_out"] += shelf == 0
    found["left"] = shelf
    return found


@settings(max_examples=60)
@given(
    demand=st.lists(st.integers(0, 9), min_size=5, max_size=40),
    on_hand=st.integers(0, 30),
    point=st.integers(0, 40),
    more=st.integers(0, 30),
    review=st.integers(1, 9),
    minimum=st.integers(1, 12),
    pack=st.integers(1, 6),
    lead=st.integers(0, 9),
    unmet=st.sampled_from(("lost", "kept")),
)
def test_it_agrees_with_a_telling_piece_by_piece(
    demand: list[int], on_hand: int, point: int, more: int, review: int, minimum: int, pack: int, lead: int,
    unmet: Unmet,
) -> None:  # fmt: skip
    of = terms(1, review, minimum, pack, lead)
    outcome = replay(ground([demand], [on_hand]), of, fixed([point], [point + more]), unmet)
    expected = told(demand, on_hand, (point, point + more), of, unmet)
    found = {
        name: int(getattr(outcome, name)[0]) for name in ("asked", "served", "days_out", "orders", "ordered")
    }
    assert found == {name: value for name, value in expected.items() if name != "left"}
    assert outcome.held_by_day[-1] == expected["left"]


def random_ground(seed: int, series: int = 20) -> Ground:
    dice = np.random.default_rng(seed)
    return Ground(dice.poisson(3, (series, 200)), dice.integers(0, 40, series), dice.random(series) * 9 + 1)


def level_outcome(level: int, seed: int, unmet: Unmet) -> Outcome:
    tops = np.full((1, 20), level)
    of = Terms(np.full(20, 3), np.ones(20, np.int64), np.ones(20, np.int64), [stated(6, 2)] * 20)
    return replay(random_ground(seed), of, Thresholds.of([0], tops, tops), unmet, seed)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**31), level=st.integers(0, 60), unmet=st.sampled_from(("lost", "kept")))
def test_the_same_seed_gives_the_same_replay_and_higher_levels_never_serve_less(
    seed: int, level: int, unmet: Unmet
) -> None:
    once, again, higher = (level_outcome(each, seed, unmet) for each in (level, level, level + 5))
    assert np.array_equal(once.held_by_day, again.held_by_day)
    assert np.array_equal(once.served, again.served)
    assert (once.served <= once.asked).all()
    if unmet == "kept":  # with lost sales orders differ and luck may turn on a single day
        assert (higher.served >= once.served).all()


def test_lead_times_of_several_lengths_come_as_often_as_they_are_likely() -> None:
    lead = LeadTime((2.0, 9.5), (0.75, 0.25))
    demand = np.ones((1, 4000), np.int64)
    of = Terms(np.ones(1, np.int64), np.ones(1, np.int64), np.ones(1, np.int64), [lead])
    top = np.array([[12]])
    found = replay(Ground(demand, np.array([12]), np.ones(1)), of, Thresholds.of([0], top, top), "kept", 3)
    # Each day's piece is on its way for 2 or 10 days: 4 of 12 are, on average.
    assert found.mean_held == pytest.approx(12 - (0.75 * 2 + 0.25 * 10) - 1, abs=0.2)


def test_a_season_that_is_known_raises_the_level_in_time() -> None:
    demand = np.array([[1] * 30 + [10] * 30])
    points = np.array([[8], [70]])
    of = terms(1, review=1, lead=5)
    in_time = Thresholds.of([0, 25], points, points)
    too_late = Thresholds.of([0, 40], points, points)
    begun = Ground(demand, np.array([8]), np.ones(1), counted_from=30)
    assert replay(begun, of, in_time, "lost").fill_rate == 1
    late = replay(begun, of, too_late, "lost")
    assert late.fill_rate is not None
    assert late.fill_rate < 0.6
    assert late.cycle_service is not None
    assert late.cycle_service < 1


def test_a_ceiling_is_kept_and_one_that_leaves_no_room_for_a_pack_orders_nothing() -> None:
    demand = ground([[0] * DAYS, [0] * DAYS], [3, 8])
    of = terms(2, pack=4)
    tops = np.array([[50, 50]])
    found = replay(demand, of, Thresholds.of([0], tops, tops, np.array([[20, 10]])), "lost")
    assert found.ordered.tolist() == [16, 0]


def test_debts_at_the_beginning_are_paid_first_where_customers_wait() -> None:
    found = replay(ground([[0] * DAYS], [-5]), terms(1), fixed([3], [3]), "kept")
    assert found.ordered.tolist() == [8]
    assert found.held_by_day[-1] == 3


def test_nobody_asking_has_no_fill_rate_and_wrong_figures_are_named() -> None:
    found = replay(ground([[0] * DAYS], [4]), terms(1), fixed([0], [0]), "lost")
    assert (found.fill_rate, found.cycle_service, found.mean_held) == (None, None, 4)
    with pytest.raises(CannotReplay, match="less than no demand"):
        ground([[1, -1]], [0])
    with pytest.raises(CannotReplay, match="from the first day on"):
        Thresholds.of([3], np.array([[1]]), np.array([[1]]))
