"""Analysis: which items matter, what lies too long or too much, what was missed, how long stock lasts.

Words. A *level* is an item at a location. *Classes* are A, B, C by what was sold and X, Y, Z by how much
weeks differ. *Dead* stock is there and has not sold for some days; *excess* is beyond what will be needed
until a day; *lost* is what would have been sold on days of an empty shelf. *Cover* is how many days stock
lasts.

Invariants. Everything is derived, by one job, as of one moment that is shown beside it. What has no cost or
no price is told apart and never counted as nothing. The sum of a list is the figure it is opened from.
"""
