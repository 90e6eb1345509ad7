"""The production sync core in a deterministic simulation: no unit lost, none counted twice."""

import os

import pytest

from simulation.mutants import MUTANTS, Mutant
from simulation.proof import Tally, kill, run_history

FIXED_STEPS = 500_000
EXPECTED_KILLERS = {
    "no reconciliation": {"I3"},
    "clamps at zero": {"I2"},
    "no version guard": {"I2"},
    "retries a poisoned batch for ever": {"I3"},
}


def test_half_a_million_steps_of_fixed_seeds_keep_every_invariant() -> None:
    tally, seed = Tally(), 0
    while tally.steps < FIXED_STEPS:
        assert run_history(seed, tally) is None, f"seed {seed}"
        seed += 1
    assert tally.violations == 0
    assert min(tally.kills, tally.duplicates, tally.drops, tally.zombies, tally.stale_reads) > 100


def test_a_fresh_seed_keeps_every_invariant(capsys: pytest.CaptureFixture[str]) -> None:
    seed, tally = int.from_bytes(os.urandom(6)), Tally()
    with capsys.disabled():
        print(f"\nfresh seed {seed}", end=" ")  # noqa: T201
    assert run_history(seed, tally) is None, f"seed {seed}"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_is_killed(mutant: Mutant, capsys: pytest.CaptureFixture[str]) -> None:
    killed = kill(mutant)
    assert killed is not None, f"{mutant.name} survives"
    with capsys.disabled():
        print(f"\n{mutant.name}: killed by {killed[0]}, seed {killed[1]}", end=" ")  # noqa: T201
    assert killed[0] in EXPECTED_KILLERS.get(mutant.name, {"I1", "I2"})
