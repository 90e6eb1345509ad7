"""Any policy, demand and stock that a shop could have, for properties."""

from decimal import Decimal

from hypothesis import strategies as st

from inventorysync.ordering.lead_times import LeadTime, measured, stated
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.suggestion import Stock
from support.demands import Bell, Counted

TARGETS = st.floats(0.5, 0.999)
DEMANDS = st.one_of(
    st.builds(Bell, st.floats(0, 400), st.floats(0.01, 300)), st.builds(Counted, st.floats(0.001, 60))
)
LEAD_TIMES: st.SearchStrategy[LeadTime] = st.one_of(
    st.builds(stated, st.integers(0, 120), st.floats(0, 40)),
    st.builds(measured, st.lists(st.floats(0, 150), min_size=1, max_size=25)),
)
COSTS = st.decimals(Decimal("0.01"), Decimal(900), places=2)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy of any goal."""
    return Policy(
        goal=draw(st.sampled_from(("cycle", "fill", "shop", "costs", "fixed"))),
        target=draw(TARGETS),
        lead=draw(LEAD_TIMES),
        review_days=draw(st.integers(1, 60)),
        minimum=draw(st.integers(1, 60)),
        pack=draw(st.integers(1, 24)),
        least=draw(st.none() | st.integers(0, 500)),
        most=draw(st.none() | st.integers(0, 5_000)),
        shelf_life_days=draw(st.none() | st.integers(1, 400)),
        unit_cost=draw(st.floats(0, 400)),
        order_cost=draw(st.floats(0, 90)),
        short_cost=draw(st.floats(0, 200)),
        short_price=draw(st.none() | st.floats(0, 2_000)),
    )


UNITS = st.integers(0, 3_000)
STOCKS = st.builds(Stock, st.integers(-300, 4_000), UNITS, UNITS, UNITS, UNITS, UNITS, UNITS)
