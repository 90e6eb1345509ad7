"""What is on the shelf is posted, whatever is sold meanwhile; what is not sure is left to people."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.count_desk import Desk, device_of, held, sell
from support.count_hands import MovingClock, nobody, note_readings, run_postings
from support.running_api import ShopInApi
from support.settling import settle_all

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities
from inventorysync.stock.actions.explaining import FactTotal, record_facts
from inventorysync.stocktakes import posting


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


@pytest.mark.parametrize("is_seen_unsure", [False, True])
async def test_a_shop_that_sells_without_a_pause_posts_what_was_sure_of_each_line_once(
    database: Database,
    stocked: ShopInApi,
    desk: Desk,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_seen_unsure: bool,
) -> None:
    monkeypatch.setattr(posting, "LOOK_EVERY_SECONDS", 0.05)
    before = {item: await held(database, stocked, item) for item in (1, 2)}
    counting = await desk.started()
    phone, section = device_of(desk, clock, counting), counting["sections"][0]["id"]
    clock.pass_by(60)
    await phone.send(*[phone.scan(section, item, before[item] + 1) for item in (1, 2)])
    clock.pass_by(60)
    await desk.step(counting["id"], "review")
    if is_seen_unsure:
        await sell(database, stocked, 1, 1, clock.pass_by(60), since=timedelta(hours=1))
    await desk.step(counting["id"], "approve", 202)
    if not is_seen_unsure:
        await sell(database, stocked, 1, 1, clock.pass_by(60), since=timedelta(hours=1))
    await note_readings(database, stocked.shop_id, clock.pass_by(1))
    arguments = (database, clock, nobody, nobody, stocked.shop_id, UUID(counting["id"]))
    async with asyncio.timeout(20):
        posted = asyncio.create_task(posting.post_stocktake(*arguments))
        await asyncio.sleep(1)
        assert not posted.done(), "when the first was sold nobody knows yet"
        await sell(database, stocked, 2, 1, clock.pass_by(1), since=timedelta(hours=1))
        await tell_when_it_was_sold(database, stocked, 1, clock.now() - timedelta(seconds=4))
        assert (await posted)["posted"] == 2
    await settle_all(database, stocked.shop_id, clock.pass_by(10))
    assert {item: await held(database, stocked, item) for item in (1, 2)} == before


async def tell_when_it_was_sold(database: Database, shop: ShopInApi, item: int, at: datetime) -> None:
    """A document that says when a unit left the shelf."""
    deltas: Quantities = {"available": -1, "on_hand": -1}
    order = "gid://shopify/Order/1"
    sold = FactTotal(f"order/1/1/sold/{item}", (item, 1), "order", deltas, at, "order", order, "#1001")
    async with database.shop(shop.shop_id) as connection:
        await record_facts(connection, shop.shop_id, [sold], at)


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
