"""Bins: where in a location an item lies, in the shop's own words.

Words. A *bin* is a name a shop gives to a shelf, box or place; an item lies in one bin of a location, or in
none that is known. Bins have no stock of their own: a level is counted as a whole.
"""
