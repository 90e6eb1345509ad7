"""How much weeks differ and what an empty shelf did not sell, against plain arithmetic over lists."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.made_shop import AROUND, KNOWN, Shelf, shelves, together, variation

from inventorysync.analysis import demand_figures
from inventorysync.sales.weeks import weeks_of

FEWER = settings(max_examples=40, deadline=None)


def weeks_in(shelf: Shelf) -> np.ndarray:
    return weeks_of(np.array(shelf.units, float), np.array(shelf.out))


def told(weeks: list[float | None]) -> np.ndarray:
    return np.array([np.nan if week is None else week for week in weeks], float)


@FEWER
@given(shelves())
def test_the_squared_variation_is_that_of_the_known_weeks_since_the_first_sale(made: list[Shelf]) -> None:
    for shelf in made:
        np.testing.assert_allclose(weeks_in(shelf), told(shelf.weeks()))
        (found,) = demand_figures.variation(weeks_in(shelf)[None, :])
        wanted = variation(shelf.weeks())
        assert np.isnan(found) if wanted is None else found == pytest.approx(wanted)


@FEWER
@given(shelves())
def test_an_items_weeks_are_those_of_its_places_and_a_mean_where_a_shelf_was_empty(made: list[Shelf]) -> None:
    for item in {shelf.item for shelf in made}:
        of = [shelf for shelf in made if shelf.item == item and shelf.sold]
        if of:
            found = demand_figures.together(np.stack([weeks_in(shelf) for shelf in of]))
            np.testing.assert_allclose(found, told(together(of)))


@FEWER
@given(shelves(), st.integers(1, KNOWN))
def test_what_an_empty_shelf_did_not_sell_is_what_open_days_near_it_sold(
    made: list[Shelf], counted: int
) -> None:
    units = np.array([shelf.units for shelf in made], float)
    out = np.array([shelf.out for shelf in made])
    found = demand_figures.lost_sales(units, out, counted)
    for row, shelf in enumerate(made):
        missing, spread = shelf.lost(counted)
        assert found.units[row] == pytest.approx(missing)
        assert found.variance[row] == pytest.approx(spread)
        assert found.days[row] == sum(shelf.out[-counted:])


def test_where_nothing_near_tells_what_was_asked_for_the_days_are_counted_apart() -> None:
    units, out = np.zeros((1, 3 * AROUND)), np.ones((1, 3 * AROUND), dtype=bool)
    units[0, 0], out[0, 0] = 9, False
    found = demand_figures.lost_sales(units, out, 2 * AROUND)
    assert (found.days[0], found.untold[0]) == (2 * AROUND, 2 * AROUND - 1)
    assert found.units[0] == 9, "only the day that is near the open one"
