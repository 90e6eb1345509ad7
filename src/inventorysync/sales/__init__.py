"""What sells: demand day by day, cleaned in steps that a person can take back, and forecasts of it.

Demand is what customers wanted to have, on the day they ordered it: an order's units less what was cancelled
within days, less what came back, one-off bulk orders apart. Nothing but orders is demand: corrections, counts
and transfers are not. A day on which the shelf was empty tells nothing of demand, never that there was none.

Everything here is derived from the ledger's facts of orders, from orders read of before the first import, and
from what people said (switches of cleaning steps, events): it can be built again from those at any time.
"""
