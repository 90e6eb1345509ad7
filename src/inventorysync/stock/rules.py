"""Which facts explain which booked differences: pure arithmetic on units by quantity name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from inventorysync.kit.quantity import Quantities, plus

SLACK = timedelta(seconds=90)  # between an order's own time and the time its stock moved
PAIRED_MAX = 40  # facts of one difference that are tried in twos


@dataclass(slots=True)
class Difference:
    """A booked difference of one level: what of it is not explained yet, and when it must have happened."""

    movement_id: int
    since: datetime | None
    until: datetime
    unexplained: Quantities


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that moved this level by `deltas` at `occurred_at`, or at a moment from `since` to then."""

    fact_id: int
    occurred_at: datetime
    deltas: Quantities
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A fact explains a part of a difference: parts and rest always sum to the difference."""

    movement_id: int
    fact_id: int
    deltas: Quantities = field(default_factory=dict)


def explain(differences: list[Difference], facts: list[Fact]) -> list[Match]:
    """Tie each fact to the difference it happened in, if that leaves less of it unexplained.

    A fact is tied as a whole: an order of three and an edit of plus five, seen in one read as plus two, are
    an order of minus three and plus five that nobody explained. Facts are taken in the order they occurred;
    among the differences whose time fits, the one that is explained furthest wins, then the earliest.
    Two facts may explain together what neither does alone: an order that was sent before its level was read
    left no trace in committed, so neither the order nor its fulfilment fits without the other.
    """
    free = sorted(facts, key=lambda f: (f.occurred_at, f.fact_id))
    matches = _tie_singly(differences, free)
    while pair := _best_pair(differences, free):
        matches += [_tie(pair[0], fact, free) for fact in pair[1]]
        matches += _tie_singly(differences, free)
    return matches


def _tie_singly(differences: list[Difference], free: list[Fact]) -> list[Match]:
    matches = []
    for fact in list(free):
        fitting = [d for d in differences if _may_contain(d, fact)]
        gains = [(_gain(d.unexplained, fact.deltas), d) for d in fitting]
        best = max(gains, key=lambda pair: (pair[0], -pair[1].movement_id), default=None)
        if best is not None and best[0] > 0:
            matches.append(_tie(best[1], fact, free))
    return matches


def _best_pair(
    differences: list[Difference], free: list[Fact]
) -> tuple[Difference, tuple[Fact, Fact]] | None:
    """The two facts that together explain most of one difference; among equals the earliest."""
    best, most = None, 0
    for found in sorted(differences, key=lambda d: d.movement_id):
        if not any(found.unexplained.values()):
            continue
        fitting = [fact for fact in free if _may_contain(found, fact)][:PAIRED_MAX]
        for pair in combinations(fitting, 2):
            gain = _gain(found.unexplained, plus(pair[0].deltas, pair[1].deltas))
            if gain > most:
                best, most = (found, pair), gain
    return best


def _tie(found: Difference, fact: Fact, free: list[Fact]) -> Match:
    found.unexplained = plus(found.unexplained, {name: -units for name, units in fact.deltas.items()})
    free.remove(fact)
    return Match(found.movement_id, fact.fact_id, fact.deltas)


def _may_contain(difference: Difference, fact: Fact) -> bool:
    began_before = difference.since is None or difference.since - SLACK <= fact.occurred_at
    return began_before and (fact.since or fact.occurred_at) <= difference.until + SLACK


def _gain(unexplained: Quantities, deltas: Quantities) -> int:
    """By how many units the unexplained rest shrinks, over all names."""
    rest = plus(unexplained, {name: -units for name, units in deltas.items()})
    return sum(map(abs, unexplained.values())) - sum(map(abs, rest.values()))
