"""Rules: the nearest wins, field by field; many at once, as files, taken back, within one's locations."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.morning_desk import POLICIES, MorningDesk, certain
from support.order_desk import fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database


async def rules_of(desk: MorningDesk, **params: Any) -> list[Any]:
    found: list[Any] = (await desk.ask("GET", POLICIES, params=params))["items"]
    return found


async def card_of(desk: MorningDesk, item: int, place: int) -> Any:
    found = await desk.ask("GET", f"/api/v1/items/{item_gid(item)}/when-to-buy")
    return next(card for card in found["items"] if card["location"]["location_id"] == place_gid(place))


async def test_the_nearest_rule_wins_field_by_field(desk: MorningDesk, database: Database) -> None:
    async with database.shop(desk.shop_id) as connection:
        await connection.execute(
            text("UPDATE inventory_item SET vendor = 'Acme', product_type = 'mug' WHERE item_id = 1")
        )
    await desk.expect(1, 1, certain(2))
    await desk.rule(review_days=30, lead_days=5, min_stock=3)
    await desk.rule(review_days=20, place=1)
    await desk.rule(applies_to="vendor", name="Acme", review_days=10, pack=2)
    await desk.rule(applies_to="type", name="mug", pack=4)
    await desk.rule(applies_to="item", item=1, place=2, review_days=1)
    card = await card_of(desk, 1, 1)
    assert (card["review_days"], card["lead_days"], card["pack"]) == (10, 5, 4)
    assert (card["reorder_point"], card["lead_from"]) == (30, "rule")
    said = {each["field"]: (each["applies_to"], each["name"]) for each in card["said"]}
    assert said == {
        "review_days": ("vendor", "Acme"), "lead_days": ("shop", ""), "min_stock": ("shop", ""),
        "pack": ("type", "mug"),
    }  # fmt: skip
    assert (await card_of(desk, 1, 2))["review_days"] == 1
    assert (await card_of(desk, 1, 2))["reorder_point"] == 3
    assert (await card_of(desk, 2, 1))["review_days"] == 20
    assert [rule["applies_to"] for rule in await rules_of(desk)] == ["shop", "shop", "vendor", "type", "item"]


async def test_a_field_is_left_to_others_again_and_an_empty_rule_is_gone(desk: MorningDesk) -> None:
    await desk.rule(review_days=30, pack=6)
    assert await desk.rule(pack=6) == {"changed": 0}
    await desk.rule(review_days=None)
    (rule,) = await rules_of(desk)
    assert (rule["review_days"], rule["pack"], rule["version"]) == (None, 6, 2)
    refused = await desk.rule(409, pack=7, version=1)
    assert fields_of(refused) == ["rules.0.version"]
    await desk.rule(pack=None)
    assert await rules_of(desk) == []
    await desk.rule(pack=3)
    (rule,) = await rules_of(desk)
    await desk.ask("DELETE", f"{POLICIES}/{rule['id']}", 204)
    await desk.ask("DELETE", f"{POLICIES}/{rule['id']}", 404)
    assert len(await desk.audited("policies.set")) == 5


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"service_percent": "49"}, "service_percent"),
        ({"service_percent": "100"}, "service_percent"),
        ({"service_percent": "NaN"}, "service_percent"),
        ({"goal": "magic"}, "goal"),
        ({"review_days": 0}, "review_days"),
        ({"lead_days": -1}, "lead_days"),
        ({"pack": 1.5}, "pack"),
        ({"budget": "-1"}, "budget"),
        ({"colour": "red"}, "colour"),
        ({"min_stock": 5, "max_stock": 4}, "max_stock"),
        ({"applies_to": "vendor", "pack": 2}, "name"),
        ({"name": "Acme", "pack": 2}, "name"),
        ({"applies_to": "item", "pack": 2}, "inventory_item_id"),
        ({"applies_to": "item", "item": 99, "pack": 2}, "inventory_item_id"),
        ({"applies_to": "item", "inventory_item_id": "x", "pack": 2}, "inventory_item_id"),
        ({"place": 99, "pack": 2}, "location_id"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_name(
    desk: MorningDesk, wrong: dict[str, Any], field: str
) -> None:
    refused = await desk.rule(422, **wrong)
    assert [each.removeprefix("rules.0.") for each in fields_of(refused)] == [field]
    assert await rules_of(desk) == []


async def test_many_are_set_at_once_or_none_and_taken_back_together(desk: MorningDesk) -> None:
    await desk.rule(applies_to="item", item=1, pack=6, review_days=9)
    rules = [{"applies_to": "item", "inventory_item_id": item_gid(item), "pack": 12} for item in (1, 2, 3)]
    twice = await desk.ask("PUT", POLICIES, 422, json={"rules": [*rules, rules[0]]})
    assert fields_of(twice) == ["rules.3.applies_to"]
    assert await desk.ask("PUT", POLICIES, json={"rules": rules}) == {"changed": 3}
    assert {(rule["pack"], rule["review_days"]) for rule in await rules_of(desk)} == {(12, 9), (12, None)}
    changes = (await desk.ask("GET", f"{POLICIES}/changes"))["items"]
    assert [(each["how"], each["rules"]) for each in changes] == [("bulk", 3), ("edit", 1)]
    undo = f"{POLICIES}/changes/{changes[0]['id']}/undo"
    assert await desk.ask("POST", undo) == {"changed": 3}
    assert [(rule["pack"], rule["review_days"]) for rule in await rules_of(desk)] == [(6, 9)]
    await desk.ask("POST", undo, 409)
    await desk.rule(applies_to="item", item=1, pack=7)
    await desk.ask("POST", f"{POLICIES}/changes/{changes[1]['id']}/undo", 409)
    assert len(await desk.audited("policies.undone")) == 1


async def test_rules_go_into_a_file_and_come_back_changed(desk: MorningDesk) -> None:
    await desk.rule(review_days=30, service_percent="97.5", goal="shop", is_ordered=True)
    await desk.rule(applies_to="vendor", name="=Acme", order_cost="12.34", place=1)
    await desk.rule(applies_to="item", item=1, min_stock=3, max_stock=50)
    before = await rules_of(desk)
    saved = (await desk.ask("GET", f"{POLICIES}/file")).decode("utf-8-sig")
    assert saved.splitlines()[0].startswith("Applies to,Name,Inventory item id,SKU,Location,Ordered,Goal")
    assert await desk.ask("POST", f"{POLICIES}/file", content=saved.encode()) == {"changed": 0}
    changed = saved.replace(",50,", ",60,").replace("12.34", "99")
    assert await desk.ask("POST", f"{POLICIES}/file", content=changed.encode()) == {"changed": 2}
    assert [rule["max_stock"] for rule in await rules_of(desk)] == [None, None, 60]
    assert [rule["order_cost"] for rule in await rules_of(desk)] == [None, "99.00", None]
    (change, *_) = (await desk.ask("GET", f"{POLICIES}/changes"))["items"]
    assert change["how"] == "file"
    await desk.ask("POST", f"{POLICIES}/changes/{change['id']}/undo")
    names = ("min_stock", "max_stock", "order_cost", "name")
    assert [[rule[name] for name in names] for rule in await rules_of(desk)] == [
        [rule[name] for name in names] for rule in before
    ]
    sheet = await desk.ask("GET", f"{POLICIES}/file", params={"format": "xlsx"})
    assert await desk.ask("POST", f"{POLICIES}/file", content=sheet) == {"changed": 0}


async def test_a_file_names_its_wrong_cells_and_changes_nothing(desk: MorningDesk) -> None:
    rows = (
        "Applies to,Name,SKU,Location,Pack,Service %\n"
        "item,,20001,Place 1,6,95\nitem,,99999,,6,\nshop,,,Nowhere,6,\n"
        "vendor,Acme,,,1.5,\nshop,,,,,12\nsome,,,,1,\n"
    )
    refused = await desk.ask("POST", f"{POLICIES}/file", 422, content=rows.encode())
    assert fields_of(refused) == [
        "rules.1.sku", "rules.2.location", "rules.3.pack", "rules.4.service_percent", "rules.5.applies_to",
    ]  # fmt: skip
    for content, field in ((b"", "file"), (b"SKU,Pack\n1,2\n", "file"), (b"Applies to\n", "file")):
        assert fields_of(await desk.ask("POST", f"{POLICIES}/file", 422, content=content)) == [field]
    assert await rules_of(desk) == []


async def test_somebody_of_some_locations_rules_there_and_nowhere_else(
    app: FastAPI, api: httpx2.AsyncClient, desk: MorningDesk, stocked: ShopInApi
) -> None:
    await desk.rule(pack=2)
    await desk.rule(pack=3, place=1)
    person = await joined(app, api, stocked, "buyer", locations=[place_gid(2)])
    theirs = {"rules": [{"applies_to": "shop", "location_id": place_gid(2), "pack": 5}]}
    assert (await person.ask("PUT", "policies", json=theirs)).status_code == 200
    for scope, status in (({}, 403), ({"location_id": place_gid(1)}, 422)):
        body = {"rules": [{"applies_to": "shop", "pack": 9, **scope}]}
        assert (await person.ask("PUT", "policies", json=body)).status_code == status
    seen = (await person.ask("GET", "policies")).json()["items"]
    assert [(rule["location_name"], rule["pack"]) for rule in seen] == [("", 2), ("Place 2", 5)]
    (first,) = [rule for rule in seen if rule["location_name"] == ""]
    assert (await person.ask("DELETE", f"policies/{first['id']}")).status_code == 403


async def test_what_is_never_to_be_ordered_is_never_suggested(desk: MorningDesk) -> None:
    await desk.expect(1, 1, certain(2))
    await desk.rule(applies_to="item", item=1, is_ordered=False)
    await desk.work_out()
    assert await desk.lines() == []
    await desk.rule(applies_to="item", item=1, is_ordered=None)
    await desk.work_out()
    assert await desk.told() == {("buy", 1, 1): 42}


async def test_fixed_levels_need_no_forecast(desk: MorningDesk) -> None:
    await desk.rule(applies_to="item", item=3, place=1, goal="fixed", min_stock=5, max_stock=40)
    await desk.stock(3, p1=4)
    await desk.work_out()
    assert await desk.told() == {("buy", 3, 1): 36}


async def test_a_shop_without_forecasts_moves_nothing_but_between_fixed_levels(desk: MorningDesk) -> None:
    await desk.rule(applies_to="item", item=3, place=1, goal="fixed", min_stock=5, max_stock=5)
    await desk.stock(3, p2=40)
    await desk.work_out()
    assert await desk.told() == {("buy", 3, 1): 5}
    await desk.rule(applies_to="item", item=3, place=2, goal="fixed", min_stock=38, max_stock=38)
    await desk.work_out()
    assert await desk.told() == {("move", 3, 1): 2, ("buy", 3, 1): 3}
