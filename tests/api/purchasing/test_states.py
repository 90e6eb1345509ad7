"""From a draft to the end of an order: who agrees to it, what it passes through, what is refused when."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.order_desk import OrderDesk, fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

RULES = "/api/v1/purchasing-rules"


async def limit(desk: OrderDesk, expect: int = 200, **limits: str) -> Any:
    """Have roles order up to so much by themselves."""
    rules = await desk.ask("GET", RULES)
    body = {"version": rules["version"], "limits": [{"role": r, "amount": a} for r, a in limits.items()]}
    return await desk.ask("PUT", RULES, expect, json=body)


async def test_an_order_is_handed_in_only_when_it_is_whole(desk: OrderDesk) -> None:
    made = await desk.make((1, 13), (3, 1))
    refused = await desk.act(made, "submit", 422)
    assert fields_of(refused) == ["rate", "lines.0.quantity", "lines.1.unit_cost"]
    assert refused["errors"][1]["message"] == "is 13; they sell packs of 6: 18 would do"
    assert fields_of(await desk.act(await desk.make(rate="0.85"), "submit", 422)) == ["lines"]
    priced = {"inventory_item_id": item_gid(3), "quantity": 1, "unit_cost": "9"}
    body = {**desk.body((1, 13), priced, rate="0.85"), "version": made["version"]}
    await desk.ask("PUT", f"/{made['id']}", json=body)
    assert fields_of(await desk.act(made, "submit", 422)) == ["lines.0.quantity"]
    assert (await desk.act(made, "submit", as_is=True))["state"] == "approved"


async def test_each_state_has_its_person_and_its_time(desk: OrderDesk, api: httpx2.AsyncClient) -> None:
    made = await desk.make((1, 12), rate="0.85")
    await desk.act(made, "submit")
    await desk.act(made, "mark-sent", note="By phone")
    confirmed = await desk.act(made, "confirm", reference="AB-9", expected_on="2027-02-01")
    assert (confirmed["reference"], confirmed["expected_on"]) == ("AB-9", "2027-02-01")
    canceled = await desk.act(made, "cancel", note="They are out of it")
    assert [step["state"] for step in canceled["steps"]] == [
        "draft",
        "approved",
        "sent",
        "confirmed",
        "canceled",
    ]
    assert {step["actor"] for step in canceled["steps"]} == {"api_key:tests"}
    assert await desk.events(made) == ["made", "approved", "sent", "confirmed", "canceled"]
    audit = (await api.get("/api/v1/audit", headers=desk.headers)).json()["items"]
    told_audit = [
        (each["before"], each["after"]) for each in audit if each["action"] == "purchase_order.sent"
    ]
    assert told_audit == [({"state": "approved"}, {"state": "sent", "note": "By phone"})]


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ([], ["approve", "mark-sent", "confirm", "close", "reopen", "revise"]),
        (["submit"], ["submit", "approve", "confirm", "close"]),
        (["submit", "mark-sent"], ["submit", "revise", "mark-sent", "close"]),
        (["cancel"], ["submit", "mark-sent", "cancel", "confirm", "close", "reopen"]),
    ],
)
async def test_what_does_not_fit_the_state_is_refused_and_changes_nothing(
    desk: OrderDesk, steps: list[str], refused: list[str]
) -> None:
    made = await desk.make((1, 12), rate="0.85")
    for step in steps:
        await desk.act(made, step)
    before = await desk.get(made)
    for what in refused:
        answer = await desk.act(made, what, 409)
        assert answer["type"].endswith("wrong-state"), what
    assert await desk.get(made) == before


async def test_a_step_on_what_was_seen_before_is_refused(desk: OrderDesk) -> None:
    made = await desk.make((1, 12), rate="0.85")
    await desk.act(made, "submit")
    late = await desk.ask("POST", f"/{made['id']}/cancel", 409, json={"version": made["version"]})
    assert (late["type"].endswith("order-moved"), late["errors"][0]["code"]) == (True, "approved")


async def test_without_rules_nothing_waits(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    person = await joined(app, api, stocked, "buyer")
    theirs = OrderDesk(person.browser, person.headers, desk.supplier)
    made = await theirs.make((1, 6000), rate="0.85")
    assert made["mine"] == {"approve": False, "needs_approval": False}
    assert (await theirs.act(made, "submit"))["state"] == "approved"


async def test_above_a_limit_somebody_with_more_agrees(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi, database: Database
) -> None:
    await limit(desk, buyer="100", manager="1000")
    people = {}
    for role in ("buyer", "manager", "owner"):
        person = await joined(app, api, stocked, "manager" if role == "owner" else role)
        if role == "owner":
            async with database.shop(stocked.shop_id) as connection:
                made_one = text("UPDATE member SET role = 'owner' WHERE email = :email")
                await connection.execute(made_one, {"email": person.email})
        people[role] = OrderDesk(person.browser, person.headers, desk.supplier)
    buyer, manager, owner = people["buyer"], people["manager"], people["owner"]
    # 24 x 4.20 = 100.80 EUR, which is 85.68 GBP; 30 x 4.20 = 126 EUR, which is 107.10 GBP.
    small = await buyer.make((1, 24), rate="0.85")
    assert (await buyer.act(small, "submit"))["state"] == "approved"
    more = await buyer.make((1, 30), rate="0.85")
    assert more["mine"] == {"approve": False, "needs_approval": True}
    assert (await buyer.act(more, "submit"))["state"] == "awaiting_approval"
    refused = await buyer.act(more, "approve", 403)
    assert refused["type"].endswith("not-permitted")
    assert (await manager.get(more))["mine"]["approve"] is True
    approved = await manager.act(more, "approve")
    assert (approved["state"], approved["steps"][-1]["actor"]) == (
        "approved",
        (await manager.ask("GET", f"/{more['id']}/timeline"))["items"][-1]["actor"],
    )
    large = await manager.make((1, 600), rate="0.85")
    assert (await manager.act(large, "submit"))["state"] == "awaiting_approval"
    await manager.act(large, "approve", 403)
    revised = await manager.act(large, "revise", note="Half of it")
    assert revised["state"] == "draft"
    await manager.act(large, "submit")
    assert (await owner.act(large, "approve"))["state"] == "approved"
    assert await desk.events(large) == ["made", "submitted", "revised", "submitted", "approved"]


async def test_rules_are_decided_by_administrators_once_and_noted(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    assert (await desk.ask("GET", RULES))["version"] == 0
    made = await limit(desk, buyer="99.50")
    assert (made["version"], made["limits"]) == (1, [{"role": "buyer", "amount": "99.50"}])
    stale = await desk.ask("PUT", RULES, 409, json={"version": 0, "limits": []})
    assert stale["type"].endswith("order-moved")
    assert fields_of(await limit(desk, 422, owner="5")) == ["limits.0.role"]
    twice = [{"role": "buyer", "amount": "1"}] * 2
    answer = await desk.ask("PUT", RULES, 422, json={"version": 1, "limits": twice})
    assert fields_of(answer) == ["limits.1.role"]
    answer = await desk.ask("PUT", RULES, 422, json={"version": 1, "limits": [], "over_percent": "101"})
    assert fields_of(answer) == ["over_percent"]
    person = await joined(app, api, stocked, "buyer")
    theirs = OrderDesk(person.browser, person.headers, desk.supplier)
    await theirs.ask("PUT", RULES, 403, json={"version": 1, "limits": []})
    audit = (await api.get("/api/v1/audit", headers=desk.headers)).json()["items"]
    (entry,) = [each for each in audit if each["action"] == "purchasing.rules_changed"]
    assert (entry["before"], entry["after"]) == ({"limits": {}}, {"limits": {"buyer": "99.50"}})


async def test_a_copy_costs_what_it_costs_today(desk: OrderDesk) -> None:
    made = await desk.make((1, 12), (2, 3), rate="0.85", note="Ring twice")
    await desk.sell({"inventory_item_id": item_gid(2), "code": "TIN-2", "unit_cost": "2.50"})
    copy = await desk.ask("POST", f"/{made['id']}/duplicate", 201)
    assert (copy["name"], copy["state"], copy["note"], copy["rate"]) == (
        "PO-1002",
        "draft",
        "Ring twice",
        "0.85",
    )
    assert [(line["quantity"], line["unit_cost"], line["code"]) for line in copy["lines"]] == [
        (12, "4.20", "OEL-5"),
        (3, "2.50", "TIN-2"),
    ]
    assert [line["unit_cost"] for line in (await desk.get(made))["lines"]] == ["4.20", "2.00"]


async def test_a_split_moves_units_and_loses_none(desk: OrderDesk) -> None:
    made = await desk.make((1, 24), (2, 3), (3, 5), rate="0.85")
    oil, tin, _ = made["lines"]
    parts = [{"line_id": oil["line_id"], "quantity": 12}, {"line_id": tin["line_id"], "quantity": 3}]
    second = await desk.act(made, "split", 201, lines=parts)
    first = await desk.get(made)
    told = [[(line["sku"], line["quantity"]) for line in order["lines"]] for order in (first, second)]
    assert told == [[("20001", 12), ("20003", 5)], [("20001", 12), ("20002", 3)]]
    assert (first["state"], second["state"], second["name"]) == ("draft", "draft", "PO-1002")
    refused = await desk.act(made, "split", 422, lines=[{"line_id": oil["line_id"], "quantity": 13}])
    assert fields_of(refused) == ["lines.0.quantity"]
    whole = [{"line_id": line["line_id"], "quantity": line["quantity"]} for line in first["lines"]]
    assert fields_of(await desk.act(made, "split", 422, lines=whole)) == ["lines"]
    other = [{"line_id": second["lines"][0]["line_id"], "quantity": 1}]
    assert fields_of(await desk.act(made, "split", 422, lines=other)) == ["lines.0.line_id"]


async def test_a_merge_brings_all_units_and_cancels_the_other(desk: OrderDesk) -> None:
    one = await desk.make((1, 12), (2, 3), rate="0.85")
    two = await desk.make((1, 6), (3, 5), rate="0.85")
    await desk.act(one, "submit")
    other = await desk.get(two)
    merged = await desk.act(one, "merge", order_id=two["id"], other_version=other["version"])
    told = [(line["sku"], line["quantity"]) for line in merged["lines"]]
    assert (merged["state"], sorted(told)) == ("draft", [("20001", 18), ("20002", 3), ("20003", 5)])
    gone = await desk.get(two)
    assert gone["state"] == "canceled"
    elsewhere = await desk.make((1, 12), location_id=place_gid(2))
    body = {"order_id": elsewhere["id"], "other_version": elsewhere["version"]}
    refused = await desk.act(one, "merge", 422, **body)
    assert refused["errors"][0]["message"] == "has another location"
    itself = {"order_id": one["id"], "other_version": merged["version"]}
    assert fields_of(await desk.act(one, "merge", 422, **itself)) == ["order_id"]
    late = {"order_id": two["id"], "other_version": gone["version"]}
    assert (await desk.act(one, "merge", 409, **late))["type"].endswith("wrong-state")


async def test_what_of_an_item_is_on_order_is_told_by_place(desk: OrderDesk) -> None:
    await desk.placed((1, 12), (2, 3), rate="0.85", expected_on="2027-03-01")
    await desk.placed((1, 24), rate="0.85", location_id=place_gid(2))
    await desk.make((1, 600), rate="0.85")
    told = await desk.ask("GET", f"/api/v1/items/{item_gid(1)}/on-order")
    assert (told["open"], [(at["location"]["name"], at["open"]) for at in told["places"]]) == (
        36,
        [("Place 2", 24), ("Place 1", 12)],
    )
    assert [(order["name"], order["open"], order["expected_on"]) for order in told["orders"]] == [
        ("PO-1001", 12, "2027-03-01"),
        ("PO-1002", 24, None),
    ]
    assert (await desk.ask("GET", f"/api/v1/items/{item_gid(3)}/on-order"))["open"] == 0
    await desk.ask("GET", f"/api/v1/items/{item_gid(999)}/on-order", 404)
