"""Receipts in real processes: whatever breaks, what arrives is in the store once, under its order's name."""

from typing import Any
from uuid import uuid4

from e2e.desk import Desk, equals_the_store
from e2e.system import System, wait_until

FAULTS = {
    "webhooks": {"duplicate": 0.2, "drop": 0.2, "reorder": 0.3},
    "http": {"rate_429": 0.05, "rate_5xx": 0.1, "lost_reply": 0.3, "lost_request": 0.1},
    "seed": 11,
}


class Buyer:
    """Somebody who buys two items for one location, and unpacks them at two."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.desk = Desk(system, 8)
        currency = system.app("GET", "shop").json()["currency"]
        made = self.ask("suppliers", {"name": f"Mill {uuid4().hex[:6]}", "currency": currency}, 201)
        lines = [{"inventory_item_id": item, "quantity": 10, "unit_cost": "2.50"} for item in self.desk.items]
        body = {"supplier_id": made["id"], "location_id": self.desk.origin, "lines": lines}
        self.id = self.ask("purchase-orders", body, 201)["id"]
        self.act("submit")
        self.act("mark-sent")

    def ask(self, path: str, body: Any, expect: int = 200, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key or uuid4().hex}
        answer = self.system.app("POST", path, json=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def get(self, part: str = "") -> Any:
        return self.system.app("GET", f"purchase-orders/{self.id}{part}").json()

    def act(self, what: str, key: str | None = None, **more: Any) -> Any:
        body = {"version": self.get()["version"], **more}
        return self.ask(f"purchase-orders/{self.id}/{what}", body, key=key)

    def put(self, place: int, units: int, location: str, name: str = "available") -> dict[str, Any]:
        line = self.get()["lines"][place]["line_id"]
        return {"line_id": line, "location_id": location, "quantity": units, "name": name}

    def settled(self) -> bool:
        found = self.get("/receipts")["items"]
        assert all(receipt["failed"] == 0 for receipt in found)
        return all(receipt["waiting"] == 0 for receipt in found)


def test_whatever_breaks_what_arrives_is_stock_once_and_goes_back_once(system: System) -> None:
    wait_until(lambda: equals_the_store(system), 30, "a quiet start")
    buyer = Buyer(system)
    desk = buyer.desk
    before = [desk.levels(item) for item in desk.items]
    system.store("PUT", "faults", FAULTS)
    puts = [buyer.put(0, 4, desk.origin), buyer.put(0, 2, desk.destination)]
    puts.append(buyer.put(1, 3, desk.origin, "damaged"))
    version = buyer.get()["version"]
    body = {"version": version, "lines": puts}
    for _ in range(3):  # a phone that does not hear the answer asks again
        buyer.ask(f"purchase-orders/{buyer.id}/receive", body, key="box 1")
    system.kill("worker0")
    system.start_worker(0)
    buyer.act("receive", lines=[buyer.put(0, 4, desk.origin), buyer.put(1, 7, desk.origin)])
    system.kill("worker1")
    system.start_worker(1)
    buyer.act("return", lines=[buyer.put(1, 1, desk.origin, "damaged")])
    wait_until(buyer.settled, 120, "Shopify has all of it")
    system.store("PUT", "faults", {})
    wait_until(lambda: equals_the_store(system), 60, "the app equals the store")
    assert [receipt["kind"] for receipt in buyer.get("/receipts")["items"]] == [
        "receipt",
        "receipt",
        "return",
    ]
    for item, (here, there), (good, damaged, other) in zip(
        desk.items, before, [(8, 0, 2), (7, 2, 0)], strict=True
    ):
        now_here, now_there = desk.levels(item)
        assert now_here["available"] == here["available"] + good
        assert now_here.get("damaged", 0) == here.get("damaged", 0) + damaged
        assert now_here["on_hand"] == here["on_hand"] + good + damaged
        assert now_there["available"] == there["available"] + other
    movement = next(system.pages(f"items/{desk.items[0]}/movements", location_id=desk.origin))
    assert (movement["cause"], movement["document"]["kind"]) == ("receipt", "purchase_order")
    assert movement["document"]["label"] == f"{buyer.get()['name']}, receipt 2"
    name = f"gid://inventorysync/PurchaseOrder/{buyer.get()['name']}"
    history = system.store("GET", "truth?history=1")["history"]
    moved = sum(row["delta"] for row in history if row["document"] == name and row["name"] == "on_hand")
    assert moved == 4 + 2 + 3 + 4 + 7 - 1, "Shopify's own history names the order"
    second = buyer.get("/receipts")["items"][1]
    buyer.act(f"receipts/{second['id']}/undo", reason="for another order")
    wait_until(buyer.settled, 60, "it went back")
    wait_until(lambda: equals_the_store(system), 60, "the app equals the store")
    assert desk.levels(desk.items[0])[0]["available"] == before[0][0]["available"] + 4
    assert (buyer.get()["state"], buyer.get()["received"]) == ("partly_received", 9)
    system.prove_ledger()
