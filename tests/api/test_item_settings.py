"""Settings of items by a file: checked, set once, put back, and written as the file that is read again."""

import csv
import io
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from support.import_hands import run_imports
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

HEADINGS = ("SKU", "Location", "Bin")


@pytest.fixture
async def shelves(database: Database, shop: ShopInApi) -> ShopInApi:
    """Items 11 to 14 at the places Front and Back; SKUs A to D, D not tracked."""
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                 country_code) VALUES (:shop, 91, 'Front', true, true, '', 'GB'),
                                      (:shop, 92, 'Back', true, true, '', 'GB')""",
            """INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                 product_type, tracked, requires_shipping)
               SELECT :shop, 10 + n, chr(64 + n), '', '=1+1', '', '', '', n < 4, true
               FROM generate_series(1, 4) n""",
            """INSERT INTO inventory_level (shop_id, item_id, location_id, level_id, booked_at, checked_at)
               SELECT :shop, 10 + n, place, n, now(), now()
               FROM generate_series(1, 4) n, unnest(ARRAY[91, 92]) place""",
        ):
            await connection.execute(text(statement), {"shop": shop.shop_id})
    return shop


def file_of(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([headings, *rows])
    return made.getvalue().encode()


class Hands:
    """Somebody who imports settings."""

    def __init__(self, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> None:
        self.api, self.shop, self.database = api, shop, database

    async def ask(self, method: str, path: str, **request: Any) -> Any:
        answer = await self.api.request(method, f"/api/v1/{path}", headers=self.shop.headers, **request)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def check(self, content: bytes) -> Any:
        made = await self.ask(
            "POST", "imports", params={"kind": "settings", "name": "bins.csv"}, content=content
        )
        await self.ask("PUT", f"imports/{made['id']}/columns", json={"roles": made["roles"]})
        await run_imports(self.database, self.shop.shop_id)
        return await self.ask("GET", f"imports/{made['id']}")

    async def apply(self, import_id: str, **body: Any) -> Any:
        await self.ask("POST", f"imports/{import_id}/apply", json=body)
        await run_imports(self.database, self.shop.shop_id)
        return await self.ask("GET", f"imports/{import_id}")

    async def bins(self) -> dict[tuple[str, str], str]:
        found = await self.ask("GET", "bins/levels")
        return {(row["sku"], row["location_name"]): row["bin"] for row in found["items"]}


@pytest.fixture
def hands(api: httpx2.AsyncClient, shelves: ShopInApi, database: Database) -> Hands:
    return Hands(api, shelves, database)


async def test_bins_become_what_the_file_says_once_and_are_put_back_where_nobody_changed_them(
    hands: Hands,
) -> None:
    level = {"inventory_item_id": "11", "location_id": "91"}
    await hands.ask("PUT", "bins/levels", json={"levels": [{**level, "bin": "old"}]})
    content = file_of(
        ("A", "Front", "A-1"), ("B", "front", " B-2 "), ("C", "Back", ""), ("D", "Back", "D-4"),
        ("A", "Back", "-"),
    )  # fmt: skip
    found = await hands.check(content)
    assert found["roles"] == ["sku", "location", "bin"]
    counts = {name: found["counts"][name] for name in ("rows", "changes", "same", "problems")}
    assert counts == {"rows": 5, "changes": 3, "same": 1, "problems": 0}
    rows = (await hands.ask("GET", f"imports/{found['id']}/rows"))["items"]
    told = [(r["line"], r["setting_before"], r["setting"], r["state"]) for r in rows]
    assert told == [(2, "old", "A-1", "change"), (3, "", "B-2", "change"), (5, "", "D-4", "change"),
                    (6, "", "", "same")]  # fmt: skip
    assert await hands.bins() == {("A", "Front"): "old"}, "a dry run changes nothing"
    await hands.ask("PUT", "bins/levels", json={"levels": [{**level, "bin": "newer"}]})
    for _ in range(2):
        done = await hands.apply(found["id"])
    assert (done["state"], done["change_set_id"]) == ("applied", None)
    after = {("A", "Front"): "A-1", ("B", "Front"): "B-2", ("D", "Back"): "D-4"}
    assert await hands.bins() == after
    entries = [
        e for e in (await hands.ask("GET", "audit"))["items"] if e["subject"] == f"import:{found['id']}"
    ]
    (entry,) = [e for e in entries if e["action"] == "bins.set"]
    assert [each["bin"] for each in entry["before"]["bins"]] == ["newer", "", ""]
    assert [each["bin"] for each in entry["after"]["bins"]] == ["A-1", "B-2", "D-4"]

    moved = {"inventory_item_id": "12", "location_id": "91", "bin": "moved since"}
    await hands.ask("PUT", "bins/levels", json={"levels": [moved]})
    removed = await hands.ask("POST", f"imports/{found['id']}/remove")
    assert removed["state"] == "removed"
    assert await hands.bins() == {("A", "Front"): "newer", ("B", "Front"): "moved since"}
    again = await hands.api.post(f"/api/v1/imports/{found['id']}/remove", headers=hands.shop.headers)
    assert again.status_code == 409


async def test_every_bad_cell_is_named_and_written_into_the_problem_file(hands: Hands) -> None:
    content = file_of(
        ("A", "Front", "A-1"), ("A", "Front", "A-2"), ("X", "Front", "1"), ("B", "Nowhere", "1"),
        ("C", "Front", "x" * 61), ("", "Front", "1"),
    )  # fmt: skip
    found = await hands.check(content)
    assert (found["counts"]["changes"], found["counts"]["problems"]) == (1, 5)
    rows = (await hands.ask("GET", f"imports/{found['id']}/rows", params={"state": "problem"}))["items"]
    said = {row["line"]: row["problems"][0]["message"] for row in rows}
    assert said == {
        3: "row 2 sets this level already",
        4: "no item has the SKU X",
        5: "no active location is called Nowhere",
        6: "has 61 characters: a bin's name has 60 at most",
        7: "is empty: which item is meant?",
    }
    path = f"/api/v1/imports/{found['id']}"
    refused = await hands.api.post(f"{path}/apply", json={}, headers=hands.shop.headers)
    assert refused.status_code == 409
    problems = await hands.api.get(f"{path}/problem-file", headers=hands.shop.headers)
    assert len(problems.text.splitlines()) == 6
    await hands.apply(found["id"], leave_out_problems=True)
    assert await hands.bins() == {("A", "Front"): "A-1"}


async def test_the_file_of_settings_is_read_again_as_it_was_written(hands: Hands) -> None:
    levels = [("11", "91", "=A1"), ("12", "92", "B, 2"), ("14", "91", "ü")]
    body = [{"inventory_item_id": i, "location_id": p, "bin": name} for i, p, name in levels]
    await hands.ask("PUT", "bins/levels", json={"levels": body})
    before = await hands.bins()
    files = {}
    for kind in ("csv", "xlsx"):
        answer = await hands.api.get("/api/v1/bins/file", params={"format": kind}, headers=hands.shop.headers)
        assert answer.status_code == 200, answer.text
        files[kind] = answer.content
        found = await hands.check(answer.content)
        assert found["roles"][0] == "item_id"
        assert (found["counts"]["changes"], found["counts"]["problems"]) == (0, 0), kind
        assert found["counts"]["same"] == 3
    lines = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert lines[0] == ["Inventory item id", "SKU", "Barcode", "Product", "Variant", "Location", "Bin"]
    assert len(lines) == 1 + 8 + 1
    assert {line[3] for line in lines if line[1] in "ABCD" and line[1]} == {"'=1+1"}
    sheet = CalamineWorkbook.from_object(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(lines)
    assert "=A1" in [row[6] for row in sheet]
    assert await hands.bins() == before


async def test_a_person_of_one_location_sets_and_saves_that_one_alone(
    hands: Hands, app: FastAPI, api: httpx2.AsyncClient, shelves: ShopInApi, database: Database
) -> None:
    person = await joined(app, api, shelves, "warehouse", locations=["gid://shopify/Location/91"])
    viewer = await joined(app, api, shelves, "viewer")
    question = {"kind": "settings", "name": "bins.csv"}
    content = file_of(("A", "Front", "A-1"), ("A", "Back", "A-2"))
    assert (await viewer.ask("POST", "imports", params=question, content=content)).status_code == 403
    made = (await person.ask("POST", "imports", params=question, content=content)).json()
    await person.ask("PUT", f"imports/{made['id']}/columns", json={"roles": made["roles"]})
    await run_imports(database, shelves.shop_id)
    found = (await person.ask("GET", f"imports/{made['id']}")).json()
    assert (found["counts"]["changes"], found["counts"]["problems"]) == (1, 1)
    await person.ask("POST", f"imports/{made['id']}/apply", json={"leave_out_problems": True})
    await run_imports(database, shelves.shop_id)
    assert await hands.bins() == {("A", "Front"): "A-1"}
    saved = (await person.ask("GET", "bins/file")).text
    assert ("Front" in saved, "Back" in saved) == (True, False)
