"""Who counts what: sections, permissions, scopes, bins, and counts in turns."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from support.count_desk import Desk, join
from support.count_hands import STOCKTAKES, Device, MovingClock
from support.morning_desk import silent
from support.people import Person
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.sales.actions.building import build_due
from inventorysync.stocktakes.jobs import make_due
from inventorysync.stocktakes.schedules import make_due_counts


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
    for name in ("Back room", "BACK ROOM"):
        twice = await desk.ask("POST", f"/{counting['id']}/sections", 422, json={"name": name})
        assert twice["errors"][0]["field"] == "name"
    assert own["sections"][-1]["name"] == "Back room"
    await desk.ask("POST", f"/{counting['id']}/sections/{uuid4()}/claim", 404, json={})


async def saved_lines(person: Person, path: str) -> list[dict[str, str]]:
    answer = await person.ask("GET", f"{path}/line-file")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


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
    blind = await saved_lines(worker, path)
    assert len(blind) == 29
    assert {(row["Expected"], row["Difference"], row["Value of the difference"]) for row in blind} == {
        ("", "", "")
    }
    items = (await worker.ask("GET", f"{path}/count-items")).json()["items"]
    assert (len(items), {item["expected"] for item in items}) == (29, {None})
    phone = Device(worker.browser, worker.headers, clock, counting["id"], "phone-2")
    clock.pass_by(10)
    await phone.send(phone.scan(section, 1, 3))
    seen = (await worker.ask("GET", path)).json()
    assert [(each["units"], each["scans"]) for each in seen["counters"]] == [(3, 1)]
    await phone.send(phone.scan(section, 2, 1))
    stale = await worker.ask("POST", f"{path}/review", json={"version": seen["version"]})
    assert stale.status_code == 409, "a version that is given is checked"
    assert (await worker.ask("POST", f"{path}/review", json={})).status_code == 200
    seen = (await worker.ask("GET", path)).json()
    counted = {row["SKU"]: row for row in await saved_lines(worker, path)}["20001"]
    listed = (await worker.ask("GET", f"{path}/lines", params={"search": "20001"})).json()["items"][0]
    told = (counted["Counted"], counted["Expected"], counted["Difference"])
    assert told == ("3", str(listed["expected"]), str(listed["difference"]))
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
                      recorded_at, document_kind, document_id, document_label, deltas)
                    SELECT :shop, 'order/' || n, n, 1, 'order', CAST(:at AS timestamptz),
                           CAST(:at AS timestamptz), 'order', 'gid://shopify/Order/' || n, '#' || n,
                           jsonb_build_object('available', CASE n WHEN 1 THEN -80 WHEN 2 THEN -12 ELSE -4 END)
                    FROM generate_series(1, 3) n"""),
            {"shop": stocked.shop_id, "at": clock.now() - timedelta(days=3)},
        )
    assert await make_due(database, clock, lambda *_: None, stocked.shop_id) == {"made": []}
    await build_due(database, stocked.shop_id, clock.now, silent)
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
