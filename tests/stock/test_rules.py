"""Arithmetic of explanations, for any differences and facts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities, plus
from inventorysync.stock.rules import SLACK, Difference, Fact, Match, explain

START = datetime(2026, 11, 20, tzinfo=UTC)
SECONDS = st.integers(0, 2000)
NAMES: st.SearchStrategy[str] = st.sampled_from(QUANTITY_NAMES)
UNITS = st.dictionaries(NAMES, st.integers(-40, 40).filter(bool), min_size=1, max_size=4)


def moment(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


@st.composite
def differences(draw: st.DrawFn) -> list[Difference]:
    """Booked differences of a level, one after the other as readings are."""
    times = sorted(draw(st.lists(SECONDS, min_size=2, max_size=7, unique=True)))
    return [
        Difference(number, moment(since), moment(until), draw(UNITS))
        for number, (since, until) in enumerate(pairwise(times), 1)
    ]


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    count = draw(st.integers(0, 8))
    return [
        Fact(number, moment(draw(SECONDS)), draw(UNITS), draw(st.none() | SECONDS.map(moment)))
        for number in range(1, count + 1)
    ]


def copies(found: list[Difference]) -> list[Difference]:
    return [Difference(d.movement_id, d.since, d.until, dict(d.unexplained)) for d in found]


def size(units: Quantities) -> int:
    return sum(map(abs, units.values()))


@given(differences(), facts())
@settings(deadline=None)
def test_explained_parts_and_the_rest_sum_to_the_difference(
    booked: list[Difference], told: list[Fact]
) -> None:
    left = copies(booked)
    matches = explain(left, told)
    for before, after in zip(booked, left, strict=True):
        parts: Quantities = {}
        for match in matches:
            if match.movement_id == before.movement_id:
                parts = plus(parts, match.deltas)
        assert plus(parts, after.unexplained) == before.unexplained
        assert size(after.unexplained) <= size(before.unexplained)


@given(differences(), facts())
@settings(deadline=None)
def test_a_fact_explains_once_as_a_whole_and_in_its_time(booked: list[Difference], told: list[Fact]) -> None:
    known = {fact.fact_id: fact for fact in told}
    spans = {d.movement_id: (d.since, d.until) for d in booked}
    matches = explain(copies(booked), told)
    assert len({match.fact_id for match in matches}) == len(matches)
    for match in matches:
        fact = known[match.fact_id]
        since, until = spans[match.movement_id]
        assert match.deltas == fact.deltas
        assert since is not None
        assert since - SLACK <= fact.occurred_at
        assert (fact.since or fact.occurred_at) <= until + SLACK


@given(differences(), facts(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_they_are_listed_changes_nothing(
    booked: list[Difference], told: list[Fact], dice: object
) -> None:
    straight = explain(copies(booked), told)
    mixed, shuffled = copies(booked), list(told)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    def keys(matches: list[Match]) -> list[tuple[int, int]]:
        return sorted((m.fact_id, m.movement_id) for m in matches)

    assert keys(explain(mixed, shuffled)) == keys(straight)


@given(differences(), facts())
@settings(deadline=None)
def test_what_was_explained_is_not_explained_again(booked: list[Difference], told: list[Fact]) -> None:
    left = copies(booked)
    used = {match.fact_id for match in explain(left, told)}
    rest = [fact for fact in told if fact.fact_id not in used]
    before = copies(left)
    again = explain(left, rest)
    assert used.isdisjoint(match.fact_id for match in again)
    assert sum(size(d.unexplained) for d in left) <= sum(size(d.unexplained) for d in before)


def test_two_facts_explain_together_what_neither_does_alone() -> None:
    booked = [Difference(1, moment(0), moment(100), {"available": -3, "on_hand": -3})]
    ordered = Fact(1, moment(20), {"available": -3, "committed": 3})
    sent = Fact(2, moment(30), {"committed": -3, "on_hand": -3})
    another = Fact(3, moment(25), {"available": -9, "committed": 9})
    assert explain(copies(booked), [ordered]) == []
    assert explain(copies(booked), [sent]) == []
    matches = explain(booked, [ordered, another, sent])
    assert [match.fact_id for match in matches] == [1, 2]
    assert not any(booked[0].unexplained.values())
