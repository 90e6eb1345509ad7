"""Costing done the slow way, as its rules are written: one object for each unit, fractions, no shortcuts.

It shares nothing with the product's replay but the events. What an event did is kept by account and place.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from inventorysync.costing.events import Event, Method, order_of

ACCOUNT_OF = {
    "opening": "opening", "receipt": "receipts", "adjustment": "adjustments", "sale": "cogs",
    "return": "cogs", "write_off": "write_offs", "supplier_return": "receipts",
}  # fmt: skip
WAY = 0


class Lot:
    """Units that came together for a sum."""

    def __init__(self, source: str, size: int, total: int) -> None:
        self.source, self.size, self.total = source, size, total

    def unit(self, index: int) -> int:
        return round(Fraction(self.total * (index + 1), self.size)) - round(
            Fraction(self.total * index, self.size)
        )

    def units(self) -> list["Unit"]:
        return [Unit(self, index) for index in range(self.size)]


class Unit:
    """One thing."""

    def __init__(self, lot: Lot, index: int) -> None:
        self.lot, self.index = lot, index

    @property
    def value(self) -> int:
        return self.lot.unit(self.index)


class Shelf:
    """A place: units, or a pool of them, and units that are owed with what a return of them is worth."""

    def __init__(self, *, pooled: bool) -> None:
        self.pooled = pooled
        self.units: list[Unit] = []
        self.pool, self.pool_value = 0, 0
        self.owed: list[tuple[Unit, Lot | None]] = []
        self.last: Fraction | None = None

    @property
    def count(self) -> int:
        return (self.pool if self.pooled else len(self.units)) - len(self.owed)

    @property
    def value(self) -> int:
        held = self.pool_value if self.pooled else sum(unit.value for unit in self.units)
        return held - sum(unit.value for unit, _ in self.owed)

    def average(self) -> None:
        if self.pooled and self.pool and self.last is not None:
            self.last = Fraction(self.pool_value, self.pool)


class ByHand:
    """Every event in its order, unit by unit."""

    def __init__(self, events: Iterable[Event], method: Method, known: Fraction | None = None) -> None:
        self.method, self.known = method, known
        self.last: Fraction | None = None
        self.shelves: dict[int, Shelf] = defaultdict(lambda: Shelf(pooled=method == "average"))
        self.ways: dict[str, Shelf] = defaultdict(lambda: Shelf(pooled=False))
        self.sold: dict[str, list[Unit]] = defaultdict(list)
        self.booked: dict[tuple[object, int, str], list[int]] = defaultdict(lambda: [0, 0])
        for event in sorted(events, key=order_of):
            self.event = event
            if event.kind == "transfer":
                self.transfer()
            elif event.kind == "lost":
                self.lose()
            elif event.units > 0:
                self.come()
            else:
                self.go()

    def book(self, place: int, account: str, units: int, value: int) -> None:
        row = self.booked[self.event.key, place, account]
        row[0] += units
        row[1] += value

    def cost(self, shelf: Shelf) -> Fraction:
        for candidate in (shelf.last, self.last, self.known):
            if candidate is not None:
                return candidate
        return Fraction(0)

    def put(self, shelf: Shelf, place: int, units: list[Unit], *, known: bool) -> None:
        more = 0
        for unit in units:
            if shelf.owed:
                debt, lot = shelf.owed.pop(0)
                difference = unit.value - debt.value
                more += difference
                if lot is not None:
                    # What is paid back in one go corrects what a return is worth together.
                    lot.total += difference
            elif shelf.pooled:
                shelf.pool += 1
                shelf.pool_value += unit.value
            else:
                shelf.units.append(unit)
        self.book(place, "cogs", 0, -more)
        if known:
            newest = units[-1].lot
            shelf.last = self.last = Fraction(newest.total, newest.size)
            shelf.average()

    def take(self, shelf: Shelf, count: int, of: str = "") -> tuple[list[Unit], int]:
        """Units that are there, and how many are not."""
        shelf.average()
        there = min(count, shelf.pool if shelf.pooled else len(shelf.units))
        if shelf.pooled:
            value = round(Fraction(shelf.pool_value * there, shelf.pool)) if there else 0
            shelf.pool -= there
            shelf.pool_value -= value
            return (Lot(of, there, value).units() if there else []), count - there
        first = [unit for unit in shelf.units if of and unit.lot.source.startswith(of)][:there]
        rest = [unit for unit in shelf.units if unit not in first]
        taken = first + rest[: there - len(first)]
        shelf.units = [unit for unit in shelf.units if unit not in taken]
        return taken, count - there

    def come(self) -> None:
        event, shelf = self.event, self.shelves[self.event.location]
        back: list[Unit] = []
        known = True
        if event.value is not None and event.kind != "supplier_return":
            total = event.value + event.landed
        else:
            if event.of:
                back = self.sold[event.of][: event.units]
                del self.sold[event.of][: event.units]
            total = sum(unit.value for unit in back) + event.landed
            if len(back) < event.units:
                known = False
                total += round(self.cost(shelf) * (event.units - len(back)))
        account = ACCOUNT_OF[event.kind]
        if event.kind == "supplier_return" and event.value is not None:
            self.book(event.location, account, event.units, event.value)
            self.book(event.location, "cogs", 0, total - event.value)
        else:
            self.book(event.location, account, event.units, total - event.landed)
            self.book(event.location, "landed", 0, event.landed)
        self.put(shelf, event.location, Lot(event.document, event.units, total).units(), known=known)

    def go(self) -> None:
        event, shelf = self.event, self.shelves[self.event.location]
        units, missing = self.take(shelf, -event.units, event.of)
        cost = round(self.cost(shelf) * missing)
        value = sum(unit.value for unit in units) + cost
        credit = event.value if event.kind == "supplier_return" and event.value is not None else value
        self.book(event.location, ACCOUNT_OF[event.kind], event.units, -credit)
        self.book(event.location, "cogs", 0, credit - value)
        self.sold[event.document] += units
        if missing:
            worth = Lot(event.document, missing, cost)
            self.sold[event.document] += worth.units()
            shelf.owed += [(unit, worth) for unit in Lot(event.document, missing, cost).units()]

    def transfer(self) -> None:
        event, here, way = self.event, self.shelves[self.event.location], self.ways[self.event.document]
        origin, target = (here, way) if event.units < 0 else (way, here)
        units, missing = self.take(origin, abs(event.units))
        if missing:
            cost = round(self.cost(origin) * missing)
            origin.owed += [(unit, None) for unit in Lot(event.document, missing, cost).units()]
            units = units + Lot(event.document, missing, cost).units()
        value = sum(unit.value for unit in units)
        sign = 1 if event.units > 0 else -1
        self.book(event.location, "transfers", event.units, sign * value)
        self.book(WAY, "transfers", -event.units, -sign * value)
        place = event.location if event.units > 0 else WAY
        self.put(target, place, units, known=not missing)

    def lose(self) -> None:
        way = self.ways[self.event.document]
        units, _ = self.take(way, -self.event.units)
        self.book(WAY, "write_offs", -len(units), -sum(unit.value for unit in units))
