"""Costing: what stock is worth, what was sold of it cost, and what bills made of it later.

Words. An *event* is a change of what is on hand, as far as cost goes; its *entries* are what it did to the
value of a place, by account. A *layer* is units that came together and what they cost. A *bill* is what a
supplier or carrier asks for; its lines are added to what receipts cost. *Landed* is what bills added.

Invariants. Everything is computed from the ledger, receipts, bills and opening costs, in the order of effect:
entries and layers can be thrown away and come back the same. The entries of a place sum to the value of its
layers at every moment, to the smallest unit of the currency. No figure of a closed month changes.
"""
