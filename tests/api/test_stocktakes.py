"""Stocktakes: what is on the shelf is posted, whatever is sold meanwhile and however scans come in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.count_hands import STOCKTAKES, Device, MovingClock, nobody, note_readings, run_postings
from support.people import Person, joined
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi
from support.settling import see_change, settle_all

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.stocktakes import posting
from inventorysync.stocktakes.schedules import make_due_counts
from inventorysync.sync.first_import import ask_for_import
from inventorysync.sync.words import LevelKey

VARIANTS = 30


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 30 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        """INSERT INTO location
             (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
           SELECT :shop, n, 'Place ' || n, n <> 5, true, '', 'GB' FROM generate_series(1, :places) n""",
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE inventory_item SET unit_cost = item_id WHERE item_id <= 30",
        "UPDATE shop SET time_zone = 'Europe/Berlin'",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement), {"shop": shop.shop_id, "places": LOCATIONS})
    return shop


@pytest.fixture
def clock(app: FastAPI) -> Iterator[MovingClock]:
    kept, moving = app.state.clock, MovingClock()
    app.state.clock = moving
    yield moving
    app.state.clock = kept


async def join(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, role: str, **more: Any) -> Person:
    """Somebody who signs in by the real time, whatever the test's clock says."""
    moving, app.state.clock = app.state.clock, SystemClock()
    person = await joined(app, api, shop, role, **more)
    app.state.clock = moving
    return person


class Desk:
    """Somebody who makes and reviews stocktakes."""

    def __init__(self, api: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self.api, self.headers = api, headers

    async def ask(self, method: str, path: str, expect: int = 200, **request: Any) -> Any:
        answer = await self.api.request(method, f"{STOCKTAKES}{path}", headers=self.headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def make(self, place: int = 1, **more: Any) -> Any:
        made = await self.ask("POST", "", 201, json={"location_ids": [str(place)], **more})
        return made["items"][0]

    async def started(self, place: int = 1, **more: Any) -> Any:
        made = await self.make(place, **more)
        return await self.step(made["id"], "start")

    async def step(self, number: str, what: str, expect: int = 200, **body: Any) -> Any:
        seen = await self.ask("GET", f"/{number}")
        return await self.ask("POST", f"/{number}/{what}", expect, json={"version": seen["version"], **body})

    async def lines(self, number: str, **params: Any) -> dict[int, Any]:
        found = await self.ask("GET", f"/{number}/lines", params={"limit": 250, **params})
        return {int(line["inventory_item_id"].rpartition("/")[2]): line for line in found["items"]}


@pytest.fixture
def desk(api: httpx2.AsyncClient, stocked: ShopInApi) -> Desk:
    return Desk(api, stocked.headers)


async def held(database: Database, shop: ShopInApi, item: int, place: int = 1) -> int:
    async with database.shop(shop.shop_id) as connection:
        statement = text("SELECT on_hand FROM inventory_level WHERE item_id = :item AND location_id = :place")
        return int(await connection.scalar(statement, {"item": item, "place": place}) or 0)


async def sell(database: Database, shop: ShopInApi, item: int, units: int, at: datetime) -> None:
    """Units leave the shelf; the level was last touched a second before."""
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("UPDATE inventory_level SET version = :at WHERE item_id = :item AND location_id = 1"),
            {"at": at - timedelta(seconds=1), "item": item},
        )
    deltas = {"available": -units, "on_hand": -units}
    await see_change(database, shop.shop_id, LevelKey(item, 1), deltas, at)


def device_of(desk: Desk, clock: MovingClock, stocktake: Any, **more: Any) -> Device:
    return Device(desk.api, desk.headers, clock, stocktake["id"], **more)


async def test_what_was_counted_is_posted_and_what_was_sold_since_stays_sold(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    before = {item: await held(database, stocked, item) for item in (1, 2, 3)}
    counting = await desk.started(label="Autumn")
    assert (counting["state"], counting["tally"]["lines"]) == ("counting", 29), "item 4 is not tracked"
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    clock.pass_by(60)
    await phone.send(phone.scan(section, 1, before[1] - 2), phone.scan(section, 2, before[2] + 3))
    await phone.send(phone.scan(section, 3, before[3]))
    clock.pass_by(60)
    await sell(database, stocked, 1, 1, clock.now())
    clock.pass_by(60)
    reviewed = await desk.step(counting["id"], "review")
    tally = reviewed["tally"]
    assert (tally["counted"], tally["different"], tally["unsure"]) == (3, 2, 0)
    assert (tally["units_over"], tally["units_short"]) == (3, 2)
    assert (tally["value_over"]["amount"], tally["value_short"]["amount"]) == ("6.00", "2.00")
    lines = await desk.lines(counting["id"], show="different")
    assert {item: line["difference"] for item, line in lines.items()} == {1: -2, 2: 3}
    assert list(lines) == [2, 1], "the largest in money first"
    approved = await desk.step(counting["id"], "approve", 202)
    assert approved["state"] == "posting"
    (result,) = await run_postings(database, clock, stocked.shop_id)
    assert {name: result[name] for name in ("posted", "same", "not_counted")} == {
        "posted": 2,
        "same": 1,
        "not_counted": 26,
    }
    await settle_all(database, stocked.shop_id, clock.now())
    assert await held(database, stocked, 1) == before[1] - 2 - 1
    assert await held(database, stocked, 2) == before[2] + 3
    assert await held(database, stocked, 3) == before[3]
    posted = await desk.ask("GET", f"/{counting['id']}")
    change = (await api.get(f"/api/v1/change-sets/{posted['change_set_id']}", headers=stocked.headers)).json()
    assert (change["kind"], change["reason"], change["state"]) == (
        "count",
        "cycle_count_available",
        "confirmed",
    )
    document = change["document"]
    told = (document["kind"], document["id"], document["label"])
    assert told == ("stocktake", counting["id"], "Autumn")
    frozen = await desk.lines(counting["id"])
    assert (frozen[1]["outcome"], frozen[1]["difference"], frozen[1]["counted"]) == (
        "posted",
        -2,
        before[1] - 2,
    )
    key = {**stocked.headers, "Idempotency-Key": uuid4().hex}
    undo = f"/api/v1/change-sets/{posted['change_set_id']}/undo"
    answer = await api.post(undo, json={"note": "The wrong shelf"}, headers=key)
    assert answer.status_code == 202, answer.text
    await settle_all(database, stocked.shop_id, clock.now())
    assert await held(database, stocked, 1) == before[1] - 1


async def test_a_scan_counts_once_however_often_and_in_whatever_order_it_comes(
    desk: Desk, clock: MovingClock
) -> None:
    counting = await desk.started()
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    clock.pass_by(10)
    first, second = phone.scan(section, 1, 2), phone.scan(section, 1, 5)
    took_back = {**phone.scan(section), "units": 0, "corrects": second["id"]}
    kept = await phone.send(took_back)
    assert [scan["is_new"] for scan in kept["scans"]] == [True], "the correction may come before its scan"
    assert kept["server_at"] is not None
    await phone.send(second, first)
    again = await phone.send(first, second, took_back)
    assert [scan["is_new"] for scan in again["scans"]] == [False, False, False]
    assert (await desk.lines(counting["id"]))[1]["counted"] == 2
    clock.pass_by(1)
    for change in ({"units": 3}, {"code": "x"}, {"scanned_at": clock.now().isoformat()}):
        refused = await phone.send({**first, **change}, phone.scan(section, 2), expect=409)
        assert refused["errors"][0]["field"] == "scans.0.id"
    other = await desk.started(2)
    elsewhere = device_of(desk, clock, other)
    clock.pass_by(10)
    await elsewhere.send({**first, "section_id": other["sections"][0]["id"]}, expect=409)
    lines = await desk.lines(counting["id"])
    assert (lines[1]["counted"], lines[2]["counted"]) == (2, None), "nothing of a refused batch is kept"


async def test_what_cannot_be_a_scan_is_named_and_nothing_is_kept(
    other_shop: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    counting = await desk.started()
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    clock.pass_by(300)
    good = phone.scan(section, 1)
    ahead = (clock.now() + timedelta(days=400)).isoformat()
    early = (clock.now() - timedelta(days=2)).isoformat()
    wrong = {
        "section_id": phone.scan(str(uuid4()), 1),
        "inventory_item_id": phone.scan(section, other_shop.item_id),
        "code": phone.scan(section),
        "scanned_at": phone.scan(section, 1, scanned_at=ahead),
        "units": phone.scan(section, 1, 1, corrects=good["id"]),
    }
    for field, scan in wrong.items():
        refused = await phone.send(good, scan, expect=422)
        assert refused["errors"][0]["field"] == f"scans.1.{field}", refused
    await phone.send(good, phone.scan(section, 1, scanned_at=early), expect=422)
    await phone.send(phone.scan(section, 1, -1), expect=422)
    await phone.send(*[phone.scan(section, 1) for _ in range(501)], expect=422)
    assert (await desk.lines(counting["id"]))[1]["counted"] is None
    draft = await desk.make(2)
    await device_of(desk, clock, draft).send(good, expect=409)


async def test_a_device_whose_clock_is_wrong_counts_at_the_right_moment(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    counting = await desk.started()
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting, fast_by=timedelta(hours=3))
    before = await held(database, stocked, 1)
    seen_at = clock.pass_by(60)
    scan = phone.scan(section, 1, before)
    clock.pass_by(60)
    await sell(database, stocked, 1, 4, clock.now())
    clock.pass_by(600)  # offline until now
    await phone.send(scan)
    line = (await desk.lines(counting["id"]))[1]
    assert (line["expected"], line["difference"], line["is_unsure"]) == (before, 0, False)
    assert datetime.fromisoformat(line["last_at"]) == seen_at
    offset = round(-phone.fast_by.total_seconds() * 1000)
    slow = phone.scan(section, 2)
    clock.pass_by(30)  # the way of the request took so long, which the device has measured
    measured = {"offset_ms": offset, "within_ms": 0}
    body = await phone.send(slow, sent_at=slow["scanned_at"], clock=measured)
    assert body["scans"][0]["is_new"]
    line = (await desk.lines(counting["id"]))[2]
    assert datetime.fromisoformat(line["last_at"]) == clock.now() - timedelta(seconds=30)


@pytest.mark.parametrize(
    ("clock_told", "is_unsure"),
    [
        (None, True),
        ({"offset_ms": 0, "within_ms": 200}, False),
        ({"offset_ms": 0, "within_ms": 5_000}, True),
        ({"offset_ms": -3_600_000, "within_ms": 200}, True),  # it was set since: not believed
    ],
)
async def test_what_is_not_known_of_a_clock_makes_unsure_what_moved_in_that_time(
    database: Database,
    stocked: ShopInApi,
    desk: Desk,
    clock: MovingClock,
    clock_told: dict[str, int] | None,
    *,
    is_unsure: bool,
) -> None:
    counting = await desk.started()
    phone = device_of(desk, clock, counting)
    before = await held(database, stocked, 1)
    clock.pass_by(60)
    await sell(database, stocked, 1, 1, clock.now())
    clock.pass_by(6)
    scan = phone.scan(counting["sections"][0]["id"], 1, before - 1)
    await phone.send(scan, sent_at=scan["scanned_at"], clock=clock_told)
    line = (await desk.lines(counting["id"]))[1]
    assert (line["difference"], line["is_unsure"]) == (0, is_unsure)


async def test_a_line_that_moved_while_it_was_counted_is_not_posted_unseen(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    counting = await desk.started()
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    before = await held(database, stocked, 1)
    clock.pass_by(60)
    await phone.send(phone.scan(section, 1, before - 1))
    clock.pass_by(60)
    await sell(database, stocked, 1, 1, clock.now())
    clock.pass_by(60)
    await phone.send(phone.scan(section, 1, 1))
    reviewed = await desk.step(counting["id"], "review")
    assert reviewed["tally"]["unsure"] == 1
    assert list(await desk.lines(counting["id"], show="unsure")) == [1]
    again = await desk.step(counting["id"], "recount", unsure=True)
    assert (again["state"], again["round"], again["tally"]["to_recount"]) == ("counting", 2, 1)
    recount = again["sections"][-1]
    assert (recount["round"], recount["items_expected"]) == (2, 1)
    late = phone.scan(section, 1, 50)
    await phone.send(late)
    assert (await desk.lines(counting["id"]))[1]["counted"] is None, "of the round before"
    clock.pass_by(60)
    await phone.send(phone.scan(recount["id"], 1, before - 1), phone.scan(recount["id"], 2, 9))
    line = (await desk.lines(counting["id"]))[1]
    assert (line["counted"], line["difference"], line["is_unsure"]) == (before - 1, 0, False)
    stray = (await desk.ask("GET", f"/{counting['id']}"))["outside"]
    assert [int(each["inventory_item_id"].rpartition("/")[2]) for each in stray] == [2]


async def test_unsure_lines_are_left_out_unless_somebody_says_to_post_them(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    before = await held(database, stocked, 1)
    for unsure, outcome, after in (("leave", "unsure", before - 1), ("post", "posted", 5)):
        counting = await desk.started()
        phone = device_of(desk, clock, counting)
        section = counting["sections"][0]["id"]
        clock.pass_by(60)
        await phone.send(phone.scan(section, 1, 4))
        if unsure == "leave":
            clock.pass_by(60)
            await sell(database, stocked, 1, 1, clock.now())
        else:
            clock.pass_by(3)
            await sell(database, stocked, 1, 1, clock.now())
        clock.pass_by(60)
        await phone.send(phone.scan(section, 1, 1))
        await desk.step(counting["id"], "review")
        await desk.step(counting["id"], "approve", 202, unsure=unsure)
        await run_postings(database, clock, stocked.shop_id)
        await settle_all(database, stocked.shop_id, clock.now())
        assert (await desk.lines(counting["id"]))[1]["outcome"] == outcome
        assert await held(database, stocked, 1) == after


async def test_what_nobody_counted_stays_or_becomes_none_as_the_approver_says(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    scope = {"search": "20003"}
    before = await held(database, stocked, 3)
    counting = await desk.started(scope=scope)
    assert counting["tally"]["lines"] == 1
    clock.pass_by(60)
    reviewed = await desk.step(counting["id"], "review")
    assert (reviewed["tally"]["zero_units"], reviewed["tally"]["not_counted"]) == (before, 1)
    assert reviewed["tally"]["zero_value"]["amount"] == f"{3 * before}.00"
    await desk.step(counting["id"], "approve", 202)
    await run_postings(database, clock, stocked.shop_id)
    done = await desk.ask("GET", f"/{counting['id']}")
    assert (done["state"], done["change_set_id"]) == ("posted", None)
    assert await held(database, stocked, 3) == before
    counting = await desk.started(scope=scope)
    clock.pass_by(60)
    await desk.step(counting["id"], "review")
    clock.pass_by(60)
    await sell(database, stocked, 3, 1, clock.now())  # found somewhere after all, and sold
    clock.pass_by(60)
    await desk.step(counting["id"], "approve", 202, not_counted="zero")
    await run_postings(database, clock, stocked.shop_id)
    await settle_all(database, stocked.shop_id, clock.now())
    assert await held(database, stocked, 3) == -1


async def test_unknown_codes_are_kept_and_resolved(desk: Desk, clock: MovingClock) -> None:
    counting = await desk.started(scope={"filter": '{"field":"sku","op":"in","value":["20001","20002"]}'})
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    clock.pass_by(10)
    sent = await phone.send(
        phone.scan(section, code="20002", units=4),
        phone.scan(section, code="4711", units=2),
        phone.scan(section, code="4711", units=1),
        phone.scan(section, code="0815"),
        phone.scan(section, code="20009", units=6),
    )
    found = [scan["inventory_item_id"] for scan in sent["scans"]]
    assert found == ["gid://shopify/InventoryItem/2", None, None, None, "gid://shopify/InventoryItem/9"]
    seen = await desk.ask("GET", f"/{counting['id']}")
    assert {code["code"]: code["units"] for code in seen["unknown_codes"]} == {"4711": 3, "0815": 1}
    assert [each["sku"] for each in seen["outside"]] == ["20009"]
    await desk.ask("POST", f"/{counting['id']}/codes", json={"code": "4711", "inventory_item_id": "1"})
    await desk.ask("POST", f"/{counting['id']}/codes", json={"code": "0815", "inventory_item_id": None})
    await phone.send(phone.scan(section, code="4711", units=5))
    assert (await desk.lines(counting["id"]))[1]["counted"] == 8, "remembered for this stocktake"
    for body in ({"code": "never", "inventory_item_id": "1"}, {"code": "4711", "inventory_item_id": "999"}):
        await desk.ask("POST", f"/{counting['id']}/codes", 422, json=body)
    added = await desk.step(counting["id"], "items", inventory_item_ids=["9"])
    assert (added["tally"]["lines"], added["outside"]) == (3, [])
    assert (await desk.lines(counting["id"]))[9]["counted"] == 6
    await desk.step(counting["id"], "items", 422, inventory_item_ids=["4"])


async def test_sections_belong_to_one_person_at_a_time(
    app: FastAPI, api: httpx2.AsyncClient, stocked: ShopInApi, desk: Desk
) -> None:
    bins = [
        {"inventory_item_id": "1", "location_id": "1", "bin": "A-1"},
        {"inventory_item_id": "2", "location_id": "1", "bin": "A-1"},
        {"inventory_item_id": "3", "location_id": "1", "bin": "B-7"},
    ]
    answer = await api.put("/api/v1/bins/levels", json={"levels": bins}, headers=stocked.headers)
    assert answer.json() == {"changed": 3}, answer.text
    counting = await desk.started()
    sections = {each["name"]: each for each in counting["sections"]}
    assert {name: each["items_expected"] for name, each in sections.items()} == {
        "A-1": 2,
        "B-7": 1,
        "Everywhere else": None,
    }
    assert (await desk.make(scope={"bin": "A-1"}))["lines"] == 0
    only = await desk.started(scope={"bin": "A-1"})
    assert [each["name"] for each in only["sections"]] == ["A-1"]
    worker = await join(app, api, stocked, "warehouse")
    claim = f"stocktakes/{counting['id']}/sections/{sections['A-1']['id']}"
    assert (await worker.ask("POST", f"{claim}/claim", json={})).status_code == 200
    path = f"/{counting['id']}/sections/{sections['A-1']['id']}"
    refused = await desk.ask("POST", f"{path}/claim", 409, json={})
    assert refused["type"].endswith("claimed-by-another")
    taken = await desk.ask("POST", f"{path}/claim", json={"take_over": True})
    assert [each["is_mine"] for each in taken["sections"]] == [True, False, False]
    assert (await worker.ask("POST", f"{claim}/release")).status_code == 409
    done = await desk.ask("POST", f"{path}/done", json={})
    assert done["sections"][0]["done_by"] == "api_key:tests"
    own = await desk.ask("POST", f"/{counting['id']}/sections", 201, json={"name": "Back room"})
    assert own["sections"][-1]["name"] == "Back room"
    await desk.ask("POST", f"/{counting['id']}/sections/{uuid4()}/claim", 404, json={})


async def test_who_counts_sees_nothing_in_advance_and_does_not_approve(
    app: FastAPI,
    api: httpx2.AsyncClient,
    stocked: ShopInApi,
    desk: Desk,
    clock: MovingClock,
) -> None:
    counting = await desk.started(is_blind=True)
    section = counting["sections"][0]["id"]
    worker = await join(app, api, stocked, "warehouse", locations=["1"])
    path = f"stocktakes/{counting['id']}"
    seen = (await worker.ask("GET", path)).json()
    assert seen["expected_is_hidden"]
    assert (seen["tally"]["different"], seen["tally"]["zero_units"]) == (None, None)
    lines = (await worker.ask("GET", f"{path}/lines", params={"show": "different"})).json()["items"]
    assert {line["expected"] for line in lines} == {None}
    items = (await worker.ask("GET", f"{path}/count-items")).json()["items"]
    assert (len(items), {item["expected"] for item in items}) == (29, {None})
    phone = Device(worker.browser, worker.headers, clock, counting["id"], "phone-2")
    clock.pass_by(10)
    await phone.send(phone.scan(section, 1, 3))
    seen = (await worker.ask("GET", path)).json()
    assert [(each["units"], each["scans"]) for each in seen["counters"]] == [(3, 1)]
    assert (await worker.ask("POST", f"{path}/review", json={"version": seen["version"]})).status_code == 200
    seen = (await worker.ask("GET", path)).json()
    assert not seen["may_approve"]
    for step in ("approve", "recount"):
        assert (
            await worker.ask("POST", f"{path}/{step}", json={"version": seen["version"]})
        ).status_code == 403
    viewer = await join(app, api, stocked, "viewer")
    assert (await viewer.ask("GET", path)).status_code == 200
    assert (
        await viewer.ask("POST", f"{path}/count-on", json={"version": seen["version"]})
    ).status_code == 403
    elsewhere = await join(app, api, stocked, "manager", locations=["2"])
    assert (await elsewhere.ask("GET", path)).status_code == 404
    assert (await elsewhere.ask("GET", "stocktakes")).json()["items"] == []
    made = await elsewhere.ask("POST", "stocktakes", json={"location_ids": ["1"]})
    assert made.status_code == 422, made.text
    here = await join(app, api, stocked, "manager", locations=["1"])
    approved = await here.ask("POST", f"{path}/approve", json={"version": seen["version"]})
    assert approved.status_code == 202, approved.text


async def test_what_was_not_seen_is_not_approved_and_is_posted_once(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock
) -> None:
    counting = await desk.started()
    section = counting["sections"][0]["id"]
    phone = device_of(desk, clock, counting)
    clock.pass_by(10)
    scan = phone.scan(section, 1, 1)
    reviewed = await desk.step(counting["id"], "review")
    await phone.send(scan)  # a device that was offline while it was ended
    body = {"version": reviewed["version"]}
    refused = await desk.ask("POST", f"/{counting['id']}/approve", 409, json=body)
    assert refused["type"].endswith("stocktake-moved")
    await desk.step(counting["id"], "approve", 202)
    await desk.ask("POST", f"/{counting['id']}/approve", 202, json=body)
    await desk.step(counting["id"], "cancel", 409)
    await phone.send(phone.scan(section, 2), expect=409)
    await run_postings(database, clock, stocked.shop_id)
    await desk.ask("POST", f"/{counting['id']}/approve", 202, json=body)
    await run_postings(database, clock, stocked.shop_id)
    async with database.shop(stocked.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM change_set")) == 1
        told = await connection.scalars(
            text("SELECT action FROM audit_entry WHERE subject = :subject ORDER BY entry_id"),
            {"subject": f"stocktake:{counting['id']}"},
        )
        assert list(told) == [
            f"stocktake.{what}" for what in ("made", "started", "counted", "approved", "posted")
        ]


async def test_levels_that_were_not_read_since_keep_the_posting_waiting(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = await desk.started(scope={"search": "20001"})
    phone = device_of(desk, clock, counting)
    clock.pass_by(10)
    await phone.send(phone.scan(counting["sections"][0]["id"], 1, 7))
    await desk.step(counting["id"], "review")
    await desk.step(counting["id"], "approve", 202)
    monkeypatch.setattr(posting, "WAIT_MAX", timedelta(seconds=-1))

    arguments = (database, clock, nobody, nobody, stocked.shop_id, UUID(counting["id"]))
    with pytest.raises(posting.NotReadYet):
        await posting.post_stocktake(*arguments)
    assert (await desk.ask("GET", f"/{counting['id']}"))["waits_for"] == "readings"
    async with database.shop(stocked.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM sync_wake WHERE kind = 'level'")) == 1
    await note_readings(database, stocked.shop_id, clock.pass_by(1))
    assert (await posting.post_stocktake(*arguments))["posted"] == 1
    assert await posting.post_stocktake(*arguments) == {"state": "posted"}


async def test_scopes_are_counted_before_anything_is_made(desk: Desk) -> None:
    async def count(**scope: Any) -> int:
        body = {"location_ids": ["1"], "scope": scope}
        found = await desk.ask("POST", "/preview", json=body)
        return int(found["locations"][0]["items"])

    assert await count() == 29
    assert await count(vendor="Vendor 1") == 1
    assert await count(tag="mug") == await count(product_type="mug") > 0
    assert await count(tag="mug", filter='{"field":"sku","op":"is","value":"20001"}') == 1
    assert await count(bin="nowhere") == 0
    for scope in ({"filter": "{"}, {"filter": '{"field":"x","op":"is","value":1}'}, {"vendor": ""}, {"x": 1}):
        await desk.ask("POST", "/preview", 422, json={"location_ids": ["1"], "scope": scope})
    for places in (["5"], ["99"], ["x"], []):
        await desk.ask("POST", "", 422, json={"location_ids": places})
    made = await desk.ask("POST", "", 201, json={"location_ids": ["1", "2"]})
    assert [each["number"] for each in made["items"]] == [1, 2]
    draft = made["items"][0]
    edited = await desk.ask(
        "PATCH", f"/{draft['id']}", json={"version": 1, "label": "New", "scope": {"vendor": "Vendor 1"}}
    )
    assert (edited["label"], edited["scope"], edited["version"]) == ("New", {"vendor": "Vendor 1"}, 2)
    await desk.ask("PATCH", f"/{draft['id']}", 409, json={"version": 1, "label": "Newer"})
    empty = await desk.make(scope={"vendor": "Nobody"})
    await desk.step(empty["id"], "start", 422)
    gone = await desk.step(empty["id"], "cancel")
    assert gone["state"] == "canceled"
    listed = await desk.ask("GET", "", params={"state": "draft", "location_id": "1", "limit": 1})
    assert [each["number"] for each in listed["items"]] == [1]


async def test_bins_are_set_read_and_noted(
    app: FastAPI, api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    async def put(*rows: tuple[int, int, str], person: Person | None = None) -> httpx2.Response:
        levels = [
            {"inventory_item_id": str(item), "location_id": str(place), "bin": name}
            for item, place, name in rows
        ]
        if person is not None:
            return await person.ask("PUT", "bins/levels", json={"levels": levels})
        return await api.put("/api/v1/bins/levels", json={"levels": levels}, headers=stocked.headers)

    assert (await put((1, 1, "A-1"), (2, 1, " A-1 "), (1, 2, "Z"))).json() == {"changed": 3}
    assert (await put((1, 1, "A-2"), (2, 1, ""), (1, 2, "Z"))).json() == {"changed": 2}
    bins = (await api.get("/api/v1/bins", params={"limit": 1}, headers=stocked.headers)).json()
    assert [(each["bin"], each["levels"]) for each in bins["items"]] == [("A-2", 1)]
    more = {"cursor": bins["next"]}
    bins = (await api.get("/api/v1/bins", params=more, headers=stocked.headers)).json()
    assert [each["bin"] for each in bins["items"]] == ["Z"]
    where = {"inventory_item_id": "1"}
    levels = (await api.get("/api/v1/bins/levels", params=where, headers=stocked.headers)).json()["items"]
    assert [(each["location_name"], each["bin"]) for each in levels] == [("Place 1", "A-2"), ("Place 2", "Z")]
    for rows in ([(1, 1, "A"), (1, 1, "B")], [(99, 1, "A")], [(1, 99, "A")], [(1, 1, "x" * 61)]):
        assert (await put(*rows)).status_code == 422, rows
    worker = await join(app, api, stocked, "warehouse", locations=["2"])
    assert (await put((1, 1, "A-9"), person=worker)).status_code == 422
    assert (await put((1, 2, "A-9"), person=worker)).json() == {"changed": 1}
    seen = (await worker.ask("GET", "bins")).json()["items"]
    assert [each["bin"] for each in seen] == ["A-9"]
    async with database.shop(stocked.shop_id) as connection:
        told = await connection.execute(
            text("SELECT before -> 'bins', after -> 'bins' FROM audit_entry WHERE action = 'bins.set'"
                 " ORDER BY entry_id")
        )  # fmt: skip
        assert [len(after) for _, after in told] == [3, 2, 1]


STEPS = st.sampled_from(("scan A", "scan B", "sell A", "sell B", "bring A", "wait"))


@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, max_size=9), planted=st.integers(-3, 3))
async def test_after_posting_the_books_say_what_lies_there_whatever_happened_between(
    database: Database, stocked: ShopInApi, desk: Desk, clock: MovingClock, steps: list[str], planted: int
) -> None:
    item = 29
    books = await held(database, stocked, item)
    lies = {"A": 4, "B": max(books - 4 + planted, 6)}
    counting = await desk.started(scope={"search": "20029"})
    phone, section = device_of(desk, clock, counting), counting["sections"][0]["id"]
    clock.pass_by(30)
    seen: set[str] = set()
    for step in steps:
        clock.pass_by(10)
        what, _, place = step.partition(" ")
        if what == "scan" and place not in seen:
            await phone.send(phone.scan(section, item, lies[place]))
            seen.add(place)
        elif what in ("sell", "bring") and lies[place] > 0:
            units = 1 if what == "sell" else -2
            await sell(database, stocked, item, units, clock.now())
            lies[place] -= units
    clock.pass_by(10)
    if left := [phone.scan(section, item, lies[place]) for place in ("A", "B") if place not in seen]:
        await phone.send(*left)
    clock.pass_by(10)
    reviewed = await desk.step(counting["id"], "review")
    if reviewed["tally"]["unsure"]:
        again = await desk.step(counting["id"], "recount", unsure=True)
        clock.pass_by(10)
        section = again["sections"][-1]["id"]
        await phone.send(*[phone.scan(section, item, units) for units in lies.values()])
        clock.pass_by(10)
        await desk.step(counting["id"], "review")
    await sell(database, stocked, item, 1, clock.pass_by(10))
    await desk.step(counting["id"], "approve", 202)
    await run_postings(database, clock, stocked.shop_id)
    await settle_all(database, stocked.shop_id, clock.pass_by(10))
    assert await held(database, stocked, item) == sum(lies.values()) - 1


async def test_counts_in_turns_are_made_once_a_day_of_what_is_due(
    app: FastAPI, api: httpx2.AsyncClient, database: Database, stocked: ShopInApi, clock: MovingClock
) -> None:
    async def ask(method: str, path: str, expect: int, **request: Any) -> Any:
        answer = await api.request(
            method, f"/api/v1/count-schedules{path}", headers=stocked.headers, **request
        )
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO stock_fact (shop_id, source, item_id, location_id, cause, occurred_at,
                      recorded_at, deltas)
                    SELECT :shop, 'order/' || n, n, 1, 'order', :at, :at,
                           jsonb_build_object('available', CASE n WHEN 1 THEN -80 WHEN 2 THEN -12 ELSE -4 END)
                    FROM generate_series(1, 3) n"""),
            {"shop": stocked.shop_id, "at": clock.now() - timedelta(days=3)},
        )
    wanted = {"location_id": "1", "name": "Round", "lines_max": 4, "days_a": 7}
    made = await ask("POST", "", 201, json=wanted)
    assert {each["letter"]: (each["items"], each["due"]) for each in made["classes"]} == {
        "A": (1, 1),
        "B": (1, 1),
        "C": (27, 27),
    }
    for wrong in ({"share_a": "99"}, {"days_a": 0}, {"location_id": "99"}, {"name": " "}):
        await ask("POST", "", 422, json={**wanted, **wrong})
    async with database.shop(stocked.shop_id) as connection:
        (number,) = await make_due_counts(connection, stocked.shop_id, clock.now())
        assert await make_due_counts(connection, stocked.shop_id, clock.now()) == [], "once a day"
    found = (await api.get(f"{STOCKTAKES}/{number}", headers=stocked.headers)).json()
    assert (found["lines"], found["state"], found["scope"]) == (
        4,
        "draft",
        {"classes": {"A": 1, "B": 1, "C": 2}},
    )
    due = await ask("GET", f"/{made['id']}/due", 200)
    assert len(due["items"]) == 25, "what is being counted is not due"
    clock.pass_by(86_400)
    async with database.shop(stocked.shop_id) as connection:
        assert len(await make_due_counts(connection, stocked.shop_id, clock.now())) == 1
    seen = await ask("GET", f"/{made['id']}", 200)
    edit = {name: seen[name] for name in ("name", "share_a", "share_b", "version")}
    changed = await ask("PUT", f"/{made['id']}", 200, json={**edit, "days_b": 33})
    assert changed["days_b"] == 33
    await ask("PUT", f"/{made['id']}", 409, json={**edit, "days_b": 34})
    worker = await join(app, api, stocked, "warehouse")
    assert (await worker.ask("POST", f"count-schedules/{made['id']}/run")).status_code == 403
    await ask("DELETE", f"/{made['id']}", 204)
    await ask("GET", f"/{made['id']}", 404)
