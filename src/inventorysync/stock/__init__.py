"""Stock: what is on the shelf, and why.

Words. A *level* is an item at a location with Shopify's eight quantities as last booked. A *movement* is
one act of booking, its *entries* the rows it wrote; entries are never changed. A *fact* is something that
explains stock (an order, a refund); an *explanation* ties part of a booked difference to a fact. A *change
set* is a change somebody wants; its lines are pushed to Shopify one intent per level at a time.

Invariants. A level equals the sum of its entries. The parts of an entry that are explained and the part
that is not always sum to the entry. Nothing but `ledger` writes a quantity.
"""
