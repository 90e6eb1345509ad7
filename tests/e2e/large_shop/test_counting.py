"""Three people count 200 items while the shop sells: what is posted is what lay there, to the unit."""

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from uuid import uuid4

from e2e.system import System, wait_until

ITEMS, COUNTERS, ROUNDS_MAX = 200, 3, 8
EXPLAINED_IN_SECONDS = 20
FAST_BY = (timedelta(), timedelta(hours=2), timedelta(minutes=-7))  # what the counters' clocks are wrong by


class Shelves:
    """What truly lies there: `planted` units differ from the books, and sales take away what they take."""

    def __init__(self, system: System, chance: random.Random) -> None:
        self.system, self.chance, self.lock = system, chance, threading.Lock()
        rows = [row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 8]
        places = [row["location_id"] for row in rows]
        self.place = max(sorted(set(places)), key=places.count)
        chosen = [row for row in rows if row["location_id"] == self.place and row["tracked"]][:ITEMS]
        assert len(chosen) == ITEMS
        self.sku = {row["inventory_item_id"]: row["sku"] for row in chosen}
        self.items = list(self.sku)
        differing = chance.sample(self.items, 60)
        self.planted = {
            item: chance.choice((-4, -2, -1, 1, 3)) if item in differing else 0 for item in self.items
        }
        self.units = {
            row["inventory_item_id"]: row["quantities"]["on_hand"] + self.planted[row["inventory_item_id"]]
            for row in chosen
        }
        self.sold, self.open = 0, threading.Event()

    def sell(self) -> None:
        """One order after the other, sent at once, until the shop closes."""
        while not self.open.wait(0.2):
            item = self.chance.choice(self.items)
            with self.lock:
                body = {"sku": self.sku[item], "quantity": 1, "location": self.place, "fulfil": True}
                self.system.store("POST", "order", body)
                self.units[item] -= 1
                self.sold += 1

    def look(self, item: str) -> tuple[int, datetime]:
        """What lies there, and when that was seen."""
        with self.lock:
            return self.units[item], datetime.now(UTC)


class Counter:
    """A person with a device: batches are sent twice, in any order, and late."""

    def __init__(self, system: System, shelves: Shelves, number: int, stocktake: str) -> None:
        self.system, self.shelves, self.stocktake = system, shelves, stocktake
        self.name, self.fast_by, self.chance = f"device-{number}", FAST_BY[number], random.Random(number)
        made = system.app("POST", "api-keys", json={"name": f"counter {number}", "scopes": ["write"]})
        self.headers = {"Authorization": f"Bearer {made.json()['key']}"}
        self.is_offline = number == COUNTERS - 1
        self.clock = min((self._measured() for _ in range(5)), key=lambda clock: clock["within_ms"])

    def count(self, section: str, items: list[str]) -> None:
        scans: list[dict[str, Any]] = []
        for item in items:
            units, at = self.shelves.look(item)
            parts = [units - 1, 1] if units > 1 and self.chance.random() < 0.3 else [units]
            scans += [self._scan(section, item, part, at) for part in parts]
            if self.chance.random() < 0.05:
                mistake = self._scan(section, item, 40, at)
                scans += [mistake, {**self._scan(section, item, 0, at), "corrects": mistake["id"]}]
            time.sleep(0.02)
            if len(scans) >= 9 and not self.is_offline:
                self._send(scans)
                scans = []
        if self.is_offline:
            time.sleep(2)
        batches = [scans[start : start + 50] for start in range(0, len(scans), 50)]
        self.chance.shuffle(batches)
        for batch in batches:
            self._send(batch)

    def _measured(self) -> dict[str, int]:
        began = self._now()
        told = self.system.app("GET", "stocktakes/clock", headers=self.headers).json()["server_at"]
        half = (self._now() - began) / 2
        offset = datetime.fromisoformat(told) - (began + half)
        return {"offset_ms": round(_ms(offset)), "within_ms": ceil(_ms(half)) + 1}

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.fast_by

    def _scan(self, section: str, item: str, units: int, at: datetime) -> dict[str, Any]:
        told = (at + self.fast_by).isoformat()
        return {
            "id": str(uuid4()),
            "section_id": section,
            "inventory_item_id": item,
            "units": max(units, 0),
            "scanned_at": told,
        }

    def _send(self, scans: list[dict[str, Any]]) -> None:
        mixed = self.chance.sample(scans, len(scans))
        for _ in range(1 + (self.chance.random() < 0.5)):
            body = {"device": self.name, "sent_at": self._now().isoformat(), "clock": self.clock}
            path = f"stocktakes/{self.stocktake}/scans"
            answer = self.system.app("POST", path, json={**body, "scans": mixed}, headers=self.headers)
            assert answer.status_code == 200, answer.text


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1000


class Desk:
    """Whoever leads the count."""

    def __init__(self, system: System) -> None:
        self.system = system

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.system.app(method, f"stocktakes{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def step(self, number: str, what: str, **body: Any) -> Any:
        version = self.ask("GET", f"/{number}")["version"]
        return self.ask("POST", f"/{number}/{what}", {"version": version, **body})

    def lines(self, number: str, **params: Any) -> dict[str, Any]:
        rows = self.system.pages(f"stocktakes/{number}/lines", limit=250, **params)
        return {row["inventory_item_id"]: row for row in rows}


def test_three_people_count_while_the_shop_sells_and_the_difference_is_exact(system: System) -> None:
    shelves, desk = Shelves(system, random.Random(7)), Desk(system)
    (made,) = desk.ask("POST", "", {"location_ids": [shelves.place], "label": "While selling"})["items"]
    number = made["id"]
    started = desk.step(number, "start")
    counters = [Counter(system, shelves, each, number) for each in range(COUNTERS)]
    selling = threading.Thread(target=shelves.sell)
    selling.start()
    try:
        time.sleep(3)
        section, to_count = started["sections"][0]["id"], shelves.items
        for _ in range(ROUNDS_MAX):
            run_side_by_side(counters, section, to_count)
            desk.step(number, "review")
            unsure = sorted(lasting_unsure(desk, number) & set(shelves.units))
            if not unsure:
                break
            again = desk.step(number, "recount", inventory_item_ids=unsure)
            section, to_count = again["sections"][-1]["id"], unsure
            time.sleep(2.5)
        assert unsure == []
        desk.step(number, "approve")
        for worker in range(2):  # in the middle of it
            system.kill(f"worker{worker}")
            system.start_worker(worker)
        wait_until(lambda: desk.ask("GET", f"/{number}")["state"] == "posted", 200, "it is posted")
        posted = desk.ask("GET", f"/{number}")
        change = f"change-sets/{posted['change_set_id']}"
        wait_until(lambda: system.app("GET", change).json()["state"] == "confirmed", 60, "it is confirmed")
    finally:  # whatever is found, the shop closes before the system does
        shelves.open.set()
        selling.join()
    assert shelves.sold > 30
    lines = desk.lines(number)
    outcomes = {item: (lines[item]["outcome"], lines[item]["difference"]) for item in shelves.items}
    expected = {item: ("posted" if units else "same", units) for item, units in shelves.planted.items()}
    assert outcomes == expected
    counts = [each for each in system.pages("change-sets", limit=250) if each["kind"] == "count"]
    assert [each["id"] for each in counts] == [posted["change_set_id"]]
    truth = {item: system.truth()[item, shelves.place]["on_hand"] for item in shelves.items}
    assert truth == shelves.units
    wait_until(lambda: booked(system, shelves) == shelves.units, 30, "the app equals the shelves")
    system.prove_ledger()


def run_side_by_side(counters: list[Counter], section: str, items: list[str]) -> None:
    threads = [
        threading.Thread(target=counter.count, args=(section, items[place::COUNTERS]))
        for place, counter in enumerate(counters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lasting_unsure(desk: Desk, number: str) -> set[str]:
    """The lines that no order explains by waiting a little; what was sold just now is unsure for a moment."""
    unsure = set(desk.lines(number, show="unsure"))
    closes = time.monotonic() + EXPLAINED_IN_SECONDS
    while unsure and time.monotonic() < closes:
        time.sleep(0.5)
        unsure &= set(desk.lines(number, show="unsure"))
    return unsure


def booked(system: System, shelves: Shelves) -> dict[str, int]:
    levels = system.levels()
    return {item: levels[item, shelves.place]["on_hand"] for item in shelves.items}
