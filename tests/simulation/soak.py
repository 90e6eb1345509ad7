"""`make soak EVENTS=… SEED=…`: histories until that many events, and every mutant; ends with one JSON line.

An event is a step of the simulation: something that others do, someone wants, the wire does or a process
does. Exits 1 on a violation or a mutant that survives.
"""

import argparse
import json
import sys
from multiprocessing import Pool
from os import cpu_count

from simulation.proof import MUTANTS, Tally, kill, run_history

HISTORIES_A_JOB = 10
JOBS_A_ROUND = 10


def _run_seeds(first: int) -> tuple[dict[str, int], list[str]]:
    tally, found = Tally(), []
    for seed in range(first, first + HISTORIES_A_JOB):
        violation = run_history(seed, tally)
        if violation is not None:
            found.append(f"seed {seed}: {violation}")
    return tally.as_json(), found


def _kill_number(number: int) -> tuple[str, int] | None:
    return kill(MUTANTS[number])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    totals: dict[str, int] = {}
    first = wanted.seed * 1_000_003
    with Pool(cpu_count()) as pool:
        killers = pool.map(_kill_number, range(len(MUTANTS)))
        while totals.get("steps", 0) < wanted.events:
            jobs = range(first, first + JOBS_A_ROUND * HISTORIES_A_JOB, HISTORIES_A_JOB)
            first = jobs.stop
            for tally, found in pool.imap_unordered(_run_seeds, jobs):
                totals = {name: totals.get(name, 0) + value for name, value in tally.items()}
                sys.stdout.writelines(line + "\n" for line in found)
    for mutant, killer in zip(MUTANTS, killers, strict=True):
        said = f"killed by {killer[0]} (seed {killer[1]})" if killer else "SURVIVES"
        sys.stdout.write(f"{mutant.name}: {said}\n")
    killed = sum(killer is not None for killer in killers)
    result = {**totals, "changes": totals["events"], "events": totals["steps"]}
    result |= {"mutants_killed": killed, "mutants_total": len(MUTANTS)}
    sys.stdout.write(json.dumps(result) + "\n")
    return 0 if totals["violations"] == 0 and killed == len(MUTANTS) else 1


if __name__ == "__main__":
    sys.exit(main())
