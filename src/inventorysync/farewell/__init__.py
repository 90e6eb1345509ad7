"""Farewell: taking everything along, so that a merchant can leave at any time (docs/merchant/leaving.md).

Words: an *export* is a file with every table of the shop's data; what a table is left out for is said there.
Invariants: nothing secret is in it; what it says of its files (rows, checksums) is true of what was written.
"""
