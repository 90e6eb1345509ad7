"""Between places: what one has too much of goes where it lacks, before anything is bought."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lack:
    """Units that a place needs; the greater `urgency` is served first."""

    place: int
    units: int
    urgency: float


@dataclass(frozen=True, slots=True)
class Spare:
    """Units that a place has beyond all it needs itself."""

    place: int
    units: int


@dataclass(frozen=True, slots=True)
class Move:
    """Units that go from one place to another."""

    origin: int
    destination: int
    units: int


def spare_of(available: int, position: int, order_up_to: int) -> int:
    """What a place can give away: it is there now, and is beyond what the place would order up to."""
    return max(min(available, position - order_up_to), 0)


def share(lacks: Sequence[Lack], spares: Sequence[Spare]) -> list[Move]:
    """Who gives what to whom: the most urgent first, each from as few places as can be.

    A place that lacks gives nothing; nobody gives more than they can spare, nobody gets more than they lack.
    """
    lacking = {lack.place for lack in lacks if lack.units > 0}
    left = {spare.place: spare.units for spare in spares if spare.units > 0 and spare.place not in lacking}
    moves = []
    for lack in sorted(lacks, key=lambda each: (-each.urgency, each.place)):
        wanted = lack.units
        while wanted > 0 and left:
            place = _giver(left, wanted)
            units = min(left[place], wanted)
            moves.append(Move(place, lack.place, units))
            wanted -= units
            left[place] -= units
            if not left[place]:
                del left[place]
    return moves


def _giver(left: dict[int, int], wanted: int) -> int:
    """Whoever can give it all and keeps the most, or else whoever has most."""
    return max(left, key=lambda place: (left[place] >= wanted, left[place], -place))
