"""Files of levels, adjustments and counts: checked cell by cell, applied once, taken back."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import xlsxwriter
from fastapi import FastAPI
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from support.import_hands import run_imports
from support.people import joined
from support.ready_shop import stock_shop
from support.running_api import ShopInApi
from support.settling import see_change, settle_all

from inventorysync.kit.db import Database
from inventorysync.sync.words import LevelKey

VARIANTS = 30
IMPORTS = "/api/v1/imports"
NOW = datetime.now(UTC)


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """Items 1 to 30 (SKU 20001 and on) at the places 1 to 5; item 4 is not tracked, place 5 closed."""
    statements = (
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE inventory_item SET sku = '20006' WHERE item_id = 7",
        "UPDATE shop SET time_zone = 'Europe/Berlin'",
    )
    return await stock_shop(database, shop, tmp_path, VARIANTS, *statements)


def csv_of(rows: Sequence[Sequence[Any]]) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


async def upload(api: httpx2.AsyncClient, shop: ShopInApi, kind: str, content: bytes) -> Any:
    question = {"kind": kind, "name": "stock file.csv"}
    answer = await api.post(IMPORTS, params=question, content=content, headers=shop.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def checked(
    api: httpx2.AsyncClient, database: Database, shop: ShopInApi, kind: str, content: bytes, **body: Any
) -> Any:
    """A file uploaded and checked with the roles that were proposed, or others."""
    made = await upload(api, shop, kind, content)
    wanted = {"roles": made["roles"], **body}
    answer = await api.put(f"{IMPORTS}/{made['id']}/columns", json=wanted, headers=shop.headers)
    assert answer.status_code == 202, answer.text
    assert await run_imports(database, shop.shop_id) == 1
    return await look(api, shop, made["id"])


async def look(api: httpx2.AsyncClient, shop: ShopInApi, import_id: str) -> Any:
    answer = await api.get(f"{IMPORTS}/{import_id}", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def applied(
    api: httpx2.AsyncClient, database: Database, shop: ShopInApi, import_id: str, **body: Any
) -> Any:
    answer = await api.post(f"{IMPORTS}/{import_id}/apply", json=body, headers=shop.headers)
    assert answer.status_code == 202, answer.text
    await run_imports(database, shop.shop_id)
    await settle_all(database, shop.shop_id, NOW)
    return await look(api, shop, import_id)


async def rows_of(api: httpx2.AsyncClient, shop: ShopInApi, import_id: str, **params: Any) -> list[Any]:
    answer = await api.get(f"{IMPORTS}/{import_id}/rows", params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    rows: list[Any] = answer.json()["items"]
    return rows


async def held(database: Database, shop: ShopInApi, item: int, place: int) -> tuple[int, int]:
    async with database.shop(shop.shop_id) as connection:
        statement = text(
            "SELECT available, on_hand FROM inventory_level WHERE item_id = :item AND location_id = :place"
        )
        found = (await connection.execute(statement, {"item": item, "place": place})).one()
        return found.available, found.on_hand


async def test_levels_become_what_the_file_says_and_are_taken_back(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    content = csv_of([("SKU", "Location", "Available"), ("20001", "place 1", "10"), ("20002", "Place 2", "2"),
                      ("20003", "Place 1", ""), ("20030", "Place 3", "0")])  # fmt: skip
    found = await checked(api, database, stocked, "levels", content)
    assert found["state"] == "checked"
    assert {name: found["counts"][name] for name in ("rows", "changes", "same", "problems")} == {
        "rows": 4,
        "changes": 2,
        "same": 1,
        "problems": 0,
    }
    assert (found["counts"]["units_added"], found["counts"]["units_taken"]) == (9, 30)
    shown = [(r["line"], r["sku"], r["before"], r["after"], r["delta"]) for r in await rows_of(
        api, stocked, found["id"], state="change")]  # fmt: skip
    assert shown == [(2, "20001", 1, 10, 9), (5, "20030", 30, 0, -30)]
    assert await held(database, stocked, 1, 1) == (1, 2)  # a dry run changes nothing
    done = await applied(api, database, stocked, found["id"], note="Spring clean")
    assert done["state"] == "applied"
    assert await held(database, stocked, 1, 1) == (10, 11)
    assert (await held(database, stocked, 30, 3))[0] == 0
    change = (await api.get(f"/api/v1/change-sets/{done['change_set_id']}", headers=stocked.headers)).json()
    assert (change["kind"], change["state"], change["note"]) == ("import", "confirmed", "Spring clean")
    assert change["document"]["label"] == "stock file.csv"
    undo = await api.post(
        f"/api/v1/change-sets/{done['change_set_id']}/undo",
        json={"note": ""},
        headers={**stocked.headers, "Idempotency-Key": uuid4().hex},
    )
    assert undo.status_code == 202, undo.text
    await settle_all(database, stocked.shop_id, NOW)
    assert await held(database, stocked, 1, 1) == (1, 2)
    assert (await held(database, stocked, 30, 3))[0] == 30


async def test_every_bad_cell_is_named_and_nothing_is_applied_unasked(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    rows = [
        ("SKU", "Barcode", "Location", "On hand (new)"),
        ("20001", "", "Place 1", "12"),
        ("99999", "", "Place 1", "1"),  # unknown
        ("20004", "", "Place 1", "1"),  # untracked
        ("20006", "", "Place 1", "1"),  # two items
        ("20002", "5000000000003", "Place 1", "1"),  # the barcode of another
        ("", "", "Place 1", "1"),  # no name at all
        ("20002", "", "Nowhere", "x"),  # two problems
        ("20003", "", "Place 5", "1"),  # closed
        ("20008", "", "Place 1", "-4"),  # less than nothing
        ("20009", "", "Place 1", "1,234"),
        ("20001", "", "Place 1", "13"),  # a double
    ]
    found = await checked(api, database, stocked, "levels", csv_of(rows))
    assert (found["counts"]["rows"], found["counts"]["changes"], found["counts"]["problems"]) == (11, 1, 10)
    problems = {
        row["line"]: [(p["heading"], p["code"]) for p in row["problems"]]
        for row in await rows_of(api, stocked, found["id"], state="problem")
    }
    assert problems == {
        3: [("SKU", "unknown")],
        4: [("SKU", "untracked")],
        5: [("SKU", "ambiguous")],
        6: [("SKU", "contradiction")],
        7: [("SKU", "missing")],
        8: [("On hand (new)", "not_a_number"), ("Location", "unknown")],
        9: [("Location", "unknown")],
        10: [("On hand (new)", "negative")],
        11: [("On hand (new)", "ambiguous")],
        12: [("On hand (new)", "double")],
    }
    refused = await api.post(f"{IMPORTS}/{found['id']}/apply", json={}, headers=stocked.headers)
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:inventorysync:problem:import-has-problems",
    )
    done = await applied(api, database, stocked, found["id"], leave_out_problems=True)
    assert done["state"] == "applied"
    assert (await held(database, stocked, 1, 1))[1] == 12
    answer = await api.get(f"{IMPORTS}/{found['id']}/problem-file", headers=stocked.headers)
    file = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert file[0] == ["Row", "SKU", "Barcode", "Location", "On hand (new)", "Problems"]
    assert [row[0] for row in file[1:]] == [str(line) for line in problems]
    assert file[8][4] == "'-4"
    assert "cannot be less than nothing" in file[8][5]
    answer = await api.get(
        f"{IMPORTS}/{found['id']}/problem-file", params={"format": "xlsx"}, headers=stocked.headers
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert [row[0] for row in list(sheet.iter_rows())[1:]] == [float(line) for line in problems]


async def test_adjustments_add_up_and_take_their_quantity_from_a_column(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    rows = [
        ("SKU", "Adjustment", "State"),
        ("20010", "5", ""),
        ("20010", "-2", "available"),
        ("20010", "4", "Quality control"),
        ("20011", "0", ""),
    ]
    place = "gid://shopify/Location/2"
    found = await checked(api, database, stocked, "adjustments", csv_of(rows), options={"location_id": place})
    assert (found["counts"]["changes"], found["counts"]["same"]) == (3, 1)
    assert found["options"]["location_id"] == place
    await applied(api, database, stocked, found["id"], reason="received")
    assert await held(database, stocked, 10, 2) == (13, 11 + 3 + 4)


async def test_a_count_is_compared_with_what_was_there_when_it_was_made(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    key = LevelKey(20, 1)  # available 20, committed 2, on hand 22
    before_the_sale = datetime.now(UTC).isoformat()
    later = datetime.now(UTC) + timedelta(milliseconds=1)
    await see_change(database, stocked.shop_id, key, {"available": -3, "on_hand": -3}, later)
    rows = [("SKU", "Location", "Counted", "Counted at"), ("20020", "Place 1", "25", before_the_sale)]
    found = await checked(api, database, stocked, "counts", csv_of(rows))
    row = (await rows_of(api, stocked, found["id"]))[0]
    assert (row["before"], row["delta"]) == (22, 3)
    done = await applied(api, database, stocked, found["id"], reason="cycle_count_available")
    assert await held(database, stocked, 20, 1) == (20, 22)  # 25 were counted, three were sold since
    change = (await api.get(f"/api/v1/change-sets/{done['change_set_id']}", headers=stocked.headers)).json()
    assert change["kind"] == "count"
    path = "/api/v1/items/gid:%2F%2Fshopify%2FInventoryItem%2F20/movements"
    moves = (await api.get(path, headers=stocked.headers)).json()["items"]
    assert {move["cause"] for move in moves if move["delta"] == 3} == {"count"}


async def test_a_count_from_before_the_level_was_known_is_no_count(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    long_ago = (NOW - timedelta(days=1)).isoformat()
    rows = [("SKU", "Location", "Counted", "Counted at"), ("20020", "Place 1", "25", long_ago)]
    found = await checked(api, database, stocked, "counts", csv_of(rows))
    problem = (await rows_of(api, stocked, found["id"]))[0]["problems"][0]
    assert (problem["heading"], problem["code"]) == ("Counted at", "too_early")


async def test_what_is_on_its_way_counts_as_made(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    first = await checked(
        api, database, stocked, "adjustments", csv_of([("SKU", "Location", "Delta"), ("20001", "Place 1", 4)])
    )
    await api.post(f"{IMPORTS}/{first['id']}/apply", json={}, headers=stocked.headers)
    await run_imports(database, stocked.shop_id)  # written down, not yet sent
    content = csv_of([("SKU", "Location", "On hand"), ("20001", "Place 1", 10)])
    second = await checked(api, database, stocked, "levels", content)
    assert (await rows_of(api, stocked, second["id"]))[0]["before"] == 6
    await applied(api, database, stocked, second["id"])
    assert await held(database, stocked, 1, 1) == (9, 10)


async def test_an_import_is_applied_once_however_often_it_is_asked(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    content = csv_of([("SKU", "Location", "Delta"), ("20001", "Place 1", 4)])
    found = await checked(api, database, stocked, "adjustments", content)
    path = f"{IMPORTS}/{found['id']}/apply"
    for _ in range(3):
        assert (await api.post(path, json={}, headers=stocked.headers)).status_code == 202
    await run_imports(database, stocked.shop_id)
    assert (await api.post(path, json={}, headers=stocked.headers)).json()["state"] == "applied"
    await run_imports(database, stocked.shop_id)
    await settle_all(database, stocked.shop_id, NOW)
    assert await held(database, stocked, 1, 1) == (5, 6)


async def test_a_canceled_import_changes_nothing(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    content = csv_of([("SKU", "Location", "Delta"), ("20001", "Place 1", 4)])
    made = await upload(api, stocked, "adjustments", content)
    path = f"{IMPORTS}/{made['id']}"
    await api.put(f"{path}/columns", json={"roles": made["roles"]}, headers=stocked.headers)
    assert (await api.post(f"{path}/cancel", headers=stocked.headers)).json()["state"] == "canceled"
    await run_imports(database, stocked.shop_id)
    assert (await look(api, stocked, made["id"]))["state"] == "canceled"
    refused = await api.post(f"{path}/apply", json={}, headers=stocked.headers)
    assert refused.status_code == 409
    again = await api.put(f"{path}/columns", json={"roles": made["roles"]}, headers=stocked.headers)
    assert again.status_code == 409


async def test_roles_are_remembered_for_files_with_the_same_headings(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    content = csv_of([("Ref", "Where", "How many"), ("20001", "Place 1", "4")])
    made = await upload(api, stocked, "levels", content)
    assert made["roles"] == ["ignored"] * 3
    refused = await api.put(
        f"{IMPORTS}/{made['id']}/columns", json={"roles": made["roles"]}, headers=stocked.headers
    )
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "roles")
    roles = ["sku", "location", "available"]
    found = await checked(api, database, stocked, "levels", content, roles=roles)
    assert found["counts"]["changes"] == 1
    assert (await upload(api, stocked, "levels", content))["roles"] == roles


async def test_a_history_reaches_back_before_the_opening_and_can_be_removed(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    rows = [
        ("Date", "SKU", "Location", "Activity", "Created by", "Committed", "Available", "On hand"),
        ("2026-10-01 10:00", "20001", "Place 1", "Inventory correction", "Mo", "-", "4 (4)", "4 (4)"),
        ("2026-10-02 10:00", "20001", "Place 1", "Order #1", "", "1 (1)", "-3 (1)", "-"),
        ("2036-10-02 10:00", "20001", "Place 1", "Order #2", "", "", "-3", "-3"),
    ]
    found = await checked(api, database, stocked, "history", csv_of(rows))
    assert (found["source"], found["counts"]["changes"]) == ("shopify_history", 4)
    assert found["counts"]["problems"] == 1  # what lies in the future
    await applied(api, database, stocked, found["id"], leave_out_problems=True)
    assert await held(database, stocked, 1, 1) == (1, 2)  # no unit moves
    told = (await api.get("/api/v1/items/1/earlier", headers=stocked.headers)).json()
    assert [(e["name"], e["delta"], e["balance"]) for e in told["items"] if e["name"] != "on_hand"] in (
        [("committed", 1, 1), ("available", -3, 1), ("available", 4, 4)],
        [("available", -3, 1), ("committed", 1, 1), ("available", 4, 4)],
    )
    assert {each["name"]: each["connects"] for each in told["levels"]} == {
        "available": True,
        "committed": True,
        "on_hand": False,  # it opened with 2, and 4 came before
    }
    first = (await api.get("/api/v1/items/1/earlier", params={"limit": 1}, headers=stocked.headers)).json()
    rest = {"limit": 9, "cursor": first["next"]}
    more = (await api.get("/api/v1/items/1/earlier", params=rest, headers=stocked.headers)).json()
    assert first["items"] + more["items"] == told["items"]
    asked = {"as_of": "2026-10-01T12:00:00Z"}
    then = (await api.get("/api/v1/items/1/levels", params=asked, headers=stocked.headers)).json()
    here = next(each for each in then["items"] if each["location_id"].endswith("/1"))
    assert (here["quantities"], then["quantities"]) == (None, None)
    assert {each["name"]: each["units"] for each in here["earlier"]} == {"available": 4, "on_hand": 2}
    asked = {"as_of": "2026-09-30T12:00:00Z"}
    long_ago = (await api.get("/api/v1/items/1/levels", params=asked, headers=stocked.headers)).json()
    assert [each["earlier"] for each in long_ago["items"]] == [[]] * len(long_ago["items"])
    again = await checked(api, database, stocked, "history", csv_of(rows[:3]))
    assert (again["counts"]["changes"], again["counts"]["same"]) == (0, 4)
    removed = await api.post(f"{IMPORTS}/{found['id']}/remove", headers=stocked.headers)
    assert removed.json()["state"] == "removed"
    async with database.shop(stocked.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM stock_earlier")) == 0


async def test_an_excel_file_is_imported_too(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["SKU", "Place 1", "Place 2"])
    sheet.write_row(1, 0, ["20012", 100, 200])
    book.close()
    found = await checked(api, database, stocked, "levels", made.getvalue())
    assert (found["format"], found["counts"]["changes"]) == ("xlsx", 2)
    await applied(api, database, stocked, found["id"])
    assert (await held(database, stocked, 12, 1))[0] == 100
    assert (await held(database, stocked, 12, 2))[0] == 200


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x01\x02", b"one heading only\n"])
async def test_what_cannot_be_read_is_refused_and_not_kept(
    api: httpx2.AsyncClient, stocked: ShopInApi, content: bytes
) -> None:
    question = {"kind": "levels", "name": "x"}
    answer = await api.post(IMPORTS, params=question, content=content, headers=stocked.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")
    assert (await api.get(IMPORTS, headers=stocked.headers)).json()["items"] == []


async def test_a_person_of_one_location_imports_for_that_one_alone(
    app: FastAPI, api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    clerk = await joined(app, api, stocked, "warehouse", locations=["gid://shopify/Location/1"])
    mine = replace(stocked, key=clerk.headers["Authorization"].removeprefix("Bearer "))
    rows = [("SKU", "Location", "Delta"), ("20001", "Place 1", 4), ("20001", "Place 2", 4)]
    found = await checked(api, database, mine, "adjustments", csv_of(rows))
    assert (found["counts"]["changes"], found["counts"]["problems"]) == (1, 1)
    others = await upload(api, stocked, "levels", csv_of([("SKU", "Location", "Available"), ("1", "x", "1")]))
    hidden = await api.get(f"{IMPORTS}/{others['id']}", headers=mine.headers)
    assert hidden.status_code == 404
    assert [each["id"] for each in (await api.get(IMPORTS, headers=mine.headers)).json()["items"]] == [
        found["id"]
    ]


async def test_a_change_that_was_not_sent_yet_is_canceled(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    content = csv_of([("SKU", "Location", "Delta"), ("20001", "Place 1", 4), ("20002", "Place 1", 4)])
    found = await checked(api, database, stocked, "adjustments", content)
    await api.post(f"{IMPORTS}/{found['id']}/apply", json={}, headers=stocked.headers)
    await run_imports(database, stocked.shop_id)
    made = (await look(api, stocked, found["id"]))["change_set_id"]
    path = f"/api/v1/change-sets/{made}"
    canceled = await api.post(f"{path}/cancel", headers=stocked.headers)
    assert (canceled.status_code, canceled.json()["counts"]["failed"]) == (202, 2)
    assert (await api.post(f"{path}/cancel", headers=stocked.headers)).status_code == 202
    await settle_all(database, stocked.shop_id, NOW)
    assert await held(database, stocked, 1, 1) == (1, 2)
    stuck = (await api.get("/api/v1/stuck-lines", headers=stocked.headers)).json()
    assert stuck["total"] == 0
