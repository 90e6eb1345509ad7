"""A supplier's least order: filled by what will be needed soonest."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fillable:
    """An item of a supplier: `spare_units` above its reorder point with all that is ordered, `daily` sold.

    `quantity` is in the order already; `room` is how many more its caps allow.
    """

    unit_cost: Decimal
    quantity: int
    minimum: int
    pack: int
    room: int
    spare_units: float
    daily: float


def fill(lines: Sequence[Fillable], least: Decimal) -> tuple[int, ...] | None:
    """How many units to add to each line so that the order is worth the least the supplier takes.

    One pack at a time goes to the line that would come to its reorder point soonest. None where no filling
    reaches it; nothing is added to an order that is large enough.
    """
    worth = sum((line.quantity * line.unit_cost for line in lines), Decimal())
    added = [0] * len(lines)
    waiting = [(_days_left(line, 0), place) for place, line in enumerate(lines) if _step(line, 0)]
    heapq.heapify(waiting)
    while worth < least:
        if not waiting:
            return None
        _, place = heapq.heappop(waiting)
        line = lines[place]
        step = _step(line, added[place])
        added[place] += step
        worth += step * line.unit_cost
        if _step(line, added[place]):
            heapq.heappush(waiting, (_days_left(line, added[place]), place))
    return tuple(added)


def _step(line: Fillable, added: int) -> int:
    """The next units to add: a pack, or the minimum to begin with; 0 where nothing can or may be added."""
    if line.daily <= 0 or line.unit_cost <= 0:
        return 0
    begun = line.quantity + added
    step = line.pack if begun else -(-max(line.minimum, 1) // line.pack) * line.pack
    return step if added + step <= line.room else 0


def _days_left(line: Fillable, added: int) -> float:
    return (line.spare_units + added) / line.daily
