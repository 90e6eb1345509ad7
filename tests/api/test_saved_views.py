"""Saved views: mine, shared, the default; who may change which."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.shops.actions import create_api_key
from inventorysync.shops.roles import KeyScope

PATH = "/api/v1/saved-views"
STATE = {
    "parameters": {"q": "läntern", "filter": '{"field":"available","op":"<","value":5}', "sort": "-value"}
}


async def someone(database: Database, shop: ShopInApi, name: str, *scopes: KeyScope) -> dict[str, str]:
    async with database.shop(shop.shop_id) as connection:
        _, key = await create_api_key(
            connection, shop.shop_id, name=name, scopes=list(scopes), created_by="t", now=datetime.now(UTC)
        )
    return {"Authorization": f"Bearer {key}"}


async def save(api: httpx2.AsyncClient, headers: dict[str, str], name: str, **more: Any) -> Any:
    answer = await api.post(PATH, json={"name": name, "state": STATE, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def names(api: httpx2.AsyncClient, headers: dict[str, str]) -> list[str]:
    return [view["name"] for view in (await api.get(PATH, headers=headers)).json()["items"]]


async def test_a_view_is_kept_as_it_was_saved(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    made = await save(api, shop.headers, "  Low stock ✓ ")
    assert (made["name"], made["state"], made["is_mine"], made["is_shared"]) == (
        "Low stock ✓",
        STATE,
        True,
        False,
    )
    assert (await api.get(PATH, headers=shop.headers)).json()["items"] == [made]


async def test_a_personal_view_is_seen_by_its_owner_alone_and_a_shared_one_by_all(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database: Database
) -> None:
    anna, ben = await someone(database, shop, "anna", "write"), await someone(database, shop, "ben", "read")
    await save(api, anna, "Hers")
    shared = await save(api, anna, "Ours", is_shared=True)
    own = await save(api, ben, "Zebra")
    assert await names(api, anna) == ["Hers", "Ours"]
    assert await names(api, ben) == ["Zebra", "Ours"]
    assert await names(api, other_shop.headers) == []
    assert (await api.delete(f"{PATH}/{own['view_id']}", headers=anna)).status_code == 404
    assert (await api.delete(f"{PATH}/{shared['view_id']}", headers=other_shop.headers)).status_code == 404


async def test_a_shared_view_is_changed_by_its_owner_or_an_admin(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    anna, ben = await someone(database, shop, "anna", "write"), await someone(database, shop, "ben", "write")
    shared = await save(api, anna, "Ours", is_shared=True)
    address = f"{PATH}/{shared['view_id']}"
    refused = await api.patch(address, json={"name": "Mine now"}, headers=ben)
    assert (refused.status_code, refused.json()["title"]) == (403, "This view belongs to somebody else")
    assert (await api.delete(address, headers=ben)).status_code == 403
    changed = await api.patch(address, json={"name": "All of ours"}, headers=anna)
    assert (changed.status_code, changed.json()["name"]) == (200, "All of ours")
    assert (await api.patch(address, json={"name": "By admin"}, headers=shop.headers)).status_code == 200
    assert (await api.delete(address, headers=shop.headers)).status_code == 204
    assert await names(api, anna) == []


async def test_who_may_only_read_keeps_views_but_shares_none(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    reader = await someone(database, shop, "reader", "read")
    own = await save(api, reader, "Mine")
    body = {"name": "For all", "state": STATE, "is_shared": True}
    assert (await api.post(PATH, json=body, headers=reader)).status_code == 403
    answer = await api.patch(f"{PATH}/{own['view_id']}", json={"is_shared": True}, headers=reader)
    assert answer.status_code == 403
    assert (await api.get(PATH, headers=reader)).json()["items"] == [own]


async def test_a_name_is_used_once_by_its_owner(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await save(api, shop.headers, "Low")
    other = await save(api, shop.headers, "High")
    for answer in (
        await api.post(PATH, json={"name": "Low", "state": STATE}, headers=shop.headers),
        await api.patch(f"{PATH}/{other['view_id']}", json={"name": "Low"}, headers=shop.headers),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")
    assert await names(api, shop.headers) == ["High", "Low"]
    await save(api, await someone(database, shop, "ben", "read"), "Low")


async def test_the_default_is_each_persons_own_and_ends_with_the_view(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    ben = await someone(database, shop, "ben", "read")
    shared = await save(api, shop.headers, "Ours", is_shared=True)
    chosen = {"view_id": shared["view_id"]}
    assert (await api.put("/api/v1/default-view", json=chosen, headers=ben)).status_code == 204
    assert [v["is_default"] for v in (await api.get(PATH, headers=ben)).json()["items"]] == [True]
    assert [v["is_default"] for v in (await api.get(PATH, headers=shop.headers)).json()["items"]] == [False]
    address = f"{PATH}/{shared['view_id']}"
    assert (await api.patch(address, json={"is_shared": False}, headers=shop.headers)).status_code == 200
    assert (await api.put("/api/v1/default-view", json=chosen, headers=ben)).status_code == 404
    assert (await api.patch(address, json={"is_shared": True}, headers=shop.headers)).status_code == 200
    assert [v["is_default"] for v in (await api.get(PATH, headers=ben)).json()["items"]] == [False]
    assert (await api.put("/api/v1/default-view", json=chosen, headers=ben)).status_code == 204
    assert (await api.put("/api/v1/default-view", json={"view_id": None}, headers=ben)).status_code == 204
    assert [v["is_default"] for v in (await api.get(PATH, headers=ben)).json()["items"]] == [False]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "state": STATE}, "name"),
        ({"name": "   ", "state": STATE}, "name"),
        ({"name": "x" * 81, "state": STATE}, "name"),
        ({"name": "x"}, "state"),
        ({"name": "x", "state": {"parameters": {"Bad key": "1"}}}, "state"),
        ({"name": "x", "state": {"parameters": {"q": "x" * 8001}}}, "state"),
        ({"name": "x", "state": {"parameters": {f"p{'a' * n}": "1" for n in range(31)}}}, "state"),
        ({"name": "x", "state": STATE, "page": "elsewhere"}, "page"),
    ],
)
async def test_what_is_no_view_is_refused_by_its_field(
    api: httpx2.AsyncClient, shop: ShopInApi, body: Any, field: str
) -> None:
    answer = await api.post(PATH, json=body, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].startswith(field)
    assert await names(api, shop.headers) == []


async def test_views_end_somewhere(
    api: httpx2.AsyncClient, shop: ShopInApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventorysync.grid.views.VIEWS_MAX", 2)
    await save(api, shop.headers, "1")
    await save(api, shop.headers, "2")
    answer = await api.post(PATH, json={"name": "3", "state": STATE}, headers=shop.headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")
