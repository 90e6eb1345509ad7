"""Old stocktakes are kept to be read and never posted; reorder settings become rules of replenishment."""

from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from support.file_desk import FileDesk, csv_of
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

COUNT = ("Product", "SKU", "Barcode", "Shopify ID", "Cost Price", "Expected Stock", "Actual Stock")
LANTERN = ("Lantern", "20001", "5000000000001", "1", "1.25", "10", "8")
GONE = ("Old mug", "OLD-1", "", "999", "2.00", "3", "5")
AT_TWO: dict[str, Any] = {
    "options": {"location_id": "gid://shopify/Location/2", "on": "2026-03-31", "document": "Spring"}
}
RULES = ("SKU", "Min Stock", "Max Stock", "Lead Time", "MOQ", "Location")


async def rules(desk: FileDesk) -> dict[Any, Any]:
    page = await desk.ask("GET", "policies")
    return {(each["inventory_item_id"], each["location_name"]): each for each in page["items"]}


async def test_old_stocktakes_are_kept_to_be_read_and_never_posted(
    desk: FileDesk, database: Database, stocked: ShopInApi
) -> None:
    found = await desk.checked(csv_of(COUNT, LANTERN, GONE), name="stocktake.csv", **AT_TWO)
    assert (found["kind"], found["source"], found["counts"]["documents"]) == ("past_counts", "stocky", 1)
    first, second = await desk.rows(found)
    assert first["note"] == "Kept to be read: nothing is posted"
    assert second["note"].startswith("No item of the shop has this name: it is kept by its words.")
    done = await desk.apply(found)
    (kept,) = (await desk.ask("GET", "past-stocktakes"))["items"]
    told = {
        name: kept[name] for name in ("name", "location_name", "source", "lines", "differing", "counted_at")
    }
    assert told == {
        "name": "Spring",
        "location_name": "Place 2",
        "source": "Stocky",
        "lines": 2,
        "differing": 2,
        "counted_at": "2026-03-30T22:00:00Z",
    }
    assert (kept["units_over"], kept["units_short"]) == (2, 2)
    lines = (await desk.ask("GET", f"past-stocktakes/{kept['id']}/lines"))["items"]
    assert [(line["sku"], line["inventory_item_id"], line["difference"]) for line in lines] == [
        ("20001", "gid://shopify/InventoryItem/1", -2),
        ("OLD-1", None, 2),
    ]
    assert (await desk.ask("GET", "stocktakes"))["items"] == []
    async with database.shop(stocked.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM change_set")) == 0
    again = await desk.checked(csv_of(COUNT, LANTERN, GONE), **AT_TWO)
    assert (again["counts"]["changes"], again["counts"]["same"]) == (0, 2)
    assert (await desk.remove(done))["state"] == "removed"
    assert (await desk.ask("GET", "past-stocktakes"))["items"] == []
    await desk.ask("GET", f"past-stocktakes/{kept['id']}", 404)


async def test_a_stocktake_needs_its_day_its_place_and_numbers(desk: FileDesk) -> None:
    made = await desk.upload(csv_of(COUNT, LANTERN))
    refused = await desk.ask("PUT", f"imports/{made['id']}/columns", 422, json={"roles": made["roles"]})
    assert "which location" in refused["errors"][0]["message"]
    at = {"location_id": "gid://shopify/Location/2"}
    found = await desk.checked(csv_of(COUNT, LANTERN, (*LANTERN[:6], "-3"), (*LANTERN[:6], "")), options=at)
    assert [(line, code) for line, _, code in await desk.problems(found)] == [
        (2, "missing"),
        (3, "out_of_range"),
        (4, "missing"),
    ]


async def test_a_person_of_one_location_sees_its_old_stocktakes_alone(
    app: FastAPI, api: httpx2.AsyncClient, desk: FileDesk, stocked: ShopInApi
) -> None:
    await desk.bring(csv_of(COUNT, LANTERN), **AT_TWO)
    at_one: dict[str, Any] = {"options": {**AT_TWO["options"], "location_id": "gid://shopify/Location/1"}}
    await desk.bring(csv_of(COUNT, LANTERN), **at_one)
    person = await joined(app, api, stocked, "viewer", locations=["gid://shopify/Location/1"])
    seen = (await person.ask("GET", "past-stocktakes")).json()["items"]
    assert [each["location_name"] for each in seen] == ["Place 1"]
    (hidden,) = [
        each for each in (await desk.ask("GET", "past-stocktakes"))["items"] if each["id"] != seen[0]["id"]
    ]
    assert (await person.ask("GET", f"past-stocktakes/{hidden['id']}/lines")).status_code == 404


async def test_reorder_settings_become_rules_and_each_is_put_back_unless_it_was_changed(
    desk: FileDesk,
) -> None:
    rows = [
        RULES,
        ("20001", "5", "40", "14", "6", ""),
        ("20002", "3", "", "", "", "Place 2"),
        ("20003", "1", "", "", "", ""),
    ]
    found = await desk.checked(csv_of(*rows))
    assert (found["kind"], found["counts"]["changes"]) == ("reorder", 3)
    assert [row["document"] for row in await desk.rows(found)] == ["Everywhere", None, "Everywhere"]
    done = await desk.apply(found)
    made = await rules(desk)
    rule = made["gid://shopify/InventoryItem/1", ""]
    assert (rule["min_stock"], rule["max_stock"], rule["lead_days"], rule["minimum"]) == (5, 40, 14, 6)
    assert made["gid://shopify/InventoryItem/2", "Place 2"]["min_stock"] == 3
    again = await desk.checked(csv_of(*rows))
    assert (again["counts"]["changes"], again["counts"]["same"]) == (0, 3)
    changed = {"applies_to": "item", "inventory_item_id": "gid://shopify/InventoryItem/3", "min_stock": 9}
    await desk.ask("PUT", "policies", json={"rules": [changed]})
    left = await desk.remove(done)
    assert left["kept"] == [
        {"name": "The rule of 20003", "reason": "was changed since: put it right by hand"}
    ]
    assert [rule["min_stock"] for rule in (await rules(desk)).values()] == [9]


async def test_rules_that_cannot_be_are_named(
    app: FastAPI, api: httpx2.AsyncClient, database: Database, desk: FileDesk, stocked: ShopInApi
) -> None:
    rows = [
        RULES,
        ("20001", "50", "40", "", "", ""),
        ("20002", "a few", "", "", "", ""),
        ("20003", "1", "", "999", "", ""),
        ("20005", "1", "", "", "", "Nowhere"),
        ("20006", "1", "", "", "", ""),
        ("20006", "2", "", "", "", ""),
        ("20007", "", "", "", "", ""),
    ]
    found = await desk.checked(csv_of(*rows))
    assert [(line, code) for line, _, code in await desk.problems(found)] == [
        (2, "order"), (3, "not_a_number"), (4, "out_of_range"), (5, "unknown"), (7, "double"), (8, "missing"),
    ]  # fmt: skip
    person = await joined(app, api, stocked, "buyer", locations=["gid://shopify/Location/2"])
    theirs = FileDesk(person.browser, database, stocked.shop_id, person.headers)
    mine = await theirs.checked(csv_of(RULES, rows[5], (*rows[5][:5], "Place 2")))
    assert await theirs.problems(mine) == [(2, "Location", "not_yours")]
