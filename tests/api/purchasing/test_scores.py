"""A supplier's score is what their orders and receipts tell, and nothing that was undone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from support.count_hands import MovingClock
from support.order_desk import OrderDesk, place_gid
from support.running_api import ShopInApi
from support.settling import settle_all

from inventorysync.kit.db import Database


@pytest.fixture
def clock(app: FastAPI) -> Iterator[MovingClock]:
    kept, moving = app.state.clock, MovingClock()
    app.state.clock = moving
    yield moving
    app.state.clock = kept


async def score_of(desk: OrderDesk, expect: int = 200, **params: Any) -> Any:
    return await desk.ask("GET", f"/api/v1/suppliers/{desk.supplier}/score", expect, params=params)


async def receive(desk: OrderDesk, order: Any, *units: int, name: str = "available", **more: Any) -> Any:
    """So many of each of the order's lines arrive."""
    lines = (await desk.get(order))["lines"]
    puts = [
        {"line_id": line["line_id"], "location_id": place_gid(1), "quantity": each, "name": name}
        for line, each in zip(lines, units, strict=False)
        if each
    ]
    return await desk.act(order, "receive", lines=puts, **more)


def days(clock: MovingClock, number: int) -> str:
    return (clock.now() + timedelta(days=number)).date().isoformat()


async def test_nothing_is_said_of_who_has_delivered_nothing(desk: OrderDesk) -> None:
    score = await score_of(desk)
    assert (score["orders"], score["deliveries"], score["price_drift"], score["lead_time"]) == (
        0,
        [],
        None,
        None,
    )
    nothing = {"count": 0, "of": 0, "share": None}
    assert (score["on_time"], score["in_full"], score["lines_in_full"]) == (nothing, nothing, nothing)
    await desk.make((1, 12))
    assert (await score_of(desk))["orders"] == 0, "a draft is no order yet"


async def test_on_time_in_full_and_unharmed_are_counted_in_units(desk: OrderDesk, clock: MovingClock) -> None:
    early = await desk.placed((1, 12), (2, 10), expected_on=days(clock, 4), rate="0.85")
    clock.pass_by(3 * 86_400)
    await receive(desk, early, 12, 4)
    clock.pass_by(3 * 86_400)
    await receive(desk, early, 0, 3, name="damaged", others=[{"code": "ODD", "quantity": 5}], close_rest=True)
    late = await desk.placed((1, 18), expected_on=days(clock, 2), rate="0.85")
    open_ended = await desk.placed((2, 7), rate="0.85")
    clock.pass_by(43_200)
    await receive(desk, open_ended, 7)
    clock.pass_by(4 * 86_400)
    score = await score_of(desk)
    assert score["orders"] == 3
    assert score["on_time"] == {"count": 16, "of": 12 + 4 + 3 + 3 + 18, "share": "0.4000"}
    assert score["in_full"] == {"count": 12 + 7 + 7, "of": 22 + 7, "share": "0.8966"}
    assert score["lines_in_full"] == {"count": 2, "of": 3, "share": "0.6667"}
    assert score["defects"] == {
        "damaged": 3,
        "returned": 0,
        "of": 26,
        "share": "0.1154",
        "never_ordered": 5,
    }
    told = {each["number"]: each for each in score["deliveries"]}
    assert [each["number"] for each in score["deliveries"]] == sorted(told, reverse=True)
    assert told[early["number"]]["days_to_first"] == 3.0
    assert told[early["number"]]["days_to_last"] == 6.0
    assert told[late["number"]]["on_time"] == {"count": 0, "of": 18, "share": "0.0000"}
    assert told[late["number"]]["days_to_first"] is None
    assert score["lead_time"]["days"] == [0.5, 3.0, 6.0]
    assert (score["lead_time"]["mean"], score["lead_time"]["is_planned_with"]) == (3.2, True)


async def test_an_undone_receipt_and_a_return_change_the_score(
    database: Database, stocked: ShopInApi, desk: OrderDesk, clock: MovingClock
) -> None:
    order = await desk.placed((2, 10), expected_on=days(clock, 9), rate="0.85")
    clock.pass_by(86_400)
    await receive(desk, order, 6)
    received = await receive(desk, order, 4)
    first, second = sorted(
        (await desk.ask("GET", f"/{order['id']}/receipts"))["items"], key=lambda r: r["number"]
    )
    await settle_all(database, stocked.shop_id, clock.now())
    version = received["version"]
    await desk.ask(
        "POST", f"/{order['id']}/receipts/{second['id']}/undo", json={"version": version, "reason": "twice"}
    )
    line = received["lines"][0]["line_id"]
    put = {"line_id": line, "location_id": place_gid(1), "quantity": 2}
    await desk.act(order, "return", lines=[put])
    score = await score_of(desk)
    assert first["number"] < second["number"]
    assert score["on_time"] == {"count": 6, "of": 6, "share": "1.0000"}
    assert (score["defects"]["returned"], score["defects"]["of"]) == (2, 6)
    assert score["lead_time"]["receipts"] == 1


async def test_costs_drift_by_what_was_bought_at_least_twice(desk: OrderDesk, clock: MovingClock) -> None:
    for cost in ("2.00", "2.50"):
        line = {"inventory_item_id": "gid://shopify/InventoryItem/2", "quantity": 10, "unit_cost": cost}
        order = await desk.placed(line, rate="0.85")
        clock.pass_by(86_400)
        await receive(desk, order, 10)
    once = await desk.placed((1, 12), rate="0.85")
    await receive(desk, once, 12)
    assert (await score_of(desk))["price_drift"] == {"share": "0.2500", "items": 1, "currency": "EUR"}


async def test_only_the_orders_of_the_time_count_and_several_suppliers_are_asked_at_once(
    desk: OrderDesk, clock: MovingClock
) -> None:
    await desk.placed((2, 5), rate="0.85")
    clock.pass_by(40 * 86_400)
    await desk.placed((2, 6), rate="0.85")
    assert (await score_of(desk, days=30))["orders"] == 1
    assert (await score_of(desk, days=60))["orders"] == 2
    many = await desk.ask("GET", "/api/v1/supplier-scores", params={"supplier_id": desk.supplier, "days": 60})
    (one,) = many["items"]
    assert one == {
        name: told for name, told in (await score_of(desk, days=60)).items() if name != "deliveries"
    }


async def test_bad_questions_are_refused(desk: OrderDesk, other_shop: ShopInApi) -> None:
    await score_of(desk, 422, days=6)
    await desk.ask("GET", "/api/v1/supplier-scores", 422)
    await desk.ask("GET", "/api/v1/supplier-scores", 404, params={"supplier_id": str(uuid4())})
    stranger = OrderDesk(desk.api, other_shop.headers, desk.supplier)
    await score_of(stranger, 404)
