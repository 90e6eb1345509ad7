"""What stands before the apis: each request goes to one that is ready; and visitors that never rest."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
from support.running_api import signed

from e2e.system import CLIENT_SECRET, System

LOOKS_EVERY = 0.1
DOMAIN = "inventorysync-demo.myshopify.com"


@dataclass
class Edge:
    """Which apis take requests, by what each says of itself."""

    urls: list[str]
    ready: list[str] = field(default_factory=list)
    _turns: "itertools.count[int]" = field(default_factory=itertools.count)

    def look(self) -> list[str]:
        """Ask every api whether it is ready; those that are."""
        self.ready = [url for url in self.urls if _status(f"{url}/health/ready") == 200] or self.ready
        return self.ready

    def next(self) -> str:
        """Where the next request goes."""
        ready = self.ready
        return ready[next(self._turns) % len(ready)]


def _status(url: str) -> int:
    try:
        return httpx2.get(url, timeout=5, trust_env=False).status_code
    except httpx2.TransportError:
        return 0


@dataclass
class Visits:
    """What was asked by whoever never rests, and what went wrong."""

    answered: int = 0
    failed: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


@contextmanager
def visited(system: System, edge: Edge) -> Iterator[Visits]:
    """Shopify tells of edits, somebody reads, somebody changes stock; no connection is used twice."""
    visits, stop = Visits(), threading.Event()
    rows = list(system.pages("levels", limit=250))
    edge.look()
    edits, changes = _edits(system, edge, rows[:20], visits), _changes(system, edge, rows[20:40], visits)
    works = (edge.look, edits, _reads(system, edge, visits), changes)
    threads = [threading.Thread(target=_forever, args=(each, stop)) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def _forever(once: Callable[[], object], stop: threading.Event) -> None:
    while not stop.is_set():
        once()
        time.sleep(LOOKS_EVERY)


def _ask(edge: Edge, visits: Visits, expect: int, method: str, path: str, **request: Any) -> Any:
    url = edge.next()
    try:
        answer = httpx2.request(method, f"{url}{path}", timeout=30, trust_env=False, **request)
    except httpx2.TransportError as error:
        visits.failed.append(f"{method} {url}{path}: {error!r}")
        return None
    if answer.status_code != expect:
        visits.failed.append(f"{method} {url}{path}: {answer.status_code} {answer.text[:200]}")
        return None
    visits.answered += 1
    return answer


def _edits(system: System, edge: Edge, rows: list[dict[str, Any]], visits: Visits) -> Callable[[], None]:
    """Edits in the store, each told once: a delivery that is lost is seen by nobody."""
    turns, units = itertools.cycle(rows), itertools.count(30)

    def once() -> None:
        row = next(turns)
        place = row["location_id"]
        system.store("POST", "edit", {"sku": row["sku"], "location": place, "available": next(units)})
        ids = {name: int(row[name].rpartition("/")[2]) for name in ("inventory_item_id", "location_id")}
        body = json.dumps(ids).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": "inventory_levels/update",
            "X-Shopify-Shop-Domain": DOMAIN,
            "X-Shopify-Webhook-Id": uuid4().hex,
            "X-Shopify-Hmac-Sha256": signed(body, CLIENT_SECRET),
        }
        _ask(edge, visits, 200, "POST", "/webhooks/shopify", content=body, headers=headers)

    return once


def _reads(system: System, edge: Edge, visits: Visits) -> Callable[[], None]:
    headers = {"Authorization": f"Bearer {system.key}"}
    return lambda: _ask(edge, visits, 200, "GET", "/api/v1/levels?limit=50&search=a", headers=headers)


def _changes(system: System, edge: Edge, rows: list[dict[str, Any]], visits: Visits) -> Callable[[], None]:
    turns = itertools.cycle(rows)

    def once() -> None:
        row = next(turns)
        line = {name: row[name] for name in ("inventory_item_id", "location_id")} | {"delta": 1}
        headers = {"Authorization": f"Bearer {system.key}", "Idempotency-Key": uuid4().hex}
        body = {"kind": "adjust", "reason": "correction", "lines": [line]}
        made = _ask(edge, visits, 202, "POST", "/api/v1/change-sets", json=body, headers=headers)
        if made is not None:
            visits.changes.append(made.json()["id"])

    return once
