"""Tokens as Shopify gives and takes them away (PLATFORM.md A, D)."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from support.running_store import CLIENT_ID, CLIENT_SECRET, RunningStore, running_store

from devstore.auth import OFFLINE, ONLINE

DAY = 86_400
SHOP = "{ shop { id } }"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunningStore]:
    with running_store(tmp_path) as started:
        yield started


def refresh(store: RunningStore, token: str) -> httpx2.Response:
    return store.grant(grant_type="refresh_token", refresh_token=token)


def forged(secret: str = CLIENT_SECRET, exp: int = 60, nbf: int = 0, **changes: Any) -> str:
    """An ID token whose times are counted from now."""
    now = int(time.time())
    claims = {
        "dest": "https://inventorysync-demo.myshopify.com",
        "aud": CLIENT_ID,
        "sub": "1",
        "exp": now + exp,
        "nbf": now + nbf,
    }
    return jwt.encode(claims | changes, secret, algorithm="HS256")


def test_a_token_like_shopify_s_own_is_accepted(store: RunningStore) -> None:
    store.dev("install")
    assert store.exchange(forged()).status_code == 200


def test_an_id_token_lives_a_minute_and_names_shop_app_and_person(store: RunningStore) -> None:
    token = store.dev("id-token", {"user": 7})["id_token"]
    claims = jwt.decode(token, CLIENT_SECRET, algorithms=["HS256"], audience=CLIENT_ID)
    assert claims["dest"] == "https://inventorysync-demo.myshopify.com"
    assert claims["iss"] == "https://inventorysync-demo.myshopify.com/admin"
    assert (claims["sub"], claims["exp"] - claims["iat"]) == ("7", 60)
    assert set(claims) == {"iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid"}


def test_an_id_token_becomes_an_expiring_pair_that_opens_the_api(store: RunningStore) -> None:
    answer = store.exchange(store.dev("install")["id_token"])
    pair = answer.json()
    assert answer.status_code == 200
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 90 * DAY)
    assert "write_inventory" in pair["scope"].split(",")
    assert (
        store.ask(pair["access_token"], SHOP).json()["data"]["shop"]["id"].startswith("gid://shopify/Shop/")
    )


def test_an_online_token_names_its_person_and_has_no_refresh_token(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"], requested_token_type=ONLINE).json()
    assert pair["associated_user"]["id"] == 1
    assert "refresh_token" not in pair


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -60},
        {"nbf": 3600},
        {"aud": "another-app"},
        {"dest": "https://other.myshopify.com"},
        {"secret": "the secret of quite another app, long"},
    ],
)
def test_a_stale_or_foreign_id_token_is_refused(store: RunningStore, changes: dict[str, Any]) -> None:
    store.dev("install")
    answer = store.exchange(forged(**changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_subject_token")


def test_what_is_no_id_token_is_refused(store: RunningStore) -> None:
    store.dev("install")
    assert store.exchange("no token").json()["error"] == "invalid_subject_token"


def test_wrong_client_credentials_are_refused(store: RunningStore) -> None:
    id_token = store.dev("install")["id_token"]
    answer = store.exchange(id_token, client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_a_permanent_token_is_no_longer_accepted_but_can_be_exchanged(store: RunningStore) -> None:
    permanent = store.exchange(store.dev("install")["id_token"], expiring=0).json()
    assert "expires_in" not in permanent
    assert store.ask(permanent["access_token"], SHOP).status_code == 403
    form = {"subject_token_type": OFFLINE, "expiring": 1}
    pair = store.exchange(permanent["access_token"], **form).json()
    assert store.ask(pair["access_token"], SHOP).status_code == 200
    assert store.ask(permanent["access_token"], SHOP).status_code == 401


def test_an_access_token_ends_after_an_hour_and_is_refreshed(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"]).json()
    store.dev("clock", {"advance_seconds": 3601})
    assert store.ask(pair["access_token"], SHOP).status_code == 401
    fresh = refresh(store, pair["refresh_token"]).json()
    assert fresh["refresh_token"] != pair["refresh_token"]
    assert store.ask(fresh["access_token"], SHOP).status_code == 200


def test_a_used_refresh_token_may_be_tried_again_until_its_replacement_is_used(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"]).json()
    first = refresh(store, pair["refresh_token"]).json()
    again = refresh(store, pair["refresh_token"])
    assert again.status_code == 200
    assert refresh(store, first["refresh_token"]).status_code == 200
    refused = refresh(store, pair["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_a_used_refresh_token_ends_thirty_days_after_its_first_use(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"]).json()
    assert refresh(store, pair["refresh_token"]).status_code == 200
    store.dev("clock", {"advance_seconds": 30 * DAY + 60})
    assert refresh(store, pair["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_ends_after_ninety_days(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"]).json()
    store.dev("clock", {"advance_seconds": 90 * DAY + 1})
    assert refresh(store, pair["refresh_token"]).json()["error"] == "invalid_grant"


def test_uninstalling_kills_every_token_at_once(store: RunningStore) -> None:
    pair = store.exchange(store.dev("install")["id_token"]).json()
    store.dev("uninstall")
    assert store.ask(pair["access_token"], SHOP).status_code == 401
    assert refresh(store, pair["refresh_token"]).json()["error"] == "invalid_grant"
    id_token = store.dev("id-token")["id_token"]
    assert store.exchange(id_token).json()["error"] == "invalid_subject_token"


def test_a_missing_scope_denies_the_field_and_names_what_it_needs(store: RunningStore) -> None:
    token = store.connect()
    store.dev("scopes", {"scopes": ["read_products"]})
    answer = store.ask(token, "{ shop { id } location { id } }").json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["path"] == ["location"]
    assert {"documentation", "requiredAccess"} <= set(error["extensions"])
    assert answer["data"]["shop"]["id"]
