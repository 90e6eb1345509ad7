"""What the operator relies on, in real processes: waking, ids to follow, jobs that survive, true health."""

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest
import redis
from alembic.config import Config

from e2e.desk import equals_the_store
from e2e.edge import Edge, visited
from e2e.system import OPERATOR as TOKEN
from e2e.system import ROOT, System, running_system, wait_until
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.migrating import config_for, newest_revision, upgrade

SELDOM = "20"  # seconds between two looks at the clock: whatever is quicker was woken


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    settings = {
        "WORKER_POLL_SECONDS": SELDOM,
        "RECONCILE_HOURS": "6",
        "LOG_LEVEL": "DEBUG",
        "DRAIN_SECONDS": "2",
    }
    folder = tmp_path_factory.mktemp("system")
    with running_system(folder, products=40, settings=settings) as running:
        yield running


def lines_with(system: System, process: str, request_id: str) -> list[dict[str, Any]]:
    """The log lines of a process that carry this id."""
    written = (system.folder / f"{process}.log").read_text().splitlines()
    lines = [json.loads(line) for line in written if request_id in line]
    return [line for line in lines if line.get("request_id") == request_id]


def adjust(system: System, request_id: str) -> dict[str, Any]:
    """Want one unit more, and return the change set when Shopify has it."""
    row = next(system.pages("levels", limit=1))
    line = {"inventory_item_id": row["inventory_item_id"], "location_id": row["location_id"], "delta": 1}
    answer = system.app(
        "POST",
        "change-sets",
        headers={"Idempotency-Key": uuid4().hex, "X-Request-Id": request_id},
        json={"kind": "adjust", "reason": "correction", "lines": [line]},
    )
    made: dict[str, Any] = answer.json()
    wait_until(
        lambda: system.app("GET", f"change-sets/{made['id']}").json()["state"] == "confirmed", 5, "confirmed"
    )
    return made


def answer_of(url: str, token: str = "") -> tuple[int, dict[str, Any]]:
    """Status and body, or 0 where nobody answers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx2.get(url, headers=headers, timeout=10, trust_env=False)
    except httpx2.TransportError:
        return 0, {}
    return answer.status_code, answer.json()


def job_of(system: System, url: str) -> dict[str, Any]:
    found: dict[str, Any] = system.app("GET", url.removeprefix("/api/v1/")).json()
    return found


def test_workers_that_seldom_look_at_the_clock_are_woken(system: System) -> None:
    row = next(system.pages("levels", limit=1))
    key = (row["inventory_item_id"], row["location_id"])
    system.store("POST", "edit", {"sku": row["sku"], "location": row["location_id"], "available": 91})
    wait_until(lambda: system.levels()[key]["available"] == 91, 5, "the edit, by its webhook")


def test_one_id_leads_from_the_request_to_shopifys_call(system: System) -> None:
    request_id = f"follow-{uuid4().hex}"
    made = adjust(system, request_id)
    (request,) = lines_with(system, "api0", request_id)
    assert (request["event"], request["method"], request["status"]) == ("request", "POST", 202)
    calls = [line for n in (0, 1) for line in lines_with(system, f"worker{n}", request_id)]
    (call,) = [line for line in calls if line["event"] == "shopify_call"]
    assert (call["operation"], call["outcome"], call["attempts"]) == (
        "InventoryAdjustQuantities",
        "answered",
        1,
    )
    assert (call["change_set_id"], call["level"]) == (made["id"], "info")
    assert call["cost"] > 0
    assert call["milliseconds"] > 0


def test_the_id_leads_through_a_job_too(system: System) -> None:
    request_id = f"follow-{uuid4().hex}"
    asked = system.app("POST", "sync/reconcile", headers={"X-Request-Id": request_id})
    assert asked.status_code == 202
    wait_until(lambda: job_of(system, asked.json()["url"])["state"] == "done", 15, "a round")
    events = [line["event"] for n in (0, 1) for line in lines_with(system, f"worker{n}", request_id)]
    assert [event for event in events if event.startswith("job_")] == ["job_started", "job_done"]
    figures = job_of(system, asked.json()["url"])["progress"]
    assert figures["levels_checked"] == figures["levels_total"] == len(system.levels())


def test_a_round_survives_an_emptied_redis_and_workers_that_are_killed_in_the_middle(system: System) -> None:
    system.store("PUT", "faults", {"http": {"rate_5xx": 1.0}})
    asked = system.app("POST", "sync/reconcile").json()
    wait_until(lambda: job_of(system, asked["url"])["progress"] is not None, 10, "the round has begun")
    redis.Redis.from_url(system.env["REDIS_URL"]).flushall()
    for number in (0, 1):
        system.kill(f"worker{number}")
    stuck = job_of(system, asked["url"])
    assert stuck["progress"]["levels_checked"] < stuck["progress"]["levels_total"]
    system.store("PUT", "faults", {"http": {"rate_5xx": 0.0}})
    for number in (0, 1):
        system.start_worker(number)
    wait_until(lambda: job_of(system, asked["url"])["state"] == "done", 60, "the round ends")
    done = job_of(system, asked["url"])
    assert (done["id"], done["attempts"]) == (asked["id"], 2)
    assert done["result"]["levels_checked"] == len(system.levels())


@pytest.mark.parametrize("part", ["database", "redis"])
def test_a_part_that_stops_turns_ready_and_status_and_not_that_the_process_lives(
    system: System, part: str
) -> None:
    url = f"{system.api_urls[0]}/health"
    assert [answer_of(f"{url}{path}", TOKEN)[0] for path in ("", "/ready", "/status")] == [200, 200, 200]
    service = system.postgres if part == "database" else system.valkey
    service.kill()
    wait_until(lambda: answer_of(f"{url}/status", TOKEN)[0] == 503, 10, "status has turned")
    status = answer_of(f"{url}/status", TOKEN)[1]
    assert not status["parts"][part]["ok"]
    assert status["parts"][part]["error"]
    assert answer_of(url) == (200, {"status": "alive"})
    assert answer_of(f"{url}/ready")[0] == 503
    service.come_back()
    began = time.monotonic()
    wait_until(lambda: answer_of(f"{url}/status", TOKEN)[0] == 200, 10, "all is well again")
    assert time.monotonic() - began < 8
    assert answer_of(f"{url}/ready") == (
        200,
        {"database": True, "migrations": True, "redis": True, "staying": True},
    )


def test_status_and_metrics_are_for_the_operator(system: System) -> None:
    root = system.api_urls[0]
    for path in ("/metrics", "/health/status"):
        for token in ("", "wrong", "isk_1_wrong"):
            assert answer_of(f"{root}{path}", token)[0] == 401, (path, token)
    shown = system.http.get(f"{root}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert shown.status_code == 200
    assert "inventorysync_http_requests_total" in shown.text
    status = answer_of(f"{root}/health/status", system.key)
    assert status[0] == 200
    parts = status[1]["parts"]
    assert set(parts) == {"database", "migrations", "redis", "workers"}
    assert all(part["ok"] and part["version"] and part["latency_ms"] > 0 for part in parts.values())
    assert parts["workers"]["version"] == "shops driven: 1; workers: 1"
    assert status[1]["release"] == "0.1.0"


def test_an_api_that_is_told_to_end_says_so_and_serves_on_for_a_while(system: System) -> None:
    url = f"{system.api_urls[1]}/health"
    wait_until(lambda: answer_of(f"{url}/ready")[0] == 200, 30, "the api is back")
    system.processes["api1"].terminate()
    wait_until(lambda: answer_of(f"{url}/ready")[0] == 503, 2, "not ready any more")
    assert answer_of(url)[0] == 200
    assert answer_of(f"{url}/ready")[1]["staying"] is False
    assert system.processes["api1"].wait(20) is not None
    assert answer_of(url)[0] == 0


NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    for table in ("inventory_level", "stock_movement", "webhook_inbox", "change_set"):
        op.add_column(table, sa.Column("of_the_next_release", sa.Text()))


def downgrade() -> None:
    raise NotImplementedError
"""


def next_release(system: System, folder: Path) -> Config:
    """The migrations with one more, on the tables that everything writes to."""
    config = config_for(system.env["DATABASE_URL"])
    (folder / "next.py").write_text(NEXT_MIGRATION.format(head=newest_revision()))
    versions = f"{ROOT / 'migrations/versions'}{os.pathsep}{folder}"
    config.set_main_option("version_locations", versions)
    config.set_main_option("path_separator", "os")
    return config


def end(system: System, process: str) -> None:
    """Tell a process to end, and wait for it."""
    system.processes[process].terminate()
    system.processes[process].wait(20)


@contextmanager
def longest_lock_wait(system: System) -> Iterator[list[float]]:
    """How long anybody has waited for a lock, as far as ten looks a second show."""
    waits, stop = [0.0], threading.Event()
    asked = "SELECT extract(epoch FROM max(now() - waitstart))::float FROM pg_locks WHERE NOT granted"

    async def look() -> None:
        connection = await asyncpg.connect(system.env["DATABASE_URL"])
        while not stop.is_set():
            waits.append(await connection.fetchval(asked) or 0.0)
            await asyncio.sleep(0.1)
        await connection.close()

    watcher = threading.Thread(target=lambda: asyncio.run(look()))
    watcher.start()
    try:
        yield waits
    finally:
        stop.set()
        watcher.join(10)


def test_a_release_and_its_migration_under_load_fail_nobody(system: System, tmp_path: Path) -> None:
    system.store("PUT", "faults", {"webhooks": {"drop": 1.0}})  # the edge delivers them, each once
    if system.processes["api1"].poll() is not None:  # the test before has ended it
        system.start_api(1)
    edge = Edge(list(system.api_urls))
    wait_until(lambda: len(edge.look()) == 2, 30, "two apis")
    with visited(system, edge) as visits, longest_lock_wait(system) as waits:
        system.api_urls += [f"http://127.0.0.1:{free_port()}" for _ in range(2)]
        edge.urls += system.api_urls[2:]
        for number in (2, 3):
            system.start_api(number)
        wait_until(lambda: len(edge.ready) == 4, 60, "the new ones take requests too")
        for number in (0, 1):
            end(system, f"api{number}")
            edge.urls.remove(system.api_urls[number])
            end(system, f"worker{number}")
            system.start_worker(number)
            if number == 0:
                upgrade(next_release(system, tmp_path), "head")
        time.sleep(1)
    assert visits.failed == []
    assert visits.answered > 100
    assert max(waits) < 2
    for made in visits.changes:
        path = f"change-sets/{made}"
        wait_until(lambda path=path: system.app("GET", path).json()["state"] == "confirmed", 30, path)  # type: ignore[misc]
    wait_until(lambda: equals_the_store(system), 20, "no delivery was lost: every level is the store's")
