from datetime import timedelta
from typing import Any

import httpx2
import pytest
from shopify.stand_in import SHOP, START, MovableClock, Wire

from inventorysync.shopify.errors import (
    InvalidClient,
    InvalidGrant,
    InvalidSubjectToken,
    ShopifyUnavailable,
)
from inventorysync.shopify.signatures import App, IdToken
from inventorysync.shopify.tokens import TokenPair, Tokens

ID_TOKEN = IdToken(SHOP, "42", START, "the.id.token", {"dest": f"https://{SHOP}"})
OLD_PAIR = TokenPair("shpat_1", START, "shprt_1", START + timedelta(days=90), ("read_products",))
GRANTED = {
    "access_token": "shpat_2",
    "scope": "write_inventory,read_products",
    "expires_in": 3600,
    "refresh_token": "shprt_2",
    "refresh_token_expires_in": 7_776_000,
}


def granted(**changes: Any) -> httpx2.Response:
    return httpx2.Response(200, json={**GRANTED, **changes})


def refused(code: str, status: int = 400) -> httpx2.Response:
    return httpx2.Response(status, json={"error": code})


def tokens(wire: Wire, clock: MovableClock) -> Tokens:
    return Tokens(App("client-1", "secret-1"), wire.client(), clock, lambda: 1.0)


async def test_an_id_token_is_exchanged_for_an_expiring_offline_pair() -> None:
    wire, clock = Wire([granted()]), MovableClock()
    pair = await tokens(wire, clock).exchange(ID_TOKEN)
    assert pair == TokenPair(
        "shpat_2",
        START + timedelta(hours=1),
        "shprt_2",
        START + timedelta(days=90),
        ("read_products", "write_inventory"),
    )
    assert str(wire.requests[0].url) == f"https://{SHOP}/admin/oauth/access_token"
    assert wire.sent() == {
        "client_id": "client-1",
        "client_secret": "secret-1",
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": "the.id.token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
        "expiring": 1,
    }


async def test_a_refresh_asks_with_the_refresh_token_and_also_long_before_expiry() -> None:
    wire, clock = Wire([granted()]), MovableClock()
    pair = await tokens(wire, clock).refresh(SHOP, OLD_PAIR)
    assert (pair.access_token, pair.refresh_token) == ("shpat_2", "shprt_2")
    sent = wire.sent()
    assert (sent["grant_type"], sent["refresh_token"]) == ("refresh_token", "shprt_1")


async def test_rate_limits_failures_and_lost_connections_are_tried_again_with_growing_pauses() -> None:
    wire = Wire([httpx2.Response(429), httpx2.Response(503), httpx2.ReadTimeout("slow"), granted()])
    clock = MovableClock()
    assert (await tokens(wire, clock).exchange(ID_TOKEN)).access_token == "shpat_2"
    assert clock.slept == [1.0, 2.0, 4.0]


async def test_an_endpoint_that_never_answers_is_unavailable() -> None:
    wire, clock = Wire([httpx2.Response(500)] * 4), MovableClock()
    with pytest.raises(ShopifyUnavailable, match="HTTP 500"):
        await tokens(wire, clock).refresh(SHOP, OLD_PAIR)
    assert len(wire.requests) == 4


@pytest.mark.parametrize(
    ("code", "error"),
    [("invalid_subject_token", InvalidSubjectToken), ("invalid_client", InvalidClient)],
)
async def test_a_refused_exchange_is_a_typed_error(code: str, error: type[Exception]) -> None:
    wire, clock = Wire([refused(code)]), MovableClock()
    with pytest.raises(error):
        await tokens(wire, clock).exchange(ID_TOKEN)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("invalid_grant", InvalidGrant),
        ("invalid_client", InvalidClient),
        ("something_new", ShopifyUnavailable),
    ],
)
async def test_a_refused_refresh_is_a_typed_error_that_holds_no_token(
    code: str, error: type[Exception]
) -> None:
    wire, clock = Wire([refused(code)]), MovableClock()
    with pytest.raises(error) as raised:
        await tokens(wire, clock).refresh(SHOP, OLD_PAIR)
    assert "shprt_1" not in str(raised.value)


@pytest.mark.parametrize(
    "answer", [granted(refresh_token=None), granted(expires_in=None), httpx2.Response(200)]
)
async def test_an_answer_without_an_expiring_pair_is_not_used(answer: httpx2.Response) -> None:
    wire, clock = Wire([answer]), MovableClock()
    with pytest.raises(ShopifyUnavailable):
        await tokens(wire, clock).exchange(ID_TOKEN)


def test_a_pair_does_not_show_its_secrets() -> None:
    assert "shpat_1" not in repr(OLD_PAIR)
    assert "shprt_1" not in repr(OLD_PAIR)
