"""What happened outside is explained: each step of a transfer, and an order whose webhooks were lost."""

import time
from typing import Any

from e2e.merchant import CANCEL, READY, RECEIVE, SHIP, Merchant
from e2e.system import System


def told(system: System, item: str, place: str) -> dict[tuple[str, str], int]:
    """Units by cause and name, of all that happened at a level since its opening."""
    sums: dict[tuple[str, str], int] = {}
    for entry in system.pages(f"items/{item}/movements", location_id=place, limit=250):
        if entry["cause"] != "opening":
            key = (entry["cause"], entry["name"])
            sums[key] = sums.get(key, 0) + entry["delta"]
    return {key: units for key, units in sums.items() if units}


def test_each_step_of_a_transfer_is_its_own_cause_and_nothing_stays_unexplained(system: System) -> None:
    merchant = Merchant(system)
    rows = [row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 10]
    item, origin = rows[-1]["inventory_item_id"], rows[-1]["location_id"]
    places = {row["location_id"] for row in system.pages("levels", limit=250)}
    target = min(places - {origin})

    def transfer(quantity: int) -> Any:
        given = {"originLocationId": origin, "destinationLocationId": target}
        given["lineItems"] = [{"inventoryItemId": item, "quantity": quantity}]
        return merchant.ask(READY, input=given)["inventoryTransfer"]

    def becomes(place: str, expected: dict[tuple[str, str], int]) -> None:
        deadline = time.monotonic() + 20
        while told(system, item, place) != expected and time.monotonic() < deadline:
            time.sleep(0.2)
        assert told(system, item, place) == expected

    sent = transfer(6)
    held = {("transfer", "available"): -6, ("transfer", "reserved"): 6}
    becomes(origin, held)
    shipment = merchant.ask(
        SHIP,
        input={"movementId": sent["id"], "lineItems": [{"inventoryItemId": item, "quantity": 4}]},
    )["inventoryShipment"]
    gone = held | {("shipment", "reserved"): -4, ("shipment", "on_hand"): -4}
    becomes(origin, gone)
    becomes(target, {("shipment", "incoming"): 4})
    (line,) = shipment["lineItems"]["nodes"]
    for quantity, reason in ((3, "ACCEPTED"), (1, "REJECTED")):
        row = {"shipmentLineItemId": line["id"], "quantity": quantity, "reason": reason}
        merchant.ask(RECEIVE, id=shipment["id"], rows=[row])
    arrived = {("receipt", "incoming"): -4, ("receipt", "available"): 3, ("receipt", "on_hand"): 3}
    becomes(target, {("shipment", "incoming"): 4} | arrived)

    regretted = transfer(2)
    becomes(origin, gone | {("transfer", "available"): -8, ("transfer", "reserved"): 8})
    merchant.ask(CANCEL, id=regretted["id"])
    becomes(origin, gone)
    newest = next(system.pages(f"items/{item}/movements", location_id=origin))
    assert newest["document"]["label"] == regretted["name"]
    true, ours = system.truth(), system.levels()
    assert all(ours[item, place] == true[item, place] for place in (origin, target))


def test_an_order_whose_webhooks_were_all_lost_is_explained_later(system: System) -> None:
    row = next(row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 5)
    item, place = row["inventory_item_id"], row["location_id"]
    before = told(system, item, place)
    system.store("PUT", "faults", {"webhooks": {"drop": 1.0}})
    placed = {"sku": row["sku"], "quantity": 2, "location": place}
    order = system.store("POST", "order", placed)
    expected = before | {("order", "available"): before.get(("order", "available"), 0) - 2}
    expected |= {("order", "committed"): before.get(("order", "committed"), 0) + 2}
    deadline = time.monotonic() + 60
    while told(system, item, place) != expected and time.monotonic() < deadline:
        time.sleep(0.5)
    system.store("PUT", "faults", {})
    assert told(system, item, place) == expected
    newest = next(system.pages(f"items/{item}/movements", location_id=place))
    assert newest["document"]["label"] == order["name"]
