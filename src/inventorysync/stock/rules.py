"""Which facts explain which booked differences: pure arithmetic on units by quantity name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inventorysync.kit.quantity import Quantities, plus

SLACK = timedelta(seconds=90)  # between an order's own time and the time its stock moved


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
    """
    matches = []
    for fact in sorted(facts, key=lambda f: (f.occurred_at, f.fact_id)):
        fitting = [d for d in differences if _may_contain(d, fact)]
        gains = [(_gain(d.unexplained, fact.deltas), d) for d in fitting]
        best = max(gains, key=lambda pair: (pair[0], -pair[1].movement_id), default=None)
        if best is None or best[0] <= 0:
            continue
        best[1].unexplained = plus(best[1].unexplained, {n: -d for n, d in fact.deltas.items()})
        matches.append(Match(best[1].movement_id, fact.fact_id, fact.deltas))
    return matches


def _may_contain(difference: Difference, fact: Fact) -> bool:
    began_before = difference.since is None or difference.since - SLACK <= fact.occurred_at
    return began_before and (fact.since or fact.occurred_at) <= difference.until + SLACK


def _gain(unexplained: Quantities, deltas: Quantities) -> int:
    """By how many units the unexplained rest shrinks, over all names."""
    rest = plus(unexplained, {name: -units for name, units in deltas.items()})
    return sum(map(abs, unexplained.values())) - sum(map(abs, rest.values()))
