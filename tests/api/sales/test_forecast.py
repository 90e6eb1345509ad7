"""Forecasts of a shop and of an item, switches of cleaning steps, events, and how good it all was."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import numpy as np
from fastapi import FastAPI
from sqlalchemy import text
from support.booked_item import BookedItem, booked_item
from support.people import joined
from support.planner_desk import PlannerDesk

from inventorysync.forecasting.outlook import Outlook
from inventorysync.kit.db import Database
from inventorysync.kit.gid import gid
from inventorysync.sales import jobs, queries
from inventorysync.sales.actions.past import PastOrderLine, note_past_read, record_past_lines
from inventorysync.shops.queries import list_shops

TODAY = datetime.now(UTC).date()
OPENED = datetime.combine(TODAY, time(8), UTC) - timedelta(days=1)
LEEDS, YORK = 1, 2


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def midnight(days: int) -> datetime:
    return datetime.combine(ago(days), time(), UTC)


async def sold(
    desk: PlannerDesk, units: dict[int, int], *, days: int = 63, opened: datetime = OPENED
) -> BookedItem:
    """An item whose orders of before were read: three a day, and more on some days, so many days ago."""
    item = await booked_item(desk.database, desk.shop, "Leeds", "York")
    await item.open(LEEDS, 500, opened)
    await item.open(YORK, 500, opened)
    await past(desk, item, dict.fromkeys(range(1, days + 1), 3), LEEDS, 700)
    if units:
        await past(desk, item, units, LEEDS, 1700)
    return item


async def past(desk: PlannerDesk, item: BookedItem, units: dict[int, int], place: int, first: int) -> None:
    lines = [
        PastOrderLine(
            first + day,
            item.item_id,
            place,
            f"#{first + day}",
            datetime.combine(ago(day), time(12), UTC),
            sold,
            0,
            0,
        )
        for day, sold in units.items()
    ]
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await record_past_lines(connection, desk.shop.shop_id, lines, datetime.now(UTC))
        since = min((line.at for line in lines), default=None)
        await note_past_read(connection, desk.shop.shop_id, since, datetime.now(UTC), was_all=False)


async def card(desk: PlannerDesk, item: BookedItem, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = await desk.ask(f"items/{item.item_id}/demand", params=params)
    return found


async def switch(desk: PlannerDesk, item: BookedItem, *, expect: int = 201, **fields: Any) -> Any:
    wanted = {"location_id": gid("Location", LEEDS), "is_on": False, "reason": "It was real", **fields}
    return await desk.ask(f"items/{item.item_id}/demand-switches", "POST", expect, json=wanted)


async def test_a_shop_is_forecast_and_the_card_shows_it(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    before = await card(desk, item)
    assert (before["forecast"], before["days_known"]) == (None, 63)
    told = await desk.forecast()
    assert told == {"series": 1, "days": 63}
    found = await card(desk, item)
    assert found["location_id"] == gid("Location", LEEDS)
    assert [(p["location_name"], p["units"], p["has_forecast"]) for p in found["places"]] == [
        ("Leeds", 189.0, True),
        ("York", 0.0, False),
    ]
    assert [week["units"] for week in found["weeks"]] == [21.0] * 9
    forecast = found["forecast"]
    assert forecast["origin"] == TODAY.isoformat()
    assert (forecast["weeks_of_history"], forecast["demand_class"]) == (9, "smooth")
    assert len(forecast["base"]) == 26
    first = forecast["base"][0]
    assert 15 < first["mean"] < 27
    edges = [first[name] for name in ("low_90", "low_50", "median", "high_50", "high_90")]
    assert edges == sorted(edges)
    assert forecast["planned"] == forecast["base"]
    earlier = found["earlier"]
    assert (earlier["origin"], earlier["made_afterwards"]) == (ago(28).isoformat(), True)


async def test_others_read_outlooks_by_key(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    await desk.forecast()
    async with desk.database.shop(desk.shop.shop_id) as connection:
        found = await queries.outlooks(connection, desk.shop.shop_id, [(item.item_id, LEEDS), (1, 2)])
        assert list(found) == [(item.item_id, LEEDS)]
        assert list(await queries.outlooks(connection, desk.shop.shop_id, None)) == list(found)
    outlook, made_at, version = found[item.item_id, LEEDS]
    assert isinstance(outlook, Outlook)
    assert version > 0
    assert datetime.now(UTC) - made_at < timedelta(minutes=1)
    assert outlook.quantile_over(14, 0.95) >= outlook.mean_over(14) > 30


async def test_weeks_of_an_empty_shelf_do_not_teach_that_nobody_wanted_it(desk: PlannerDesk) -> None:
    item = await sold(desk, {}, opened=midnight(63))
    await desk.forecast()
    full = (await card(desk, item))["forecast"]["base"][0]["mean"]
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("DELETE FROM past_sale WHERE shop_id = :shop AND at >= CAST(:since AS date)"),
            {"shop": desk.shop.shop_id, "since": ago(21)},
        )
    await desk.ask(f"items/{item.item_id}/demand-forecast", "POST")
    quiet = (await card(desk, item))["forecast"]["base"][0]["mean"]
    assert quiet < full / 2
    for units, at in ((-500, midnight(21)), (500, midnight(0))):
        await item.change(LEEDS, {"available": units, "on_hand": units}, at)
    await desk.forecast()
    found = await card(desk, item)
    assert [week["units"] for week in found["weeks"]][-3:] == [None, None, None]
    assert [week["days_out_of_stock"] for week in found["weeks"]][-3:] == [7, 7, 7]
    assert found["forecast"]["base"][0]["mean"] > full * 0.8


async def test_a_one_off_order_is_left_out_until_somebody_says_it_counts(desk: PlannerDesk) -> None:
    item = await sold(desk, {3: 900})
    await desk.forecast()
    left_out = (await card(desk, item))["forecast"]["base"][0]["mean"]
    cleaning = await desk.ask(f"items/{item.item_id}/demand-cleaning")
    apart = [s for s in cleaning["items"] if s["step"] == "one_off" and s["is_on"]]
    assert [(s["order_label"], s["units"], s["day"]) for s in apart] == [("#1703", 900, ago(3).isoformat())]
    assert apart[0]["limit"] < 900
    order = apart[0]["order_id"]
    assert await switch(desk, item, step="one_off", order_id=order) == {"locations": 1}
    counted = await card(desk, item)
    assert counted["forecast"]["base"][0]["mean"] > left_out * 1.5
    assert counted["weeks"][-1]["units"] == 921.0
    (said,) = [s for s in (await desk.ask(f"items/{item.item_id}/demand-cleaning"))["items"] if s["switch"]]
    assert (said["is_on"], said["switch"]["reason"]) == (False, "It was real")
    number = said["switch"]["switch_id"]
    path = f"items/{item.item_id}/demand-switches/{number}"
    await desk.ask(path, "DELETE")
    assert (await card(desk, item))["forecast"]["base"][0]["mean"] == left_out
    await desk.ask(path, "DELETE", 409)
    async with desk.database.shop(desk.shop.shop_id) as connection:
        entries = await connection.execute(
            text("SELECT action, before, after FROM audit_entry WHERE shop_id = :shop AND subject = :subject "
                 "ORDER BY entry_id"),
            {"shop": desk.shop.shop_id, "subject": f"demand:{item.item_id}"},
        )  # fmt: skip
        told = [(action, (before or after)["reason"]) for action, before, after in entries]
    assert told == [("demand.cleaning_switched", "It was real"), ("demand.cleaning_restored", "It was real")]


async def test_what_cannot_be_switched_is_refused_by_name(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    await desk.forecast()
    for fields, status, field in (
        ({"step": "one_off", "order_id": "x"}, 422, "order_id"),
        ({"step": "one_off", "order_id": gid("Order", 1), "day": ago(3).isoformat()}, 422, "day"),
        ({"step": "out_of_stock", "day": ago(3).isoformat(), "is_on": True}, 422, "is_on"),
        ({"step": "returned", "reason": ""}, 422, "body.reason"),
        ({"step": "nothing"}, 422, "body.step"),
        ({"step": "one_off", "order_id": gid("Order", 1)}, 404, None),
    ):
        answer = await switch(desk, item, expect=status, **fields)
        if field:
            assert field.removeprefix("body.") in answer["errors"][0]["field"], answer
    await desk.ask("items/999/demand", expect=404)
    await desk.ask(f"items/{item.item_id}/demand-switches/{uuid4()}", "DELETE", 409)


def event(item: BookedItem, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "promotion",
        "name": "Advent",
        "scope": "item",
        "value": gid("InventoryItem", item.item_id),
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=6)).isoformat(),
        "factor": 2,
        **fields,
    }


async def test_an_event_changes_what_is_planned_and_can_be_taken_back(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    await desk.forecast()
    made = await desk.ask("plan-events", "POST", 201, json=event(item))
    assert made["subject"] == "A past · PAST"
    found = await card(desk, item)
    base, planned = found["forecast"]["base"], found["forecast"]["planned"]
    assert round(planned[0]["mean"] / base[0]["mean"], 1) == 2.0
    assert planned[1] == base[1]
    assert [each["name"] for each in found["events"]] == ["Advent"]
    path = f"plan-events/{made['event_id']}"
    changed = await desk.ask(path, "PUT", json={**event(item, factor=3), "version": made["version"]})
    await desk.ask(path, "PUT", 409, json={**event(item, factor=4), "version": made["version"]})
    ended = await desk.ask(f"{path}/end", "POST", json={"version": changed["version"]})
    assert ended["ended_at"] is not None
    assert (await card(desk, item))["forecast"]["planned"] == base
    assert (await desk.ask("plan-events"))["items"] == []
    assert [e["name"] for e in (await desk.ask("plan-events", params={"passed": True}))["items"]] == [
        "Advent"
    ]
    back = await desk.ask(f"{path}/take-back", "POST", json={"version": ended["version"]})
    assert (back["ended_at"], back["factor"], back["can_take_back"]) == (None, 3.0, False)
    await desk.ask(f"{path}/take-back", "POST", 409, json={"version": back["version"]})
    async with desk.database.shop(desk.shop.shop_id) as connection:
        actions = await connection.scalars(
            text("SELECT action FROM audit_entry WHERE shop_id = :shop AND subject LIKE 'plan_event:%' "
                 "ORDER BY entry_id"),
            {"shop": desk.shop.shop_id},
        )  # fmt: skip
        assert list(actions) == [f"plan_event.{done}" for done in ("made", "changed", "ended", "taken_back")]


async def test_an_event_may_be_about_many_items(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("""UPDATE inventory_item SET vendor = 'Weber', product_type = 'Lamps', tags = '{garden}'
                    WHERE shop_id = :shop AND item_id = :item"""),
            {"shop": desk.shop.shop_id, "item": item.item_id},
        )
    await desk.forecast()
    base = (await card(desk, item))["forecast"]["base"][0]["mean"]
    for scope, value, is_about in (
        ("vendor", "Weber", True),
        ("product_type", "Lamps", True),
        ("tag", "garden", True),
        ("tag", "kitchen", False),
        ("shop", "", True),
    ):
        made = await desk.ask("plan-events", "POST", 201, json=event(item, scope=scope, value=value))
        assert made["subject"] == value
        found = await card(desk, item)
        assert (found["forecast"]["planned"][0]["mean"] > base) is is_about, scope
        assert [each["event_id"] for each in found["events"]] == [made["event_id"]] * is_about
        await desk.ask(f"plan-events/{made['event_id']}/end", "POST", json={"version": 1})


async def test_an_event_that_makes_no_sense_is_refused(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    for fields in (
        {"until": ago(3).isoformat()},
        {"factor": None},
        {"units": 5},
        {"kind": "closure"},
        {"kind": "launch"},
        {"scope": "shop"},
        {"scope": "vendor", "value": "Weber", "factor": None, "units": 4},
        {"value": gid("InventoryItem", 1)},
        {"value": "a lamp"},
        {"location_id": gid("Location", 99)},
        {"name": " "},
        {"factor": -1},
    ):
        await desk.ask("plan-events", "POST", 422, json=event(item, **fields))
    assert (await desk.ask("plan-events"))["items"] == []


async def test_how_good_forecasts_were_and_what_their_errors_cost(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    empty = await desk.ask("forecast/accuracy")
    assert (empty["all"], empty["series"], empty["days_known"]) == (None, 0, 63)
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("UPDATE inventory_item SET unit_cost = 2.5 WHERE shop_id = :shop AND item_id = :item"),
            {"shop": desk.shop.shop_id, "item": item.item_id},
        )
    await desk.forecast()
    found = await desk.ask("forecast/accuracy")
    assert (found["series"], found["days_known"], found["all"]["held"]) == (1, 63, 4)
    assert found["all"]["sold"] == 21.0
    assert found["all"]["missed_by_naive"] == 0.0
    assert found["classes"][0]["demand_class"] == "smooth"
    assert [each["weeks_ahead"] for each in found["horizons"]] == [1, 2, 3, 4]
    (row,) = (await desk.ask("forecast/items"))["items"]
    assert row["inventory_item_id"] == gid("InventoryItem", item.item_id)
    assert float(row["value"]["amount"]) == round(row["missed"] * 2.5, 4)
    assert (await desk.ask("forecast/items", params={"demand_class": "lumpy"}))["items"] == []


async def test_a_new_item_is_forecast_by_its_likes(desk: PlannerDesk) -> None:
    item = await sold(desk, {})
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                      product_type, tracked, requires_shipping)
                    VALUES (:shop, :item, 'NEW', '', 'A novelty', '', '', '', true, true)"""),
            {"shop": desk.shop.shop_id, "item": item.item_id + 1},
        )
    novelty = BookedItem(desk.database, desk.shop, item.item_id + 1)
    await novelty.open(LEEDS, 50, datetime.now(UTC) + timedelta(hours=12))
    await desk.forecast(datetime.now(UTC) + timedelta(days=1))
    found = await card(desk, novelty)
    assert found["forecast"]["is_new"] is True
    assert np.isfinite(found["forecast"]["base"][0]["mean"])


async def test_the_nights_forecastis_due_once_a_day_in_the_shops_own_night(
    desk: PlannerDesk, database: Database
) -> None:
    await sold(desk, {})

    async def is_due(at: datetime) -> bool:
        async with database.system() as connection:
            (shop,) = [s for s in await list_shops(connection) if s.shop_id == desk.shop.shop_id]
        return await jobs.is_due(database, shop, at)

    now = datetime.now(UTC)
    assert await is_due(now)
    await desk.forecast()
    assert not await is_due(now)
    tomorrow = datetime.combine(TODAY + timedelta(days=1), time(), UTC)
    assert not await is_due(tomorrow + timedelta(hours=1, minutes=59))
    assert await is_due(tomorrow + timedelta(hours=5))


async def test_a_person_of_some_locations_sees_and_plans_only_those(
    desk: PlannerDesk, app: FastAPI, api: httpx2.AsyncClient
) -> None:
    item = await sold(desk, {})
    await past(desk, item, dict.fromkeys(range(1, 60), 5), YORK, 5000)
    await desk.forecast()
    person = await joined(app, api, desk.shop, "buyer", locations=[gid("Location", YORK)])
    found = await desk.ask(f"items/{item.item_id}/demand", headers=person.headers)
    assert [place["location_name"] for place in found["places"]] == ["York"]
    elsewhere = {"location_id": gid("Location", LEEDS)}
    hidden = await desk.ask(f"items/{item.item_id}/demand", headers=person.headers, params=elsewhere)
    assert (hidden["location_id"], hidden["weeks"]) == (None, [])
    own = event(item, location_id=gid("Location", YORK))
    await desk.ask("plan-events", "POST", 201, headers=person.headers, json=own)
    for wider in (event(item), event(item, **elsewhere)):
        await desk.ask("plan-events", "POST", 403, headers=person.headers, json=wider)
    said = {**elsewhere, "step": "returned", "is_on": False, "reason": "x"}
    await desk.ask(f"items/{item.item_id}/demand-switches", "POST", 403, headers=person.headers, json=said)
    mine = {**said, "location_id": gid("Location", YORK)}
    path = f"items/{item.item_id}/demand-switches"
    assert await desk.ask(path, "POST", 201, headers=person.headers, json=mine) == {"locations": 2}
    accuracy = await desk.ask("forecast/accuracy", headers=person.headers)
    assert (accuracy["series"], accuracy["horizons"]) == (1, None)
    everywhere = await desk.ask("forecast/accuracy")
    assert everywhere["series"] == 2
