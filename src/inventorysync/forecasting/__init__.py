"""Forecasting: what will sell, week by week, and how sure that is. Pure arithmetic on numpy arrays.

Words. A *series* is an item at a location; its *history* is units by week, nan where the shelf was empty (the
week is *censored*). A *method* makes a level from a history; its *backtest* is what it would have said at
earlier *origins*. An *outlook* is the answer: a mean and quantiles for each week to come and for the sum of
the weeks up to it.

Invariants. A quantile of a higher probability is never lower, and more days are never less demand. A censored
week teaches nothing. Nothing after an origin is used at it. The same history and seed give the same numbers.
A series whose backtest is no better than naive is forecast by naive, and says so.
"""
