"""A sum of money: the best set of lines it buys."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

TRIES_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Buyable:
    """A line of an order: what it costs, and what it is worth to have it."""

    cost: Decimal
    worth: float


def best_set(lines: Sequence[Buyable], money: Decimal) -> frozenset[int]:
    """The places of the lines that are worth most together and cost no more than the money.

    Exact for what a shop orders at a time (branch and bound); past TRIES_MAX tries the best found so far,
    which is worth at least half the best there is. A line that costs nothing is always in it, and what money
    is left buys lines that are worth nothing here, the cheapest first.
    """
    free = frozenset(place for place, line in enumerate(lines) if line.cost <= 0)
    paid = [place for place, line in enumerate(lines) if 0 < line.cost <= money and line.worth > 0]
    paid.sort(key=lambda place: (-lines[place].worth / float(lines[place].cost), place))
    best = _Search([lines[place] for place in paid], money).best(paid)
    left = money - sum((lines[place].cost for place in best), Decimal())
    others = (place for place, line in enumerate(lines) if line.cost > 0 and place not in best)
    rest = []
    for place in sorted(others, key=lambda place: (lines[place].cost, place)):
        if lines[place].cost <= left:
            rest.append(place)
            left -= lines[place].cost
    return free | best | frozenset(rest)


class _Search:
    """Branch and bound over lines, the best for their money first."""

    def __init__(self, lines: list[Buyable], money: Decimal) -> None:
        self.lines, self.money = lines, money
        self.worth, self.chosen = self._start()

    def best(self, places: list[int]) -> frozenset[int]:
        """The best set, in the caller's own numbers."""
        self._improve()
        return frozenset(places[each] for each in self.chosen)

    def _start(self) -> tuple[float, tuple[int, ...]]:
        """As much as fits in their order, or the one best line: the better is half the best at least."""
        left, worth, chosen = self.money, 0.0, []
        for place, line in enumerate(self.lines):
            if line.cost <= left:
                left -= line.cost
                worth += line.worth
                chosen.append(place)
        if self.lines:
            one = max(range(len(self.lines)), key=lambda place: self.lines[place].worth)
            if self.lines[one].worth > worth:
                return self.lines[one].worth, (one,)
        return worth, tuple(chosen)

    def _improve(self) -> None:
        """Try sets, never one whose bound is not better than the best known."""
        tries = 0
        waiting: list[tuple[int, Decimal, float, tuple[int, ...]]] = [(0, self.money, 0.0, ())]
        while waiting and tries < TRIES_MAX:
            tries += 1
            place, left, worth, chosen = waiting.pop()
            if worth > self.worth:
                self.worth, self.chosen = worth, chosen
            if place == len(self.lines) or self._bound(place, left, worth) <= self.worth * (1 + 1e-9):
                continue
            line = self.lines[place]
            waiting.append((place + 1, left, worth, chosen))
            if line.cost <= left:
                waiting.append((place + 1, left - line.cost, worth + line.worth, (*chosen, place)))

    def _bound(self, place: int, left: Decimal, worth: float) -> float:
        """What the rest could add if a line could be cut."""
        for line in self.lines[place:]:
            if line.cost > left:
                return worth + line.worth * float(left / line.cost)
            left -= line.cost
            worth += line.worth
        return worth
