"""Somebody who moves stock in the app, and looks whether both sides agree."""

from typing import Any
from uuid import uuid4

from e2e.system import System, wait_until


class Desk:
    """Somebody who moves stock in the app, between two locations."""

    def __init__(self, system: System, skip: int = 0) -> None:
        self.system = system
        rows = [row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 12]
        places = sorted({row["location_id"] for row in rows})
        self.origin = max(places, key=lambda place: sum(row["location_id"] == place for row in rows))
        self.destination = next(place for place in places if place != self.origin)
        stocked = [row for row in rows if row["location_id"] == self.origin]
        self.rows = stocked[2 * skip : 2 * skip + 2]
        self.items = [row["inventory_item_id"] for row in self.rows]

    def ask(self, method: str, path: str, body: Any = None, key: str | None = None, expect: int = 202) -> Any:
        headers = {"Idempotency-Key": key or uuid4().hex}
        answer = self.system.app(method, f"transfers{path}", json=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def make(self, *quantities: int, **more: Any) -> Any:
        lines = [
            {"inventory_item_id": item, "quantity": units}
            for item, units in zip(self.items, quantities, strict=False)
        ]
        ends = {"origin_id": self.origin, "destination_id": self.destination}
        made = self.ask("POST", "", {**ends, "lines": lines, **more})
        return self.settled(made["key"])

    def get(self, address: str) -> Any:
        return self.system.app("GET", f"transfers/{address}").json()

    def settled(self, address: str, seconds: float = 20) -> Any:
        """The transfer when nothing of it is on its way any more."""
        wait_until(lambda: self.get(address).get("syncing") is None, seconds, f"{address} is settled")
        return self.get(address)

    def act(self, transfer: Any, path: str, expect: int = 202, **body: Any) -> Any:
        """Do something with the transfer as it is now; the transfer after it."""
        fresh = self.get(transfer["key"])
        self.ask("POST", f"/{fresh['id']}{path}", {"version": fresh["version"], **body}, expect=expect)
        return self.settled(transfer["key"]) if expect == 202 else None

    def receive(self, transfer: Any, shipment: Any, *taken: tuple[int, int]) -> Any:
        lines = [
            {"line_id": line["id"], "accepted": accepted, "rejected": rejected}
            for line, (accepted, rejected) in zip(shipment["lines"], taken, strict=False)
            if accepted + rejected
        ]
        return self.act(transfer, f"/shipments/{shipment['id']}/receive", lines=lines)

    def levels(self, item: str) -> tuple[dict[str, int], dict[str, int]]:
        truth = self.system.truth()
        nothing = dict.fromkeys(("available", "on_hand", "incoming", "reserved"), 0)
        return truth[item, self.origin], truth.get((item, self.destination), nothing)


def equals_the_store(system: System) -> bool:
    """Whether every level here is the store's."""
    true, ours = system.truth(), system.levels()
    return all(true.get(key) == ours.get(key) for key in true.keys() | ours.keys())
