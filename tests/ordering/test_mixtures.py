"""Many mixtures at once say what each of them says by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.demands import Bell, Counted
from support.policies import DEMANDS, LEAD_TIMES

from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.ordering.economics import CHANCES
from inventorysync.ordering.lead_times import LeadTime
from inventorysync.ordering.mixtures import Mixtures
from inventorysync.ordering.need import look
from inventorysync.ordering.policy import Policy

SHOPS = st.lists(st.tuples(DEMANDS, LEAD_TIMES), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(SHOPS, st.lists(st.integers(0, 3_000), min_size=1, max_size=4))
def test_each_is_as_it_is_by_itself(shop: list[tuple[Bell | Counted, LeadTime]], asked: list[int]) -> None:
    alone = [look(demand, Policy(lead=lead)).ahead for demand, lead in shop]
    together = Mixtures.of(alone)
    units = np.tile(np.array(asked, float), (len(alone), 1))
    at_most, short = together.at_most(units), together.short(units)
    for row, each in enumerate(alone):
        for column, number in enumerate(asked):
            assert at_most[row, column] == pytest.approx(each.at_most(number), abs=1e-9)
            assert short[row, column] == pytest.approx(each.short(number), abs=1e-6)
        wanted = np.array([each.units_for(chance) for chance in CHANCES])
        found = together.units_for(CHANCES)[row]
        assert np.abs(found - wanted).max() <= 1
        assert (found == wanted).mean() > 0.9, "but for what lies on the very edge of a unit"


def test_an_outlook_tells_several_levels_at_once_as_one_by_one() -> None:
    random = np.random.default_rng(1)
    weekly = np.sort(random.gamma(1, 4, (HORIZON, len(LEVELS))), axis=1)
    outlook = Outlook(weekly.mean(1), weekly, np.cumsum(weekly, axis=0), "tests", True, 1.0)
    asked = (1e-9, 0.05, 0.4, 0.9, 0.99, 0.9999)
    for days in (0, 1, 6.5, 7, 23, 182, 400):
        one_by_one = [outlook.quantile_over(days, level) for level in asked]
        assert outlook.quantiles_over(days, asked) == pytest.approx(one_by_one)
    with pytest.raises(ValueError, match="probabilities"):
        outlook.quantiles_over(7, (0.5, 1.0))
