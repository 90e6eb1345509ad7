"""From suggestions to drafts: one order a supplier and place, one transfer a pair; each line once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from support.morning_desk import SUGGESTIONS, MorningDesk, certain
from support.order_desk import fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.purchasing.actions.steps import Who
from inventorysync.replenishment.actions import drafting
from inventorysync.replenishment.actions.deciding import Seen

DRAFTS = f"{SUGGESTIONS}/drafts"


async def orders_of(desk: MorningDesk) -> list[Any]:
    found: list[Any] = (await desk.ask("GET", "/api/v1/purchase-orders"))["items"]
    return found


async def transfers_of(desk: MorningDesk) -> list[Any]:
    found: list[Any] = (await desk.ask("GET", "/api/v1/transfers"))["items"]
    return found


@pytest.fixture
async def morning(desk: MorningDesk) -> MorningDesk:
    """To buy: items 1 and 3 for place 1, item 2 for place 2; to move: item 1 from place 3 to place 1."""
    await desk.expect(1, 1, certain(2))
    await desk.expect(3, 1, certain(1))
    await desk.expect(2, 2, certain(1))
    await desk.stock(1, p3=12)
    await desk.work_out()
    return desk


async def test_lines_become_one_order_a_supplier_and_place_and_one_transfer_a_pair(
    morning: MorningDesk,
) -> None:
    lines = await morning.lines()
    assert await morning.told() == {
        ("buy", 1, 1): 30, ("move", 1, 1): 12, ("buy", 3, 1): 21, ("buy", 2, 2): 24,
    }  # fmt: skip
    made = await morning.draft(lines)
    assert [(each["name"], each["location_name"], each["lines"]) for each in made["orders"]] == [
        ("PO-1001", "Place 1", 2),
        ("PO-1002", "Place 2", 1),
    ]
    (transfer,) = made["transfers"]
    assert (transfer["origin_name"], transfer["destination_name"]) == ("Place 3", "Place 1")
    order = await morning.ask("GET", f"/api/v1/purchase-orders/{made['orders'][0]['id']}")
    assert order["state"] == "draft"
    assert {(line["sku"], line["quantity"], line["unit_cost"]) for line in order["lines"]} == {
        ("20001", 30, "4.00"),
        ("20003", 21, "1.00"),
    }
    moved = await morning.ask("GET", f"/api/v1/transfers/{transfer['id']}")
    assert [(line["sku"], line["ordered"]) for line in moved["lines"]] == [("20001", 12)]
    assert await morning.lines() == []
    await morning.work_out()
    assert await morning.lines() == []
    accepted = await morning.audited("suggestion.accepted")
    assert {entry["subject"].partition(":")[0] for entry in accepted} == {"purchase_order", "transfer"}


async def test_the_same_click_twice_makes_the_drafts_once(morning: MorningDesk) -> None:
    lines, key = await morning.lines(), uuid4().hex
    first = await morning.draft(lines, key=key)
    assert await morning.draft(lines, key=key) == first
    await morning.draft(lines[:1], 409, key=key)  # the key was for something else
    refused = await morning.draft(lines, 409)  # another click
    assert refused["type"].endswith("suggestion-moved")
    assert len(await orders_of(morning)) == 2
    assert len(await transfers_of(morning)) == 1


async def test_two_clicks_at_once_make_the_drafts_once(morning: MorningDesk) -> None:
    lines = await morning.lines()
    body = {"lines": [{"id": line["id"], "version": line["version"]} for line in lines]}

    async def click() -> int:
        headers = {**morning.orders.headers, "Idempotency-Key": uuid4().hex}
        return (await morning.api.post(DRAFTS, headers=headers, json=body)).status_code

    assert sorted(await asyncio.gather(*(click() for _ in range(4)))) == [201, 409, 409, 409]
    assert len(await orders_of(morning)) == 2
    assert len(await transfers_of(morning)) == 1


async def test_a_death_on_the_way_leaves_nothing_and_asking_again_makes_all_of_it(
    morning: MorningDesk, database: Database
) -> None:
    lines = await morning.lines()
    seen = [Seen(UUID(line["id"]), line["version"]) for line in lines]
    who = Who("api_key:tests", datetime.now(UTC))

    async def die_before_the_end() -> None:
        async with database.shop(morning.shop_id) as connection:
            await drafting.make_drafts(connection, morning.shop_id, seen, who, "k", may_move=True)
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await die_before_the_end()
    assert (await orders_of(morning), await transfers_of(morning)) == ([], [])
    assert len(await morning.lines()) == len(lines)
    await morning.draft(lines, key="k")
    assert len(await orders_of(morning)) == 2


async def test_a_quantity_given_with_the_click_is_the_drafts(morning: MorningDesk) -> None:
    (line,) = [each for each in await morning.lines() if each["inventory_item_id"] == item_gid(3)]
    body = {"lines": [{"id": line["id"], "version": line["version"], "quantity": 50}]}
    made = await morning.ask("POST", DRAFTS, 201, json=body)
    order = await morning.ask("GET", f"/api/v1/purchase-orders/{made['orders'][0]['id']}")
    assert [each["quantity"] for each in order["lines"]] == [50]
    (entry,) = await morning.audited("suggestion.accepted")
    assert (entry["before"]["suggested"], entry["after"]["ordered"]) == ([[3, 21]], [[3, 50]])


async def test_what_somebody_ordered_by_hand_meanwhile_is_not_ordered_again(morning: MorningDesk) -> None:
    lines = await morning.lines()
    await morning.orders.make((3, 21))
    refused = await morning.draft(lines, 409)
    at = [line["inventory_item_id"] for line in lines].index(item_gid(3))
    assert fields_of(refused) == [f"lines.{at}.id"]
    assert len(await orders_of(morning)) == 1
    await morning.work_out()
    assert ("buy", 3, 1) not in await morning.told()


async def test_parts_of_a_morning_are_drafted_one_after_the_other(morning: MorningDesk) -> None:
    """A move is no reason to refuse the purchase that was reckoned with it, nor the other way round."""
    for kind in ("buy", "move"):
        lines = [line for line in await morning.lines() if line["kind"] == kind]
        await morning.draft(lines)
    assert await morning.lines() == []
    assert len(await transfers_of(morning)) == 1


async def test_a_morning_that_has_changed_is_refused_line_by_line(morning: MorningDesk) -> None:
    lines = await morning.lines()
    await morning.stock(3, p1=5)
    await morning.work_out()
    refused = await morning.draft(lines, 409)
    at = [line["inventory_item_id"] for line in lines].index(item_gid(3))
    assert f"lines.{at}.id" in fields_of(refused)
    assert fields_of(await morning.draft([lines[0], lines[0]], 422)) == ["lines.1.id"]
    assert fields_of(await morning.draft([], 422)) == ["lines"]
    gone = {"id": str(uuid4()), "version": 1}
    assert fields_of(await morning.draft([gone], 409)) == ["lines.0.id"]
    assert (await orders_of(morning), await transfers_of(morning)) == ([], [])


async def test_who_buys_orders_and_does_not_move(
    app: FastAPI, api: httpx2.AsyncClient, morning: MorningDesk, stocked: ShopInApi
) -> None:
    person = await joined(app, api, stocked, "buyer")
    lines = await morning.lines()
    for kind, status in (("move", 403), ("buy", 201)):
        body = {
            "lines": [
                {"id": line["id"], "version": line["version"]} for line in lines if line["kind"] == kind
            ]
        }
        headers = {"Idempotency-Key": uuid4().hex}
        answer = await person.ask("POST", "suggestions/drafts", json=body, headers=headers)
        assert answer.status_code == status, answer.text
    assert await transfers_of(morning) == []


async def test_somebody_of_another_location_cannot_order_for_this_one(
    app: FastAPI, api: httpx2.AsyncClient, morning: MorningDesk, stocked: ShopInApi
) -> None:
    person = await joined(app, api, stocked, "buyer", locations=[place_gid(2)])
    lines = [line for line in await morning.lines() if line["location"]["name"] == "Place 1"]
    body = {"lines": [{"id": line["id"], "version": line["version"]} for line in lines]}
    headers = {"Idempotency-Key": uuid4().hex}
    answer = await person.ask("POST", "suggestions/drafts", json=body, headers=headers)
    assert answer.status_code == 409
    assert {error["code"] for error in answer.json()["errors"]} == {"gone"}
