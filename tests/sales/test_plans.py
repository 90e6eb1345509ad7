"""What planners know, applied to a forecast."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.sales.plans import Event, Kind, Series, base_of, concerns, with_events

ORIGIN = date(2026, 11, 30)
LEEDS = 1


def outlook(mean: float = 7.0) -> Outlook:
    steps = np.linspace(0.4, 2.0, len(LEVELS))
    weekly = np.tile(mean * steps, (HORIZON, 1))
    total = np.cumsum(weekly, axis=0)
    return Outlook(np.full(HORIZON, mean), weekly, total, "mean", better_than_naive=True, error=0.9)


def event(
    kind: Kind,
    *,
    since: date = ORIGIN,
    days: int = 7,
    factor: float | None = None,
    units: int | None = None,
    place: int | None = LEEDS,
    event_id: UUID | None = None,
) -> Event:
    until = since + timedelta(days=days - 1)
    name, number = "An event", event_id or uuid4()
    return Event(number, kind, name, "item", "5", place, since, until, factor, units)


def test_a_promotion_multiplies_its_days() -> None:
    planned = with_events(outlook(), ORIGIN, [event("promotion", factor=3.0, days=7)])
    assert planned.mean[:3].tolist() == [21.0, 7.0, 7.0]
    assert planned.total[0].tolist() == pytest.approx((outlook().total[0] * 3).tolist())
    half = with_events(outlook(), ORIGIN, [event("promotion", factor=3.0, since=ORIGIN + timedelta(4))])
    assert half.mean[:3].tolist() == pytest.approx([7 + 14 * 3 / 7, 7 + 14 * 4 / 7, 7])


def test_units_in_all_fall_on_the_days_of_the_event_and_are_shared_by_place() -> None:
    order = event("order", units=70, since=ORIGIN + timedelta(7), days=14)
    planned = with_events(outlook(), ORIGIN, [order])
    assert planned.mean[:4].tolist() == [7.0, 42.0, 42.0, 7.0]
    shared = event("launch", units=70, days=14, place=None)
    assert with_events(outlook(), ORIGIN, [shared], share=0.2).mean[:3].tolist() == [14.0, 14.0, 7.0]


def test_a_closure_leaves_nothing_whatever_else_is_planned() -> None:
    planned = with_events(
        outlook(), ORIGIN, [event("closure", days=14), event("order", units=100), event("override", units=50)]
    )
    assert planned.mean[:3].tolist() == [0.0, 0.0, 7.0]
    assert planned.weekly[0].tolist() == [0.0] * len(LEVELS)


def test_own_figures_take_the_place_of_the_forecast() -> None:
    assert with_events(outlook(), ORIGIN, [event("override", units=12)]).mean[:2].tolist() == [12.0, 7.0]
    nothing = outlook(0.0)
    planned = with_events(nothing, ORIGIN, [event("override", units=12, days=14)])
    assert planned.mean[:3].tolist() == [12.0, 12.0, 0.0]


def test_what_lies_outside_the_horizon_changes_nothing() -> None:
    before = event("promotion", factor=9.0, since=ORIGIN - timedelta(10))
    after = event("order", units=9, since=ORIGIN + timedelta(weeks=HORIZON))
    planned = with_events(outlook(), ORIGIN, [before, after])
    assert planned.mean.tolist() == outlook().mean.tolist()


events = st.builds(
    event,
    st.sampled_from(("promotion", "launch", "closure", "order", "override")),
    since=st.dates(ORIGIN - timedelta(30), ORIGIN + timedelta(200)),
    days=st.integers(1, 90),
    factor=st.none() | st.floats(0, 20),
    units=st.integers(0, 10_000),
    event_id=st.uuids(),
)


@given(st.lists(events, max_size=5), st.floats(0, 1), st.floats(0, 500))
def test_quantiles_never_cross_and_nothing_is_below_none(
    planned: list[Event], share: float, mean: float
) -> None:
    found = with_events(outlook(mean), ORIGIN, planned, share)
    for figures in (found.weekly, found.total):
        assert (np.diff(figures, axis=1) >= -1e-6).all()
        assert (figures >= 0).all()
    assert (np.diff(found.total, axis=0) >= -1e-6).all()
    assert (found.mean >= 0).all()
    same = with_events(outlook(mean), ORIGIN, list(reversed(planned)), share)
    assert same.mean.tolist() == found.mean.tolist()


def test_an_event_concerns_what_it_names() -> None:
    of = Series(5, LEEDS, "Lamps", "Weber", frozenset({"garden"}))
    for scope, value, is_about in (
        ("item", "5", True),
        ("item", "6", False),
        ("product_type", "Lamps", True),
        ("vendor", "weber", False),
        ("tag", "garden", True),
        ("shop", "", True),
    ):
        about = Event(uuid4(), "closure", "", scope, value, None, ORIGIN, ORIGIN, None, None)  # type: ignore[arg-type]
        assert concerns(about, of) is is_about, (scope, value)
    assert not concerns(event("closure", place=2), of)


def test_history_is_read_without_what_passed_events_did() -> None:
    units = np.array([10.0, 30.0, 2.0, 10.0])
    first = ORIGIN - timedelta(weeks=4)
    passed = [
        event("promotion", factor=3.0, since=first + timedelta(7)),
        event("closure", since=first + timedelta(14)),
    ]
    base = base_of(units, first, passed)
    assert base[:2].tolist() == [10.0, 10.0]
    assert np.isnan(base[2])
    assert base[3] == 10.0
