"""Purchase orders: what is bought from a supplier, for which location, and what of it arrived.

Words. An *order* is ours: Shopify has none that a program may write. Its *lines* are items, in the supplier's
packs, at a cost in the order's currency; its *rate* says what one of that currency is worth in the shop's. A
*receipt* is what arrived at one time; a *return* sends units of it back. Units that arrived *damaged* are
stock as well, under Shopify's own quantity of that name; a *wrong item* is noted and never becomes stock.

Invariants. An order goes from state to state, each by somebody at a moment, and its lines change only while
it is a draft. A receipt moves stock by one change set that bears the order's name, once, however often it is
asked for and whoever dies on the way. What a line has received is the sum of its receipts that stand; it
never passes what was ordered by more than the shop allows. A receipt is taken back by compensating entries.
Of an order that another system has made, what arrived before it was brought here counts as received and has
no receipt: it is in the stock already.
"""
