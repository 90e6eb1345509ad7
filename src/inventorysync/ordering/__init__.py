"""Ordering: how much to have, when to order and how much, as arithmetic that anyone can follow. Pure.

Words. A *spread* is how much may be asked for over some days, as quantiles. What is protected is the *lead
time* and the days until the next look, the *review*; a lead time is itself spread over several lengths. The
*reorder point* is what the stock and all that is on its way must not fall below at a look, the *order-up-to
level* what an order brings them to. The *position* is what there is to sell and all that is to come.

Invariants. More service never orders less. A quantity is nothing, or at least the minimum in whole packs,
and never passes a cap. A suggestion made again of its stored inputs is the same.
"""
