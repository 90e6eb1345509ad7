"""Untidy pasts get a sensible answer each, in a shop that is old enough to learn and in one that is not."""

from datetime import date

import numpy as np
import pytest

from inventorysync.forecasting.history import Floats, History
from inventorysync.forecasting.outlook import Outlook
from inventorysync.forecasting.shop import forecast

MONDAY = date(2025, 1, 6)
WEEKS = 60


def ordinary(series: int, seed: int = 5) -> Floats:
    """Series sold now and then."""
    random = np.random.default_rng(seed)
    level = random.lognormal(1.0, 1.0, (series, 1))
    return random.negative_binomial(1.0, 1.0 / (1.0 + level), (series, WEEKS)).astype(np.float64)


@pytest.fixture(scope="module", params=[30, 160])
def outlooks(request: pytest.FixtureRequest) -> dict[str, Outlook]:
    steady = np.random.default_rng(6).poisson(20, WEEKS).astype(np.float64)
    rows: dict[str, Floats] = {"steady": steady}
    rows["one sale ever"] = np.zeros(WEEKS)
    rows["one sale ever"][12] = 3
    rows["gaps"] = np.where(np.arange(WEEKS) % 5 == 0, np.nan, steady)
    rows["negative"] = np.where(np.arange(WEEKS) % 9 == 0, -30.0, steady)
    rows["spike"] = steady.copy()
    rows["spike"][WEEKS - 9] = 80_995
    rows["new pack"] = np.where(np.arange(WEEKS) < 30, steady, steady * 12)
    rows["closed"] = np.where(np.arange(WEEKS) < 30, steady, 0.0)
    rows["unseen for a year"] = np.where(np.arange(WEEKS) < 8, steady, 0.0)
    rows["never known"] = np.full(WEEKS, np.nan)
    history = History(np.vstack([*rows.values(), ordinary(request.param)]), MONDAY)
    return dict(zip(rows, forecast(history), strict=False))


def test_one_sale_ever_is_no_more_than_now_and_then(outlooks: dict[str, Outlook]) -> None:
    assert outlooks["one sale ever"].mean_over(28) < 1
    assert outlooks["one sale ever"].quantile_over(28, 0.5) < 1


def test_gaps_are_left_out(outlooks: dict[str, Outlook]) -> None:
    assert outlooks["gaps"].mean[0] == pytest.approx(20, rel=0.25)


def test_weeks_with_more_returns_than_sales_are_weeks_without(outlooks: dict[str, Outlook]) -> None:
    assert 10 < outlooks["negative"].mean[0] < 24


def test_a_spike_of_80995_does_not_make_the_next_weeks_a_hundredfold(outlooks: dict[str, Outlook]) -> None:
    assert outlooks["spike"].quantile_over(7, 0.25) < 400
    assert outlooks["steady"].mean[0] == pytest.approx(20, rel=0.25)


def test_a_changed_pack_is_followed(outlooks: dict[str, Outlook]) -> None:
    assert outlooks["new pack"].mean[0] == pytest.approx(240, rel=0.25)


@pytest.mark.parametrize("what", ["closed", "unseen for a year"])
def test_what_has_not_sold_for_long_is_not_expected_to(outlooks: dict[str, Outlook], what: str) -> None:
    assert outlooks[what].mean_over(28) < 4
    assert outlooks[what].quantile_over(28, 0.5) < 10


def test_what_was_never_known_is_like_the_others(outlooks: dict[str, Outlook]) -> None:
    outlook = outlooks["never known"]
    assert outlook.method == "items alike"
    assert outlook.mean_over(28) > 0
    assert np.isnan(outlook.error)
