"""A text that cannot be stored is refused, wherever it stands."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from support.running_api import ShopInApi

NOTHING = "a\x00b"
KEY: dict[str, Any] = {"name": NOTHING, "scopes": ["read"]}


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", "api-keys", {}, KEY),
        ("GET", "levels", {"sku": NOTHING}, None),
        ("GET", "items", {"vendor": NOTHING}, None),
    ],
)
async def test_the_character_zero_is_refused(
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    method: str,
    path: str,
    query: dict[str, str],
    body: Any,
) -> None:
    answer = await api.request(method, f"/api/v1/{path}", params=query, json=body, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_note_with_the_character_zero_changes_nothing(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    line = {"inventory_item_id": str(shop.item_id), "location_id": str(shop.location_id), "delta": 1}
    body = {"kind": "adjust", "reason": "correction", "note": NOTHING, "lines": [line]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    answer = await api.post("/api/v1/change-sets", json=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert (await api.get("/api/v1/change-sets", headers=shop.headers)).json()["items"] == []
