"""Locations that a shop leaves out: figures and lists are of the others, and nothing else differs."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
from fastapi import FastAPI
from support.booked_item import booked_item
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.locations.actions import LocationRow, save_locations

NOW = datetime.now(UTC)
LEEDS, YORK = 1, 2


def place(number: int) -> str:
    return f"gid://shopify/Location/{number}"


async def two_places(database: Database, shop: ShopInApi) -> None:
    item = await booked_item(database, shop, "Leeds", "York")
    await item.open(LEEDS, 10, NOW)
    await item.open(YORK, -5, NOW)


async def choose(api: httpx2.AsyncClient, shop: ShopInApi, *shown: str) -> httpx2.Response:
    body = {"location_ids": list(shown)}
    return await api.put("/api/v1/locations/shown", json=body, headers=shop.headers)


async def read(api: httpx2.AsyncClient, shop: ShopInApi, path: str, **params: Any) -> Any:
    answer = await api.get(f"/api/v1/{path}", params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_is_left_out_is_in_no_figure_and_no_list_of_everything(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await two_places(database, shop)
    before = await read(api, shop, "overview")
    assert before["negative"] == 1
    assert (await choose(api, shop, place(LEEDS), place(shop.location_id))).status_code == 204
    after = await read(api, shop, "overview")
    assert (after["negative"], after["units_on_hand"]) == (0, before["units_on_hand"] + 5)
    assert place(YORK) not in [each["location_id"] for each in after["by_location"]]
    concerns = (await read(api, shop, "attention"))["concerns"]
    assert [each for each in concerns if each["kind"] == "negative"] == []
    listed = (await read(api, shop, "levels"))["items"]
    assert place(YORK) not in [level["location_id"] for level in listed]
    asked = (await read(api, shop, "levels", location_id=place(YORK)))["items"]
    assert [level["quantities"]["available"] for level in asked] == [-5], "whoever asks for it sees it"
    is_york = {"field": "location", "op": "is", "value": YORK}
    for expression, units in (
        (is_york, [-5]),
        ({"all": [{"field": "location", "op": "in", "value": [LEEDS, YORK]}]}, [-5, 10]),
        ({"any": [is_york, {"field": "available", "op": ">", "value": 9}]}, [-5, 10, 12]),
        ({"field": "location", "op": "is_not", "value": YORK}, [10, 12]),
    ):
        asked = (await read(api, shop, "levels", filter=json.dumps(expression), sort="available"))["items"]
        assert [level["quantities"]["available"] for level in asked] == units, expression
    left = {each["name"]: each["is_left_out"] for each in (await read(api, shop, "locations"))["items"]}
    assert (left["Leeds"], left["York"]) == (False, True)
    log = await read(api, shop, "audit", action="locations.chosen")
    assert (log["items"][0]["before"], log["items"][0]["after"]) == ({"left_out": []}, {"left_out": ["York"]})


async def test_a_choice_outlives_the_reading_of_locations(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await two_places(database, shop)
    await choose(api, shop, place(LEEDS))
    rows = [
        LocationRow(n, name, True, True, "", "GB", NOW)
        for n, name in ((1, "Leeds"), (2, "York"), (3, "Hull"))
    ]
    async with database.shop(shop.shop_id) as connection:
        await save_locations(connection, shop.shop_id, rows, NOW)
    left = {each["name"]: each["is_left_out"] for each in (await read(api, shop, "locations"))["items"]}
    assert left == {"Leeds": False, "York": True, "Hull": False}


async def test_only_locations_that_there_are_are_chosen_and_at_least_one(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await two_places(database, shop)
    for shown in ((), (place(99),), ("Leeds",)):
        refused = await choose(api, shop, *shown)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "location_ids")
    manager = await joined(app, api, shop, "manager", locations=[place(LEEDS)])
    body = {"location_ids": [place(LEEDS)]}
    assert (await manager.ask("PUT", "locations/shown", json=body)).status_code == 403
    assert not any(each["is_left_out"] for each in (await read(api, shop, "locations"))["items"])
