"""Passkeys: signing in with a device's own lock instead of a password (W3C Web Authentication, level 3).

They are discoverable and carry whose they are, so nobody types an e-mail; the device checks its user by
fingerprint, face or PIN each time. A challenge is signed by us, lives five minutes and is spent once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import jwt
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.people import passwords, queries
from inventorysync.people.models import Passkey, SpentChallenge
from inventorysync.people.queries import MemberRecord
from inventorysync.people.tokens import Signing
from inventorysync.shops.access import NotSignedIn, Viewer

CHALLENGE = "passkey+jwt"
CHALLENGE_LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32
PASSKEYS_MAX = 20
NAME_LENGTH_MAX = 80
VERIFIED = UserVerificationRequirement.REQUIRED

Purpose = Literal["add", "enter"]


class TooManyPasskeys(Refusal):
    """Somebody has as many as are allowed."""

    status = 409
    type = "too-many-passkeys"
    title = "Too many passkeys"


@dataclass(frozen=True)
class Site:
    """For which name passkeys are made, and the pages that may use them."""

    domain: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What a browser is to do, and the signed challenge it brings back."""

    options: dict[str, Any]
    challenge: str


def site_of(frontend_url: str, *others: str) -> Site:
    """The web app's own host; on a machine of one's own, where that is a number, `localhost`."""
    origins = tuple(dict.fromkeys(page.rstrip("/") for page in (frontend_url, *others)))
    host = urlsplit(frontend_url).hostname or ""
    if not _is_number(host):
        return Site(host, origins)
    parts = [urlsplit(origin) for origin in origins]
    local = tuple(f"{part.scheme}://localhost:{part.port}" for part in parts if part.port)
    return Site("localhost", (*origins, *local))


async def ask_to_add(
    connection: AsyncConnection, viewer: Viewer, site: Site, signing: Signing, password: str, now: datetime
) -> Asked:
    """Let a member make a passkey, who says their password first.

    Raises Invalid, NotFound, TooManyPasskeys.
    """
    member = await queries.get_member(connection, viewer.shop_id, _member_of(viewer))
    if member.email is None or not await passwords.is_password(password, member.password_hash):
        raise Invalid.field("current", "is not your password")
    held = await list_passkeys(connection, viewer.shop_id, member.member_id)
    if len(held) >= PASSKEYS_MAX:
        raise TooManyPasskeys(f"at most {PASSKEYS_MAX} passkeys can be kept; remove one first")
    number, token = _new_challenge(signing, "add", _handle(viewer.shop_id, member.member_id), now)
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name="InventorySync",
        user_id=_handle(viewer.shop_id, member.member_id).encode(),
        user_name=member.email,
        user_display_name=member.name or member.email,
        challenge=number,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential_id) for row in held],
    )
    return Asked(options_to_json_dict(options), token)


async def add(
    connection: AsyncConnection,
    viewer: Viewer,
    site: Site,
    signing: Signing,
    *,
    challenge: str,
    credential: dict[str, Any],
    name: str,
    now: datetime,
) -> UUID:
    """Keep the passkey a browser has made; its id. Raises Invalid naming the field."""
    member_id = _member_of(viewer)
    expected = _read_challenge(signing, challenge, "add", now)
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_LENGTH_MAX:
        raise Invalid.field("name", f"needs 1 to {NAME_LENGTH_MAX} characters")
    if expected is None or expected.handle != _handle(viewer.shop_id, member_id):
        raise Invalid.field("challenge", "is not valid any more; start again")
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=expected.number,
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Invalid.field("credential", f"cannot be accepted: {error}") from error
    await _spend(connection, viewer.shop_id, expected.number, now)
    member = await queries.get_member(connection, viewer.shop_id, member_id, lock=True)
    number = uuid4()
    values = {
        "shop_id": viewer.shop_id,
        "passkey_id": number,
        "member_id": member_id,
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": plain,
        "created_at": now,
    }
    kept = await connection.execute(insert(Passkey).values(values).on_conflict_do_nothing())
    if kept.rowcount == 0:
        raise Invalid.field("credential", "is known already")
    await _record(connection, viewer, "passkey.added", member, now, after={"name": plain})
    return number


def ask_to_enter(site: Site, signing: Signing, now: datetime) -> Asked:
    """Let whoever has a passkey show it; the browser offers those it has."""
    number, token = _new_challenge(signing, "enter", "", now)
    options = generate_authentication_options(rp_id=site.domain, challenge=number, user_verification=VERIFIED)
    return Asked(options_to_json_dict(options), token)


def holder_of(credential: dict[str, Any]) -> tuple[int, UUID] | None:
    """The shop and member a shown passkey says it belongs to; nothing is checked yet."""
    response = credential.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    try:
        shop_id, _, member = base64url_to_bytes(str(handle)).decode().partition(":")
        return (int(shop_id), UUID(member)) if len(shop_id) < 10 else None
    except ValueError:
        return None


async def enter(
    connection: AsyncConnection,
    holder: tuple[int, UUID],
    site: Site,
    signing: Signing,
    *,
    challenge: str,
    credential: dict[str, Any],
    now: datetime,
) -> MemberRecord:
    """The member whose passkey was shown. Raises NotSignedIn, whatever is wrong with it.

    A passkey that counts its uses and shows an old count was copied and is refused (Web Authentication,
    section 6.1.1).
    """
    shop_id, member_id = holder
    expected = _read_challenge(signing, challenge, "enter", now)
    if expected is None:
        raise NotSignedIn("that took too long; try the passkey again")
    try:
        shown = base64url_to_bytes(str(credential.get("id")))
        held = await _passkey(connection, shop_id, member_id, shown)
        if held is None:
            raise _unknown()
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=expected.number,
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
            credential_public_key=held.public_key,
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
        member = await queries.get_member(connection, shop_id, member_id)
        await _spend(connection, shop_id, expected.number, now)
    except (WebAuthnException, ValueError, NotFound, Invalid) as error:
        raise _unknown() from error
    one = update(Passkey).where(Passkey.shop_id == shop_id, Passkey.passkey_id == held.passkey_id)
    await connection.execute(one.values(sign_count=proved.new_sign_count, last_used_at=now))
    return member


async def list_passkeys(connection: AsyncConnection, shop_id: int, member_id: UUID) -> Sequence[Any]:
    """A member's passkeys, the oldest first."""
    statement = (
        select(
            Passkey.passkey_id,
            Passkey.credential_id,
            Passkey.name,
            Passkey.created_at,
            Passkey.last_used_at,
        )
        .where(Passkey.shop_id == shop_id, Passkey.member_id == member_id)
        .order_by(Passkey.created_at, Passkey.passkey_id)
    )
    return (await connection.execute(statement)).all()


async def remove(connection: AsyncConnection, viewer: Viewer, passkey_id: UUID, now: datetime) -> None:
    """A passkey of one's own no longer opens anything. Raises NotFound."""
    member = await queries.get_member(connection, viewer.shop_id, _member_of(viewer))
    mine = delete(Passkey).where(
        Passkey.shop_id == viewer.shop_id,
        Passkey.member_id == member.member_id,
        Passkey.passkey_id == passkey_id,
    )
    name = await connection.scalar(mine.returning(Passkey.name))
    if name is None:
        raise NotFound("you have no such passkey")
    await _record(connection, viewer, "passkey.removed", member, now, before={"name": name})


@dataclass(frozen=True)
class _Challenge:
    number: bytes
    handle: str


def _new_challenge(signing: Signing, purpose: Purpose, handle: str, now: datetime) -> tuple[bytes, str]:
    number = secrets.token_bytes(CHALLENGE_BYTES)
    claims = {
        "aud": CHALLENGE,
        "sub": handle,
        "use": purpose,
        "jti": bytes_to_base64url(number),
        "exp": int((now + CHALLENGE_LASTS).timestamp()),
    }
    return number, jwt.encode(claims, signing.key, signing.algorithm, headers={"typ": CHALLENGE})


def _read_challenge(signing: Signing, token: str, purpose: Purpose, now: datetime) -> _Challenge | None:
    try:
        found = jwt.decode(
            token,
            signing.key,
            algorithms=[signing.algorithm],
            audience=CHALLENGE,
            options={"require": ["sub", "use", "jti", "exp"], "verify_exp": False},
        )
    except jwt.InvalidTokenError:
        return None
    if found["use"] != purpose or now.timestamp() >= found["exp"]:
        return None
    return _Challenge(base64url_to_bytes(found["jti"]), found["sub"])


async def _spend(connection: AsyncConnection, shop_id: int, number: bytes, now: datetime) -> None:
    """Raise Invalid for a challenge that was answered before."""
    old = delete(SpentChallenge).where(
        SpentChallenge.shop_id == shop_id, SpentChallenge.spent_at < now - 2 * CHALLENGE_LASTS
    )
    await connection.execute(old)
    row = {"shop_id": shop_id, "challenge": number, "spent_at": now}
    done = await connection.execute(insert(SpentChallenge).values(row).on_conflict_do_nothing())
    if done.rowcount == 0:
        raise Invalid.field("challenge", "was answered before; start again")


async def _passkey(connection: AsyncConnection, shop_id: int, member_id: UUID, credential_id: bytes) -> Any:
    statement = select(Passkey).where(
        Passkey.shop_id == shop_id,
        Passkey.member_id == member_id,
        Passkey.credential_id == credential_id,
    )
    return (await connection.execute(statement.with_for_update())).one_or_none()


async def _record(
    connection: AsyncConnection,
    viewer: Viewer,
    action: str,
    member: MemberRecord,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action=action,
        subject=member.subject,
        now=now,
        before=before,
        after=after,
    )


def _handle(shop_id: int, member_id: UUID) -> str:
    """What a passkey keeps of whose it is: no name and no address (Web Authentication 14.6.1)."""
    return f"{shop_id}:{member_id.hex}"


def _member_of(viewer: Viewer) -> UUID:
    if viewer.member_id is None:
        raise NotFound("an API key has no passkeys")
    return viewer.member_id


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _unknown() -> NotSignedIn:
    return NotSignedIn("this passkey does not open any shop here")
