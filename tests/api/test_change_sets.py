"""Wanting a change of stock: checked, previewed, written once."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

PATH = "/api/v1/change-sets"


def adjust(shop: ShopInApi, **changes: Any) -> dict[str, Any]:
    line = {
        "inventory_item_id": f"gid://shopify/InventoryItem/{shop.item_id}",
        "location_id": f"gid://shopify/Location/{shop.location_id}",
        "name": "available",
        "delta": -3,
        **changes,
    }
    return {"kind": "adjust", "reason": "correction", "note": "Ünïcode ✓", "lines": [line]}


def keyed(shop: ShopInApi, key: str | None = None) -> dict[str, str]:
    return {**shop.headers, "Idempotency-Key": key or uuid4().hex}


async def count(database: Database, shop: ShopInApi) -> int:
    async with database.shop(shop.shop_id) as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM change_set")) or 0)


async def test_a_change_set_is_written_and_waits_for_shopify(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    answer = await api.post(PATH, json=adjust(shop), headers=keyed(shop))
    assert answer.status_code == 202
    made = answer.json()
    assert (made["state"], made["note"], made["lines"][0]["delta"]) == ("pending", "Ünïcode ✓", -3)
    again = await api.get(f"{PATH}/{made['id']}", headers=shop.headers)
    assert again.json() == made
    level = (await api.get("/api/v1/levels", headers=shop.headers)).json()["items"][0]
    assert (level["pending"], level["quantities"]["available"]) == (-3, 12)


async def test_the_same_key_makes_one_change_set(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    headers = keyed(shop)
    first, second = [await api.post(PATH, json=adjust(shop), headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    assert await count(database, shop) == 1
    other = await api.post(PATH, json=adjust(shop, delta=5), headers=headers)
    assert other.status_code == 409
    assert await count(database, shop) == 1


async def test_a_dry_run_shows_before_and_after_and_writes_nothing(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    answer = await api.post(PATH, json={**adjust(shop, delta=-20), "dry_run": True}, headers=keyed(shop))
    assert answer.status_code == 200
    line = answer.json()["lines"][0]
    assert (line["before"]["available"], line["after"]["available"], line["after"]["on_hand"]) == (12, -8, -8)
    assert line["problem"] == "available would be -8"
    assert await count(database, shop) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"delta": "3"}, "delta"),
        ({"delta": 1.5}, "delta"),
        ({"delta": True}, "delta"),
        ({"delta": 0}, "delta"),
        ({"delta": 2_000_000_001}, "delta"),
        ({"name": "committed"}, "name"),
        ({"name": "on_hand"}, "name"),
        ({"inventory_item_id": "gid://shopify/InventoryItem/99"}, "inventory_item_id"),
        ({"inventory_item_id": "gid://shopify/Product/1"}, "inventory_item_id"),
        ({"inventory_item_id": "9" * 30}, "inventory_item_id"),
        ({"location_id": "gid://shopify/Location/99"}, "location_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_bad_line_is_refused_by_its_field_and_nothing_is_written(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, changes: dict[str, Any], field: str
) -> None:
    answer = await api.post(PATH, json=adjust(shop, **changes), headers=keyed(shop))
    assert answer.status_code == 422
    assert any(field in problem["field"] for problem in answer.json()["errors"])
    assert await count(database, shop) == 0


async def test_a_body_that_is_not_json_is_refused(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    headers = {**keyed(shop), "Content-Type": "application/json"}
    answer = await api.post(PATH, content=b"{not json", headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (400, "The body is not JSON")


async def test_without_an_idempotency_key_nothing_is_written(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    answer = await api.post(PATH, json=adjust(shop), headers=shop.headers)
    assert answer.status_code == 422
    assert "idempotency-key" in str(answer.json()["errors"]).lower()
    assert await count(database, shop) == 0
