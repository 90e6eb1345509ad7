"""Months that are closed: what was reported of them does not change any more.

Whoever enters a document that takes effect on a day asks `require_open` for it, in the same transaction; a
month is not closed while somebody still writes into it. Months are closed in their order, and a month is open
when no later one is closed either.
"""
