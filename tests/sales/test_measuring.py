"""Days made into weeks, and forecasts held against what happened."""

import numpy as np

from inventorysync.sales.computing import SNAPSHOT_WEEKS
from inventorysync.sales.measuring import Said, measure
from inventorysync.sales.weeks import weeks_of


def test_weeks_end_with_the_last_day() -> None:
    units = np.arange(16, dtype=np.float64)
    assert weeks_of(units, np.zeros(16, dtype=np.bool_)).tolist() == [35.0, 84.0]
    assert weeks_of(units[:6], np.zeros(6, dtype=np.bool_)).tolist() == []


def test_open_days_stand_for_a_week_and_too_few_are_not_known() -> None:
    units = np.array([2.0] * 4 + [0.0] * 3 + [5.0] + [0.0] * 6)
    out = np.array([False] * 4 + [True] * 3 + [False] + [True] * 6)
    weeks = weeks_of(units, out)
    assert weeks[0] == 14.0
    assert np.isnan(weeks[1])


def test_never_less_than_what_was_sold() -> None:
    units = np.array([1.0] * 5 + [90.0, 0.0])
    out = np.array([False] * 5 + [True, True])
    assert weeks_of(units, out).tolist() == [95.0]


def said(mean: float, edges: tuple[float, float, float, float]) -> np.ndarray:
    figures = np.tile([mean, *edges], (2, SNAPSHOT_WEEKS, 1))
    return np.asarray(figures, dtype=np.float64)


def test_what_was_said_is_held_against_whole_weeks_only() -> None:
    units = np.zeros((2, 35), dtype=np.float32)
    units[0] = 1.0  # seven a week
    units[1, 21:28] = 4.0
    out = np.zeros((2, 35), dtype=np.bool_)
    out[1, 30] = True
    found = measure(units, out, [Said(21, said(9.0, (2, 6, 10, 20)))])
    assert found.series["held"].tolist() == [2.0, 1.0]
    assert found.series["missed"].tolist() == [4.0, 19.0]
    assert found.series["bias"].tolist() == [4.0, -19.0]
    assert found.series["missed_by_naive"].tolist() == [0.0, 28.0]
    assert found.series["inside_50"].tolist() == [2.0, 0.0]
    assert found.series["inside_90"].tolist() == [2.0, 0.0]
    assert [each["held"] for each in found.horizons] == [2.0, 1.0, *[0.0] * 11]


def test_an_item_that_was_not_forecast_is_not_held() -> None:
    figures = said(9.0, (2, 6, 10, 20))
    figures[1] = np.nan
    found = measure(
        np.ones((2, 28), dtype=np.float32), np.zeros((2, 28), dtype=np.bool_), [Said(14, figures)]
    )
    assert found.series["held"].tolist() == [2.0, 0.0]
