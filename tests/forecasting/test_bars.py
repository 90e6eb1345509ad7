"""A small share of the bench with a fixed seed, so that no bar that holds is lost unseen."""

import numpy as np
import pytest

from bench import kinds
from bench.held import OURS, Result, hold
from bench.retail import WEEKS, weekly_units


def held(units: kinds.Floats, types: list[str], origin: int) -> Result:
    sold = units > 0
    starts = np.where(sold.any(1), sold.argmax(1), units.shape[1]).astype(np.int64)
    return hold(units, starts, types, [origin], 12, lambda _: None)


def best(result: Result, measure: str) -> float:
    return min(float(getattr(held, measure)) for name, held in result.points.items() if name != OURS)


@pytest.fixture(scope="module")
def retail() -> Result:
    units = weekly_units()[::12]
    return held(units, [""] * len(units), WEEKS - 8)


@pytest.fixture(scope="module")
def spare_parts() -> Result:
    units, types = kinds.spare_parts(3, series=400)
    return held(units, types, units.shape[1] - 8)


def test_a_real_shop_is_forecast_no_worse_than_by_the_best_single_method(retail: Result) -> None:
    assert retail.points[OURS].rmsse < best(retail, "rmsse")
    assert retail.points[OURS].rmsse < 0.95 * retail.points["naive"].rmsse


def test_spare_parts_are_forecast_better_than_by_any_single_method(spare_parts: Result) -> None:
    assert spare_parts.points[OURS].rmsse < 0.95 * best(spare_parts, "rmsse")
    assert spare_parts.points[OURS].wape < 0.93 * best(spare_parts, "wape")


@pytest.mark.parametrize("name", ["retail", "spare_parts"])
def test_quantiles_are_better_than_those_of_the_best_methods_own_errors(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    for ours, theirs in zip(result.ours.losses, result.empirical.losses, strict=True):
        assert ours < 0.93 * theirs
    assert 0.85 < result.ours.coverage(1)[0] < 0.95


@pytest.mark.parametrize("name", ["retail", "spare_parts"])
def test_all_that_is_not_better_than_naive_uses_naive(name: str, request: pytest.FixtureRequest) -> None:
    result: Result = request.getfixturevalue(name)
    assert result.losers == result.losers_naive > 0
