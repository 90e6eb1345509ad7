"""The restore drill: back up, lose the database, restore, compare, read anew, confirm; nothing twice."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import pytest
from backups.conftest import checksums
from sqlalchemy import text

from e2e.browser import run_flows
from e2e.desk import equals_the_store
from e2e.system import System, answers, wait_until
from inventorysync.kit.db import Database

UNKNOWN = {"http": {"lost_reply": 1.0}}
CALM = {"http": {"lost_reply": 0.0}}
PROCESSES = ("api0", "api1", "worker0", "worker1")
# What a restore says of itself: safe mode, the leases and jobs that ended, the backup that it was.
SAID = frozenset({"shop", "recovery", "backup_run", "job", "sync_stream", "import_run", "sign_in"})


def change(system: System, row: dict[str, Any], delta: int, note: str) -> str:
    line = {"inventory_item_id": row["inventory_item_id"], "location_id": row["location_id"], "delta": delta}
    wanted = {"kind": "adjust", "reason": "correction", "note": note, "lines": [line]}
    made = system.app("POST", "change-sets", headers={"Idempotency-Key": uuid4().hex}, json=wanted)
    return str(made.raise_for_status().json()["id"])


def state(system: System, change_set: str) -> str:
    return str(system.app("GET", f"change-sets/{change_set}").json()["state"])


def end_all(system: System) -> None:
    for name in PROCESSES:
        system.kill(name)


def start(system: System, *numbers: int) -> None:
    for number in numbers:
        system.start_api(number)
        system.start_worker(number)
    for url in [system.api_urls[number] for number in numbers]:
        wait_until(lambda url=url: answers(f"{url}/health/ready"), 60, url)  # type: ignore[misc]


async def end_leases(url: str) -> None:
    """Killed workers hold their shops for some more seconds, which prove nothing here."""
    database = Database(url, pool_size=1)
    async with database.system() as connection:
        await connection.execute(text("UPDATE sync_stream SET lease_until = to_timestamp(0)"))
    await database.close()


def recovery(system: System) -> dict[str, Any]:
    found: dict[str, Any] = system.app("GET", "recovery").json()["recovery"]
    return found


def newest_cause(system: System, row: dict[str, Any]) -> str:
    asked = {"location_id": row["location_id"], "name": "available"}
    return str(next(system.pages(f"items/{row['inventory_item_id']}/movements", **asked))["cause"])


def key(row: dict[str, Any]) -> tuple[str, str]:
    return row["inventory_item_id"], row["location_id"]


def test_a_database_that_was_lost_comes_back_and_counts_nothing_twice(
    system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    wait_until(lambda: equals_the_store(system), 30, "a quiet start")
    found = [row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 9][-7:]
    unknown, waiting, later, sold, edited, _, untouched = found
    truth = system.truth()

    system.store("PUT", "faults", UNKNOWN)
    of_unknown = change(system, unknown, -4, "carried out, and nobody knew when the backup was made")
    wait_until(
        lambda: system.truth()[key(unknown)]["available"] == truth[key(unknown)]["available"] - 4, 20, "it"
    )
    for name in ("worker0", "worker1"):
        system.kill(name)
    of_waiting = change(system, waiting, -2, "not sent when the backup was made")
    end_all(system)
    asyncio.run(end_leases(system.postgres.url))
    before, began = asyncio.run(checksums(system.postgres.url, but=SAID)), time.monotonic()
    told = [system.command("backup").strip()]
    backed_up = time.monotonic() - began

    system.store("PUT", "faults", CALM)
    start(system, 0)
    of_later = change(system, later, 7, "after the backup")
    system.store("POST", "order", {"sku": sold["sku"], "quantity": 3, "location": sold["location_id"]})
    less = edited["quantities"]["available"] - 5
    system.store("POST", "edit", {"sku": edited["sku"], "location": edited["location_id"], "available": less})
    sent = (of_waiting, of_later)
    wait_until(lambda: all(state(system, one) == "confirmed" for one in sent), 60, "both are confirmed")
    wait_until(lambda: system.levels()[key(edited)]["available"] == less, 30, "the edit is seen")
    wait_until(lambda: system.levels()[key(sold)] == system.truth()[key(sold)], 30, "the sale is seen")

    for name in ("api0", "worker0"):
        system.kill(name)
    assert system.command("backups").count("✓ inventorysync-") >= 2, "the workers made one by themselves"
    system.postgres.lose(system.folder / "postgres" / "cluster")
    began = time.monotonic()
    told += system.command("restore", "newest").splitlines()
    restored = time.monotonic() - began
    assert asyncio.run(checksums(system.postgres.url, but=SAID)) == before

    true = system.truth()
    began = time.monotonic()
    start(system, 0, 1)
    assert system.app("GET", "shop").json()["safe_since"] is not None
    in_safe_mode = change(system, untouched, 1, "wanted in safe mode")
    wait_until(lambda: recovery(system)["state"] == "waits", 120, "everything is read anew")
    read = time.monotonic() - began

    assert system.truth() == true, "nothing is sent in safe mode"
    assert equals_the_store(system)
    assert state(system, in_safe_mode) != "confirmed"
    seen = recovery(system)
    assert seen["given_up"] == {"lines": 2, "transfer_steps": 0, "imports": 0, "stocktakes": 0}
    differing = {
        (one["inventory_item_id"], one["location_id"]): one
        for one in system.pages("drift/differences")
        if one["cause"] == "restored"
    }
    assert set(differing) == {key(row) for row in (unknown, waiting, later, sold, edited)}
    assert seen["levels_different"] == 5
    by_name = {
        place: {each["name"]: each["units"] for each in one["quantities"]} for place, one in differing.items()
    }
    assert by_name[key(unknown)] == {"available": -4, "on_hand": -4}
    assert by_name[key(waiting)] == {"available": -2, "on_hand": -2}
    assert by_name[key(later)] == {"available": 7, "on_hand": 7}
    assert by_name[key(edited)] == {"available": -5, "on_hand": -5}
    assert {(one["state"], one["decided_by"], one["can_be_pushed"]) for one in differing.values()} == {
        ("taken", "restored", False)
    }
    for lost in (of_unknown, of_waiting):
        (line,) = system.app("GET", f"change-sets/{lost}").json()["lines"]
        assert (line["state"], line["error"]["code"]) == ("failed", "RESTORED")
    assert system.app("GET", f"change-sets/{of_later}").status_code == 404, "it is known to Shopify alone"

    assert "5 of " in system.command("recovery", "show")
    run_flows(system, "alone/restored")
    assert "not in safe mode" in system.command("recovery", "confirm")
    wait_until(lambda: state(system, in_safe_mode) == "confirmed", 30, "what was wanted meanwhile is sent")
    wait_until(lambda: equals_the_store(system), 30, "the app equals the store")
    after = system.truth()
    assert after[key(untouched)]["available"] == true[key(untouched)]["available"] + 1
    assert {place: after[place] for place in differing} == {place: true[place] for place in differing}
    assert system.app("GET", "shop").json()["safe_since"] is None
    assert newest_cause(system, later) == "restore_baseline"
    assert newest_cause(system, sold) == "order", "the order explains its part"
    system.prove_ledger()
    with capsys.disabled():
        print("\n" + "\n".join(told))  # noqa: T201 - the times are what a drill is for
        print(f"backed up {backed_up:.1f} s, restored {restored:.1f} s, read anew {read:.1f} s")  # noqa: T201
