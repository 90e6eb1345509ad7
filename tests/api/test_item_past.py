"""An item as it was: its levels at a moment, its documents, its sales, its movements between days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from fastapi import FastAPI
from support.booked_item import BookedItem, booked_item
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.kit.pages import write_cursor

NOW = datetime.now(UTC).replace(microsecond=0)
OPENED = NOW - timedelta(days=20)
LEEDS, YORK = 1, 2


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


async def sold_item(database: Database, shop: ShopInApi) -> BookedItem:
    """Ten in Leeds for twenty days, five in York for ten; an order of each, and one sent."""
    item = await booked_item(database, shop, "Leeds", "York")
    await item.open(LEEDS, 10, OPENED)
    await item.open(YORK, 5, ago(days=10))
    await item.sell(LEEDS, 3, ago(days=5), 1001)
    await item.sell(YORK, 1, ago(days=4), 1002)
    sent = {"committed": -3, "on_hand": -3}
    await item.change(LEEDS, sent, ago(days=3))
    await item.tell(LEEDS, "fulfilment", sent, ago(days=3, seconds=2), 1001, "fulfilled")
    return item


def units(level: dict[str, Any]) -> tuple[int, int, int] | None:
    held = level["quantities"]
    return held and (held["available"], held["committed"], held["on_hand"])


async def test_levels_are_shown_as_they_were(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    now = await item.ask(api, "levels")
    assert [(level["location_name"], units(level)) for level in now["items"]] == [
        ("Leeds", (7, 0, 7)),
        ("York", (4, 1, 5)),
    ]
    assert units(now) == (11, 1, 12)
    then = await item.ask(api, "levels", as_of=ago(days=3, hours=1).isoformat())
    assert [units(level) for level in then["items"]] == [(7, 3, 10), (4, 1, 5)]
    assert units(then) == (11, 4, 15)


async def test_the_moment_of_a_change_already_has_it(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    at = ago(days=5)
    then = await item.ask(api, "levels", as_of=at.isoformat())
    assert units(then["items"][0]) == (7, 3, 10)
    just_before = await item.ask(api, "levels", as_of=(at - timedelta(microseconds=1)).isoformat())
    assert units(just_before["items"][0]) == (10, 0, 10)


async def test_before_its_opening_a_location_is_unknown_and_not_empty(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    then = await item.ask(api, "levels", as_of=ago(days=15).isoformat())
    assert [units(level) for level in then["items"]] == [(10, 0, 10), None]
    assert units(then) == (10, 0, 10)
    assert then["is_recorded"] is True


async def test_before_its_first_entry_nothing_of_an_item_is_recorded(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    then = await item.ask(api, "levels", as_of=ago(days=21).isoformat())
    assert then["is_recorded"] is False
    assert datetime.fromisoformat(then["recorded_since"]) == OPENED
    assert (then["quantities"], [level["quantities"] for level in then["items"]]) == (None, [None, None])


async def test_an_item_without_an_entry_says_so(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds")
    await item.open(LEEDS, 0, OPENED)
    found = await item.ask(api, "levels")
    assert (found["is_recorded"], found["recorded_since"]) == (False, None)


async def test_levels_then_and_the_history_agree_at_every_point(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    for name in ("available", "committed", "on_hand"):
        points = (await item.ask(api, "history", name=name))["points"]
        assert len(points) >= 3
        for at, following in zip(points, [*points[1:], None], strict=True):
            if following and following["at"] == at["at"]:
                continue
            then = await item.ask(api, "levels", as_of=at["at"])
            assert then["quantities"][name] == at["balance"], (name, at)


async def test_a_change_with_two_causes_is_two_marks_of_the_history(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds")
    await item.open(LEEDS, 50, OPENED)
    at = ago(days=2)
    await item.change(LEEDS, {"available": -10, "committed": 3, "on_hand": -7}, at)
    await item.tell(LEEDS, "order", {"available": -3, "committed": 3}, at - timedelta(seconds=2), 1)
    points = (await item.ask(api, "history"))["points"]
    assert [(p["cause"], p["delta"], p["balance"]) for p in points] == [
        ("opening", 50, 50),
        ("order", -3, 47),
        ("unexplained", -7, 40),
    ]
    assert datetime.fromisoformat(points[1]["at"]) == datetime.fromisoformat(points[2]["at"]) == at


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        ((NOW + timedelta(days=1)).isoformat(), "lies in the future"),
        ("yesterday", "valid datetime"),
        ("2026-11-20T10:00:00", "timezone"),
        ("0001-01-01T00:00:00+14:00", "greater than"),
        ("9999-12-31T23:59:59-12:00", "less than"),
    ],
)
async def test_a_moment_that_cannot_be_shown_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, as_of: str, message: str
) -> None:
    item = await booked_item(database, shop)
    field, said = await item.refused(api, "levels", as_of=as_of)
    assert field == "as_of"
    assert message in said


async def test_documents_are_shown_once_with_all_they_did(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    first, second = (await item.ask(api, "documents"))["items"]
    assert [d["label"] for d in (first, second)] == ["#1001", "#1002"]
    assert (first["kind"], first["causes"], first["locations"]) == (
        "order",
        ["fulfilment", "order"],
        ["Leeds"],
    )
    assert units(first) == (-3, 0, -3)
    assert units(second) == (-1, 1, 0)
    assert datetime.fromisoformat(first["first_at"]) == ago(days=5, seconds=2)
    assert datetime.fromisoformat(first["last_at"]) == ago(days=3, seconds=2)


async def test_documents_come_in_pages_without_gaps(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds")
    at = ago(hours=1)
    for order in range(1, 8):
        await item.tell(LEEDS, "order", {"available": -1, "committed": 1}, at, order)
    found, cursor = [], None
    while True:
        page = await item.ask(api, "documents", limit=3, **({"cursor": cursor} if cursor else {}))
        found += [document["id"] for document in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [f"gid://shopify/Order/{order}" for order in range(7, 0, -1)]


async def test_sales_are_counted_by_week_of_the_shops_own_zone(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    zone = ZoneInfo("Pacific/Auckland")
    item = await booked_item(database, shop, "Leeds", "York", zone=zone.key)
    today = datetime.now(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), zone).astimezone(UTC)
    last_monday = monday - timedelta(days=5)
    await item.open(LEEDS, 50, monday - timedelta(days=12))
    taken = {"available": -4, "committed": 4}
    await item.tell(LEEDS, "order", taken, monday - timedelta(seconds=1), 1)
    await item.tell(LEEDS, "order", taken, monday, 2)
    await item.tell(LEEDS, "cancellation", {"available": 1, "committed": -1}, monday, 2, "cancelled")
    await item.tell(LEEDS, "refund", {"available": 2, "on_hand": 2}, monday, 1, "refund")
    found = await item.ask(api, "sales", weeks=2)
    assert found["time_zone"] == "Pacific/Auckland"
    assert [tuple(week.values())[1:] for week in found["weeks"]] == [(4, 0, 0), (4, 1, 2)]
    mondays = [date.fromisoformat(week["week"]) for week in found["weeks"]]
    assert mondays == [
        last_monday.astimezone(zone).date() - timedelta(days=2),
        monday.astimezone(zone).date(),
    ]


async def test_a_line_that_moves_to_another_location_is_sold_once(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds", "York")
    await item.tell(LEEDS, "order", {"available": -2, "committed": 2}, ago(seconds=9), 1)
    await item.tell(LEEDS, "order_edit", {"available": 2, "committed": -2}, ago(seconds=8), 1, "moved")
    await item.tell(YORK, "order_edit", {"available": -2, "committed": 2}, ago(seconds=8), 1, "moved")
    (week,) = (await item.ask(api, "sales"))["weeks"]
    assert (week["units_sold"], week["units_cancelled"], week["units_returned"]) == (2, 0, 0)


async def test_weeks_begin_where_sales_are_recorded(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds")
    assert await item.ask(api, "sales") == {"time_zone": "UTC", "recorded_since": None, "weeks": []}
    await item.open(LEEDS, 5, OPENED)
    found = await item.ask(api, "sales")
    assert datetime.fromisoformat(found["recorded_since"]) == OPENED
    first = date.fromisoformat(found["weeks"][0]["week"])
    assert first == OPENED.date() - timedelta(days=OPENED.weekday())
    assert {week["units_sold"] for week in found["weeks"]} == {0}


async def test_movements_are_filtered_by_the_days_of_the_shops_own_zone(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds", zone="America/Los_Angeles")
    zone = ZoneInfo("America/Los_Angeles")
    day = (NOW - timedelta(days=5)).date()
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    await item.open(LEEDS, 20, midnight - timedelta(days=3))
    for number, at in enumerate((-1, 1, 86_399, 86_401)):
        await item.change(LEEDS, {"available": -number - 1}, midnight + timedelta(seconds=at))
    asked = {"name": "available", "from": day.isoformat(), "to": day.isoformat()}
    assert [m["delta"] for m in (await item.ask(api, "movements", **asked))["items"]] == [-3, -2]
    del asked["to"]
    assert [m["delta"] for m in (await item.ask(api, "movements", **asked))["items"]] == [-4, -3, -2]


async def test_a_page_of_one_cause_is_full_however_rare_it_is(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop, "Leeds")
    await item.open(LEEDS, 50, OPENED)
    for number in range(1, 7):
        await item.change(LEEDS, {"damaged": 1, "on_hand": 1}, OPENED + timedelta(days=number))
        await item.sell(LEEDS, 1, OPENED + timedelta(days=number, hours=1), number)
    first = await item.ask(api, "movements", cause="order", name="available", limit=4)
    assert [m["document"]["label"] for m in first["items"]] == ["#6", "#5", "#4", "#3"]
    rest = await item.ask(api, "movements", cause="order", name="available", limit=4, cursor=first["next"])
    assert [m["document"]["label"] for m in rest["items"]] == ["#2", "#1"]
    assert rest["next"] is None
    unexplained = await item.ask(api, "movements", cause="unexplained", limit=250)
    assert {m["name"] for m in unexplained["items"]} == {"damaged", "on_hand"}
    assert len(unexplained["items"]) == 12


async def test_days_that_are_none_or_end_before_they_begin_are_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await booked_item(database, shop)
    days = {"from": "2026-11-02", "to": "2026-11-01"}
    assert await item.refused(api, "movements", **days) == ("to", "is before from")
    assert (await item.refused(api, "movements", **{"from": "2026-02-30"}))[0] == "from"
    assert (await item.refused(api, "movements", to="9999-12-31"))[0] == "to"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-01T00:00:00"]
)
async def test_a_cursor_with_an_impossible_moment_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, at: str
) -> None:
    item = await booked_item(database, shop)
    answer = await api.get(
        f"/api/v1/items/{item.item_id}/documents",
        params={"cursor": write_cursor("newest", (at, "order", "1"))},
        headers=shop.headers,
    )
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "cursor"


async def test_a_person_of_one_location_sees_the_past_of_that_one_alone(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    item = await sold_item(database, shop)
    person = await joined(app, api, shop, "warehouse", locations=[f"gid://shopify/Location/{YORK}"])

    async def ask(path: str) -> dict[str, Any]:
        answer = await person.ask("GET", f"items/{item.item_id}/{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    levels = await ask("levels")
    assert [(level["location_name"], units(level)) for level in levels["items"]] == [("York", (4, 1, 5))]
    assert units(levels) == (4, 1, 5)
    assert datetime.fromisoformat(levels["recorded_since"]) == ago(days=10)
    assert [document["label"] for document in (await ask("documents"))["items"]] == ["#1002"]
    assert sum(week["units_sold"] for week in (await ask("sales"))["weeks"]) == 1
    assert {movement["location_name"] for movement in (await ask("movements"))["items"]} == {"York"}
    assert [point["balance"] for point in (await ask("history"))["points"]] == [5, 4]


@pytest.mark.parametrize("path", ["levels", "documents", "sales"])
async def test_the_past_of_an_item_of_another_shop_is_not_found(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, path: str
) -> None:
    for item in (other_shop.item_id, "x", 2**70):
        answer = await api.get(f"/api/v1/items/{item}/{path}", headers=shop.headers)
        assert answer.status_code == 404, answer.text
