"""From orders to demand, step by step."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inventorysync.sales.cleaning import (
    RARE,
    UNITS_MIN,
    Done,
    Line,
    Switch,
    days_of,
    mark_one_offs,
    match_returns,
    switches_of,
)
from inventorysync.sales.reading import Span, spans_of

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
LEEDS, YORK = 1, 2


def done(place: int, order: int, ordered: int = 0, cancelled: int = 0, returned: int = 0) -> Done:
    return Done(place, order, f"#{order}", MONDAY, ordered, cancelled, returned)


def line(units: int, number: int, *, days: int = 0, cancelled: int = 0, returned: int = 0) -> Line:
    at = MONDAY + timedelta(days=days)
    return Line(LEEDS, number, f"#{number}", at, at.date(), units, cancelled, returned)


def lines(*sizes: int) -> list[Line]:
    return [line(size, number, days=number) for number, size in enumerate(sizes, start=1)]


def one_offs(*sizes: int) -> list[int]:
    return [each.ordered for each in mark_one_offs(lines(*sizes)) if each.is_one_off]


def test_what_is_restocked_elsewhere_lowers_the_sale() -> None:
    matched = match_returns([done(LEEDS, 1, ordered=5), done(YORK, 1, returned=2)])
    assert matched == [done(LEEDS, 1, ordered=5, returned=2)]


def test_what_came_back_without_a_sale_is_left_out() -> None:
    assert match_returns([done(LEEDS, 1, returned=4)]) == []
    assert match_returns([done(LEEDS, 2, ordered=1, returned=4)]) == [done(LEEDS, 2, ordered=1, returned=1)]


@given(
    st.lists(
        st.builds(
            done,
            st.integers(1, 3),
            st.integers(1, 3),
            st.integers(0, 9),
            st.integers(0, 9),
            st.integers(0, 9),
        ),
        unique_by=lambda part: (part.location_id, part.order_id),
    )
)
def test_matching_never_takes_more_than_was_ordered(parts: list[Done]) -> None:
    matched = match_returns(parts)
    assert sum(m.ordered for m in matched) == sum(p.ordered for p in parts)
    for part in matched:
        assert 0 <= part.cancelled + part.returned <= part.ordered
        assert part.cancelled >= 0 <= part.returned
    for order in {p.order_id for p in parts}:
        back = sum(p.cancelled + p.returned for p in parts if p.order_id == order)
        ordered = sum(p.ordered for p in parts if p.order_id == order)
        assert sum(m.cancelled + m.returned for m in matched if m.order_id == order) == min(back, ordered)


def test_a_line_far_beyond_the_others_is_a_one_off() -> None:
    assert one_offs(1, 2, 2, 3, 1, 2, 4, 2, 500) == [500]
    assert one_offs(12, 12, 24, 12, 6, 48, 12, 144, 12, 24, 96, 12) == []


def test_two_large_orders_do_not_hide_each_other() -> None:
    assert one_offs(*[2, 3, 1, 2, 4, 2, 3, 2] * 3, 400, 500) == [400, 500]


def test_large_orders_that_recur_are_no_exception() -> None:
    sizes = [2, 3, 1, 2, 4, 2, 3, 2]
    assert one_offs(*sizes, 400, 500, 600) == []
    years_apart = [*lines(*(sizes * 3)), *(line(500, 99 + n, days=400 * n) for n in range(1, 4))]
    assert [each.ordered for each in mark_one_offs(years_apart) if each.is_one_off] == [500, 500, 500]


def test_the_only_sale_ever_is_no_one_off_and_small_orders_never_are() -> None:
    assert one_offs(80_995) == []
    assert one_offs(2, 80_995) == [80_995]
    assert one_offs(1, 1, 1, 1, 1, 1, UNITS_MIN) == []


def test_what_was_cancelled_is_no_one_off() -> None:
    given_lines = [*lines(1, 2, 2, 3, 1, 2), line(900, 9, days=9, cancelled=900)]
    assert not any(each.is_one_off for each in mark_one_offs(given_lines))


def test_an_order_within_an_ordinary_week_is_no_one_off() -> None:
    week = [line(2, number, days=number % 7 + 7 * (number // 40)) for number in range(160)]
    assert not any(each.is_one_off for each in mark_one_offs([*week, line(60, 999)]))


@given(st.lists(st.integers(0, 100_000), max_size=60))
def test_only_the_largest_are_one_offs_and_few(sizes: list[int]) -> None:
    marked = mark_one_offs(lines(*sizes))
    assert [replace(each, is_one_off=False, one_off_limit=None) for each in marked] == lines(*sizes)
    apart = [each.kept for each in marked if each.is_one_off]
    assert len(apart) <= RARE
    assert min(apart, default=0) >= max((e.kept for e in marked if not e.is_one_off and apart), default=0)


def test_each_step_takes_its_units_from_the_day_of_the_sale() -> None:
    sold = [line(10, 1, cancelled=2, returned=3), line(5, 2), replace(line(99, 3), is_one_off=True)]
    (day,) = days_of(sold, switches_of([])).values()
    assert (day.orders, day.ordered, day.cancelled, day.returned, day.one_off) == (3, 114, 2, 3, 99)
    assert day.units == 10


def test_a_step_is_switched_for_one_order_one_day_or_altogether() -> None:
    sold = [
        line(10, 1, returned=3),
        line(10, 2, returned=4),
        line(10, 3, days=1, returned=5),
        line(10, 4, days=2, returned=1),
    ]
    day = (MONDAY + timedelta(days=1)).date()
    switches = switches_of(
        [
            Switch(LEEDS, "returned", 1, None, False),
            Switch(LEEDS, "returned", None, day, False),
            Switch(YORK, "returned", None, None, False),
        ]
    )
    found = days_of(sold, switches)
    assert [each.returned for each in found.values()] == [4, 0, 1]
    altogether = [Switch(LEEDS, "returned", None, None, False), Switch(LEEDS, "returned", 1, None, True)]
    assert [each.returned for each in days_of(sold, switches_of(altogether)).values()] == [3, 0, 0]


def test_a_person_may_call_any_order_a_one_off() -> None:
    (day,) = days_of(
        [line(4, 1), line(3, 2)], switches_of([Switch(LEEDS, "one_off", 1, None, True)])
    ).values()
    assert (day.one_off, day.units) == (4, 3)


def test_a_shelf_is_empty_from_nothing_until_something() -> None:
    hours = [MONDAY + timedelta(hours=n) for n in range(6)]
    moments = list(zip(hours, (5, 0, -2, 3, 3, 0), strict=True))
    assert spans_of(moments) == [Span(hours[1], hours[3]), Span(hours[5], None)]
    assert spans_of([(hours[0], 0), (hours[0], 4)]) == []
    at_once = [(hours[0], 0), (hours[1], 3), (hours[1], 0), (hours[2], 1)]
    assert spans_of(at_once) == [Span(hours[0], hours[2])]


def test_days_are_dates() -> None:
    assert list(days_of(lines(3), switches_of([]))) == [(LEEDS, date(2026, 11, 3))]
