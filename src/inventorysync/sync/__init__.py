"""Sync: keeps the booked levels equal to Shopify's, in both directions, through every fault.

Words. A *hint* says that something may have changed; a *wake* is the one row that hints for the same thing
coalesce into. *Observe* reads a level and books the difference to what was booked; *resolve* finds out what
became of a sent write; *push* sends what people want changed; *reconcile* wakes every level in turn.

Invariants: a webhook is never a value; nothing is booked while an own write is unresolved; a write keeps
its key until its outcome is known.
"""
