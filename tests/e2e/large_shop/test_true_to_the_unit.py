"""The promise, end to end: whatever breaks, the app's stock equals the store's and the ledger explains it."""

import random
import statistics
import threading
import time
from typing import Any
from uuid import uuid4

import redis

from e2e.system import System, answers, wait_until

STORM = {"events": 500, "seed": 11, "seconds": 15}
FAULTS = {
    "webhooks": {"duplicate": 0.2, "drop": 0.1, "delay_seconds": 1.0, "reorder": 0.3},
    "http": {
        "rate_429": 0.02,
        "rate_5xx": 0.04,
        "lost_reply": 0.06,
        "lost_request": 0.02,
        "truncate": 0.01,
        "html": 0.01,
        "slow": 0.03,
        "slow_seconds": 1.5,
    },
    "stale_reads": {"rate": 0.05, "lag_seconds": 2.0},
    "seed": 5,
}
CALM: dict[str, Any] = {}  # what is left out is switched off
ENDED = {"confirmed", "partly_failed", "failed"}


def difference(system: System) -> dict[Any, Any]:
    true, ours = system.truth(), system.levels()
    return {
        key: (true.get(key), ours.get(key))
        for key in true.keys() | ours.keys()
        if true.get(key) != ours.get(key)
    }


def some_levels(system: System, chance: random.Random, count: int) -> list[dict[str, Any]]:
    return chance.sample(list(system.pages("levels", limit=250)), count)


def want(system: System, levels: list[dict[str, Any]], delta: int) -> str:
    lines = [
        {"inventory_item_id": row["inventory_item_id"], "location_id": row["location_id"], "delta": delta}
        for row in levels
    ]
    answer = system.app(
        "POST",
        "change-sets",
        headers={"Idempotency-Key": uuid4().hex},
        json={"kind": "adjust", "reason": "correction", "lines": lines},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_the_first_import_is_the_store_to_the_unit(system: System) -> None:
    assert len(system.truth()) > 150
    assert difference(system) == {}


def test_an_order_is_in_the_ledger_as_an_order_within_two_seconds(system: System) -> None:
    ready = [f"{url}/health/ready" for url in system.api_urls]
    wait_until(lambda: all(map(answers, ready)), 60, "every api takes webhooks again")
    first, *others = some_levels(system, random.Random(1), 13)
    order_until_booked(system, first, within=20)  # whoever was killed before this is followed by another
    delays = [order_until_booked(system, row, within=10) for row in others]
    assert statistics.quantiles(delays, n=20)[-1] < 2.0, delays


def order_until_booked(system: System, row: dict[str, Any], within: float) -> float:
    """Sell one; how many seconds the order took to stand in the item's movements."""
    item, began = row["inventory_item_id"], time.monotonic()
    body = {"sku": row["sku"], "quantity": 1, "location": row["location_id"]}
    order = system.store("POST", "order", body)["order_id"]

    def is_booked() -> bool:
        found = system.app("GET", f"items/{item}/movements", params={"limit": 10}).json()["items"]
        return any(m["cause"] == "order" and m["document"]["id"] == order for m in found if m["document"])

    while not is_booked():
        assert time.monotonic() - began < within, order
        time.sleep(0.05)
    return time.monotonic() - began


def test_an_edit_in_the_store_appears_and_one_in_the_app_arrives(system: System) -> None:
    row = some_levels(system, random.Random(2), 1)[0]
    key = (row["inventory_item_id"], row["location_id"])
    system.store("POST", "edit", {"sku": row["sku"], "location": row["location_id"], "available": 77})
    wait_until(lambda: system.levels()[key]["available"] == 77, 5, "the edit in the app")
    change_set = want(system, [row], 5)
    wait_until(
        lambda: system.app("GET", f"change-sets/{change_set}").json()["state"] == "confirmed", 5, "confirmed"
    )
    assert system.truth()[key]["available"] == 82
    assert system.levels()[key]["available"] == 82


def test_faults_kills_and_edits_from_both_sides_lose_no_unit(system: System) -> None:
    system.store("PUT", "faults", FAULTS)
    chance, wanted = random.Random(3), []
    storm = threading.Thread(target=lambda: system.store("POST", "storm", STORM))
    storm.start()
    for round_ in range(10):
        wanted += [want(system, some_levels(system, chance, 3), chance.choice((-2, 3))) for _ in range(3)]
        if round_ in (2, 6):
            system.kill(f"worker{round_ % 4 // 2}")
            system.start_worker(round_ % 4 // 2)
        if round_ == 4:
            system.kill("api0")
            system.start_api(0)
        if round_ == 3:
            system.postgres.kill()
            time.sleep(1)
            system.postgres.come_back()
        if round_ == 5:
            redis.Redis.from_url(system.env["REDIS_URL"]).flushall()
        if round_ == 7:
            system.valkey.kill()
            time.sleep(1)
            system.valkey.come_back()
        if round_ == 8:
            system.postgres.kill()
            system.postgres.come_back()
        time.sleep(1)
    storm.join()
    system.store("PUT", "faults", CALM)

    def have_ended() -> bool:
        return all(system.app("GET", f"change-sets/{key}").json()["state"] in ENDED for key in wanted)

    wait_until(have_ended, 150, "all change sets have ended")
    states = [system.app("GET", f"change-sets/{key}").json()["state"] for key in wanted]
    assert set(states) == {"confirmed"}
    wait_until(lambda: difference(system) == {}, 90, "the app equals the store")
    assert system.app("GET", "drift").json() == {"drift_units": 0, "levels": []}


def test_the_ledger_explains_every_level(system: System) -> None:
    system.prove_ledger()
    for row in some_levels(system, random.Random(4), 25):
        item, place = row["inventory_item_id"], row["location_id"]
        sums: dict[str, int] = {}
        for movement in system.pages(f"items/{item}/movements", location_id=place, limit=250):
            sums[movement["name"]] = sums.get(movement["name"], 0) + movement["delta"]
        booked = {name: units for name, units in system.levels()[item, place].items() if units}
        assert {name: units for name, units in sums.items() if units} == booked
