"""Signing in without Shopify: by password, and on by a refresh token that is new after each use.

A refresh token that is used again after it was replaced is in two hands: the whole sign-in ends (OAuth 2.0
Security Best Current Practice, RFC 9700 4.14.2). Two tabs of one browser that ask at the same moment are
one hand: the earlier token still opens for ten seconds, without another being made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Update, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.db import Database
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.people import passwords, queries, tokens
from inventorysync.people.actions import end_sign_ins, note_seen
from inventorysync.people.models import Member, SignIn
from inventorysync.people.queries import MemberRecord, Membership
from inventorysync.people.tokens import Claim
from inventorysync.shops.access import NotSignedIn, Viewer
from inventorysync.shops.queries import get_shop, names_of

PREFIX = "rt"
LASTS = timedelta(days=30)  # without being used
GRACE = timedelta(seconds=10)
SHOPS_MAX = 20
Method = Literal["password", "passkey"]
DEVICE_LENGTH_MAX = 200


@dataclass(frozen=True)
class Entered:
    """Somebody is signed in; `refresh_token` is None where the browser has the newest already."""

    claim: Claim
    refresh_token: str | None


async def find_by_password(database: Database, email: str, password: str) -> list[Membership]:
    """The shops where this e-mail signs in with this password; as slow where there are none.

    Raises NotSignedIn, in the same words whether the address or the password is wrong.
    """
    async with database.system() as connection:
        memberships = await queries.find_memberships(connection, email, SHOPS_MAX)
    if not memberships:
        await passwords.is_password(password, None)
    right = [m for m in memberships if await passwords.is_password(password, m.member.password_hash)]
    if not right:
        raise NotSignedIn("this e-mail and password do not belong together")
    return right


async def enter(
    connection: AsyncConnection,
    shop_id: int,
    member: MemberRecord,
    device: str,
    now: datetime,
    *,
    longest: timedelta,
    method: Method = "password",
) -> Entered:
    """Sign a member in on a device, for thirty days without use and never past `longest`."""
    number = uuid4()
    token, token_hash = tokens.new_secret(PREFIX, shop_id, number)
    values = {
        "shop_id": shop_id,
        "sign_in_id": number,
        "member_id": member.member_id,
        "token_hash": token_hash,
        "rotated_at": now,
        "device": device[:DEVICE_LENGTH_MAX],
        "created_at": now,
        "expires_at": now + min(LASTS, longest),
        "method": method,
    }
    await connection.execute(insert(SignIn).values(values))
    await note_seen(connection, shop_id, member, now)
    return Entered(Claim(shop_id, member.member_id, number), token)


async def refresh(database: Database, token: str, now: datetime, *, longest: timedelta) -> Entered:
    """Go on with a sign-in, as long as it is younger than `longest`.

    Raises NotSignedIn; a token replaced longer ago ends the whole sign-in.
    """
    place = tokens.row_of(PREFIX, token)
    if place is None:
        raise _ended()
    shop_id, sign_in_id = place
    async with database.shop(shop_id) as connection:
        statement = select(SignIn).where(
            SignIn.shop_id == shop_id,
            SignIn.sign_in_id == sign_in_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.created_at > now - longest,  # also where the setting has become shorter since
        )
        found = (await connection.execute(statement.with_for_update())).one_or_none()
        if found is None:
            raise _ended()
        claim = Claim(shop_id, found.member_id, sign_in_id)
        given = tokens.hash_of(token)
        if given == found.token_hash:
            until = min(now + LASTS, found.created_at + longest)
            return Entered(claim, await _rotate(connection, claim, given, now, until))
        if given == found.previous_hash and now - found.rotated_at <= GRACE:
            return Entered(claim, None)
        await _end_reused(connection, claim, now)
    raise _ended()


async def _rotate(
    connection: AsyncConnection, claim: Claim, given: bytes, now: datetime, until: datetime
) -> str:
    token, token_hash = tokens.new_secret(PREFIX, claim.shop_id, claim.sign_in_id)
    values = {"token_hash": token_hash, "previous_hash": given, "rotated_at": now, "expires_at": until}
    await connection.execute(_one(claim.shop_id, claim.sign_in_id).values(values))
    return token


async def _end_reused(connection: AsyncConnection, claim: Claim, now: datetime) -> None:
    ended = _one(claim.shop_id, claim.sign_in_id).values(ended_at=now, ended_by="reuse")
    await connection.execute(ended)
    await audit.record(
        connection,
        claim.shop_id,
        actor="system",
        action="sign_in.ended",
        subject=f"member:{claim.member_id}",
        now=now,
        after={"why": "a refresh token was used again after it had been replaced"},
    )


async def leave(database: Database, token: str, now: datetime) -> None:
    """Sign out on this device; a token that is not known any more is as good as signed out."""
    place = tokens.row_of(PREFIX, token)
    if place is None:
        return
    shop_id, sign_in_id = place
    async with database.shop(shop_id) as connection:
        mine = _one(shop_id, sign_in_id).where(
            SignIn.token_hash == tokens.hash_of(token), SignIn.ended_at.is_(None)
        )
        await connection.execute(mine.values(ended_at=now, ended_by="signed out"))


async def change_password(
    connection: AsyncConnection, viewer: Viewer, current: str, wanted: str, now: datetime
) -> None:
    """Give oneself another password; every other device is signed out.

    Raises Invalid, NotFound.
    """
    member_id = viewer.member_id
    if member_id is None:
        raise NotFound("an API key has no password")
    member = await queries.get_member(connection, viewer.shop_id, member_id, lock=True)
    if member.email is None or not await passwords.is_password(current, member.password_hash):
        raise Invalid.field("current", "is not your password")
    shop = await get_shop(connection, viewer.shop_id)
    passwords.require_good(wanted, email=member.email, names=names_of(shop))
    hashed = await passwords.hash_of(wanted)
    mine = update(Member).where(Member.shop_id == viewer.shop_id, Member.member_id == member_id)
    await connection.execute(mine.values(password_hash=hashed))
    await end_sign_ins(connection, viewer.shop_id, member_id, "password changed", now, but=viewer.sign_in_id)
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action="member.password_changed",
        subject=member.subject,
        now=now,
    )


def _one(shop_id: int, sign_in_id: UUID) -> Update:
    return update(SignIn).where(SignIn.shop_id == shop_id, SignIn.sign_in_id == sign_in_id)


def _ended() -> NotSignedIn:
    return NotSignedIn("you are signed out; sign in again")
