"""`devstore` as people and scripts use it: a real process, real commands."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "devstore"
SKU = "85123A"


def _start(data_dir: Path) -> subprocess.Popen[bytes]:
    note = data_dir / "devstore" / "devstore.json"
    note.unlink(missing_ok=True)
    child = subprocess.Popen(
        [
            *(COMMAND, "serve", "--port", "0", "--data-dir", data_dir / "devstore"),
            *("--app-url", "http://127.0.0.1:9", "--client-id", "app", "--client-secret", "s" * 32),
            *("--app-config", ROOT / "shopify.app.toml", "--products", "5", "--speed", "0"),
        ]
    )
    deadline = time.monotonic() + 30
    while not note.exists():
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return child


def _url(data_dir: Path) -> str:
    url: str = json.loads((data_dir / "devstore" / "devstore.json").read_text())["url"]
    return url


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATA_DIR": str(data_dir)}
    return subprocess.run(
        [COMMAND, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False
    )


def answer(data_dir: Path, *arguments: str) -> Any:
    done = run(data_dir, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("data")
    child = _start(directory)
    yield directory
    child.terminate()
    child.wait(20)


def _level(truth: Any, sku: str, location_id: str) -> dict[str, int]:
    found = [
        one["quantities"] for one in truth["levels"] if (one["sku"], one["location_id"]) == (sku, location_id)
    ]
    assert len(found) == 1
    quantities: dict[str, int] = found[0]
    return quantities


def test_truth_tells_every_level_with_its_eight_quantities(data_dir: Path) -> None:
    levels = answer(data_dir, "truth")["levels"]
    assert len({level["sku"] for level in levels}) == 5
    for level in levels:
        assert level["inventory_item_id"].startswith("gid://shopify/InventoryItem/")
        assert level["location_id"].startswith("gid://shopify/Location/")
        assert len(level["quantities"]) == 8


def test_an_order_moves_the_truth_and_its_history(data_dir: Path) -> None:
    before = answer(data_dir, "truth")
    line = answer(data_dir, "order", "--sku", SKU, "--quantity", "2")["lines"][0]
    after = answer(data_dir, "truth", "--history")
    had, has = (_level(truth, SKU, line["location_id"]) for truth in (before, after))
    moved = {name: has[name] - had[name] for name in has if has[name] != had[name]}
    assert moved == {"available": -2, "committed": 2}
    last = [(row["cause"], row["name"], row["delta"]) for row in after["history"][-2:]]
    assert last == [("order", "available", -2), ("order", "committed", 2)]


def test_an_edit_sets_what_is_available(data_dir: Path) -> None:
    done = answer(data_dir, "edit", "--sku", SKU, "--location", "London warehouse", "--available", "33")
    assert done["quantities"]["available"] == 33
    assert _level(answer(data_dir, "truth"), SKU, done["location_id"])["available"] == 33


def test_a_storm_says_what_it_did(data_dir: Path) -> None:
    done = answer(data_dir, "storm", "--events", "30", "--seed", "4", "--seconds", "0")
    assert sum(done["done"].values()) == done["events"] == 30


def test_a_refusal_is_one_sentence_and_moves_nothing(data_dir: Path) -> None:
    before = answer(data_dir, "truth")
    done = run(data_dir, "order", "--sku", "nothing")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "devstore: There is no variant with the SKU 'nothing'.\n"
    assert answer(data_dir, "truth") == before


def test_without_a_running_store_the_command_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "truth")
    assert done.returncode == 1
    assert "No store runs from" in done.stderr


@pytest.mark.parametrize("command", ["serve", "load", "order", "edit", "storm", "truth"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_load_fills_an_empty_store_once(tmp_path: Path) -> None:
    loaded = answer(tmp_path, "load", "--products", "4", "--locations", "2")
    assert (loaded["variants"], loaded["locations"]) == (4, 2)
    again = run(tmp_path, "load")
    assert again.returncode == 1
    assert "has a shop already" in again.stderr


def test_a_killed_store_has_lost_nothing(tmp_path: Path) -> None:
    child = _start(tmp_path)
    answer(tmp_path, "order", "--sku", SKU, "--quantity", "1")
    truth = answer(tmp_path, "truth", "--history")
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    again = _start(tmp_path)
    try:
        assert answer(tmp_path, "truth", "--history") == truth
    finally:
        again.terminate()
        again.wait(20)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/store/products?search=85123a", "85123A"),
        ("/store/orders", "To be sent"),
        ("/store/webhooks", "subscriptions"),
        ("/store/switches", "Customers"),
        ("/store/apps/inventorysync", "Install InventorySync"),
        ("/app-bridge.js", "window.shopify"),
    ],
)
def test_the_admin_shows_its_pages(data_dir: Path, path: str, words: str) -> None:
    page = httpx2.get(_url(data_dir) + path, follow_redirects=True)
    assert page.status_code == 200
    assert words in page.text


def test_every_page_leads_to_the_others(data_dir: Path) -> None:
    page = httpx2.get(_url(data_dir) + "/store/orders").text
    for name in ("products", "orders", "webhooks", "switches", "apps/inventorysync"):
        assert f'<a href="/store/{name}"' in page
    assert "&lt;" not in page


def test_an_installed_app_is_framed_with_a_token(data_dir: Path) -> None:
    url = _url(data_dir)
    httpx2.post(f"{url}/_dev/install").raise_for_status()
    page = httpx2.get(f"{url}/store/apps/inventorysync/items")
    assert 'src="http://127.0.0.1:9/items?embedded=1&amp;shop=inventorysync-demo.myshopify.com' in page.text
    assert "id_token=ey" in page.text
    httpx2.post(f"{url}/_dev/uninstall").raise_for_status()


def test_what_people_type_is_shown_as_text(data_dir: Path) -> None:
    page = httpx2.get(_url(data_dir) + "/store/products", params={"search": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
