"""Farewell: taking everything along, so that a merchant can leave at any time (docs/merchant/leaving.md).

Words: an *export* is a file with every table of the shop's data; what a table is left out for is said there.
*Leaving* stops what is new, ends what of ours stands in Shopify and reads the store back; *staying* takes
that back, except for what was ended.
Invariants: nothing secret is in an export; what it says of its files (rows, checksums) is true of what was
written. No write is given up and none is sent twice because a shop leaves: what was sent is settled, what was
not is kept. That nothing of ours is left is only said of what was read in Shopify.
"""
