"""Lists of levels and items: what a search finds does not depend on how it is looked up."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.stock import conditions, lists
from inventorysync.stock.schemas import ItemPage, LevelPage
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 120


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    return shop


async def all_pages(api: httpx2.AsyncClient, shop: ShopInApi, path: str, **params: Any) -> list[Any]:
    rows: list[Any] = []
    cursor = None
    while True:
        more: dict[str, str] = {"cursor": cursor} if cursor else {}
        answer = await api.get(f"/api/v1/{path}", params={"limit": 7, **params, **more}, headers=shop.headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        cursor = page["next"]
        if cursor is None:
            return rows


@pytest.mark.parametrize("path", ["levels", "items"])
@pytest.mark.parametrize("search", ["lantern", "set of", "2000", "red mug", "nothing like it"])
@pytest.mark.parametrize("sort", ["sku", "-title"])
async def test_a_wide_search_finds_what_a_narrow_one_does(
    api: httpx2.AsyncClient,
    stocked: ShopInApi,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    search: str,
    sort: str,
) -> None:
    narrow = await all_pages(api, stocked, path, search=search, sort=sort, state="in_stock")
    monkeypatch.setattr(conditions, "FOUND_MAX", 0)
    assert await all_pages(api, stocked, path, search=search, sort=sort, state="in_stock") == narrow
    assert bool(narrow) == (search != "nothing like it")


async def test_totals_are_exact_until_a_wide_search_is_counted_to_its_limit(
    api: httpx2.AsyncClient, stocked: ShopInApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def total(**params: Any) -> tuple[int, bool]:
        page = (await api.get("/api/v1/levels", params=params, headers=stocked.headers)).json()
        return page["total"], page["total_is_capped"]

    assert await total() == (VARIANTS * LOCATIONS + 1, False)
    assert await total(search="lantern") == (len(range(11, VARIANTS + 1, 11)) * LOCATIONS, False)
    monkeypatch.setattr(conditions, "FOUND_MAX", 5)
    monkeypatch.setattr(lists, "TOTAL_OF_WIDE_SEARCH_MAX", 20)
    assert await total(search="lantern") == (20, True)


async def test_an_item_that_shopify_deleted_is_neither_listed_nor_counted(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_item SET deleted_at = now() WHERE item_id = 11"))
    page = (await api.get("/api/v1/levels", params={"sku": "20011"}, headers=stocked.headers)).json()
    assert (page["items"], page["total"]) == ([], 0)
    page = (await api.get("/api/v1/items", headers=stocked.headers)).json()
    assert page["total"] == VARIANTS


async def test_pages_have_the_form_that_the_schema_promises(
    api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    for path, form in (("levels", LevelPage), ("items", ItemPage)):
        answer = await api.get(f"/api/v1/{path}", headers=stocked.headers)
        assert answer.headers["content-type"] == "application/json"
        assert form.model_validate_json(answer.content, strict=True).model_dump(mode="json") == answer.json()
