"""Processes killed in the middle of large work: it ends as if nothing had happened, once."""

import csv
import io
import itertools
import random
import time
from typing import Any
from uuid import uuid4

from e2e.system import System, wait_until

LINES = 1_200
KILLS = 4
SETTLED = ("confirmed", "partly_failed", "failed")


def file_of(levels: list[dict[str, Any]], delta: int) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(["Inventory item id", "Location", "Adjustment"])
    writer.writerows([level["inventory_item_id"], level["location_name"], delta] for level in levels)
    return made.getvalue().encode()


def ask(system: System, method: str, path: str, **request: Any) -> Any:
    answer = system.app(method, path, **request)
    assert answer.status_code < 300, answer.text
    return answer.json()


def killing(system: System, is_done: Any, dice: random.Random, kills: int = KILLS) -> int:
    """Kill workers and apis at random moments until it is done or so many are dead; how many were killed."""
    killed = 0
    deadline = time.monotonic() + 180
    while not is_done() or killed == 0:
        assert time.monotonic() < deadline, "it never ends"
        if killed == kills:
            time.sleep(0.2)
            continue
        time.sleep(dice.uniform(0.0, 0.5))
        name = dice.choice(["worker0", "worker1", "api0"])  # the other api answers meanwhile
        system.kill(name)
        (system.start_api if name == "api0" else system.start_worker)(int(name[-1]))
        killed += 1
    return killed


def truth_of(system: System, levels: list[dict[str, Any]]) -> list[int]:
    truth = system.truth()
    return [truth[level["inventory_item_id"], level["location_id"]]["available"] for level in levels]


def test_an_import_and_its_undo_are_carried_out_once_whoever_dies(system: System) -> None:
    dice = random.Random(7)
    tracked = (level for level in system.pages("levels", limit=250) if level["tracked"])
    levels = list(itertools.islice(tracked, LINES))
    before = truth_of(system, levels)
    made = ask(
        system,
        "POST",
        "imports",
        params={"kind": "adjustments", "name": "killed.csv"},
        content=file_of(levels, 7),
    )
    path = f"imports/{made['id']}"
    ask(system, "PUT", f"{path}/columns", json={"roles": made["roles"]})
    assert killing(system, lambda: ask(system, "GET", path)["state"] == "checked", dice, kills=3) > 0
    checked = ask(system, "GET", path)
    assert (checked["counts"]["rows"], checked["counts"]["changes"]) == (len(levels), len(levels))
    for _ in range(2):
        ask(system, "POST", f"{path}/apply", json={"reason": "received"})
    assert killing(system, lambda: _settled(system, ask(system, "GET", path)["change_set_id"]), dice) > 0
    change_set = ask(system, "GET", path)["change_set_id"]
    assert truth_of(system, levels) == [units + 7 for units in before]
    headers = {"Idempotency-Key": uuid4().hex}
    undone = [
        ask(system, "POST", f"change-sets/{change_set}/undo", json={"note": ""}, headers=headers)["id"]
        for _ in range(2)
    ]
    assert undone[0] == undone[1]
    assert killing(system, lambda: _settled(system, undone[0]), dice) > 0
    assert truth_of(system, levels) == before
    wait_until(lambda: system.levels() == system.truth(), 60, "our levels are the store's")
    system.prove_ledger()


def _settled(system: System, change_set: str | None) -> bool:
    if change_set is None:
        return False
    found = ask(system, "GET", f"change-sets/{change_set}", params={"lines": "none"})
    assert found["counts"]["failed"] == 0
    return found["state"] in SETTLED
