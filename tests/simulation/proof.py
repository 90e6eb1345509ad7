"""Runs the proof: histories of the production core, and its mutants."""

import random
from dataclasses import asdict, dataclass

from simulation.history import History, Violation
from simulation.mutants import MUTANTS, Mutant, usual

SEEDS_PER_MUTANT = 60


@dataclass
class Tally:
    """What the histories were made of, and what went wrong."""

    histories: int = 0
    steps: int = 0
    events: int = 0
    kills: int = 0
    duplicates: int = 0
    drops: int = 0
    lost_requests: int = 0
    lost_replies: int = 0
    zombies: int = 0
    stale_reads: int = 0
    violations: int = 0
    lost_units: int = 0

    def add(self, history: History) -> None:
        self.histories += 1
        self.steps += history.steps
        self.events += history.shop.counts.get("external", 0)
        self.kills += history.kills
        self.duplicates += history.duplicates
        self.drops += history.drops
        self.lost_requests += history.shop.counts.get("lost_requests", 0)
        self.lost_replies += history.shop.counts.get("lost_replies", 0)
        self.zombies += history.shop.counts.get("zombies", 0)
        self.stale_reads += history.shop.counts.get("stale_reads", 0)

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def run_history(seed: int, tally: Tally) -> Violation | None:
    """One history of the production core from a seed; its violation, if there is one."""
    plan = usual(seed)
    plan.levels = random.Random(seed).randint(2, 8)
    history = History(seed, plan)
    violation = None
    try:
        history.run()
    except Violation as found:
        violation = found
        tally.violations += 1
        tally.lost_units += units_astray(history)
    tally.add(history)
    return violation


def units_astray(history: History) -> int:
    """How many units the booked levels and the shop's differ by."""
    total = 0
    for key, row in history.store.rows.items():
        true = history.shop.levels[key].quantities
        names = true.keys() | row.quantities.keys()
        total += sum(abs(true.get(name, 0) - row.quantities.get(name, 0)) for name in names)
    return total


def kill(mutant: Mutant) -> tuple[str, int] | None:
    """The invariant that sees the mutant and the seed that shows it; None if it survives."""
    for seed in range(SEEDS_PER_MUTANT):
        with mutant.planted():
            try:
                History(seed, mutant.plan(seed), mutant.mend).run()
            except Violation as violation:
                return violation.invariant, seed
    return None


__all__ = ["MUTANTS", "Tally", "kill", "run_history"]
