"""Units in stock and what they cost: layers first in first out, or one moving average. Pure arithmetic.

Values are whole numbers of the currency's smallest unit. A layer's value is exact, and so is that of each
of its units: the first n of them are worth the nearest cent to their share, so all of them are worth all of
it, however they are split. An average gives each issue the nearest cent to its share of the pool; the last
units take what is left.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from inventorysync.costing.spread import divided


@dataclass(slots=True, eq=False)
class Layer:
    """Units that came together, by the document `source`, for `value` in all."""

    source: str
    at: datetime
    units: int
    value: int

    def first(self, units: int) -> int:
        """What the first so many units are worth."""
        return divided(self.value * units, self.units)


class Piece(NamedTuple):
    """The units of a layer from `start` to before `stop`."""

    layer: Layer
    start: int
    stop: int

    @property
    def units(self) -> int:
        """How many they are."""
        return self.stop - self.start

    @property
    def value(self) -> int:
        """What they are worth."""
        return self.layer.first(self.stop) - self.layer.first(self.start)

    def split(self, units: int) -> tuple["Piece", "Piece"]:
        """The first so many units, and the others."""
        middle = self.start + units
        return Piece(self.layer, self.start, middle), Piece(self.layer, middle, self.stop)


def whole(layer: Layer) -> Piece:
    """All units of a layer."""
    return Piece(layer, 0, layer.units)


def take_first(pieces: deque[Piece], units: int) -> list[Piece]:
    """Take units off the front, as many as there are."""
    taken = []
    while units and pieces:
        piece = pieces.popleft()
        if piece.units > units:
            piece, rest = piece.split(units)
            pieces.appendleft(rest)
        taken.append(piece)
        units -= piece.units
    return taken


class Stock(Protocol):
    """What lies at one place."""

    units: int
    value: int

    def put(self, piece: Piece) -> None:
        """Add units."""
        ...

    def take(self, units: int, at: datetime, source: str = "") -> list[Piece]:
        """Take units, as many as there are; those whose document begins with `source` first, if any."""
        ...

    def pieces(self) -> list[Piece]:
        """What is there, the next to leave first."""
        ...


@dataclass(slots=True)
class Fifo:
    """Layers in the order in which they came to this place."""

    units: int = 0
    value: int = 0
    queue: deque[Piece] = field(default_factory=deque)

    def put(self, piece: Piece) -> None:
        """Add units behind the others."""
        self.queue.append(piece)
        self.units += piece.units
        self.value += piece.value

    def take(self, units: int, at: datetime, source: str = "") -> list[Piece]:  # noqa: ARG002 - see Stock
        """Take the oldest units, before them those of `source`."""
        taken = self._take_of(source, units) if source else []
        taken += take_first(self.queue, units - sum(piece.units for piece in taken))
        self.units -= sum(piece.units for piece in taken)
        self.value -= sum(piece.value for piece in taken)
        return taken

    def _take_of(self, source: str, units: int) -> list[Piece]:
        mine = deque(piece for piece in self.queue if piece.layer.source.startswith(source))
        taken = take_first(mine, units)
        if taken:
            left = {(id(piece.layer), piece.stop): piece for piece in mine}
            kept = []
            for piece in self.queue:
                rest = left.get((id(piece.layer), piece.stop))
                if not piece.layer.source.startswith(source):
                    kept.append(piece)
                elif rest is not None:
                    kept.append(rest)
            self.queue = deque(kept)
        return taken

    def pieces(self) -> list[Piece]:
        """The layers, the oldest first."""
        return list(self.queue)


@dataclass(slots=True)
class Average:
    """A pool in which all units cost the same."""

    units: int = 0
    value: int = 0
    at: datetime | None = None
    source: str = ""

    def put(self, piece: Piece) -> None:
        """Add units; the average moves."""
        self.units += piece.units
        self.value += piece.value
        self.at, self.source = piece.layer.at, piece.layer.source

    def take(self, units: int, at: datetime, source: str = "") -> list[Piece]:
        """Take units at the average."""
        units = min(units, self.units)
        if not units:
            return []
        value = divided(self.value * units, self.units)
        self.units -= units
        self.value -= value
        return [whole(Layer(source or self.source, at, units, value))]

    def pieces(self) -> list[Piece]:
        """The pool as one layer."""
        if not self.units or self.at is None:
            return []
        return [whole(Layer(self.source, self.at, self.units, self.value))]
