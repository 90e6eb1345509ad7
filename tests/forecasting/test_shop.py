from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inventorysync.forecasting.history import BadHistory, Floats, History
from inventorysync.forecasting.keeping import pack_kept, unpack_kept
from inventorysync.forecasting.outlook import Outlook
from inventorysync.forecasting.shop import forecast, forecast_one, forecast_shop

MONDAY = date(2025, 1, 6)


def shop(series: int = 40, weeks: int = 60, seed: int = 3) -> Floats:
    """Series of all sorts: often and rarely sold, many and few."""
    random = np.random.default_rng(seed)
    chance = random.uniform(0.1, 1.0, (series, 1))
    size = random.lognormal(1.5, 1.0, (series, 1))
    units = random.poisson(size, (series, weeks))
    return np.where(random.random((series, weeks)) < chance, units, 0).astype(np.float64)


def outlook_of(row: Floats, *others: Floats) -> Outlook:
    """The outlook of one row in a shop of ordinary ones."""
    return forecast(History(np.vstack((row, *others, shop(weeks=len(row)))), MONDAY))[0]


histories = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(0, 30)),
    elements=st.one_of(st.integers(-5, 500).map(float), st.just(float("nan"))),
)


@settings(deadline=None, max_examples=40)
@given(histories)
def test_any_history_gets_quantiles_that_never_cross(units: Floats) -> None:
    for outlook in forecast(History(units, MONDAY)):
        assert np.isfinite(outlook.mean).all()
        assert (outlook.mean >= 0).all()
        for table in (outlook.weekly, outlook.total):
            assert (table >= 0).all()
            assert (np.diff(table, axis=1) >= 0).all()
        assert (np.diff(outlook.total, axis=0) >= 0).all()


@pytest.mark.parametrize("series", [20, 150])
def test_the_same_history_and_seed_give_the_same_numbers_and_sixteens_the_same_in_sixteens(
    series: int,
) -> None:
    sixteens = History(shop(series), MONDAY)
    first, again = forecast(sixteens, seed=7), forecast(sixteens, seed=7)
    assert [one.packed() for one in first] == [one.packed() for one in again]
    for one, other in zip(forecast(History(shop(series) * 16, MONDAY), seed=7), first, strict=True):
        np.testing.assert_allclose(one.total, other.total * 16, rtol=1e-2, atol=0.1)
        np.testing.assert_allclose(one.mean, other.mean * 16, rtol=1e-2, atol=0.1)


def test_what_is_learned_never_crosses() -> None:
    outlooks = forecast(History(shop(150), MONDAY))
    assert {outlook.method for outlook in outlooks} >= {"learned mixture"}
    for outlook in outlooks:
        assert (np.diff(outlook.weekly, axis=1) >= 0).all()
        assert (np.diff(outlook.total, axis=1) >= 0).all()
        assert (np.diff(outlook.total, axis=0) >= 0).all()


def test_an_empty_shelf_does_not_teach_that_nothing_is_wanted() -> None:
    steady = np.full(60, 10.0)
    censored, believed = steady.copy(), steady.copy()
    censored[-6:], believed[-6:] = np.nan, 0.0
    assert outlook_of(censored).mean[0] == pytest.approx(10)
    assert outlook_of(believed).mean[0] < 5


@pytest.mark.parametrize("series", [20, 150])
def test_what_is_not_better_than_naive_is_naive_and_says_so(series: int) -> None:
    rising = np.cumsum(shop(20), axis=1)
    over = np.where(np.arange(60) < 20, shop(8, seed=4), 0)
    result = forecast_shop(History(np.vstack((shop(series), rising, over)), MONDAY))
    errors = result.backtest.errors
    naive = errors[:, result.backtest.methods.index("naive")]
    losers = [row for row, outlook in enumerate(result.outlooks) if not outlook.better_than_naive]
    assert losers
    for row, outlook in enumerate(result.outlooks):
        assert (outlook.method == "naive") == (row in losers)
        assert outlook.error <= naive[row]


@pytest.mark.parametrize("series", [20, 150])
def test_one_series_anew_is_what_the_whole_shop_said_of_it_also_from_bytes(series: int) -> None:
    types = [f"type {at % 4}" for at in range(series)]
    listed = np.zeros(series, np.int64)
    listed[7] = 58
    history = History(shop(series), MONDAY, listed, types=types)
    result = forecast_shop(history)
    kept = unpack_kept(pack_kept(result.kept))
    for row in (0, 7, 19):
        alone = forecast_one(history, row, kept)
        assert alone.method == result.outlooks[row].method
        np.testing.assert_allclose(alone.total, result.outlooks[row].total, rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(alone.mean, result.outlooks[row].mean, rtol=1e-3, atol=1e-3)


def test_the_backtest_of_a_series_can_be_shown() -> None:
    result = forecast_shop(History(shop(), MONDAY))
    errors = result.backtest.of(0)
    assert set(errors) >= {"naive", "mean of 8 weeks", "TSB"}
    assert all(error > 0 for error in errors.values())


def test_endless_units_are_refused() -> None:
    with pytest.raises(BadHistory, match="endless"):
        History(np.array([[1.0, np.inf]]), MONDAY)


def test_attributes_of_other_series_are_refused() -> None:
    with pytest.raises(BadHistory, match="types are of 1 series, units of 2"):
        History(np.ones((2, 3)), MONDAY, types=["cup"])


def test_a_single_row_is_no_shop() -> None:
    with pytest.raises(BadHistory, match="1 dimensions"):
        History(np.ones(3), MONDAY)
