"""Costing against the slow way of doing it, in any order of arrival."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.unit_by_unit import WAY, ByHand

from inventorysync.costing.events import Event, Kind, Method
from inventorysync.costing.replay import Books, UnitCost, replay, value_as_of

DAY = datetime(2026, 3, 1, tzinfo=UTC)
PLACES = (1, 2, 3)


@st.composite
def happenings(draw: st.DrawFn) -> list[Event]:
    """Events of an item at three locations, many at the same moment, some before what they need."""
    events = []
    for number in range(draw(st.integers(1, 25))):
        kind: Kind = draw(
            st.sampled_from(
                ["opening", "receipt", "sale", "sale", "sale", "return", "transfer", "transfer", "adjustment",
                 "write_off", "supplier_return", "lost"]
            )
        )  # fmt: skip
        units = draw(st.integers(1, 9))
        if kind in ("sale", "write_off", "lost") or (
            kind in ("transfer", "adjustment", "supplier_return") and draw(st.booleans())
        ):
            units = -units
        document = f"{kind}{draw(st.integers(1, 3))}"
        of, value, landed = "", None, 0
        if kind in ("opening", "receipt"):
            value = draw(st.integers(0, 9_999))
            landed = draw(st.integers(-20, 300)) if kind == "receipt" else 0
        if kind == "return":
            of = f"sale{draw(st.integers(1, 3))}"
        if kind == "supplier_return":
            of = (
                f"receipt{draw(st.integers(1, 3))}"
                if units < 0
                else f"supplier_return{draw(st.integers(1, 3))}"
            )
            value = draw(st.none() | st.integers(0, 9_999))
        at = DAY + timedelta(hours=draw(st.integers(0, 12)))
        location = 0 if kind == "lost" else draw(st.sampled_from(PLACES))
        if kind == "lost":
            document = f"transfer{draw(st.integers(1, 3))}"
        recorded = at + timedelta(hours=draw(st.integers(0, 100)))
        events.append(Event(at, recorded, (number, 0), kind, location, units, document, of, value, landed))
    return events


def booked(books: Books) -> dict[tuple[object, int, str], list[int]]:
    found: dict[tuple[object, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in books.entries:
        row = found[entry.key, entry.location, entry.account]
        row[0] += entry.units
        row[1] += entry.value
    return found


def without_nothing(
    rows: dict[tuple[object, int, str], list[int]],
) -> dict[tuple[object, int, str], list[int]]:
    return {key: row for key, row in rows.items() if row != [0, 0]}


METHODS = st.sampled_from(["fifo", "average"])
KNOWN = st.none() | st.integers(1, 5000)


@settings(max_examples=400)
@given(happenings(), METHODS, KNOWN, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_what_the_slow_way_gives_in_time_order(
    events: list[Event], method: Method, known: int | None, random: st.DataObject
) -> None:
    slow = ByHand(events, method, None if known is None else Fraction(known, 7))
    arrived = list(events)
    random.shuffle(arrived)  # type: ignore[attr-defined]
    books = replay(arrived, method, None if known is None else UnitCost(known, 7))
    assert without_nothing(booked(books)) == without_nothing(slow.booked)
    for place in PLACES:
        shelf = slow.shelves[place]
        assert books.value_at(place) == (shelf.count, shelf.value)
        if method == "fifo":
            units = [
                (piece.layer.source, piece.layer.first(number + 1) - piece.layer.first(number))
                for piece in (books.places[place].stock.pieces() if place in books.places else [])
                for number in range(piece.start, piece.stop)
            ]
            assert units == [(unit.lot.source, unit.value) for unit in shelf.units]
    ways = slow.ways.values()
    assert books.value_at(WAY) == (sum(w.count for w in ways), sum(w.value for w in ways))


@given(happenings(), METHODS, st.integers(0, 13))
def test_the_entries_of_each_place_sum_to_what_lies_there_at_every_moment(
    events: list[Event], method: Method, hour: int
) -> None:
    moment = DAY + timedelta(hours=hour)
    whole = replay(events, method)
    by_then = replay([event for event in events if event.at <= moment], method)
    held = value_as_of(whole.entries, moment)
    for place in (WAY, *PLACES):
        assert held.get(place, (0, 0)) == by_then.value_at(place)


@given(happenings(), METHODS, st.integers(0, 12))
def test_the_months_equation_holds_to_the_cent(events: list[Event], method: Method, hour: int) -> None:
    """Opening + received + landed + adjusted - cost of goods sold - written off = ending."""
    books, since = replay(events, method), DAY + timedelta(hours=hour)
    opening = sum(value for _, value in value_as_of(books.entries, since).values())
    sums: dict[str, int] = defaultdict(int)
    for entry in books.entries:
        if entry.at > since:
            sums[entry.account] += entry.value
    assert sums["transfers"] == 0
    ending = sum(books.value_at(place)[1] for place in (WAY, *PLACES))
    assert opening + sum(sums.values()) == ending


@pytest.mark.parametrize("method", ["fifo", "average"])
def test_a_layer_of_units_that_do_not_divide_evenly_gives_back_every_cent(method: Method) -> None:
    events = [Event(DAY, DAY, (1, 0), "receipt", 1, 7, "R1", value=1000)]
    events += [Event(DAY + timedelta(hours=n), DAY, (n + 1, 0), "sale", 1, -1, f"S{n}") for n in range(1, 8)]
    books = replay(events, method)
    assert sum(entry.value for entry in books.entries if entry.account == "cogs") == -1000
    assert books.value_at(1) == (0, 0)
