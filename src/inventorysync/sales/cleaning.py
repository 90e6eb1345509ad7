"""From what orders did to demand: pure. Each step says what it takes away, and can be left out."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final, Literal, NamedTuple, get_args

Step = Literal["cancelled", "returned", "one_off", "out_of_stock"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

CANCELLED_WITHIN = timedelta(days=7)
"""An order cancelled so soon never was demand; who waited longer wanted it."""
RARE = 2
"""More such orders than these within a year recur: then they are part of what sells, and stay in."""
OTHERS_MIN = 5
"""So many other orders of an item say how large its orders are; fewer tell only what is far larger still."""
FACTOR = 6.0
FACTOR_OF_FEW = 20.0
DEVIATIONS = 3.5
SPREAD_OF_MIDDLE, SPREAD_OF_TENTH = 1.4826, 1 / 1.2816
UNITS_MIN = 12
WEEKS = 4
YEAR = timedelta(days=365)


class Done(NamedTuple):
    """What one order did to an item at one location, by cause, in all."""

    location_id: int
    order_id: int
    label: str
    at: datetime
    ordered: int
    cancelled: int
    returned: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one order wanted of an item from one location, and what became of it."""

    location_id: int
    order_id: int
    label: str
    at: datetime
    day: date
    ordered: int
    cancelled: int
    returned: int
    is_one_off: bool = False
    one_off_limit: int | None = None

    @property
    def kept(self) -> int:
        """Units that the customer kept."""
        return self.ordered - self.cancelled - self.returned


class Switch(NamedTuple):
    """Somebody's word on one step: of an order, of a day, or of all of an item at a location."""

    location_id: int
    step: Step
    order_id: int | None
    day: date | None
    is_on: bool


@dataclass(slots=True)
class Day:
    """A day of an item at a location, with what each step took away."""

    orders: int = 0
    ordered: int = 0
    cancelled: int = 0
    returned: int = 0
    one_off: int = 0

    @property
    def units(self) -> int:
        """Demand: never below nothing."""
        return max(0, self.ordered - self.cancelled - self.returned - self.one_off)


@dataclass(frozen=True, slots=True)
class Switches:
    """What people said about the steps of an item."""

    by_order: Mapping[tuple[int, Step, int], bool] = field(default_factory=dict)
    by_day: Mapping[tuple[int, Step, date], bool] = field(default_factory=dict)
    by_place: Mapping[tuple[int, Step], bool] = field(default_factory=dict)

    def say(self, line: Line, step: Step, *, by_itself: bool) -> bool:
        """Whether a step is done with a line: the nearest word holds; `by_itself` where nobody spoke."""
        place = line.location_id
        for word in (
            self.by_order.get((place, step, line.order_id)),
            self.by_day.get((place, step, line.day)),
            self.by_place.get((place, step)),
        ):
            if word is not None:
                return word
        return by_itself


def switches_of(given: Iterable[Switch]) -> Switches:
    """The words of people, to be looked up."""
    orders: dict[tuple[int, Step, int], bool] = {}
    days: dict[tuple[int, Step, date], bool] = {}
    places: dict[tuple[int, Step], bool] = {}
    for one in given:
        if one.order_id is not None:
            orders[one.location_id, one.step, one.order_id] = one.is_on
        elif one.day is not None:
            days[one.location_id, one.step, one.day] = one.is_on
        else:
            places[one.location_id, one.step] = one.is_on
    return Switches(orders, days, places)


def match_returns(done: Iterable[Done]) -> list[Done]:
    """Give what came back to the places that sold it: units restocked elsewhere lower the demand of the sale.

    What came back of an order that sold nothing here, or more than it sold, is left out.
    """
    orders: dict[int, list[Done]] = defaultdict(list)
    for one in done:
        orders[one.order_id].append(one)
    return [matched for parts in orders.values() for matched in _match(parts)]


def _match(parts: Sequence[Done]) -> list[Done]:
    sold = sorted((p for p in parts if p.ordered > 0), key=lambda p: (-p.ordered, p.location_id))
    if len(sold) == len(parts) and all(p.cancelled + p.returned <= p.ordered for p in parts):
        return list(sold)
    matched = [
        _with(p, min(p.cancelled, p.ordered), min(p.returned, max(0, p.ordered - p.cancelled))) for p in sold
    ]
    cancelled = sum(p.cancelled for p in parts) - sum(p.cancelled for p in matched)
    returned = sum(p.returned for p in parts) - sum(p.returned for p in matched)
    for place, part in enumerate(matched):
        more_cancelled = min(cancelled, part.ordered - part.cancelled - part.returned)
        more_returned = min(returned, part.ordered - part.cancelled - part.returned - more_cancelled)
        cancelled, returned = cancelled - more_cancelled, returned - more_returned
        matched[place] = _with(part, part.cancelled + more_cancelled, part.returned + more_returned)
    return matched


def _with(part: Done, cancelled: int, returned: int) -> Done:
    return part._replace(cancelled=cancelled, returned=returned)


def mark_one_offs(lines: Sequence[Line]) -> list[Line]:
    """The lines with those marked that are far beyond the item's others, and rare.

    Far beyond is more than FACTOR times the middle of the others and more than DEVIATIONS of their own spread
    (in logarithms, the others being all but the RARE largest), at least UNITS_MIN units, and more than the
    item sells in WEEKS ordinary weeks. Among fewer than OTHERS_MIN others it takes FACTOR_OF_FEW times. More
    than RARE of them within a year are no exception.
    """
    sizes = sorted(line.kept for line in lines if line.kept > 0)
    if len(sizes) < 2:
        return list(lines)
    limit = _limit_of(sizes)
    if sizes[-1] <= limit:
        return list(lines)
    limit = math.floor(max(limit, WEEKS * _ordinary_week(lines, limit)))
    moments = sorted(line.at for line in lines if line.kept > limit)
    return [
        replace(line, is_one_off=True, one_off_limit=limit)
        if line.kept > limit and sum(abs(at - line.at) < YEAR for at in moments) <= RARE
        else line
        for line in lines
    ]


def _limit_of(sizes: Sequence[int]) -> float:
    others = sizes[:-RARE]
    if len(others) < OTHERS_MIN:
        return max(UNITS_MIN, median(sizes[:-1]) * FACTOR_OF_FEW)
    logs = [math.log(size) for size in others]
    middle = median(logs)
    spread = SPREAD_OF_MIDDLE * median(abs(each - middle) for each in logs)
    upper = SPREAD_OF_TENTH * (logs[math.ceil(0.9 * (len(logs) - 1))] - middle)
    return max(UNITS_MIN, math.exp(middle + max(DEVIATIONS * max(spread, upper), math.log(FACTOR))))


def _ordinary_week(lines: Iterable[Line], limit: float) -> float:
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        if 0 < line.kept <= limit:
            weeks[line.day.isocalendar()[:2]] += line.kept
    return median(weeks.values()) if weeks else 0.0


def days_of(lines: Iterable[Line], switches: Switches) -> dict[tuple[int, date], Day]:
    """The days of an item by location, each step applied where nobody said otherwise."""
    days: dict[tuple[int, date], Day] = defaultdict(Day)
    for line in lines:
        day = days[line.location_id, line.day]
        day.orders += 1
        day.ordered += line.ordered
        cancelled = line.cancelled if switches.say(line, "cancelled", by_itself=True) else 0
        returned = line.returned if switches.say(line, "returned", by_itself=True) else 0
        day.cancelled += cancelled
        day.returned += returned
        if switches.say(line, "one_off", by_itself=line.is_one_off):
            day.one_off += max(0, line.ordered - cancelled - returned)
    return dict(days)
