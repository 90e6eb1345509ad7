"""Files of levels hold what the grid shows, and no formula."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import httpx2
import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.grid import export
from inventorysync.kit.db import Database
from inventorysync.shops import file_answers
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 40
PATH = "/api/v1/level-file"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        "UPDATE inventory_item SET vendor = '=HYPERLINK(\"http://evil\")' WHERE item_id = 3",
        "UPDATE inventory_item SET vendor = '@SUM(1)', title = 'Tab\tand \"quote\", and\nline'"
        " WHERE item_id = 4",
        "UPDATE inventory_level SET available = -item_id WHERE item_id % 7 = 0 AND item_id <= 40",
        "UPDATE inventory_level SET booked_at = TIMESTAMPTZ '2026-07-01 22:30Z'",
        "UPDATE shop SET time_zone = 'Europe/Berlin'",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement))
    return shop


async def read(api: httpx2.AsyncClient, shop: ShopInApi, **params: Any) -> httpx2.Response:
    answer = await api.get(PATH, params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer


def rows_of_csv(answer: httpx2.Response) -> list[list[str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_a_csv_file_is_what_is_seen(api: httpx2.AsyncClient, stocked: ShopInApi) -> None:
    seen = {
        "filter": json.dumps({"any": [{"field": "available", "op": "<", "value": 3}]}),
        "sort": "-available",
    }
    page = await api.get("/api/v1/levels", params={**seen, "limit": 250}, headers=stocked.headers)
    levels = page.json()["items"]
    assert 20 < len(levels) < 250
    answer = await read(
        api, stocked, **seen, columns=["available", "sku", "unit_cost", "value", "updated_at"]
    )
    heading, *rows = rows_of_csv(answer)
    assert heading == ["Available", "SKU", "Unit cost (GBP)", "Value (GBP)", "Changed (Europe/Berlin)"]
    assert [(row[0], row[1]) for row in rows] == [
        (str(level["quantities"]["available"]), level["sku"]) for level in levels
    ]
    assert rows[0][2] == levels[0]["unit_cost"]["amount"]
    assert {row[4] for row in rows} == {"2026-07-02 00:30:00+02:00"}
    assert answer.headers["x-total-rows"] == str(len(levels))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].endswith('.csv"')


async def test_no_text_in_a_csv_file_is_a_formula_and_numbers_stay_numbers(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    answer = await read(api, stocked, columns=["title", "vendor", "available"], sort="sku")
    _, *rows = rows_of_csv(answer)
    vendors = {row[2] for row in rows}
    assert '\'=HYPERLINK("http://evil")' in vendors
    assert "'@SUM(1)" in vendors
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert {row[3] for row in rows if row[3].startswith("-")} == {"-7", "-14", "-21", "-28", "-35"}
    assert 'Tab\tand "quote", and\nline' in {row[0] for row in rows}
    assert len(rows) == VARIANTS * LOCATIONS + 1


def cells_of(content: bytes) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells: list[Any] = []
        for cell in row:
            assert cell.find(f"{SHEET}f") is None
            inline = cell.find(f"{SHEET}is/{SHEET}t")
            value = cell.findtext(f"{SHEET}v")
            cells.append(inline.text if inline is not None else float(value) if value else None)
        rows.append(cells)
    return rows


async def test_an_excel_file_holds_texts_numbers_and_times_and_no_formula(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    answer = await read(
        api,
        stocked,
        format="xlsx",
        columns=["sku", "vendor", "available", "unit_cost", "updated_at"],
        sort="sku",
    )
    heading, *rows = cells_of(answer.content)
    assert heading[:3] == ["SKU", "Vendor", "Available"]
    assert len(rows) == VARIANTS * LOCATIONS + 1
    assert ["20003", '=HYPERLINK("http://evil")', 3.0, 1.25] in [row[:4] for row in rows]
    assert ["20007", "Vendor 7", -7.0, 1.25] in [row[:4] for row in rows]
    assert rows[0][4] == pytest.approx(46205 + 30 / 1440, abs=1e-6)  # 2 July 2026, 00:30 in Berlin


async def test_every_column_can_be_written_in_both_formats(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    names = list(get_args(export.ColumnName))
    heading, *rows = rows_of_csv(await read(api, stocked, columns=names, search="20011"))
    assert len(rows) == LOCATIONS
    assert len(heading) == len(rows[0]) == len(names) + 1
    assert dict(zip(heading, rows[0], strict=True))["Tags"] == "lantern, white"
    written = cells_of((await read(api, stocked, columns=names, search="20011", format="xlsx")).content)
    assert written[0] == heading
    assert len(written) == LOCATIONS + 1


async def test_a_search_that_finds_nothing_gives_a_heading(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    answer = await read(api, stocked, columns=["sku"], search="nothing like it")
    assert rows_of_csv(answer) == [["SKU"]]


async def test_more_rows_than_a_sheet_holds_are_refused_for_excel_alone(
    api: httpx2.AsyncClient, stocked: ShopInApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_answers, "XLSX_ROWS_MAX", 10)
    params = {"columns": "sku", "format": "xlsx"}
    answer = await api.get(PATH, params=params, headers=stocked.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "format")
    await read(api, stocked, columns="sku", format="csv")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "columns"),
        ({"columns": ["colour"]}, "columns"),
        ({"columns": ["sku"], "format": "pdf"}, "format"),
        ({"columns": ["sku"], "sort": "colour"}, "sort"),
        ({"columns": ["sku"], "filter": "{}"}, "filter"),
        ({"columns": ["sku"] * 41}, "columns"),
    ],
)
async def test_what_is_no_file_is_refused_by_its_field(
    api: httpx2.AsyncClient, shop: ShopInApi, params: Any, field: str
) -> None:
    answer = await api.get(PATH, params=params, headers=shop.headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(field)
