"""The grid as of another moment, over HTTP: pages, totals, files."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi
from support.settling import see_change

from inventorysync.kit.db import Database
from inventorysync.sync.first_import import ask_for_import
from inventorysync.sync.words import LevelKey

VARIANTS = 12
PATH = "/api/v1/levels-as-of"
LATER = timedelta(seconds=1)


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO location
                  (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
                SELECT :shop, n, 'Place ' || n, true, true, '', 'GB' FROM generate_series(1, :places) n
            """),
            {"shop": shop.shop_id, "places": LOCATIONS},
        )
    return shop


async def ask(api: httpx2.AsyncClient, shop: ShopInApi, path: str, **params: Any) -> Any:
    answer = await api.get(path, params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer


async def test_pages_totals_and_files_say_what_was_there(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    before = datetime.now(UTC)
    sold_at = before + timedelta(milliseconds=1)
    await see_change(database, stocked.shop_id, LevelKey(10, 1), {"available": -4, "on_hand": -4}, sold_at)
    question = {"as_of": before.isoformat(), "sku": "20010", "sort": "location"}
    page = (await ask(api, stocked, PATH, **question)).json()
    assert [level["quantities"]["available"] for level in page["items"]] == [10] * LOCATIONS
    now = (await ask(api, stocked, PATH, **{**question, "as_of": datetime.now(UTC).isoformat()})).json()
    assert [level["quantities"]["available"] for level in now["items"]] == [6] + [10] * 4
    totals = (await ask(api, stocked, f"{PATH}/totals", as_of=before.isoformat())).json()
    per_place = sum(range(1, VARIANTS + 1))
    assert [
        (place["location_name"], place["available"], place["unknown"]) for place in totals["items"][:2]
    ] == [
        ("Place 1", per_place, 0),
        ("Place 2", per_place, 0),
    ]
    assert totals["items"][0]["value"]["amount"] == f"{1.25 * totals['items'][0]['on_hand']:.2f}"
    answer = await ask(api, stocked, f"{PATH}/file", **question)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["Available"] for row in rows] == ["10"] * LOCATIONS
    assert answer.headers["content-disposition"].startswith('attachment; filename="inventory as of ')


async def test_what_was_recorded_later_was_not_known_then(
    api: httpx2.AsyncClient, database: Database, stocked: ShopInApi
) -> None:
    opened = datetime.now(UTC)
    late = opened + timedelta(seconds=2)
    await see_change(database, stocked.shop_id, LevelKey(10, 1), {"available": -4, "on_hand": -4}, late)
    question = {"as_of": (late + LATER).isoformat(), "sku": "20010", "sort": "location"}
    known = (await ask(api, stocked, PATH, **question, known_at=opened.isoformat())).json()
    assert known["items"][0]["quantities"]["available"] == 10
    path = "/api/v1/items/gid:%2F%2Fshopify%2FInventoryItem%2F10/levels"
    one = (await ask(api, stocked, path, as_of=question["as_of"], known_at=opened.isoformat())).json()
    assert one["items"][0]["quantities"]["available"] == 10


async def test_before_the_ledger_nobody_knows(api: httpx2.AsyncClient, stocked: ShopInApi) -> None:
    long_ago = "2020-01-01T00:00:00Z"
    page = (await ask(api, stocked, PATH, as_of=long_ago)).json()
    assert {level["quantities"] for level in page["items"]} == {None}
    totals = (await ask(api, stocked, f"{PATH}/totals", as_of=long_ago)).json()
    assert all(place["unknown"] == place["levels"] for place in totals["items"])
    answer = await ask(api, stocked, f"{PATH}/file", as_of=long_ago)
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize("field", ["as_of", "known_at"])
async def test_the_future_is_refused(api: httpx2.AsyncClient, stocked: ShopInApi, field: str) -> None:
    params = {"as_of": datetime.now(UTC).isoformat(), field: "2199-01-01T00:00:00Z"}
    for path in (PATH, f"{PATH}/totals", f"{PATH}/file"):
        answer = await api.get(path, params=params, headers=stocked.headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
