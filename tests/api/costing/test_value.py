"""What stock is worth, from the ledger: at any day, by place, by layer, and who may see it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from fastapi import FastAPI
from support.booked_item import BookedItem
from support.costing_desk import CostingDesk, know_cost, sell
from support.people import joined

BARN, LOFT = 1, 2
NOW = datetime.now(UTC).replace(microsecond=0)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


async def take_back(item: BookedItem, place: int, units: int, at: datetime, order: int) -> None:
    back = {"available": units, "on_hand": units}
    await item.change(place, back, at)
    await item.tell(place, "refund", back, at - timedelta(seconds=1), order, "refund/1")


async def test_what_was_there_costs_what_shopify_knew_and_sales_take_from_it(
    item: BookedItem, desk: CostingDesk
) -> None:
    await know_cost(item, "3.333333")
    await item.open(BARN, 10, days_ago(30))
    await item.open(LOFT, 5, days_ago(30))
    await sell(item, BARN, 4, days_ago(10), 501)
    await take_back(item, LOFT, 1, days_ago(5), 501)
    done = await desk.cost()
    assert (done["items"], done["changes"]) == (1, 4)
    assert await desk.entries(item.item_id) == [
        ("opening", "opening", 10, "33.33"),
        ("opening", "opening", 5, "16.67"),
        ("sale", "cogs", -4, "-13.33"),
        ("return", "cogs", 1, "3.33"),
    ]
    assert await desk.places(item.item_id) == {"Barn": (6, "20.00"), "Loft": (6, "20.00")}
    assert (await desk.cost())["changes"] == 0


async def test_a_cost_that_shopify_changes_later_does_not_change_what_was_opened(
    item: BookedItem, desk: CostingDesk
) -> None:
    await know_cost(item, "3")
    await item.open(BARN, 10, days_ago(30))
    await desk.cost()
    await know_cost(item, "9")
    await sell(item, BARN, 1, days_ago(1), 502)
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("sale", "cogs", -1, "-3.00")


async def test_values_of_days_by_location_vendor_and_type(item: BookedItem, desk: CostingDesk) -> None:
    await know_cost(item, "2")
    await item.open(BARN, 10, days_ago(30))
    await item.open(LOFT, 5, days_ago(20))
    await sell(item, BARN, 4, days_ago(10), 503)
    await desk.cost()
    day = (NOW - timedelta(days=15)).date().isoformat()
    assert await desk.value(as_of=day) == Decimal(30)
    assert await desk.value() == Decimal(22)
    assert await desk.value(as_of=(NOW - timedelta(days=40)).date().isoformat()) == 0
    by = await desk.ask("costing/value", params={"by": "location"})
    assert [(g["name"], g["units"], g["value"]) for g in by["groups"]] == [
        ("Barn", 6, "12.00"),
        ("Loft", 5, "10.00"),
    ]
    for what, name in (("vendor", "Weber"), ("type", "Lamps")):
        by = await desk.ask("costing/value", params={"by": what, "as_of": day})
        assert [(g["key"], g["items"], g["value"]) for g in by["groups"]] == [(name, 1, "30.00")]
    (row,) = (await desk.ask("costing/value/items", params={"vendor": "Weber", "as_of": day}))["items"]
    assert (row["units"], row["value"], row["unit_cost"]) == (15, "30.00", "2.00")
    assert (await desk.ask("costing/value/items", params={"vendor": "Another"}))["items"] == []
    assert await desk.places(item.item_id, as_of=day) == {"Barn": (10, "20.00"), "Loft": (5, "10.00")}


async def test_layers_of_a_day_that_is_past_are_those_of_then(item: BookedItem, desk: CostingDesk) -> None:
    await know_cost(item, "2")
    rules = await desk.ask("costing/rules")
    chosen = {"method": "fifo", "accounts": rules["accounts"], "version": rules["version"]}
    await desk.ask("costing/rules", "PUT", json=chosen)
    await item.open(BARN, 10, days_ago(30))
    await sell(item, BARN, 4, days_ago(10), 504)
    await desk.cost()
    then = await desk.ask(f"items/{item.item_id}/cost", params={"as_of": days_ago(20).date().isoformat()})
    now = await desk.ask(f"items/{item.item_id}/cost")
    assert [(layer["units"], layer["value"]) for layer in then["places"][0]["layers"]] == [(10, "20.00")]
    assert [(layer["units"], layer["value"]) for layer in now["places"][0]["layers"]] == [(6, "12.00")]
    assert now["opening_cost"]["amount"] == "2.00"
    assert (now["opening_noted_by"], now["method"]) == ("shopify", "fifo")


async def test_no_known_cost_is_said_and_can_be_given(item: BookedItem, desk: CostingDesk) -> None:
    await item.open(BARN, 10, days_ago(30))
    await desk.cost()
    found = await desk.ask("costing/value")
    assert (found["value"], found["unknown_items"]) == ("0.00", 1)
    unknown = await desk.ask("costing/value/items", params={"is_unknown": True})
    assert [(row["units"], row["is_unknown"]) for row in unknown["items"]] == [(10, True)]
    standing = await desk.ask(f"items/{item.item_id}/opening-cost", "PUT", json={"unit_cost": "1.255"})
    assert standing["is_current"] is False
    await desk.cost()
    found = await desk.ask("costing/value")
    assert (found["value"], found["unknown_items"]) == ("12.55", 0)
    assert (await desk.ask("costing/value/items", params={"is_unknown": True}))["items"] == []
    audit = (await desk.ask("audit"))["items"]
    (entry,) = [each for each in audit if each["action"] == "item.opening_cost_set"]
    assert (entry["before"], entry["after"]) == ({"unit_cost": None}, {"unit_cost": "1.255"})


async def test_another_method_costs_everything_anew_and_is_audited(
    item: BookedItem, desk: CostingDesk
) -> None:
    await know_cost(item, "2")
    await item.open(BARN, 10, days_ago(30))
    await desk.cost()
    rules = await desk.ask("costing/rules")
    assert (rules["method"], rules["version"]) == ("average", 0)
    chosen = {"method": "fifo", "accounts": rules["accounts"], "version": 0}
    await desk.ask("costing/rules", "PUT", json=chosen)
    assert (await desk.cost())["items"] == 1
    refused = await desk.ask("costing/rules", "PUT", 409, json=chosen)
    assert refused["type"].endswith("costing-rules-moved")
    audit = (await desk.ask("audit"))["items"]
    (entry,) = [each for each in audit if each["action"] == "costing.rules_changed"]
    assert (entry["before"]["method"], entry["after"]["method"]) == ("average", "fifo")


async def test_a_difference_that_an_order_explains_later_becomes_its_cost(
    item: BookedItem, desk: CostingDesk
) -> None:
    await know_cost(item, "2")
    await item.open(BARN, 10, days_ago(3))
    gone = {"available": -3, "on_hand": -3}
    await item.change(BARN, gone, days_ago(2))
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("adjustment", "adjustments", -3, "-6.00")
    await item.tell(BARN, "fulfilment", gone, days_ago(2) - timedelta(seconds=1), 505, "fulfilled")
    await desk.cost()
    assert (await desk.entries(item.item_id))[-1] == ("sale", "cogs", -3, "-6.00")
    assert len(await desk.entries(item.item_id)) == 2


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("costing/value", {"as_of": "2999-01-01"}, "as_of"),
        ("costing/value", {"as_of": "yesterday"}, "as_of"),
        ("costing/value", {"by": "colour"}, "by"),
        ("costing/value/items", {"location_id": "barn"}, "location_id"),
        ("costing/value/items", {"cursor": "x"}, "cursor"),
    ],
)
async def test_bad_questions_name_their_field(
    desk: CostingDesk, path: str, params: dict[str, str], field: str
) -> None:
    refused = await desk.ask(path, expect=422, params=params)
    assert [error["field"].rpartition(".")[2] for error in refused["errors"]] == [field]


async def test_costs_are_for_buyers_and_each_sees_their_own_locations(
    item: BookedItem, desk: CostingDesk, app: FastAPI
) -> None:
    await know_cost(item, "2")
    await item.open(BARN, 10, days_ago(30))
    await item.open(LOFT, 5, days_ago(30))
    await desk.cost()
    viewer = await joined(app, desk.api, desk.shop, "viewer")
    for path in ("costing/value", "costing/value/items", f"items/{item.item_id}/cost"):
        assert (await viewer.ask("GET", path)).status_code == 403
    buyer = await joined(app, desk.api, desk.shop, "buyer", locations=["gid://shopify/Location/2"])
    seen = (await buyer.ask("GET", "costing/value")).json()
    assert [(g["name"], g["value"]) for g in seen["groups"]] == [("Loft", "10.00")]
    assert (await buyer.ask("PUT", "costing/rules", json={})).status_code == 403
    for params in ({}, {"as_of": days_ago(5).date().isoformat()}):
        told = (await buyer.ask("GET", f"items/{item.item_id}/cost", params=params)).json()
        assert [(p["location_name"], p["value"]) for p in told["places"]] == [("Loft", "10.00")]
        assert [layer["units"] for layer in told["places"][0]["layers"]] == [5]
