"""A write whose outcome stays unknown for too long waits for a person, and nothing is lost by it."""

import asyncio
import signal
from uuid import uuid4

from sqlalchemy import text

from e2e.system import System, wait_until
from inventorysync.kit.db import Database

UNKNOWN = {"http": {"lost_reply": 1.0}}
CALM = {"http": {"lost_reply": 0.0}}


def let_a_day_pass(system: System) -> None:
    """The write that is under way was sent almost a day ago."""

    async def age() -> None:
        database = Database(system.postgres.url, pool_size=1)
        async with database.system() as connection:
            shops = (await connection.execute(text("SELECT shop_id FROM shop"))).scalars().all()
        async with database.shop(shops[0]) as connection:
            aged = await connection.execute(
                text("""
                    UPDATE write_call SET created_at = now() - interval '21 hours', next_attempt_at = now()
                    WHERE state = 'open'
                """)
            )
            assert aged.rowcount == 1
        await database.close()

    asyncio.run(age())


def test_a_write_of_unknown_outcome_is_decided_and_the_stores_agree(system: System) -> None:
    row = next(row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 9)
    key = (row["inventory_item_id"], row["location_id"])
    before = row["quantities"]["available"]
    system.store("PUT", "faults", UNKNOWN)
    line = {"inventory_item_id": key[0], "location_id": key[1], "delta": -4}
    wanted = {"kind": "adjust", "reason": "damaged", "note": "Fell off the shelf", "lines": [line]}
    headers = {"Idempotency-Key": uuid4().hex}
    change_set = system.app("POST", "change-sets", headers=headers, json=wanted).json()["id"]
    wait_until(lambda: system.truth()[key]["available"] == before - 4, 20, "Shopify has carried it out")
    wait_until(lambda: system.app("GET", "sync").json()["writing"]["open"] == 1, 20, "nobody knows here")
    let_a_day_pass(system)
    wait_until(lambda: bool(system.app("GET", "quarantine").json()["items"]), 60, "it is set aside")
    system.store("PUT", "faults", CALM)
    (write,) = system.app("GET", "quarantine").json()["items"]
    assert (write["change_set_id"], write["note"]) == (change_set, "Fell off the shelf")
    assert system.levels()[key]["available"] == before

    answer = system.app("POST", f"quarantine/{write['id']}/decide", json={"was_applied": True})
    assert answer.status_code == 200, answer.text
    assert system.levels()[key]["available"] == before - 4
    assert system.app("GET", f"change-sets/{change_set}").json()["state"] == "confirmed"
    wait_until(lambda: system.levels()[key] == system.truth()[key], 30, "the stores agree")

    system.store("POST", "edit", {"sku": row["sku"], "location": key[1], "available": 50})
    wait_until(lambda: system.levels()[key]["available"] == 50, 20, "the level is observed again")
    movements = list(system.pages(f"items/{key[0]}/movements", location_id=key[1], name="available"))
    assert [(m["cause"], m["delta"]) for m in movements[:2]] == [
        ("unexplained", 50 - (before - 4)),
        ("adjustment", -4),
    ]
    assert movements[1]["document"]["label"] == "Fell off the shelf"


def test_a_worker_that_waits_for_shopify_ends_in_time_and_the_change_is_made_once(system: System) -> None:
    row = next(system.pages("levels", limit=1))
    at = row["inventory_item_id"], row["location_id"]
    before = system.truth()[at]["available"]
    store = system.processes["devstore"]
    store.send_signal(signal.SIGSTOP)
    try:
        line = {"inventory_item_id": at[0], "location_id": at[1], "delta": 3}
        body = {"kind": "adjust", "reason": "correction", "lines": [line]}
        made = system.app("POST", "change-sets", headers={"Idempotency-Key": uuid4().hex}, json=body).json()
        path = f"change-sets/{made['id']}"
        wait_until(lambda: system.app("GET", path).json()["state"] == "pushing", 10, "it is under way")
        for number in range(2):
            system.processes[f"worker{number}"].terminate()
        ended = [system.processes[f"worker{number}"].wait(15) for number in range(2)]
    finally:
        store.send_signal(signal.SIGCONT)
    assert ended == [0, 0]
    for number in range(2):
        system.start_worker(number)
    wait_until(lambda: system.app("GET", path).json()["state"] == "confirmed", 60, "confirmed")
    assert system.truth()[at]["available"] == before + 3
