import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from inventorysync.shopify.signatures import App, BadIdToken, is_shop_domain, is_signed, verify_id_token

SHOP = "inventorysync-demo.myshopify.com"
SECRET = "shpss_new_0123456789abcdef0123456789"
OLD_SECRET = "shpss_old_0123456789abcdef0123456789"
APP = App("client-1", SECRET, OLD_SECRET)
BODY = b'{"inventory_item_id":1,"name":"\xc3\x84pfel"}'


def signature(secret: str, body: bytes = BODY) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def token(secret: str = SECRET, *, algorithm: str = "HS256", without: str = "", **changes: Any) -> str:
    now = int(datetime.now(UTC).timestamp())
    claims: dict[str, Any] = {
        "iss": f"https://{SHOP}/admin",
        "dest": f"https://{SHOP}",
        "aud": "client-1",
        "sub": "42",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087",
        "sid": "aaea182f",
        **changes,
    }
    claims.pop(without, None)
    return jwt.encode(claims, secret, algorithm=algorithm)


def verify(text: str, *, later: timedelta = timedelta()) -> str:
    return verify_id_token(APP, text, datetime.now(UTC) + later).shop


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_a_webhook_signed_with_either_secret_is_accepted(secret: str) -> None:
    assert is_signed(BODY, signature(secret), [SECRET.encode(), OLD_SECRET.encode()])


@pytest.mark.parametrize(
    "given",
    ["", "AAAA", "ä" * 44, "not base64 !", signature("another secret"), signature(SECRET, BODY + b" ")],
)
def test_any_other_signature_is_refused_without_an_error(given: str) -> None:
    assert not is_signed(BODY, given, [SECRET.encode(), OLD_SECRET.encode()])


def test_without_a_secret_nothing_is_signed() -> None:
    assert not is_signed(BODY, signature(""), [])


@pytest.mark.parametrize(
    ("text", "is_domain"),
    [
        (SHOP, True),
        ("0-a.myshopify.com", True),
        ("-a.myshopify.com", False),
        ("evil.com", False),
        ("a.myshopify.com.evil.com", False),
        ("a.b.myshopify.com", False),
        (f"{SHOP}\n", False),
        ("", False),
    ],
)
def test_only_a_shops_own_domain_is_one(text: str, is_domain: bool) -> None:  # noqa: FBT001
    assert is_shop_domain(text) is is_domain


def test_a_good_id_token_names_the_shop_and_the_person() -> None:
    found = verify_id_token(APP, token(), datetime.now(UTC))
    assert (found.shop, found.user) == (SHOP, "42")


def test_an_id_token_signed_with_the_secret_being_replaced_is_good() -> None:
    assert verify(token(OLD_SECRET)) == SHOP


@pytest.mark.parametrize("claim", ["exp", "nbf", "iss", "dest", "aud", "sub"])
def test_an_id_token_without_a_required_claim_is_refused(claim: str) -> None:
    with pytest.raises(BadIdToken):
        verify(token(without=claim))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "another-app"}, "invalid_aud"),
        ({"dest": "https://evil.com", "iss": "https://evil.com/admin"}, "one shop"),
        ({"iss": "https://other.myshopify.com/admin"}, "one shop"),
        ({"dest": f"http://{SHOP}"}, "one shop"),
        ({"dest": f"https://{SHOP}:8443"}, "one shop"),
        ({"dest": f"https://{SHOP}@evil.com"}, "one shop"),
        ({"exp": 1_700_000_000}, "expired"),
        ({"nbf": 4_000_000_000}, "invalid_id_token"),
    ],
)
def test_an_id_token_that_says_something_else_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadIdToken, match=reason):
        verify(token(**changes))


def test_an_id_token_of_another_secret_or_algorithm_is_refused_and_never_repeated_in_the_message() -> None:
    for text in (
        token("another secret of thirty-two chars"),
        token("", algorithm="none"),
        "x" * 5000,
        "ä.b.c",
    ):
        with pytest.raises(BadIdToken) as refused:
            verify(text)
        assert text not in str(refused.value)


def test_clocks_may_differ_by_ten_seconds_and_no_more() -> None:
    text = token()
    assert verify(text, later=timedelta(seconds=69)) == SHOP
    with pytest.raises(BadIdToken, match="expired"):
        verify(text, later=timedelta(seconds=71))
    assert verify(text, later=timedelta(seconds=-9)) == SHOP
    with pytest.raises(BadIdToken, match="not valid yet"):
        verify(text, later=timedelta(seconds=-12))


def test_a_verified_token_does_not_show_itself() -> None:
    text = token()
    assert text not in repr(verify_id_token(APP, text, datetime.now(UTC)))
    assert SECRET not in repr(APP)
