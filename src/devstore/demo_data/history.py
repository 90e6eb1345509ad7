"""What must have been: opening stock and deliveries that make the data's sales possible.

The data tells what left the shelf, not what came. Each level is given the stock of its first weeks at the
start, and on Mondays before opening a delivery whenever the coming week would eat into its cushion. So no
level is ever below zero, and the last levels hold what such a shop would hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from zlib import crc32

from devstore.demo_data.records import Delivery, Kind, Line, Opening

COVER_WEEKS = 6
"""A delivery covers this many weeks."""
PACK = 6
LEAN_PERCENT = 7
"""So many levels keep no cushion and get no last delivery: they end near or at nothing."""

Level = tuple[str, int]


def stock_delta(line: Line) -> int:
    """What a line does to what is available."""
    return -line.quantity if line.kind is Kind.SALE else line.quantity


def derive_stock(
    lines: Sequence[Line], began_at: datetime, levels: Iterable[Level]
) -> tuple[list[Opening], list[Delivery]]:
    """Openings of all levels and the deliveries, in order of time, under which no level goes below zero."""
    by_level: dict[Level, list[tuple[datetime, int]]] = defaultdict(list)
    for line in lines:
        by_level[line.sku, line.location].append((line.at, stock_delta(line)))
    openings: list[Opening] = []
    deliveries: list[Delivery] = []
    for sku, location in levels:
        moves = by_level.get((sku, location), [])
        opening, arrivals = _plan_level(sku, location, moves, began_at)
        openings.append(Opening(sku, location, opening))
        deliveries += arrivals
    deliveries.sort(key=lambda delivery: delivery.at)
    return openings, deliveries


def _plan_level(
    sku: str, location: int, moves: list[tuple[datetime, int]], began_at: datetime
) -> tuple[int, list[Delivery]]:
    salt = crc32(f"{sku}/{location}".encode())
    if not moves:
        return salt % 25, []
    weeks = _weeks(moves, began_at)
    sold = -sum(delta for _, delta in moves if delta < 0)
    is_lean = salt % 100 < LEAN_PERCENT
    cushion = 0 if is_lean else -(-sold // max(1, len(weeks)))
    balance = opening = _pack(cushion + _deepest(weeks[:COVER_WEEKS]))
    arrivals = []
    for number, week in enumerate(weeks):
        if balance - _deepest([week]) < cushion:
            ahead = weeks[number : number + COVER_WEEKS]
            wanted = cushion + _deepest(ahead) - balance
            quantity = wanted if is_lean else _pack(wanted + _rest(weeks, number, sold))
            arrivals.append(Delivery(_monday(began_at, number), sku, location, quantity))
            balance += quantity
        balance += sum(week)
    return opening, arrivals


def _rest(weeks: list[list[int]], number: int, sold: int) -> int:
    """What a delivery near the end brings for the weeks that the data no longer tells of."""
    missing = max(0, number + COVER_WEEKS - len(weeks))
    return missing * sold // max(1, len(weeks))


def _weeks(moves: list[tuple[datetime, int]], began_at: datetime) -> list[list[int]]:
    start = _monday(began_at, 0)
    last = (moves[-1][0] - start).days // 7
    weeks: list[list[int]] = [[] for _ in range(last + 1)]
    for at, delta in moves:
        weeks[(at - start).days // 7].append(delta)
    return weeks


def _monday(began_at: datetime, number: int) -> datetime:
    """Six in the morning of the Monday that starts a week; the first is the opening's own."""
    first = began_at - timedelta(days=began_at.weekday())
    return first.replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(weeks=number)


def _deepest(weeks: Iterable[list[int]]) -> int:
    """How far the balance falls at the worst moment of these weeks."""
    return -min(0, min(accumulate(delta for week in weeks for delta in week), default=0))


def _pack(quantity: int) -> int:
    return -(-quantity // PACK) * PACK
