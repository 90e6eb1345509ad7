"""`make bench`: figures of one run beside their goals; writes bench/results/latest.json.

Measured: first import, webhook answer against a route that verifies and stores nothing, grid, memory.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from e2e.system import BIN, CLIENT_SECRET, ROOT, System, answers, running_system, wait_until
from support.running_api import signed

from bench.load import Result, post_all, request_bytes
from inventorysync.entry.embedded.process import free_port

PRODUCTS = int(os.environ.get("BENCH_PRODUCTS", "20000"))
WEBHOOKS = 6000
GRID_READS = 300
BODY_BYTES = 5000
Row = tuple[str, str, str, bool]


def import_row(system: System) -> Row:
    """Variants a second of the first import, with the ledger's rows."""
    run = system.app("GET", "sync").json()["import"]
    began, ended = (datetime.fromisoformat(run[name]) for name in ("started_at", "finished_at"))
    rate = run["variants"] / (ended - began).total_seconds()
    what = f"first import, {run['variants']} variants, {run['levels']} levels"
    return what, f"{rate:,.0f} variants/s", ">= 8,000", rate >= 8000


def memory_rows(system: System) -> list[Row]:
    """Resident memory of an api and of the larger worker after the import."""
    api = resident_mb(system.processes["api1"].pid)
    worker = max(resident_mb(system.processes[f"worker{n}"].pid) for n in range(2))
    return [
        ("memory of an api after the import", f"{api:.0f} MB", "<= 100 MB", api <= 100),
        ("memory of the worker after the import", f"{worker:.0f} MB", "<= 400 MB", worker <= 400),
    ]


def resident_mb(pid: int) -> float:
    """What the kernel says the process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def grid_row(system: System) -> Row:
    """50 levels with search, filter and total, one after the other over HTTP."""
    times = []
    words = ["candle", "red", "heart", "bag", "8503", "set of", "christmas", "mug", "glass", "blue bird"]
    for number in range(GRID_READS):
        params = {"search": words[number % len(words)], "state": "in_stock", "limit": 50}
        began = time.perf_counter()
        assert system.app("GET", "levels", params=params).status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(times, n=100)
    figure = f"{cuts[49]:.1f} / {cuts[98]:.1f} ms"
    return (
        "grid: 50 levels, search + filter + total, p50 / p99",
        figure,
        "<= 6 / 25 ms",
        (cuts[49] <= 6 and cuts[98] <= 25),
    )


def webhook_rows(system: System) -> list[Row]:
    """The webhook's durable answer as a share of the same route that stores nothing."""
    levels = next(iter([system.app("GET", "levels", params={"limit": 250}).json()["items"]]))
    with baseline(system) as url:
        plain = asyncio.run(post_all(url, webhooks(url, levels), 32))
    url = f"{system.api_urls[0]}/webhooks/shopify"
    durable = asyncio.run(post_all(url, webhooks(url, levels), 32))
    ratio = durable.per_second / plain.per_second
    return [
        ("webhook answers, verify only", shown(plain), "-", True),
        ("webhook answers, durable", shown(durable), "-", True),
        ("durable / verify only", f"{ratio:.2f}", ">= 0.6", ratio >= 0.6),
    ]


def shown(result: Result) -> str:
    """A result in one line."""
    return f"{result.per_second:,.0f}/s, p50 {result.p50_ms:.1f} ms, p99 {result.p99_ms:.1f} ms"


def webhooks(url: str, levels: list[dict[str, Any]]) -> list[bytes]:
    """Signed deliveries of 5 kB, each its own."""
    requests = []
    for number in range(WEBHOOKS):
        level = levels[number % len(levels)]
        item, place = (level[name].rsplit("/", 1)[1] for name in ("inventory_item_id", "location_id"))
        hint = {"inventory_item_id": int(item), "location_id": int(place), "padding": "x" * BODY_BYTES}
        body = json.dumps(hint).encode()
        headers = {
            "X-Shopify-Topic": "inventory_levels/update",
            "X-Shopify-Hmac-Sha256": signed(body, CLIENT_SECRET),
            "X-Shopify-Shop-Domain": "inventorysync-demo.myshopify.com",
            "X-Shopify-Webhook-Id": uuid4().hex,
            "Content-Type": "application/json",
        }
        requests.append(request_bytes(url, headers, body))
    return requests


@contextmanager
def baseline(system: System) -> Iterator[str]:
    """The route that only verifies, in a process like the api's."""
    port = free_port()
    command: list[str | Path] = [
        BIN / "uvicorn",
        "bench.verify_only:app",
        "--port",
        str(port),
        "--no-access-log",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=system.env, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/docs"), 20, "the baseline")
        yield f"http://127.0.0.1:{port}/webhooks/shopify"
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Run all, print the table; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, running_system(Path(folder), products=PRODUCTS) as system:
        rows = [import_row(system), *memory_rows(system), grid_row(system), *webhook_rows(system)]
    width = max(len(row[0]) for row in rows)
    for what, figure, goal, is_met in rows:
        print(f"{what:<{width}}  {figure:<42} {goal:<14} {'ok' if is_met else 'MISSED'}")
    names = ("what", "figure", "goal", "met")
    results = [dict(zip(names, row, strict=True)) for row in rows]
    (ROOT / "bench/results/latest.json").write_text(json.dumps(results, indent=2) + "\n")
    return 0 if all(row[3] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
