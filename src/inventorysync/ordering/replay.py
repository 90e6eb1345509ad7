"""A policy tried on demand that was: day by day, what it would have ordered, served and held.

Silver, Pyke and Thomas, *Inventory and Production Management in Supply Chains*, 4th edition, chapter 6,
define the measures: fill rate, cycle service, and the ready rate, of which days out of stock are the rest.
A day has this order: what was ordered arrives, the position is looked at, orders are placed, customers come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inventorysync.ordering.lead_times import LeadTime

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Unmet = Literal["lost", "kept"]

NO_CEILING = 2**40


class CannotReplay(ValueError):
    """Figures that no replay can be made of; the words name what is wrong with them."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What a policy is tried on: `demand` in units by series and day, and `on_hand` before the first day.

    Days before `counted_from` are lived through and not reported.
    """

    demand: Ints
    on_hand: Ints
    unit_cost: Floats
    counted_from: int = 0

    def __post_init__(self) -> None:
        series, days = self.demand.shape
        if len(self.on_hand) != series or len(self.unit_cost) != series:
            raise CannotReplay(f"demand is of {series} series, stock of {len(self.on_hand)}")
        if (self.demand < 0).any():
            raise CannotReplay("a day has less than no demand")
        if not 0 <= self.counted_from < days:
            raise CannotReplay(f"{days} days cannot be counted from day {self.counted_from}")


@dataclass(frozen=True, eq=False)
class Terms:
    """What binds every order of a series: how often one looks, minimum, pack, and how long it takes."""

    review_days: Ints
    minimum: Ints
    pack: Ints
    lead: Sequence[LeadTime]


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Reorder points and order-up-to levels by period and series; row r holds from day `since[r]` on.

    No order brings a position above its `ceilings`.
    """

    since: Ints
    points: Ints
    tops: Ints
    ceilings: Ints

    @staticmethod
    def of(since: Sequence[int], points: Ints, tops: Ints, ceilings: Ints | None = None) -> "Thresholds":
        """Thresholds; no ceilings where none are given. Raises CannotReplay where none holds at first."""
        if not since or since[0] != 0 or list(since) != sorted(set(since)):
            raise CannotReplay("thresholds hold from the first day on, each from a later one")
        if ceilings is None:
            ceilings = np.full_like(tops, NO_CEILING)
        return Thresholds(np.asarray(since, np.int64), points, np.maximum(points, tops), ceilings)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of it, by series over the counted days; `held_by_day` is money over all series.

    `served` is what was there when it was asked for. A cycle ends with each arrival; it is whole where
    nothing was asked for in vain since the one before.
    """

    asked: Ints
    served: Ints
    days_out: Ints
    held: Floats
    held_by_day: Floats
    orders: Ints
    ordered: Ints
    cycles: Ints
    whole_cycles: Ints

    @property
    def fill_rate(self) -> float | None:
        """The share of units asked for that were there; None where nobody asked."""
        return _share(self.served, self.asked)

    @property
    def cycle_service(self) -> float | None:
        """The share of cycles without a shortage; None where nothing arrived."""
        return _share(self.whole_cycles, self.cycles)

    @property
    def mean_held(self) -> float:
        """Money in stock at the end of a day, on average."""
        return float(self.held_by_day.mean())

    @property
    def most_held(self) -> float:
        """The most money in stock at the end of a day."""
        return float(self.held_by_day.max())


def replay(ground: Ground, terms: Terms, thresholds: Thresholds, unmet: Unmet, seed: int = 0) -> Outcome:
    """Live through the days with these thresholds; what is not there is lost, or kept until it arrives.

    The lead time of an order is drawn for its series and day, so that policies tried with one seed have the
    same luck, and one seed always gives the same outcome.
    """
    lengths = _lead_days(terms.lead, ground.demand.shape[1], seed)
    shop = _Shop(ground, terms, lengths, keeps=unmet == "kept")
    row = 0
    for day in range(ground.demand.shape[1]):
        while row + 1 < len(thresholds.since) and thresholds.since[row + 1] <= day:
            row += 1
        shop.receive(day)
        shop.order(day, thresholds.points[row], thresholds.tops[row], thresholds.ceilings[row])
        shop.sell(day)
    return shop.outcome()


class _Shop:
    """Stock, orders on their way and the books of a replay."""

    def __init__(self, ground: Ground, terms: Terms, lengths: Ints, *, keeps: bool) -> None:
        series, days = ground.demand.shape
        self.ground, self.terms, self.lengths, self.keeps = ground, terms, lengths, keeps
        self.stock = ground.on_hand.astype(np.int64)
        self.owed = np.maximum(-self.stock, 0)
        self.stock = np.maximum(self.stock, 0)
        self.on_order = np.zeros(series, np.int64)
        self.arriving = np.zeros((days + int(lengths.max(initial=0)) + 1, series), np.int64)
        self.was_short = np.zeros(series, bool)
        self.sums = {
            name: np.zeros(series, np.int64)
            for name in ("asked", "served", "days_out", "orders", "ordered", "cycles", "whole_cycles")
        }
        self.held = np.zeros(series)
        self.held_by_day = np.zeros(days - ground.counted_from)

    def receive(self, day: int) -> None:
        """What arrives today goes to those who wait, then on the shelf."""
        came = self.arriving[day]
        arrived = came > 0
        self._count(day, "cycles", arrived)
        self._count(day, "whole_cycles", arrived & ~self.was_short)
        self.was_short &= ~arrived
        self.on_order -= came
        self._put(came)

    def order(self, day: int, points: Ints, tops: Ints, ceilings: Ints) -> None:
        """Where a look is due and the position is below its point, order up to its top."""
        terms = self.terms
        position = self.stock + self.on_order - self.owed
        due = (day % terms.review_days == 0) & (position < points)
        least = _up(np.maximum(terms.minimum, 1), terms.pack)
        wanted = _up(np.maximum(np.maximum(tops - position, 0), least), terms.pack)
        room = np.maximum(ceilings - position, 0) // terms.pack * terms.pack
        quantity = np.where(due & (np.minimum(wanted, room) >= least), np.minimum(wanted, room), 0)
        which = np.flatnonzero(quantity)
        self.arriving[day + self.lengths[which, day], which] += quantity[which]
        self.on_order += quantity
        self._count(day, "orders", quantity > 0)
        self._count(day, "ordered", quantity)
        self._at_once(day, which)

    def sell(self, day: int) -> None:
        """Customers take what is there; the rest waits or goes."""
        asked = self.ground.demand[:, day]
        served = np.minimum(asked, self.stock)
        self.stock -= served
        missing = asked - served
        if self.keeps:
            self.owed += missing
        self.was_short |= missing > 0
        self._count(day, "asked", asked)
        self._count(day, "served", served)
        self._count(day, "days_out", self.stock == 0)
        if day >= self.ground.counted_from:
            worth = self.stock * self.ground.unit_cost
            self.held += worth
            self.held_by_day[day - self.ground.counted_from] = worth.sum()

    def outcome(self) -> Outcome:
        """The books, closed."""
        days = len(self.held_by_day)
        return Outcome(held=self.held / days, held_by_day=self.held_by_day, **self.sums)

    def _at_once(self, day: int, which: Ints) -> None:
        """What takes no day at all is there before the first customer."""
        now = which[self.lengths[which, day] == 0]
        if len(now):
            came = np.zeros_like(self.stock)
            came[now] = self.arriving[day, now]
            self.arriving[day, now] = 0
            self._count(day, "cycles", came > 0)
            self._count(day, "whole_cycles", (came > 0) & ~self.was_short)
            self.was_short[now] = False
            self.on_order -= came
            self._put(came)

    def _put(self, came: Ints) -> None:
        settled = np.minimum(came, self.owed)
        self.owed -= settled
        self.stock += came - settled

    def _count(self, day: int, name: str, what: NDArray[np.bool_] | Ints) -> None:
        if day >= self.ground.counted_from:
            self.sums[name] += what


def _lead_days(leads: Sequence[LeadTime], days: int, seed: int) -> Ints:
    """How long an order of each series and day takes, in whole days: a part of a day is a whole one."""
    draws = np.random.default_rng(seed).random((len(leads), days))
    lengths = np.empty((len(leads), days), np.int64)
    for row, lead in enumerate(leads):
        ends = np.cumsum(lead.chances)
        at = np.minimum(np.searchsorted(ends, draws[row], side="right"), len(lead.days) - 1)
        lengths[row] = np.ceil(np.asarray(lead.days))[at].astype(np.int64)
    return lengths


def _up(units: Ints, pack: Ints) -> Ints:
    return -(-units // pack) * pack


def _share(part: Ints, whole: Ints) -> float | None:
    total = int(whole.sum())
    return int(part.sum()) / total if total else None
