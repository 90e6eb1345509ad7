import httpx2
import pytest
from shops.conftest import IdTokens, TokenEndpoint

from inventorysync.shops import scopes

RETRY = "X-Shopify-Retry-Invalid-Session-Request"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def key_with(api: httpx2.AsyncClient, id_token: IdTokens, *wanted: str) -> str:
    body = {"name": "Scripts", "scopes": list(wanted)}
    made = await api.post("/api/v1/api-keys", headers=bearer(id_token()), json=body)
    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    return str(made.json()["key"])


async def test_the_first_id_token_of_a_shop_installs_it_and_tells_about_it(
    api: httpx2.AsyncClient,
    id_token: IdTokens,
    domain: str,
    shopify: TokenEndpoint,
) -> None:
    answers = [await api.get("/api/v1/shop", headers=bearer(id_token())) for _ in range(2)]
    assert shopify.exchanges == 1
    shop = answers[1].json()
    assert answers[1].status_code == 200
    assert (shop["domain"], shop["currency"], shop["state"]) == (domain, "GBP", "active")
    assert "read_inventory" not in shop["missing_scopes"], "write_inventory includes it"
    assert "read_orders" in shop["missing_scopes"]
    assert shop["viewer"] == {
        "kind": "staff",
        "name": "42",
        "role": "owner",
        "locations": None,
        "permissions": ["read", "write", "buy", "admin"],
    }


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic eA==", "Bearer isk_1_wrong", "Bearer isk_x"])
async def test_without_a_valid_key_nobody_is_let_in(api: httpx2.AsyncClient, header: str | None) -> None:
    answer = await api.get("/api/v1/shop", headers={"Authorization": header} if header is not None else {})
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:inventorysync:problem:not-signed-in"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert RETRY not in answer.headers


async def test_a_bad_id_token_is_answered_so_that_app_bridge_fetches_a_fresh_one(
    api: httpx2.AsyncClient,
    id_token: IdTokens,
    shopify: TokenEndpoint,
) -> None:
    for token in (id_token(aud="another-app"), id_token(exp=1), id_token(secret="x" * 40), "a.b.c"):
        answer = await api.get("/api/v1/shop", headers=bearer(token))
        assert (answer.status_code, answer.headers[RETRY]) == (401, "1")
        assert token not in answer.text
    assert shopify.exchanges == 0


async def test_an_id_token_speaks_for_its_own_shop_whatever_the_address_says(
    api: httpx2.AsyncClient, id_token: IdTokens, domain: str
) -> None:
    await key_with(api, id_token, "read")
    stranger = bearer(id_token(shop="stranger-8.myshopify.com"))
    shop = await api.get("/api/v1/shop", params={"shop": domain}, headers=stranger)
    assert (shop.status_code, shop.json()["domain"]) == (200, "stranger-8.myshopify.com")
    listed = await api.get("/api/v1/api-keys", params={"shop": domain}, headers=stranger)
    assert listed.json()["items"] == []
    mixed = id_token(iss="https://stranger-8.myshopify.com/admin")
    refused = await api.get("/api/v1/shop", headers=bearer(mixed))
    assert (refused.status_code, refused.headers[RETRY]) == (401, "1")


async def test_a_token_that_shopify_finds_stale_is_asked_for_again_and_an_outage_is_503(
    api: httpx2.AsyncClient,
    id_token: IdTokens,
    shopify: TokenEndpoint,
) -> None:
    shopify.refusal = "invalid_subject_token"
    stale = await api.get("/api/v1/shop", headers=bearer(id_token()))
    assert (stale.status_code, stale.headers[RETRY]) == (401, "1")
    shopify.refusal = "server_busy"
    away = await api.get("/api/v1/shop", headers=bearer(id_token()))
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")


async def test_a_key_opens_what_its_scopes_say_and_is_shown_once(
    api: httpx2.AsyncClient, id_token: IdTokens
) -> None:
    key = await key_with(api, id_token, "write")
    shop = await api.get("/api/v1/shop", headers=bearer(key))
    assert shop.json()["viewer"] == {
        "kind": "api_key",
        "name": "Scripts",
        "role": None,
        "locations": None,
        "permissions": ["read", "write"],
    }
    assert (await api.get("/api/v1/api-keys", headers=bearer(key))).status_code == 403
    listed = await api.get("/api/v1/api-keys", headers=bearer(id_token()))
    assert [found["name"] for found in listed.json()["items"]] == ["Scripts"]
    assert listed.json()["items"][0]["last_used_at"] is not None
    assert key not in listed.text


async def test_a_revoked_key_stops_at_once(api: httpx2.AsyncClient, id_token: IdTokens) -> None:
    key = await key_with(api, id_token, "read")
    assert (await api.get("/api/v1/shop", headers=bearer(key))).status_code == 200
    listed = await api.get("/api/v1/api-keys", headers=bearer(id_token()))
    key_id = listed.json()["items"][0]["id"]
    revoked = await api.delete(f"/api/v1/api-keys/{key_id}", headers=bearer(id_token()))
    assert revoked.status_code == 204
    assert (await api.get("/api/v1/shop", headers=bearer(key))).status_code == 401
    again = await api.delete(f"/api/v1/api-keys/{key_id}", headers=bearer(id_token()))
    assert again.status_code == 404


async def test_a_key_of_one_shop_neither_shows_nor_revokes_those_of_another(
    api: httpx2.AsyncClient,
    id_token: IdTokens,
) -> None:
    await key_with(api, id_token, "read")
    listed = await api.get("/api/v1/api-keys", headers=bearer(id_token()))
    key_id = listed.json()["items"][0]["id"]
    stranger = bearer(id_token(shop="stranger-7.myshopify.com"))
    assert (await api.get("/api/v1/api-keys", headers=stranger)).json()["items"] == []
    assert (await api.delete(f"/api/v1/api-keys/{key_id}", headers=stranger)).status_code == 404
    listed = await api.get("/api/v1/api-keys", headers=bearer(id_token()))
    assert len(listed.json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["root"]},
        {"name": "x", "id": 1},
    ],
)
async def test_a_malformed_wish_for_a_key_makes_none(
    api: httpx2.AsyncClient,
    id_token: IdTokens,
    body: dict[str, object],
) -> None:
    assert (await api.post("/api/v1/api-keys", headers=bearer(id_token()), json=body)).status_code == 422
    listed = await api.get("/api/v1/api-keys", headers=bearer(id_token()))
    assert listed.json()["items"] == []


def test_writing_includes_reading_when_scopes_are_compared() -> None:
    assert scopes.missing(scopes.REQUIRED) == []
    assert scopes.missing(set(scopes.REQUIRED) - {"read_orders"}) == ["read_orders"]
    assert "read_products" not in scopes.missing(["write_products"])
