"""Stocktakes: what lies on the shelves, counted while the shop goes on selling, and posted once.

Words. A *stocktake* counts the items of its *scope* at one location. Its *lines* are those items; *sections*
are parts of the place, each counted by one person at a time. A *scan* is what somebody saw: units of a code
at a moment. Scans are only ever added; one that was a mistake is *corrected* by another that names it. A
*recount* is another round: what was scanned in it takes the place of what was scanned before.

Invariants. A scan counts once however often it is sent: its id is made on the device. What was counted of a
line is the sum of its scans of the line's round; it is compared with what was booked on hand at the moment
of the last of them, so that what is sold afterwards stays sold. A line that moved while it was being counted
is never posted unseen. A stocktake is posted as one change set, whoever dies on the way.
"""
