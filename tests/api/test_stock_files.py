"""Movements and change sets as files: what the pages list, every row of it, and no formula."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from support.booked_item import BookedItem
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

NOW = datetime.now(UTC)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


@pytest.fixture
async def lamp(shop: ShopInApi, database: Database) -> BookedItem:
    """An item with a dangerous name, opened ten days ago, sold by an order and changed yesterday."""
    arguments = {"shop": shop.shop_id, "place": 77}
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                 product_type, tracked, requires_shipping)
               VALUES (:shop, 501, '=HYPERLINK("x")', '', '+cmd', '', '', '', true, true)""",
            """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                 country_code) VALUES (:shop, :place, '@place', true, true, '', 'GB')""",
            "UPDATE shop SET time_zone = 'Europe/Berlin' WHERE shop_id = :shop",
        ):
            await connection.execute(text(statement), arguments)
    item = BookedItem(database, shop, 501)
    await item.open(77, 20, ago(days=10))
    await item.tell(77, "order", {"available": -2, "on_hand": 0, "committed": 2}, ago(days=1), 9)
    await item.change(77, {"available": -2, "committed": 2}, ago(days=1))
    return item


async def saved(api: httpx2.AsyncClient, shop: ShopInApi, path: str, **params: Any) -> httpx2.Response:
    answer = await api.get(f"/api/v1/{path}", params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def lines(answer: httpx2.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_an_items_movements_are_saved_as_they_are_listed(
    api: httpx2.AsyncClient, lamp: BookedItem
) -> None:
    path = "items/gid://shopify/InventoryItem/501"
    listed = (await api.get(f"/api/v1/{path}/movements", headers=lamp.shop.headers)).json()["items"]
    found = lines(await saved(api, lamp.shop, f"{path}/movement-file"))
    said = [(row["Cause"], row["Quantity"], row["Change"], row["Balance"], row["Document"]) for row in found]
    assert said == [
        (
            each["cause"],
            each["name"].replace("_", " "),
            str(each["delta"]),
            str(each["balance"]),
            (each["document"] or {"label": ""})["label"],
        )
        for each in listed
    ]
    assert len(found) == 4
    assert {row["SKU"] for row in found} == {'\'=HYPERLINK("x")'}
    assert {(row["Product"], row["Location"]) for row in found} == {("'+cmd", "'@place")}
    moment = datetime.fromisoformat(found[0]["When (Europe/Berlin)"])
    assert moment == ago(days=1).replace(microsecond=0)
    one = lines(await saved(api, lamp.shop, f"{path}/movement-file", cause="order", name="available"))
    assert [(row["Change"], row["Document"]) for row in one] == [("-2", "#9")]


async def test_an_excel_file_holds_texts_as_texts_and_numbers_as_numbers(
    api: httpx2.AsyncClient, lamp: BookedItem
) -> None:
    answer = await saved(api, lamp.shop, "items/501/movement-file", format="xlsx")
    sheet = CalamineWorkbook.from_object(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heading, first, *_ = sheet
    row = dict(zip(heading, first, strict=True))
    assert (row["SKU"], row["Product"]) == ('=HYPERLINK("x")', "+cmd")
    assert isinstance(row["Change"], float)
    assert isinstance(row["When (Europe/Berlin)"], datetime)


async def test_the_shops_movements_are_saved_by_days_of_its_own_zone(
    api: httpx2.AsyncClient, lamp: BookedItem
) -> None:
    assert len(lines(await saved(api, lamp.shop, "movement-file"))) == 4
    first = f"{ago(days=3):%Y-%m-%d}"
    later = lines(await saved(api, lamp.shop, "movement-file", **{"from": first}))
    assert {row["Cause"] for row in later} == {"order"}
    assert lines(await saved(api, lamp.shop, "movement-file", location_id="78")) == []
    for asked, field in (
        ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"from": "2020-01-01", "to": "2026-02-01"}, "from"),
        ({"location_id": "no id"}, "location_id"),
        ({"format": "pdf"}, "format"),
    ):
        refused = await api.get("/api/v1/movement-file", params=asked, headers=lamp.shop.headers)
        assert refused.status_code == 422, asked
        assert refused.json()["errors"][0]["field"].endswith(field)


async def test_changes_and_the_lines_of_one_are_saved(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    line = {"inventory_item_id": str(shop.item_id), "location_id": str(shop.location_id), "delta": 2}
    wanted = {"kind": "adjust", "reason": "correction", "note": "=1+1", "lines": [line]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    made = (await api.post("/api/v1/change-sets", json=wanted, headers=headers)).json()["id"]
    (change,) = lines(await saved(api, shop, "change-set-file"))
    told = (change["Change set"], change["Note"], change["State"], change["Lines"], change["Waiting"])
    assert told == (made, "'=1+1", "pending", "1", "1")
    (saved_line,) = lines(await saved(api, shop, f"change-sets/{made}/line-file"))
    assert (saved_line["SKU"], saved_line["Change"], saved_line["State"]) == (shop.canary, "2", "pending")
    workbook = await saved(api, shop, f"change-sets/{made}/line-file", format="xlsx")
    assert (
        len(CalamineWorkbook.from_object(io.BytesIO(workbook.content)).get_sheet_by_index(0).to_python()) == 2
    )
    for path in (f"change-sets/{made}/line-file", f"change-sets/{uuid4()}/line-file"):
        assert (await api.get(f"/api/v1/{path}", headers=other_shop.headers)).status_code == 404
    assert lines(await saved(api, other_shop, "change-set-file")) == []


async def test_a_person_of_one_location_saves_that_one_alone(
    app: FastAPI, api: httpx2.AsyncClient, lamp: BookedItem
) -> None:
    person = await joined(
        app, api, lamp.shop, "viewer", locations=[f"gid://shopify/Location/{lamp.shop.location_id}"]
    )
    for path in ("movement-file", "items/501/movement-file"):
        answer = await person.ask("GET", path)
        assert answer.status_code == 200, answer.text
        assert lines(answer) == [], path
