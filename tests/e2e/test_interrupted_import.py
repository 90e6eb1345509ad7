"""A first import whose workers are killed and whose files break off: it goes on, and books nothing twice."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest

from e2e.system import System, started_system

VARIANTS, LOCATIONS = 12_000, 5
OPENED_TWICE = """
    SELECT count(*) FROM (
        SELECT FROM stock_entry JOIN stock_movement USING (shop_id, movement_id)
        WHERE cause = 'opening' GROUP BY item_id, location_id, name HAVING count(*) > 1) AS twice
"""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("import")
    broken = {"bulk": {"cut": 0.4}, "seed": 2}
    with started_system(folder, products=VARIANTS, locations=LOCATIONS, faults=broken) as running:
        yield running


def kill_in(system: System, phase: str, is_halfway: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Kill the workers in the middle of a phase; how far the import was then."""
    deadline = time.monotonic() + 60
    while True:
        seen = system.imported()
        if seen["phase"] == phase and is_halfway(seen):
            break
        assert time.monotonic() < deadline, f"no moment in the middle of {phase}: {seen}"
        assert seen["state"] != "done", f"the import ended before it was seen in the middle of {phase}"
        time.sleep(0.01)
    for number in range(2):
        system.kill(f"worker{number}")
    stopped = system.imported()
    for number in range(2):
        system.start_worker(number)
    return stopped


async def ask(system: System, statement: str) -> Any:
    connection = await asyncpg.connect(system.postgres.url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_an_import_killed_in_each_phase_goes_on_and_books_every_opening_once(system: System) -> None:
    in_catalogue = kill_in(system, "catalogue", lambda seen: 0 < seen["variants"] < VARIANTS)
    assert in_catalogue["state"] == "running"
    in_levels = kill_in(system, "levels", lambda seen: 0 < seen["levels"] < seen["levels_expected"])
    assert in_levels["variants"] == VARIANTS
    deadline = time.monotonic() + 90
    while (seen := system.imported())["state"] != "done":
        assert seen["levels"] >= in_levels["levels"], "it began again"
        assert time.monotonic() < deadline, seen
        time.sleep(0.1)
    truth = system.truth()
    system.store("PUT", "faults", {})
    assert (seen["variants"], seen["levels"]) == (VARIANTS, len(truth))
    assert seen["products"] == system.store("GET", "info")["products"]
    assert system.levels() == truth
    assert asyncio.run(ask(system, OPENED_TWICE)) == 0
    system.prove_ledger()
