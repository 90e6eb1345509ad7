"""Scans: each counts once, at the moment it was made, and what moved meanwhile is told."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from support.count_desk import Desk, device_of, held, sell
from support.count_hands import MovingClock
from support.running_api import ShopInApi

from inventorysync.kit.db import Database


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
