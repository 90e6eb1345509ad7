"""Replenishment: what to buy and what to move, every morning, with the arithmetic behind each number.

Words. A *rule* says what a shop wants of the stock of all items, of a vendor's, a type's or of one item,
everywhere or at one location; of the rules that speak of an item at a location the *nearest* wins, field by
field. A *suggestion* is a line of the morning: a quantity to buy of a supplier, or to move from another
location, with the inputs it was made of. A *dismissal* is somebody's word that an item is not to be suggested
at a location, until a day or until it is taken back.

Invariants. The same stored inputs give the same quantity. An item is suggested once for a location and a
source; what is on order, in drafts or on its way is not suggested again. A suggestion becomes a line of one
document, once, however often that is asked for. Documents are made by purchasing and transfers themselves.
"""
