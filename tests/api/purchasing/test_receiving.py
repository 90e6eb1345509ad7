"""What arrives: short, over, damaged, wrong, at several places, on an earlier day; and what goes back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.order_desk import OrderDesk, fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

RATE = "0.85"


def put(line: Any, quantity: int, place: int = 1, **more: Any) -> dict[str, Any]:
    return {"line_id": line["line_id"], "location_id": place_gid(place), "quantity": quantity, **more}


async def receipts(desk: OrderDesk, order: Any) -> list[Any]:
    found: list[Any] = (await desk.ask("GET", f"/{order['id']}/receipts"))["items"]
    return found


async def stock_lines(desk: OrderDesk, receipt: Any) -> list[tuple[str, str, str, int]]:
    """What the change set of a receipt moves: (item's number, place's number, name, units)."""
    change = await desk.ask("GET", f"/api/v1/change-sets/{receipt['change_set_id']}")
    return sorted(
        (
            line["inventory_item_id"].rpartition("/")[2],
            line["location_id"].rpartition("/")[2],
            line["name"],
            line["delta"],
        )
        for line in change["lines"]
    )


async def confirm(database: Database, shop: ShopInApi, receipt: Any) -> None:
    """Have Shopify carry a change set out, as a worker does."""
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """UPDATE inventory_level l SET available = l.available + n.delta, on_hand = l.on_hand + n.delta
               FROM change_set_line n WHERE n.shop_id = :shop AND n.change_set_id = :id
                 AND l.shop_id = :shop AND l.item_id = n.item_id AND l.location_id = n.location_id
                 AND n.name = 'available'""",
            """UPDATE change_set_line SET state = 'confirmed', settled_at = now()
               WHERE shop_id = :shop AND change_set_id = :id""",
        ):
            arguments = {"shop": shop.shop_id, "id": receipt["change_set_id"]}
            await connection.execute(text(statement), arguments)


async def test_what_arrives_in_parts_becomes_stock_under_the_orders_name(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), (2, 3), rate=RATE)
    oil, tin = order["lines"]
    partly = await desk.act(order, "receive", lines=[put(oil, 5), put(oil, 2, 2)])
    assert (partly["state"], partly["received"], [line["open"] for line in partly["lines"]]) == (
        "partly_received",
        7,
        [5, 3],
    )
    (first,) = await receipts(desk, order)
    assert (first["kind"], first["number"], first["currency"], first["rate"]) == ("receipt", 1, "EUR", RATE)
    assert await stock_lines(desk, first) == [("1", "1", "available", 5), ("1", "2", "available", 2)]
    change = await desk.ask("GET", f"/api/v1/change-sets/{first['change_set_id']}")
    assert (change["kind"], change["reason"], change["document"]["label"]) == (
        "receipt",
        "received",
        "PO-1001, receipt 1",
    )
    done = await desk.act(order, "receive", lines=[put(oil, 5), put(tin, 3)])
    assert (done["state"], [step["state"] for step in done["steps"]][-2:]) == (
        "received",
        ["partly_received", "received"],
    )
    assert [receipt["number"] for receipt in await receipts(desk, order)] == [1, 2]


async def test_the_same_receipt_asked_for_twice_is_one(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    body = {"version": order["version"], "lines": [put(order["lines"][0], 5)]}
    for _ in range(2):
        answer = await desk.ask("POST", f"/{order['id']}/receive", key="box 7", json=body)
        assert answer["received"] == 5
    assert len(await receipts(desk, order)) == 1
    late = await desk.ask("POST", f"/{order['id']}/receive", 409, json=body)
    assert (late["type"].endswith("order-moved"), late["errors"][0]["code"]) == (True, "received")
    assert (await desk.get(order))["received"] == 5, "a colleague's count of the same box adds nothing"


async def test_two_who_count_the_same_box_at_once_book_it_once(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    body = {"version": order["version"], "lines": [put(order["lines"][0], 5)]}
    path, headers = f"/api/v1/purchase-orders/{order['id']}/receive", desk.headers
    answers = await asyncio.gather(
        *(
            desk.api.post(path, headers={**headers, "Idempotency-Key": key}, json=body)
            for key in ("Ann", "Ben", "Ann", "Cem")
        )
    )
    booked = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(booked) in (1, 2), "the second of Ann's hears of her first, or that it is just being done"
    assert (await desk.get(order))["received"] == 5
    assert len(await receipts(desk, order)) == 1


async def test_more_than_ordered_is_taken_within_the_shops_limit_alone(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), (2, 3), rate=RATE)
    oil, tin = order["lines"]
    refused = await desk.act(order, "receive", 422, lines=[put(oil, 13)])
    assert refused["errors"] == [
        {"field": "lines.0.quantity", "message": "brings it to 13; 12 were ordered", "code": "too_many"}
    ]
    assert await receipts(desk, order) == []
    await desk.ask("PUT", "/api/v1/purchasing-rules", json={"version": 0, "limits": [], "over_percent": "10"})
    assert [line["most"] for line in (await desk.get(order))["lines"]] == [13, 3]
    refused = await desk.act(order, "receive", 422, lines=[put(oil, 7), put(oil, 7, 2), put(tin, 4)])
    assert fields_of(refused) == ["lines.0.quantity", "lines.1.quantity", "lines.2.quantity"]
    assert "at most 13 may arrive" in refused["errors"][0]["message"]
    done = await desk.act(order, "receive", lines=[put(oil, 13), put(tin, 3)])
    assert (done["state"], done["received"]) == ("received", 16)


async def test_damaged_units_are_stock_that_is_not_for_sale_and_wrong_items_none(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    others = [{"code": "4006381333931", "quantity": 2, "note": "blue pens"}]
    await desk.act(
        order, "receive", lines=[put(oil, 4), put(oil, 2, name="damaged")], others=others, note="wet"
    )
    (receipt,) = await receipts(desk, order)
    assert await stock_lines(desk, receipt) == [("1", "1", "available", 4), ("1", "1", "damaged", 2)]
    assert (receipt["others"], receipt["note"]) == (others, "wet")
    only = await desk.act(order, "receive", others=others)
    assert (only["received"], only["state"]) == (6, "partly_received")
    assert (await receipts(desk, order))[1]["change_set_id"] is None
    assert fields_of(await desk.act(order, "receive", 422)) == ["lines"]


async def test_the_rest_is_closed_or_comes_later(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    closed = await desk.act(order, "receive", lines=[put(oil, 5)], close_rest=True)
    assert closed["state"] == "closed"
    assert (await desk.ask("GET", f"/api/v1/items/{item_gid(1)}/on-order"))["open"] == 0
    assert (await desk.act(order, "receive", 409, lines=[put(oil, 1)]))["type"].endswith("wrong-state")
    assert (await desk.act(order, "reopen"))["state"] == "partly_received"
    assert (await desk.ask("GET", f"/api/v1/items/{item_gid(1)}/on-order"))["open"] == 7
    assert (await desk.act(order, "receive", lines=[put(oil, 7)]))["state"] == "received"


async def test_a_day_before_today_is_kept_beside_when_it_was_recorded(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    before = datetime.now(UTC) - timedelta(days=3)
    await desk.act(order, "receive", lines=[put(oil, 5)], effective_at=before.isoformat())
    (receipt,) = await receipts(desk, order)
    assert datetime.fromisoformat(receipt["effective_at"]) == before
    assert datetime.fromisoformat(receipt["recorded_at"]) > before + timedelta(days=2)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    refused = await desk.act(order, "receive", 422, lines=[put(oil, 1)], effective_at=tomorrow)
    assert fields_of(refused) == ["effective_at"]


async def test_nothing_arrives_in_a_closed_month(
    desk: OrderDesk, stocked: ShopInApi, database: Database
) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    before = datetime.now(UTC).replace(day=1) - timedelta(days=3)
    close = text("""
        INSERT INTO closed_month (shop_id, month, closed_at, closed_by) VALUES (:shop, :month, now(), 'x')
    """)
    async with database.shop(stocked.shop_id) as connection:
        arguments = {"shop": stocked.shop_id, "month": before.date().replace(day=1)}
        await connection.execute(close, arguments)
    lines = [put(order["lines"][0], 5)]
    refused = await desk.act(order, "receive", 409, lines=lines, effective_at=before.isoformat())
    assert refused["type"].endswith("month-closed")
    assert await receipts(desk, order) == []
    assert (await desk.act(order, "receive", lines=lines))["received"] == 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "lines.0.quantity"),
        ({"location_id": place_gid(5)}, "lines.0.location_id"),
        ({"location_id": "here"}, "lines.0.location_id"),
        ({"line_id": "00000000-0000-4000-8000-000000000000"}, "lines.0.line_id"),
        ({"name": "committed"}, "lines.0.name"),
    ],
)
async def test_what_cannot_arrive_is_refused_and_moves_nothing(
    desk: OrderDesk, change: dict[str, Any], field: str
) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    refused = await desk.act(order, "receive", 422, lines=[{**put(order["lines"][0], 1), **change}])
    assert fields_of(refused) == [field]
    assert (await receipts(desk, order), await desk.get(order)) == ([], order)


async def test_a_draft_receives_nothing(desk: OrderDesk) -> None:
    made = await desk.make((1, 12), rate=RATE)
    refused = await desk.act(made, "receive", 409, lines=[put(made["lines"][0], 1)])
    assert refused["type"].endswith("wrong-state")


async def test_who_receives_is_of_the_warehouse_and_of_the_place(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    buyer = await joined(app, api, stocked, "buyer")
    await OrderDesk(buyer.browser, buyer.headers).act(order, "receive", 403, lines=[put(oil, 1)])
    packer = await joined(app, api, stocked, "warehouse", locations=[place_gid(1)])
    theirs = OrderDesk(packer.browser, packer.headers)
    refused = await theirs.act(order, "receive", 403, lines=[put(oil, 1), put(oil, 1, 2)])
    assert refused["type"].endswith("not-permitted")
    assert (await theirs.act(order, "receive", lines=[put(oil, 1)]))["received"] == 1


async def test_units_go_back_to_the_supplier_once(desk: OrderDesk) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    await desk.act(order, "receive", lines=[put(oil, 10), put(oil, 2, name="damaged")])
    refused = await desk.act(order, "return", 422, lines=[put(oil, 13)])
    assert fields_of(refused) == ["lines.0.quantity"]
    back = await desk.act(order, "return", lines=[put(oil, 2, name="damaged"), put(oil, 1)], note="broken")
    assert (back["lines"][0]["received"], back["lines"][0]["returned"], back["state"]) == (12, 3, "received")
    sent = (await receipts(desk, order))[1]
    assert (sent["kind"], await stock_lines(desk, sent)) == (
        "return",
        [("1", "1", "available", -1), ("1", "1", "damaged", -2)],
    )
    assert fields_of(await desk.act(order, "return", 422, lines=[put(oil, 10)])) == ["lines.0.quantity"]
    assert (await desk.act(await desk.make((1, 12)), "return", 409, lines=[put(oil, 1)]))["status"] == 409


async def test_a_receipt_is_taken_back_with_a_preview_once_and_not_by_its_change(
    desk: OrderDesk, stocked: ShopInApi, database: Database
) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    await desk.act(order, "receive", lines=[put(oil, 12)])
    (receipt,) = await receipts(desk, order)
    path = f"receipts/{receipt['id']}/undo"
    going = await desk.act(order, path, 409, reason="wrong order")
    assert going["type"].endswith("still-going-on")
    await confirm(database, stocked, receipt)
    direct = {"dry_run": False, "note": "around"}
    change = f"/api/v1/change-sets/{receipt['change_set_id']}/undo"
    assert (await desk.ask("POST", change, 409, json=direct))["type"].endswith("of-a-document")
    fresh = await desk.get(order)
    seen = {"version": fresh["version"]}
    preview = await desk.ask("GET", f"/{order['id']}/receipts/{receipt['id']}/undo-preview", params=seen)
    assert (preview["units"], [line["delta"] for line in preview["lines"]]) == (12, [-12])
    assert fields_of(await desk.act(order, path, 422, reason=" ")) == ["reason"]
    undone = await desk.act(order, path, reason="wrong order")
    assert (undone["state"], undone["received"], undone["lines"][0]["open"]) == ("sent", 0, 12)
    (told,) = await receipts(desk, order)
    assert told["undone_at"] is not None
    taken = await desk.ask("GET", f"/api/v1/change-sets/{told['undo_change_set_id']}")
    assert [line["delta"] for line in taken["lines"]] == [-12]
    assert (await desk.act(order, path, 409, reason="again"))["type"].endswith("wrong-state")
    assert await desk.events(order) == ["made", "approved", "sent", "received", "undone"]


async def test_what_went_back_keeps_its_receipt(
    desk: OrderDesk, stocked: ShopInApi, database: Database
) -> None:
    order = await desk.placed((1, 12), rate=RATE)
    (oil,) = order["lines"]
    await desk.act(order, "receive", lines=[put(oil, 12)])
    await desk.act(order, "return", lines=[put(oil, 1)])
    first, second = await receipts(desk, order)
    for receipt in (first, second):
        await confirm(database, stocked, receipt)
    refused = await desk.act(order, f"receipts/{first['id']}/undo", 409, reason="x")
    assert refused["detail"].startswith("units of it went back")
    back = await desk.act(order, f"receipts/{second['id']}/undo", reason="they did not take it")
    assert (back["lines"][0]["returned"], back["state"]) == (0, "received")
    assert (await desk.act(order, f"receipts/{first['id']}/undo", reason="x"))["received"] == 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(1, 15), st.integers(1, 3)), max_size=6))
async def test_never_more_than_ordered_and_the_limit_and_all_of_it_can_go_back(
    desk: OrderDesk, stocked: ShopInApi, database: Database, steps: list[tuple[bool, int, int]]
) -> None:
    rules = await desk.ask("GET", "/api/v1/purchasing-rules")
    body = {"version": rules["version"], "limits": [], "over_percent": "10"}
    await desk.ask("PUT", "/api/v1/purchasing-rules", json=body)
    order = await desk.placed((1, 20), rate=RATE)
    (oil,) = order["lines"]
    here = 0
    for is_damaged, units, place in steps:
        name = "damaged" if is_damaged else "available"
        fits = here + units <= 22
        here += units if fits else 0
        answer = await desk.act(
            order, "receive", 200 if fits else 422, lines=[put(oil, units, place, name=name)]
        )
        if fits:
            state = "received" if here >= 20 else "partly_received"
            assert (answer["received"], answer["state"]) == (here, state)
    moved = 0
    for receipt in await receipts(desk, order):
        moved += sum(units for *_, units in await stock_lines(desk, receipt))
        await confirm(database, stocked, receipt)
        answer = await desk.act(order, f"receipts/{receipt['id']}/undo", reason="back")
        (told,) = [each for each in await receipts(desk, order) if each["id"] == receipt["id"]]
        moved += sum(
            units for *_, units in await stock_lines(desk, {"change_set_id": told["undo_change_set_id"]})
        )
    after = await desk.get(order)
    assert (after["received"], after["state"], moved) == (0, "sent", 0)
