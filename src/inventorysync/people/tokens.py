"""Tokens of people who sign in here: short access tokens (RFC 9068) and opaque secrets."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import jwt

AUDIENCE = "inventorysync"
ACCESS, DEVICE = "at+jwt", "device+jwt"
CLAIMS = ["exp", "nbf", "iat", "iss", "aud", "sub", "shop", "sid"]
SECRET_BYTES = 32


class BadToken(Exception):
    """The token is not one of ours, or not any more."""


@dataclass(frozen=True)
class Signing:
    """How access tokens are signed: JWT_SECRET_KEY, ALGORITHM, ACCESS_TOKEN_EXPIRE_MINUTES."""

    key: str
    algorithm: str
    issuer: str
    lifetime: timedelta


@dataclass(frozen=True)
class Claim:
    """Who an access token speaks for."""

    shop_id: int
    member_id: UUID
    sign_in_id: UUID


def write_access_token(signing: Signing, claim: Claim, now: datetime) -> str:
    """A token for requests until it expires."""
    claims = {
        "iss": signing.issuer,
        "aud": AUDIENCE,
        "sub": str(claim.member_id),
        "shop": claim.shop_id,
        "sid": str(claim.sign_in_id),
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + signing.lifetime).timestamp()),
    }
    return jwt.encode(claims, signing.key, signing.algorithm, headers={"typ": ACCESS})


def is_access_token(token: str) -> bool:
    """Whether it says of itself that it is one; nothing is checked yet."""
    try:
        return jwt.get_unverified_header(token).get("typ") == ACCESS
    except jwt.InvalidTokenError:
        return False


def read_access_token(signing: Signing, token: str, now: datetime) -> Claim:
    """Who it speaks for; raises BadToken for one that is forged, expired or for somebody else."""
    try:
        found = jwt.decode(
            token,
            signing.key,
            algorithms=[signing.algorithm],
            audience=AUDIENCE,
            issuer=signing.issuer,
            options={"require": CLAIMS, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
        if not found["nbf"] <= now.timestamp() < found["exp"]:
            raise BadToken("the access token has expired")
        return Claim(int(found["shop"]), UUID(found["sub"]), UUID(found["sid"]))
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise BadToken("the access token is not valid") from error


def write_device_token(signing: Signing, email: str, until: datetime) -> str:
    """What a browser shows to be known again as one that has signed in with this e-mail."""
    claims = {"aud": DEVICE, "sub": _mark_of(email), "jti": uuid4().hex, "exp": int(until.timestamp())}
    return jwt.encode(claims, signing.key, signing.algorithm, headers={"typ": DEVICE})


def read_device_token(signing: Signing, token: str, email: str, now: datetime) -> str | None:
    """The device's own id, where it has signed in with this e-mail before."""
    try:
        found = jwt.decode(
            token,
            signing.key,
            algorithms=[signing.algorithm],
            audience=DEVICE,
            options={"require": ["sub", "jti", "exp"], "verify_exp": False},
        )
    except jwt.InvalidTokenError:
        return None
    is_known = found["sub"] == _mark_of(email) and now.timestamp() < found["exp"]
    return str(found["jti"]) if is_known else None


def _mark_of(email: str) -> str:
    return hashlib.sha256(f"device:{email}".encode()).hexdigest()


def new_secret(prefix: str, shop_id: int, number: UUID) -> tuple[str, bytes]:
    """An opaque token that says where its row is, and what is stored of it."""
    token = f"{prefix}_{shop_id}_{number.hex}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return token, hash_of(token)


def row_of(prefix: str, token: str) -> tuple[int, UUID] | None:
    """The shop and row an opaque token says it belongs to; None for any other text."""
    parts = token.split("_", 3)
    if len(parts) != 4 or parts[0] != prefix or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    try:
        return (int(parts[1]), UUID(hex=parts[2])) if len(parts[1]) < 10 else None
    except ValueError:
        return None


def hash_of(token: str) -> bytes:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
