"""The process from outside: versions, faults, control addresses, a kill (PLATFORM.md E 1, 14, 15)."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from support.running_store import CLIENT_ID, CLIENT_SECRET, TOML, RunningStore, running_store

SHOP = "{ shop { id } }"
ADJUST = """
mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta } }
    userErrors { code message }
  }
}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunningStore]:
    with running_store(tmp_path) as started:
        yield started


def adjust(store: RunningStore, token: str, key: str, delta: int = 1) -> httpx2.Response:
    row = {
        "inventoryItemId": "gid://shopify/InventoryItem/1",
        "locationId": "gid://shopify/Location/1",
        "delta": delta,
        "changeFromQuantity": None,
    }
    given = {"name": "available", "reason": "correction", "changes": [row]}
    return store.ask(token, ADJUST, input=given, key=key)


def available(store: RunningStore, sku: str = "MUG-1") -> int:
    (level,) = [one for one in store.dev("truth", method="GET")["levels"] if one["sku"] == sku]
    count: int = level["quantities"]["available"]
    return count


@pytest.mark.parametrize(
    ("asked", "served"),
    [("2026-10", "2026-10"), ("2026-07", "2026-07"), ("2020-01", "2026-07"), ("nonsense", "2026-07")],
)
def test_an_unknown_version_is_served_by_the_oldest(store: RunningStore, asked: str, served: str) -> None:
    answer = store.ask(store.connect(), SHOP, version=asked)
    assert answer.headers["x-shopify-api-version"] == served
    assert answer.json()["data"]["shop"]["id"]


def test_a_call_without_a_token_is_refused(store: RunningStore) -> None:
    store.dev("install")
    answer = store.ask("", SHOP)
    assert answer.status_code == 401
    assert answer.json()["errors"].startswith("[API] Invalid API key or access token")


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"query": 3}'])
def test_a_body_that_is_no_request_is_refused(store: RunningStore, body: bytes) -> None:
    headers = {"X-Shopify-Access-Token": store.connect()}
    answer = store.http.post("/admin/api/2026-10/graphql.json", headers=headers, content=body)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("fault", "status"),
    [("rate_429", {429}), ("rate_5xx", {500, 502, 503, 504}), ("frozen", {402}), ("locked", {423})],
)
def test_a_fault_answers_before_anything_happens(store: RunningStore, fault: str, status: set[int]) -> None:
    token = store.connect()
    store.dev("faults", {"http": {fault: 1.0}, "seed": 1}, "PUT")
    answer = adjust(store, token, str(uuid4()))
    assert answer.status_code in status
    assert ("retry-after" in answer.headers) == (fault == "rate_429")
    assert available(store) == 10


def test_a_lost_request_changes_nothing_and_a_lost_reply_has_changed_everything(store: RunningStore) -> None:
    token, key = store.connect(), str(uuid4())
    store.dev("faults", {"http": {"lost_request": 1.0}}, "PUT")
    with pytest.raises(httpx2.TransportError):
        adjust(store, token, key)
    assert available(store) == 10
    store.dev("faults", {"http": {"lost_reply": 1.0}}, "PUT")
    with pytest.raises(httpx2.TransportError):
        adjust(store, token, key)
    assert available(store) == 11
    store.dev("faults", {}, "PUT")
    retried = adjust(store, token, key).json()["data"]["inventoryAdjustQuantities"]
    assert retried["inventoryAdjustmentGroup"]["changes"][0]["delta"] == 1
    assert available(store) == 11


def test_a_second_call_with_a_key_that_still_runs_is_refused(store: RunningStore) -> None:
    token, key = store.connect(), str(uuid4())
    store.dev("faults", {"http": {"slow": 1.0, "slow_seconds": 0.5}}, "PUT")
    with ThreadPoolExecutor() as pool:
        first = pool.submit(adjust, store, token, key)
        time.sleep(0.2)
        second = adjust(store, token, key).json()["data"]["inventoryAdjustQuantities"]
        assert second["userErrors"][0]["code"] == "IDEMPOTENCY_CONCURRENT_REQUEST"
        assert first.result().json()["data"]["inventoryAdjustQuantities"]["userErrors"] == []
    assert available(store) == 11


def bulk_result(store: RunningStore, token: str) -> str:
    """The address of the file of all items."""
    text = 'mutation { bulkOperationRunQuery(query: "{ inventoryItems { edges { node { id } } } }") {'
    started = store.ask(token, text + " bulkOperation { id } } }").json()
    number = started["data"]["bulkOperationRunQuery"]["bulkOperation"]["id"]
    for _ in range(100):
        look = f'{{ bulkOperation(id: "{number}") {{ url }} }}'
        url: str | None = store.ask(token, look).json()["data"]["bulkOperation"]["url"]
        if url:
            return url
        time.sleep(0.02)
    raise AssertionError("the bulk operation did not end")


def test_a_result_has_a_signed_address_that_ends_after_seven_days(store: RunningStore) -> None:
    url = bulk_result(store, store.connect())
    assert len(store.http.get(url).text.splitlines()) == 2
    assert store.http.get(url.replace("signature=", "signature=0")).status_code == 403
    store.dev("clock", {"advance_seconds": 7 * 24 * 3600 - 60})
    assert store.http.get(url).status_code == 200
    store.dev("clock", {"advance_seconds": 120})
    assert store.http.get(url).status_code == 403


def test_a_download_that_breaks_off_can_be_taken_up_again(store: RunningStore) -> None:
    url = bulk_result(store, store.connect())
    whole = store.http.get(url).content
    store.dev("faults", {"bulk": {"cut": 1.0}}, "PUT")
    with pytest.raises(httpx2.TransportError):
        store.http.get(url)
    with pytest.raises(httpx2.TransportError):
        store.http.get(url, headers={"Range": "bytes=10-"})
    store.dev("faults", {}, "PUT")
    rest = store.http.get(url, headers={"Range": "bytes=10-"})
    assert (rest.status_code, rest.content) == (206, whole[10:])


def test_an_upload_takes_its_parameters_and_the_file_last(store: RunningStore) -> None:
    text = """mutation { stagedUploadsCreate(input: [{resource: BULK_MUTATION_VARIABLES,
      filename: "a.jsonl", mimeType: "text/jsonl", httpMethod: POST}]) {
      stagedTargets { url parameters { name value } } } }"""
    answer = store.ask(store.connect(), text).json()["data"]["stagedUploadsCreate"]
    (target,) = answer["stagedTargets"]
    fields = [(one["name"], (None, one["value"])) for one in target["parameters"]]
    file = ("file", ("a.jsonl", b"{}", "text/jsonl"))
    assert store.http.post(target["url"], files=[file, *fields]).status_code == 400
    assert store.http.post(target["url"], files=[*fields[:1], file]).status_code == 403
    assert store.http.post(target["url"], files=[*fields, file]).status_code == 201


def test_a_truncated_body_breaks_the_connection(store: RunningStore) -> None:
    token = store.connect()
    store.dev("faults", {"http": {"truncate": 1.0}}, "PUT")
    with pytest.raises(httpx2.TransportError):
        store.ask(token, SHOP)


def test_an_html_body_is_no_json(store: RunningStore) -> None:
    token = store.connect()
    store.dev("faults", {"http": {"html": 1.0}}, "PUT")
    assert store.ask(token, SHOP).headers["content-type"].startswith("text/html")


def test_a_slow_answer_is_a_gateway_timeout(store: RunningStore) -> None:
    token = store.connect()
    store.dev("faults", {"http": {"timeout": 1.0, "timeout_seconds": 0.05}}, "PUT")
    assert store.ask(token, SHOP).status_code == 504


def test_an_unknown_fault_is_refused(store: RunningStore) -> None:
    answer = store.http.put("/_dev/faults", json={"http": {"gremlins": 1.0}})
    assert answer.status_code == 422
    assert "gremlins" in answer.json()["error"]


def test_an_order_moves_available_to_committed_and_fulfilment_takes_it(store: RunningStore) -> None:
    made = store.dev("order", {"sku": "MUG-1", "quantity": 3})
    assert made["lines"][0]["quantities"]["committed"] == 3
    sent = store.dev(f"orders/{made['id']}/fulfil")
    assert sent["lines"][0]["quantities"] | {} == {
        **sent["lines"][0]["quantities"],
        "committed": 0,
        "on_hand": 7,
    }
    back = store.dev(f"orders/{made['id']}/refund")
    assert back["lines"][0]["quantities"]["available"] == 10


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("order", {"sku": "NO-SUCH"}, "NO-SUCH"),
        ("order", {"sku": "MUG-1", "quantity": 0}, "at least one piece"),
        ("order", {"sku": "MUG-1", "location": "Atlantis"}, "Atlantis"),
        ("edit", {"sku": "MUG-1", "location": "London"}, "which quantities"),
        ("edit", {"sku": "MUG-1", "location": "London", "available": 1.5}, "whole numbers"),
        ("edit", {"sku": "MUG-1", "location": "London", "committed": 1}, "committed"),
        ("edit", {"sku": "MUG-1", "location": "London", "available": 2_000_000_000}, "1,000,000,000"),
        ("orders/1/fulfil", {}, "no order 1"),
        ("clock", {"advance_seconds": -1}, "forward"),
        ("compliance", {"topic": "orders/create"}, "customers/"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    store: RunningStore, path: str, body: dict[str, Any], told: str
) -> None:
    before = store.dev("truth", method="GET")
    answer = store.http.post(f"/_dev/{path}", json=body)
    assert answer.status_code == 422
    assert told in answer.json()["error"]
    assert store.dev("truth", method="GET") == before


def test_an_edit_sets_a_quantity(store: RunningStore) -> None:
    edited = store.dev("edit", {"sku": "MUG-1", "location": "London", "available": 4, "damaged": 2})
    assert edited["quantities"] | {"available": 4, "damaged": 2, "on_hand": 6} == edited["quantities"]


def test_the_history_sums_up_to_the_levels(store: RunningStore) -> None:
    before = {one["inventory_item_id"]: one for one in store.dev("truth", method="GET")["levels"]}
    made = store.dev("order", {"sku": "MUG-1", "quantity": 2, "fulfil": True})
    store.dev("edit", {"sku": "MUG-1", "location": "London", "available": 50})
    document = store.dev("truth?history=1", method="GET")
    (level,) = [one for one in document["levels"] if one["sku"] == "MUG-1"]
    for name, quantity in level["quantities"].items():
        moved = sum(row["delta"] for row in document["history"] if row["name"] == name)
        assert before[level["inventory_item_id"]]["quantities"][name] + moved == quantity
    assert [row["cause"] for row in document["history"]] == [
        "order", "order", "fulfilment", "fulfilment", "shopify_adjustment", "shopify_adjustment",
    ]  # fmt: skip
    assert document["history"][0]["document"] == made["order_id"]


def test_pages_of_other_sites_may_not_use_the_control_addresses(store: RunningStore) -> None:
    answer = store.http.post("/_dev/install", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert store.dev("info", method="GET")["installed"] is False


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    with running_store(tmp_path):
        pass
    (tmp_path / "shopify.app.toml").write_text(TOML)
    command = Path(sys.executable).parent / "devstore"
    options = ["--data-dir", str(tmp_path), "--app-url", "http://127.0.0.1:9", "--port", "0", "--speed", "0"]
    secrets = ["--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET]
    app_config = ["--app-config", str(tmp_path / "shopify.app.toml")]
    arguments = [str(command), "serve", *options, *secrets, *app_config]

    def start() -> tuple[subprocess.Popen[bytes], str]:
        (tmp_path / "devstore.json").unlink(missing_ok=True)
        process = subprocess.Popen(arguments)
        while not (tmp_path / "devstore.json").exists():
            assert process.poll() is None, "the store ended"
            time.sleep(0.05)
        note = json.loads((tmp_path / "devstore.json").read_text())
        assert note["pid"] == process.pid
        return process, note["url"]

    process, url = start()
    edit = {"sku": "MUG-1", "location": "London", "available": 77}
    assert httpx2.post(f"{url}/_dev/edit", json=edit, trust_env=False).status_code == 200
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process, url = start()
    try:
        levels = httpx2.get(f"{url}/_dev/truth", trust_env=False).json()["levels"]
        assert [one["quantities"]["available"] for one in levels if one["sku"] == "MUG-1"] == [77]
    finally:
        process.terminate()
        process.wait()
