"""A number larger than any id is refused, in a path and inside a cursor somebody wrote."""

import httpx2
import pytest
from support.running_api import ShopInApi

from inventorysync.kit.pages import write_cursor

TOO_LARGE = 2**63


async def test_a_key_with_an_impossible_number_is_refused(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    answer = await api.delete(f"/api/v1/api-keys/{TOO_LARGE}", headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "key_id"


@pytest.mark.parametrize("text", ["a", "a\0"])
@pytest.mark.parametrize(
    ("path", "order", "numbers"),
    [
        ("levels", "sku", 2),
        ("items", "sku", 1),
        ("items/{item}/movements", "newest", 0),
        ("sync/log", "newest", 0),
    ],
)
async def test_a_cursor_with_an_impossible_place_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, path: str, order: str, numbers: int, text: str
) -> None:
    place = (text, *[TOO_LARGE] * numbers) if numbers else (TOO_LARGE,)
    cursor = write_cursor(order, place)
    answer = await api.get(
        "/api/v1/" + path.format(item=shop.item_id), params={"cursor": cursor}, headers=shop.headers
    )
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "cursor"
