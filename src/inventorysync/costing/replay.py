"""The cost of an item's events, from the first to the last: layers, entries, value. Pure arithmetic.

*Stock below nothing.* Units that leave before they came are owed: they leave at the last known cost (of the
place, else of the item wherever it last came in, else the one the shop knows it by), and the place is worth
less than nothing by so much. What comes next pays them back first; where it cost something else, the
difference corrects the cost of goods sold, at the moment it shows.

*Back into stock.* What a customer sends back is worth what the sale took, and stands behind what is there as
a layer of its own. What goes back to a supplier is taken from what came by that document, as far as it is
still there; where it cost something else than the supplier credits, the cost of goods sold has the rest.

*Between locations* units carry what they cost, layer by layer, and lie on the way meanwhile.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from inventorysync.costing.events import (
    ACCOUNTS,
    ON_THE_WAY,
    Account,
    Basis,
    Entry,
    Event,
    Method,
    order_of,
)
from inventorysync.costing.layers import Average, Fifo, Layer, Piece, Stock, take_first, whole
from inventorysync.costing.spread import divided


class UnitCost(NamedTuple):
    """What one unit costs: `value` for so many `units`, exactly."""

    value: int
    units: int

    def of(self, units: int) -> int:
        """What so many units cost, to the nearest cent."""
        return divided(self.value * units, self.units)


def unit_cost_of(amount: Decimal, digits: int) -> UnitCost:
    """A cost per unit in a currency whose smallest unit has so many digits."""
    exact = Fraction(amount) * 10**digits
    return UnitCost(exact.numerator, exact.denominator)


class Owed(NamedTuple):
    """Units that left before they came, at the value they left with.

    `sold` is what a return of them is worth; None where they went to another place, which keeps its value.
    """

    piece: Piece
    sold: Layer | None


class Settled(NamedTuple):
    """Owed units that were paid back, and how much more they cost than was thought."""

    units: int
    difference: int


@dataclass(slots=True)
class Place:
    """The stock of a location, or of one document on the way."""

    stock: Stock
    owed: deque[Owed] = field(default_factory=deque)
    last: UnitCost | None = None

    @property
    def units(self) -> int:
        """How many units there are; less than none where some are owed."""
        return self.stock.units - sum(owed.piece.units for owed in self.owed)

    @property
    def value(self) -> int:
        """What the place is worth."""
        return self.stock.value - sum(owed.piece.value for owed in self.owed)

    def put(self, pieces: Iterable[Piece]) -> list[Settled]:
        """Units come: those that are owed are paid back first."""
        settled = []
        for coming in pieces:
            piece = coming
            while self.owed and piece.units:
                paid = min(self.owed[0].piece.units, piece.units)
                back, piece = piece.split(paid)
                settled.append(self._settle(back))
            if piece.units:
                self.stock.put(piece)
        return settled

    def _settle(self, back: Piece) -> Settled:
        owed = self.owed.popleft()
        was, rest = owed.piece.split(back.units)
        if rest.units:
            self.owed.appendleft(Owed(rest, owed.sold))
        difference = back.value - was.value
        if owed.sold is not None:
            owed.sold.value += difference
        return Settled(back.units, difference)


class Left(NamedTuple):
    """Units that left a place; `owed` is the layer of those that had not come yet."""

    pieces: list[Piece]
    owed: Layer | None
    basis: Basis

    @property
    def value(self) -> int:
        """What they left with."""
        return sum(piece.value for piece in self.pieces) + (self.owed.value if self.owed else 0)


class Books:
    """The stock of an item and what it costs; events are added in their order."""

    def __init__(self, method: Method, known: UnitCost | None = None) -> None:
        self.places: dict[int, Place] = {}
        self.on_the_way: dict[str, Place] = {}
        self.entries: list[Entry] = []
        self._method: Method = method
        self._known = known
        self._last: UnitCost | None = None
        self._sold: dict[str, deque[Piece]] = {}

    def add(self, event: Event) -> None:
        """Cost the next event."""
        if event.kind == "transfer":
            self._move(event)
        elif event.kind == "lost":
            self._lose(event)
        elif event.units > 0:
            self._come(event)
        else:
            self._go(event)

    def value_at(self, location: int) -> tuple[int, int]:
        """Units and value of a location, or of all that is ON_THE_WAY."""
        places = self.on_the_way.values() if location == ON_THE_WAY else [self._place(location)]
        return sum(place.units for place in places), sum(place.value for place in places)

    def _come(self, event: Event) -> None:
        pieces, basis = self._worth_of(event)
        value = sum(piece.value for piece in pieces)
        if event.kind == "supplier_return" and event.value is not None:
            self._note(event, event.location, event.units, event.value, basis=basis)
            self._note(event, event.location, 0, value - event.value, account="cogs")
        else:
            self._note(event, event.location, event.units, value - event.landed, basis=basis)
            self._note(event, event.location, 0, event.landed, account="landed")
        self._put(event, event.location, self._place(event.location), pieces, is_known=basis == "known")

    def _worth_of(self, event: Event) -> tuple[list[Piece], Basis]:
        """The layer that comes, and how its value is known."""
        if event.value is not None and event.kind != "supplier_return":
            layer = Layer(event.document, event.at, event.units, event.value + event.landed)
            return [whole(layer)], "known"
        back = take_first(self._sold.get(event.of, deque()), event.units) if event.of else []
        units, value = sum(piece.units for piece in back), sum(piece.value for piece in back)
        basis: Basis = "known"
        if units < event.units:
            cost, basis = self._last_known(self._place(event.location))
            value += cost.of(event.units - units)
        return [whole(Layer(event.document, event.at, event.units, value + event.landed))], basis

    def _go(self, event: Event) -> None:
        left = self._take(self._place(event.location), -event.units, event)
        credited = event.value if event.kind == "supplier_return" else None
        value = left.value if credited is None else credited
        self._note(event, event.location, event.units, -value, basis=left.basis)
        self._note(event, event.location, 0, value - left.value, account="cogs")
        sold = self._sold.setdefault(event.document, deque())
        sold.extend(left.pieces)
        if left.owed is not None:
            worth = replace(left.owed)
            sold.append(whole(worth))
            self._place(event.location).owed.append(Owed(whole(left.owed), worth))

    def _move(self, event: Event) -> None:
        here, way = self._place(event.location), self._way(event.document)
        origin, target = (here, way) if event.units < 0 else (way, here)
        left = self._take(origin, abs(event.units), event)
        pieces = list(left.pieces)
        if left.owed is not None:
            origin.owed.append(Owed(whole(left.owed), None))
            pieces.append(whole(replace(left.owed)))
        value = left.value if event.units > 0 else -left.value
        self._note(event, event.location, event.units, value, basis=left.basis)
        self._note(event, ON_THE_WAY, -event.units, -value, basis=left.basis)
        place = event.location if target is here else ON_THE_WAY
        self._put(event, place, target, pieces, is_known=left.basis == "known")

    def _lose(self, event: Event) -> None:
        """Units on the way that never arrive; what was never sent cannot be lost."""
        way = self._way(event.document)
        pieces = way.stock.take(-event.units, event.at)
        units, value = sum(piece.units for piece in pieces), sum(piece.value for piece in pieces)
        self._note(event, ON_THE_WAY, -units, -value)

    def _take(self, place: Place, units: int, event: Event) -> Left:
        self._remember_average(place)
        pieces = place.stock.take(units, event.at, event.of)
        missing = units - sum(piece.units for piece in pieces)
        if not missing:
            return Left(pieces, None, "known")
        cost, basis = self._last_known(place)
        return Left(pieces, Layer(event.document, event.at, missing, cost.of(missing)), basis)

    def _put(self, event: Event, location: int, place: Place, pieces: list[Piece], *, is_known: bool) -> None:
        for settled in place.put(pieces):
            self._note(event, location, 0, -settled.difference, account="cogs")
        if is_known and pieces:
            newest = pieces[-1].layer
            place.last = self._last = UnitCost(newest.value, newest.units)
            self._remember_average(place)

    def _remember_average(self, place: Place) -> None:
        if isinstance(place.stock, Average) and place.stock.units and place.last is not None:
            place.last = UnitCost(place.stock.value, place.stock.units)

    def _last_known(self, place: Place) -> tuple[UnitCost, Basis]:
        found = place.last or self._last or self._known
        return (found, "last_known") if found is not None else (UnitCost(0, 1), "unknown")

    def _place(self, location: int) -> Place:
        return self.places.setdefault(location, self._empty())

    def _way(self, document: str) -> Place:
        return self.on_the_way.setdefault(document, Place(Fifo()))

    def _empty(self) -> Place:
        return Place(Fifo() if self._method == "fifo" else Average())

    def _note(
        self,
        event: Event,
        location: int,
        units: int,
        value: int,
        *,
        account: Account | None = None,
        basis: Basis = "known",
    ) -> None:
        if not units and not value:
            return
        number = 0
        if self.entries and self.entries[-1].key == event.key:
            number = self.entries[-1].number + 1
        self.entries.append(
            Entry(
                event.key, number, event.at, location, event.kind, account or ACCOUNTS[event.kind], units,
                value, event.document, basis,
            )
        )  # fmt: skip


def replay(events: Iterable[Event], method: Method, known: UnitCost | None = None) -> Books:
    """Cost events in their order, in whichever order they are given."""
    books = Books(method, known)
    for event in sorted(events, key=order_of):
        books.add(event)
    return books


def value_as_of(entries: Iterable[Entry], at: datetime) -> dict[int, tuple[int, int]]:
    """Units and value of each place at a moment."""
    held: dict[int, tuple[int, int]] = {}
    for entry in entries:
        if entry.at <= at:
            units, value = held.get(entry.location, (0, 0))
            held[entry.location] = units + entry.units, value + entry.value
    return held
