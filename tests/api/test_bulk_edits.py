"""Bulk edits: what is previewed is what is booked, or nothing is."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, stock_shop
from support.running_api import ShopInApi

from inventorysync.grid import bulk
from inventorysync.kit.db import Database

VARIANTS = 30
PREVIEW = "/api/v1/bulk-edits/preview"
APPLY = "/api/v1/bulk-edits"
TWO_PLACES = {"filter": json.dumps({"field": "location", "op": "in", "value": [1, 2]})}


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """A shop of 150 levels: an item that is not tracked, a level that is not stocked, a closed location."""
    statements = (
        "UPDATE inventory_item SET tracked = false WHERE item_id = 4",
        "UPDATE inventory_level SET is_active = false WHERE item_id = 5 AND location_id = 1",
    )
    return await stock_shop(database, shop, tmp_path, VARIANTS, *statements)


def keyed(shop: ShopInApi) -> dict[str, str]:
    return {**shop.headers, "Idempotency-Key": uuid4().hex}


async def preview(api: httpx2.AsyncClient, shop: ShopInApi, selection: Any, do: str, units: int) -> Any:
    body = {"selection": selection, "change": {"do": do, "units": units}}
    answer = await api.post(PREVIEW, json=body, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def available(database: Database, shop: ShopInApi) -> dict[tuple[int, int], int]:
    async with database.shop(shop.shop_id) as connection:
        rows = await connection.execute(
            text("""
                SELECT l.item_id, l.location_id, l.available + coalesce(sum(n.delta), 0)
                FROM inventory_level l
                LEFT JOIN change_set_line n ON n.item_id = l.item_id AND n.location_id = l.location_id
                GROUP BY l.shop_id, l.item_id, l.location_id
            """)
        )
        return {(item, place): int(units) for item, place, units in rows}


async def test_what_is_previewed_is_what_is_booked(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    before = await available(database, stocked)
    shown = await preview(api, stocked, {"question": TWO_PLACES}, "subtract", 10)
    below = 9 - 2  # items 1 to 9 hold fewer than ten, and two of them are refused for another reason
    assert shown["selected"] == 2 * VARIANTS
    assert shown["refused_by"] == {"untracked": 2, "inactive": 1, "below_zero": 2 * below + 1}
    assert shown["changed"] == 2 * VARIANTS - shown["refused"]
    assert shown["units"] == -10 * shown["changed"]
    assert all(line["after"] == line["before"] - 10 for line in shown["lines"])
    assert await available(database, stocked) == before
    body = {"preview": shown["preview"], "reason": "correction", "note": "Inventur"}
    headers = keyed(stocked)
    made = await api.post(APPLY, json=body, headers=headers)
    assert (made.status_code, made.json()["lines"]) == (202, shown["changed"])
    again = await api.post(APPLY, json=body, headers=headers)
    assert again.json() == made.json()
    after = await available(database, stocked)
    changed = {key for key in before if after[key] != before[key]}
    assert len(changed) == shown["changed"]
    assert {after[key] - before[key] for key in changed} == {-10}
    change_set = await api.get(
        f"/api/v1/change-sets/{made.json()['change_set_id']}",
        params={"lines": "failed"},
        headers=stocked.headers,
    )
    assert (change_set.json()["counts"]["pending"], change_set.json()["lines"]) == (shown["changed"], [])


async def test_levels_left_out_and_levels_that_come_meanwhile_are_not_changed(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    question = {"filter": json.dumps({"field": "available", "op": ">", "value": 25})}
    left_out = [{"inventory_item_id": "30", "location_id": str(place)} for place in (1, 2)]
    shown = await preview(api, stocked, {"question": question, "except": left_out}, "set", 40)
    assert shown["selected"] == 5 * LOCATIONS - 2
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET available = 26 WHERE item_id = 1"))
    before = await available(database, stocked)
    body = {"preview": shown["preview"], "reason": "correction"}
    assert (await api.post(APPLY, json=body, headers=keyed(stocked))).status_code == 202
    after = await available(database, stocked)
    changed = {key for key in before if after[key] != before[key]}
    assert changed == {(item, place) for item in range(26, 31) for place in range(1, 5)} - {(30, 1), (30, 2)}
    assert {after[key] for key in changed} == {40}


async def test_a_level_that_moved_since_the_preview_stops_the_whole_and_is_named(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    chosen = [{"inventory_item_id": str(item), "location_id": "1"} for item in (20, 21, 22)]
    shown = await preview(api, stocked, {"levels": chosen}, "add", 5)
    assert sorted(line["before"] for line in shown["lines"]) == [20, 21, 22]
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET available = 17 WHERE item_id = 21"))
    before = await available(database, stocked)
    answer = await api.post(
        APPLY, json={"preview": shown["preview"], "reason": "correction"}, headers=keyed(stocked)
    )
    assert (answer.status_code, answer.json()["title"]) == (409, "Some quantities have changed meanwhile")
    assert [problem["message"] for problem in answer.json()["errors"]] == ["available was 21 and is 17"]
    assert await available(database, stocked) == before


async def test_units_on_their_way_count_as_there(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    selection = {"levels": [{"inventory_item_id": "20", "location_id": "1"}]}
    for units in (30, 50):
        shown = await preview(api, stocked, selection, "set", units)
        body = {"preview": shown["preview"], "reason": "correction"}
        assert (await api.post(APPLY, json=body, headers=keyed(stocked))).status_code == 202
        assert (await available(database, stocked))[20, 1] == units
    shown = await preview(api, stocked, selection, "set", 50)
    assert (shown["changed"], shown["unchanged"], shown["preview"]) == (0, 1, None)


async def test_a_selection_has_a_bound_and_says_so(
    api: httpx2.AsyncClient, stocked: ShopInApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LEVELS_MAX", 2 * VARIANTS)
    shown = await preview(api, stocked, {"question": TWO_PLACES}, "add", 1)
    assert shown["selected"] == 2 * VARIANTS
    body = {"selection": {"question": {}}, "change": {"do": "add", "units": 1}}
    answer = await api.post(PREVIEW, json=body, headers=stocked.headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")
    assert answer.json()["errors"][0]["field"] == "selection"


def packed(content: Any) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode())).decode()


@pytest.mark.parametrize(
    "given",
    [
        "x",
        "ünïcode",
        "AAAA",
        packed({}),
        packed([]),
        packed([[1, 2, 3]]),
        packed([[1, 2, "3", 4]]),
        packed([[1, 2, 0, 4]]),
        packed([[-1, 2, 1, 4]]),
        packed([[2**63, 2, 1, 4]]),
        packed([[1, 2, 2**40, 4]]),
        packed([[n, 2, 1, 4] for n in range(1, 10_002)]),
        packed("x" * 3_000_000),
    ],
)
async def test_what_is_no_preview_is_refused(api: httpx2.AsyncClient, shop: ShopInApi, given: str) -> None:
    body = {"preview": given, "reason": "correction"}
    answer = await api.post(APPLY, json=body, headers=keyed(shop))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "preview")


async def test_a_preview_of_another_shop_changes_nothing(
    api: httpx2.AsyncClient, stocked: ShopInApi, other_shop: ShopInApi
) -> None:
    shown = await preview(api, stocked, {"question": TWO_PLACES}, "add", 1)
    body = {"preview": shown["preview"], "reason": "correction"}
    answer = await api.post(APPLY, json=body, headers=keyed(other_shop))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "is no tracked item of this shop"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"selection": {}, "change": {"do": "add", "units": 1}}, "selection"),
        ({"selection": {"question": {}, "levels": []}, "change": {"do": "add", "units": 1}}, "selection"),
        ({"selection": {"question": {"colour": "red"}}, "change": {"do": "add", "units": 1}}, "selection"),
        ({"selection": {"question": {}}, "change": {"do": "add", "units": 0}}, "change"),
        ({"selection": {"question": {}}, "change": {"do": "add", "units": -1}}, "change"),
        ({"selection": {"question": {}}, "change": {"do": "add", "units": "3"}}, "change"),
        ({"selection": {"question": {}}, "change": {"do": "double", "units": 2}}, "change"),
        ({"selection": {"question": {"filter": "{"}}, "change": {"do": "add", "units": 1}}, "filter"),
        (
            {
                "selection": {"levels": [{"inventory_item_id": "x", "location_id": "1"}]},
                "change": {"do": "add", "units": 1},
            },
            "selection.levels.0.inventory_item_id",
        ),
    ],
)
async def test_what_is_no_edit_is_refused_by_its_field(
    api: httpx2.AsyncClient, shop: ShopInApi, body: Any, field: str
) -> None:
    answer = await api.post(PREVIEW, json=body, headers=shop.headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(field)


async def test_an_adjustment_decided_on_an_older_number_is_refused_by_its_line(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    line = {
        "inventory_item_id": str(shop.item_id),
        "location_id": str(shop.location_id),
        "delta": 3,
        "expected": 11,
    }
    body = {"kind": "adjust", "reason": "correction", "lines": [line]}
    path = "/api/v1/change-sets"
    answer = await api.post(path, json=body, headers=keyed(shop))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "lines.0.expected")
    shown = await api.post(path, json={**body, "dry_run": True}, headers=keyed(shop))
    assert shown.json()["lines"][0]["seen"] == 12
    headers = keyed(shop)
    line["expected"] = 12
    made = await api.post(path, json=body, headers=headers)
    assert made.status_code == 202
    assert (await api.post(path, json=body, headers=headers)).json() == made.json()
    assert (await api.post(path, json=body, headers=keyed(shop))).status_code == 409
    line["expected"] = 15
    assert (await api.post(path, json=body, headers=keyed(shop))).status_code == 202
