import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inventorysync.forecasting.outlook import HORIZON, LEVELS, NotAnOutlook, Outlook

days = st.floats(0.0, 400.0)
levels = st.floats(0.001, 0.999)
quantities = st.floats(0.0, 1e5)


@st.composite
def outlooks(draw: st.DrawFn) -> Outlook:
    steps = draw(arrays(np.float64, (HORIZON, len(LEVELS)), elements=st.floats(0.0, 500.0)))
    weekly = np.cumsum(steps, axis=1)
    total = np.maximum.accumulate(np.cumsum(steps * draw(st.floats(0.0, 1.0)), axis=1), axis=0)
    mean = draw(arrays(np.float64, HORIZON, elements=st.floats(0.0, 1000.0)))
    return Outlook(mean, weekly, total, "TSB", better_than_naive=True, error=0.8)


def exponential(mean: float) -> Outlook:
    """Demand of every span exponential, its mean growing with the weeks."""
    weeks = np.arange(1, HORIZON + 1)[:, None]
    quantiles = -mean * np.log1p(-np.array(LEVELS))[None, :]
    return Outlook(
        np.full(HORIZON, mean),
        np.repeat(quantiles, HORIZON, axis=0),
        quantiles * weeks,
        "x",
        better_than_naive=True,
        error=1,
    )


@given(outlooks(), days, days, levels, levels)
def test_more_days_or_more_certainty_never_ask_for_less(
    outlook: Outlook, day: float, later: float, level: float, higher: float
) -> None:
    day, later = sorted((day, later))
    level, higher = sorted((level, higher))
    assert outlook.quantile_over(day, level) <= outlook.quantile_over(later, higher) * (1 + 1e-9) + 1e-9
    assert outlook.mean_over(day) <= outlook.mean_over(later) * (1 + 1e-9)


@given(outlooks(), days, quantities, quantities)
def test_more_units_are_short_less_and_enough_more_often(
    outlook: Outlook, day: float, units: float, more: float
) -> None:
    units, more = sorted((units, more))
    assert 0 <= outlook.at_most(day, units) <= outlook.at_most(day, more) <= 1
    assert 0 <= outlook.expected_short(day, more) <= outlook.expected_short(day, units) * (1 + 1e-9) + 1e-9


@given(outlooks(), st.floats(0.5, 400.0), levels)
def test_the_quantile_of_a_level_is_enough_with_that_probability(
    outlook: Outlook, day: float, level: float
) -> None:
    units = outlook.quantile_over(day, level)
    assert outlook.at_most(day, units * (1 + 1e-9) + 1e-9) >= level - 1e-6


@given(outlooks())
def test_an_outlook_comes_back_from_two_kilobytes(outlook: Outlook) -> None:
    packed = outlook.packed()
    back = Outlook.unpacked(packed)
    assert len(packed) <= 2048
    assert back.packed() == packed
    np.testing.assert_allclose(back.total, outlook.total, rtol=1e-6, atol=1e-30)
    np.testing.assert_allclose(back.weekly, outlook.weekly, rtol=1e-6, atol=1e-30)
    assert (back.method, back.better_than_naive) == ("TSB", True)


def test_an_exponential_demand_has_the_quantiles_and_shortages_of_the_textbook() -> None:
    outlook = exponential(10)
    for level in (0.03, 0.3, 0.6, 0.92, 0.985, 0.9999):
        assert outlook.quantile_over(14, level) == pytest.approx(-20 * np.log1p(-level))
    for units in (0.0, 0.5, 7.0, 30.0, 200.0):
        assert outlook.expected_short(14, units) == pytest.approx(20 * np.exp(-units / 20))
        assert outlook.at_most(14, units) == pytest.approx(1 - np.exp(-units / 20))
    assert outlook.mean_over(3.5) == pytest.approx(5)


def test_past_the_horizon_demand_goes_on_at_the_same_pace() -> None:
    outlook = exponential(10)
    assert outlook.mean_over(2 * 7 * HORIZON) == pytest.approx(2 * outlook.mean_over(7 * HORIZON))
    assert outlook.quantile_over(2 * 7 * HORIZON, 0.9) == pytest.approx(
        2 * outlook.quantile_over(7 * HORIZON, 0.9)
    )


def test_over_no_days_nothing_is_sold() -> None:
    outlook = exponential(10)
    assert outlook.mean_over(0) == outlook.quantile_over(0, 0.99) == outlook.expected_short(0, 0) == 0
    assert outlook.at_most(0, 0) == 1


def test_a_day_is_less_sure_than_a_seventh_of_a_week() -> None:
    weeks = np.arange(1, HORIZON + 1)[:, None]
    even = np.repeat(np.array([[88, 90, 95, 100, 105, 110, 112, 115, 120]]), HORIZON, axis=0)
    outlook = Outlook(np.full(HORIZON, 100), even, even * weeks, "x", better_than_naive=True, error=1)
    assert outlook.quantile_over(1, 0.95) == pytest.approx(100 / 7 + 12 / 7**0.5)
    assert outlook.quantile_over(1, 0.05) == pytest.approx(100 / 7 - 12 / 7**0.5)


@pytest.mark.parametrize("level", [0, 1, -0.1, float("nan")])
def test_certainty_is_no_level(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        exponential(1).quantile_over(7, level)


@pytest.mark.parametrize("count", [-1.0, float("inf"), float("nan")])
def test_days_are_counted_from_now_on(count: float) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        exponential(1).mean_over(count)


@pytest.mark.parametrize("packed", [b"", b"\x01short", b"\x63" + b"\x00" * 2000])
def test_other_bytes_are_no_outlook(packed: bytes) -> None:
    with pytest.raises(NotAnOutlook):
        Outlook.unpacked(packed)
