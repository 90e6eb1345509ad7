"""Who really sent this: signatures of webhooks and ID tokens (PLATFORM.md A.2, A.6, B)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from shopify_app import ShopifyApp
from shopify_app.types import IdTokenDetails

SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")
CLAIMS = ("exp", "nbf", "iss", "dest", "aud", "sub")
LEEWAY_SECONDS = 10.0
TOKEN_BYTES_MAX = 4096


class BadIdToken(Exception):
    """The ID token does not prove who sent it. The message says why and never holds the token."""


@dataclass(frozen=True)
class IdToken:
    """A verified ID token: which shop, which of its staff, and the token itself for an exchange."""

    shop: str
    user: str
    expires_at: datetime
    token: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class App:
    """The app as Shopify knows it. `old_client_secret` is still accepted while a secret is being replaced."""

    client_id: str
    client_secret: str = field(repr=False)
    old_client_secret: str = field(default="", repr=False)


def is_shop_domain(text: str) -> bool:
    """Whether the text is a shop's myshopify.com domain and nothing besides."""
    return SHOP_DOMAIN.fullmatch(text) is not None


def is_signed(body: bytes, signature: str, secrets: Iterable[bytes]) -> bool:
    """Whether `signature` (the HMAC header) is that of the raw bytes, with any of the secrets.

    Constant time. The texts are compared, not the bytes they stand for: base64 has several spellings of the
    same bytes, and Shopify sends one.
    """
    given = signature.encode("utf-8", "replace")
    matches = False
    for secret in secrets:
        expected = base64.b64encode(hmac.digest(secret, body, hashlib.sha256))
        matches |= hmac.compare_digest(given, expected)
    return matches


def verify_id_token(app: App, token: str, now: datetime) -> IdToken:
    """Whose ID token this is; raises BadIdToken.

    Signature and audience are checked by Shopify's own package, with either secret. What it leaves open is
    closed here: every claim is required, the times are compared with `now`, issuer and destination must be
    the same real shop.
    """
    if len(token) > TOKEN_BYTES_MAX or not token.isascii():
        raise BadIdToken("the token is malformed")
    official = ShopifyApp(app.client_id, app.client_secret, app.old_client_secret or None)
    result = official.verify_admin_ui_ext_req(
        {
            "method": "GET",
            "url": "https://app.invalid/",
            "headers": {"authorization": f"Bearer {token}"},
            "body": "",
        },
    )
    if not result.ok or result.id_token is None:
        raise BadIdToken(f"the token was not accepted: {result.log.code}")
    claims = result.id_token.claims
    _require_claims(claims, app.client_id, now)
    shop = _host_of(claims["dest"])
    if not is_shop_domain(shop) or _host_of(claims["iss"]) != shop:
        raise BadIdToken("the token does not speak for one shop")
    return IdToken(
        shop=shop,
        user=claims["sub"],
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        token=token,
        claims=claims,
    )


def exchangeable(token: IdToken) -> IdTokenDetails:
    """The token in the form Shopify's package exchanges."""
    return IdTokenDetails(exchangeable=True, token=token.token, claims=dict(token.claims))


def _require_claims(claims: Mapping[str, Any], client_id: str, now: datetime) -> None:
    missing = [claim for claim in CLAIMS if not claims.get(claim)]
    if missing:
        raise BadIdToken(f"the token lacks {', '.join(missing)}")
    if claims["aud"] != client_id:
        raise BadIdToken("the token is for another app")
    texts = (claims["iss"], claims["dest"], claims["sub"])
    times = (claims["exp"], claims["nbf"])
    if not all(isinstance(text, str) for text in texts):
        raise BadIdToken("a claim of the token is not text")
    if not all(isinstance(time, int | float) and not isinstance(time, bool) for time in times):
        raise BadIdToken("a time of the token is not a number")
    moment = now.timestamp()
    if claims["exp"] + LEEWAY_SECONDS <= moment:
        raise BadIdToken("the token has expired")
    if claims["nbf"] - LEEWAY_SECONDS > moment:
        raise BadIdToken("the token is not valid yet")


def _host_of(address: str) -> str:
    """The lower-case host of an https address, empty for anything else."""
    parts = urlsplit(address)
    has_more = parts.username or parts.password or ":" in parts.netloc or "@" in parts.netloc
    return parts.netloc.lower() if parts.scheme == "https" and not has_more else ""
