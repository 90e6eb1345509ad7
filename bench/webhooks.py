"""The webhook's answer: durable against verify-only, in processes of one kind, and at half load."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from e2e.system import BIN, CLIENT_SECRET, ROOT, System, answers, wait_until
from support.running_api import signed

from bench.load import Result, post_all, request_bytes
from bench.table import Row
from inventorysync.entry.embedded.process import free_port

WEBHOOKS = 12_000
CONNECTIONS = 64
BODY_BYTES = 5000
PADDING = "x" * BODY_BYTES


def webhook_rows(system: System) -> list[Row]:
    """One process answers deliveries of 5 kB; the workers rest meanwhile, so that it alone is measured."""
    levels = system.app("GET", "levels", params={"limit": 250}).json()["items"]
    with baseline(system) as url:
        plain = asyncio.run(post_all(url, deliveries(url, levels), CONNECTIONS))
    with resting_workers(system):
        url = f"{system.api_urls[0]}/webhooks/shopify"
        asyncio.run(post_all(url, deliveries(url, levels)[:1000], CONNECTIONS))
        durable = asyncio.run(post_all(url, deliveries(url, levels), CONNECTIONS))
        half = asyncio.run(post_all(url, deliveries(url, levels), CONNECTIONS, durable.per_second / 2))
    ratio = durable.per_second / plain.per_second
    return [
        Row("webhook answers, verify only (limit)", shown(plain)),
        Row("webhook answers after a durable commit", shown(durable)),
        Row("  as a share of verify only", f"{ratio:.2f}", ">= 0.6", ratio >= 0.6),
        Row("  p99 at half load", f"{half.p99_ms:.1f} ms", "< 50 ms", half.p99_ms < 50),
    ]


def shown(result: Result) -> str:
    """A result in one line."""
    return f"{result.per_second:,.0f}/s, p50 {result.p50_ms:.1f} ms, p99 {result.p99_ms:.1f} ms"


def deliveries(url: str, levels: list[dict[str, Any]]) -> list[bytes]:
    """Signed requests, each a delivery of its own."""
    requests = []
    for number in range(WEBHOOKS):
        level = levels[number % len(levels)]
        item, place = (level[name].rsplit("/", 1)[1] for name in ("inventory_item_id", "location_id"))
        hint = {"inventory_item_id": int(item), "location_id": int(place), "padding": PADDING}
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
def resting_workers(system: System) -> Iterator[None]:
    """No worker runs; afterwards they do again."""
    for number in range(2):
        process = system.processes[f"worker{number}"]
        process.terminate()
        process.wait()
    yield
    for number in range(2):
        system.start_worker(number)


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
    process = subprocess.Popen(command, cwd=ROOT, env=system.env, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/health"), 20, "the baseline")
        yield f"http://127.0.0.1:{port}/webhooks/shopify"
    finally:
        process.terminate()
        process.wait()
