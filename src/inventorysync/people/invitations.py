"""Invitations: links that let somebody join a shop, or set their password anew. Each works once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Update, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.people import passwords, queries, tokens
from inventorysync.people.actions import (
    NAME_LENGTH_MAX,
    end_sign_ins,
    require_locations,
    withdraw_links,
)
from inventorysync.people.models import Invitation, Member
from inventorysync.people.queries import MemberRecord
from inventorysync.shops.access import NotPermitted, Viewer
from inventorysync.shops.queries import get_shop, names_of
from inventorysync.shops.roles import Role, may_give

PREFIX = "inv"
JOIN_WITHIN = timedelta(days=7)
RESET_WITHIN = timedelta(hours=24)
CONFIRM_WITHIN = timedelta(hours=24)


class InvitationGone(Refusal):
    """The link was used, withdrawn or has expired, or never was one."""

    status = 410
    type = "invitation-gone"
    title = "This link does not work any more"


class AlreadyMember(Refusal):
    """Somebody with this e-mail belongs to the shop already."""

    status = 409
    type = "already-member"
    title = "This person belongs to the shop already"


@dataclass(frozen=True)
class Sent:
    """An invitation and, this once, the token its link carries."""

    invitation_id: UUID
    email: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Offer:
    """What a link offers to whoever opens it."""

    shop_id: int
    invitation_id: UUID
    shop_name: str
    purpose: Literal["join", "reset", "email"]
    member_id: UUID | None
    email: str
    role: Role
    locations: frozenset[int] | None
    created_by: str


def email_of(text: str) -> str:
    """An address as it is stored: normalised, in lower case. Raises Invalid; no name server is asked."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.casefold()
    except EmailNotValidError as error:
        raise Invalid.field("email", str(error)) from error


async def invite(
    connection: AsyncConnection,
    viewer: Viewer,
    *,
    email: str,
    role: Role,
    locations: Iterable[int] | None,
    now: datetime,
) -> Sent:
    """Invite somebody. An earlier open invitation of the same address stops working.

    Raises Invalid, NotPermitted, AlreadyMember.
    """
    shop_id, address = viewer.shop_id, email_of(email)
    if not may_give(viewer.role, role):
        raise NotPermitted("only an owner makes owners")
    places = None if locations is None else sorted(set(locations))
    if role == "owner" and places is not None:
        raise Invalid.field("locations", "an owner works with all locations")
    await require_locations(connection, shop_id, places)
    if await _is_member(connection, shop_id, address):
        raise AlreadyMember(f"{address} is among this shop's people")
    same = [Invitation.email == address, Invitation.purpose == "join"]
    await connection.execute(_open(shop_id, *same).values(withdrawn_at=now))
    sent = await _write(connection, viewer, now, purpose="join", email=address, role=role, locations=places)
    await _note(
        connection, viewer, "invitation.sent", sent.invitation_id, now, after=_said(address, role, places)
    )
    return sent


async def send_again(connection: AsyncConnection, viewer: Viewer, invitation_id: UUID, now: datetime) -> Sent:
    """A new link in place of the earlier one, for another seven days. Raises NotFound, NotPermitted."""
    found = await _get_open(connection, viewer.shop_id, invitation_id)
    if not may_give(viewer.role, found.role):
        raise NotPermitted("only an owner makes owners")
    await connection.execute(
        _open(viewer.shop_id, Invitation.invitation_id == invitation_id).values(withdrawn_at=now)
    )
    places = found.locations
    sent = await _write(
        connection, viewer, now, purpose="join", email=found.email, role=found.role, locations=places
    )
    said = _said(found.email, found.role, places)
    await _note(connection, viewer, "invitation.sent", sent.invitation_id, now, after=said)
    return sent


async def withdraw(connection: AsyncConnection, viewer: Viewer, invitation_id: UUID, now: datetime) -> None:
    """The link stops working. Raises NotFound."""
    found = await _get_open(connection, viewer.shop_id, invitation_id)
    await connection.execute(
        _open(viewer.shop_id, Invitation.invitation_id == invitation_id).values(withdrawn_at=now)
    )
    said = _said(found.email, found.role, found.locations)
    await _note(connection, viewer, "invitation.withdrawn", invitation_id, now, before=said)


async def let_reset(connection: AsyncConnection, viewer: Viewer, member_id: UUID, now: datetime) -> Sent:
    """A link for somebody who was invited to set their password anew.

    Raises NotFound, NotPermitted, Invalid.
    """
    member = await queries.get_member(connection, viewer.shop_id, member_id)
    if not may_give(viewer.role, member.role):
        raise NotPermitted("only an owner resets an owner's password")
    if member.email is None:
        raise Invalid.field("member_id", "this person signs in through Shopify and has no password here")
    same = [Invitation.member_id == member_id, Invitation.purpose == "reset"]
    await connection.execute(_open(viewer.shop_id, *same).values(withdrawn_at=now))
    places = None if member.locations is None else sorted(member.locations)
    sent = await _write(
        connection,
        viewer,
        now,
        purpose="reset",
        email=member.email,
        role=member.role,
        locations=places,
        member_id=member_id,
    )
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action="member.reset_allowed",
        subject=member.subject,
        now=now,
    )
    return sent


async def read_offer(connection: AsyncConnection, token: str, now: datetime, *, lock: bool = False) -> Offer:
    """What a link offers; `connection` is of the shop that the token names. Raises InvitationGone."""
    place = tokens.row_of(PREFIX, token)
    if place is None:
        raise _gone()
    shop_id, invitation_id = place
    statement = select(Invitation).where(
        Invitation.shop_id == shop_id,
        Invitation.invitation_id == invitation_id,
        Invitation.token_hash == tokens.hash_of(token),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    found = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if found is None:
        raise _gone()
    shop = await get_shop(connection, shop_id)
    places = found.locations
    return Offer(
        shop_id=shop_id,
        invitation_id=invitation_id,
        shop_name=shop.name,
        purpose=found.purpose,
        member_id=found.member_id,
        email=found.email,
        role=found.role,
        locations=None if places is None else frozenset(places),
        created_by=found.created_by,
    )


async def accept(
    connection: AsyncConnection, token: str, *, name: str, password: str, now: datetime
) -> MemberRecord:
    """Join with a password of one's own, or set it anew; the link is used up.

    Raises InvitationGone, AlreadyMember, Invalid.
    """
    offer = await read_offer(connection, token, now, lock=True)
    if offer.purpose == "email":
        raise _gone()
    shop = await get_shop(connection, offer.shop_id)
    passwords.require_good(password, email=offer.email, names=names_of(shop))
    hashed = await passwords.hash_of(password)
    shop_id = offer.shop_id
    if offer.purpose == "reset" and offer.member_id is not None:
        member_id = offer.member_id
        await connection.execute(
            update(Member)
            .where(Member.shop_id == shop_id, Member.member_id == member_id)
            .values(password_hash=hashed)
        )
        await end_sign_ins(connection, shop_id, member_id, "password reset", now)
        await withdraw_links(connection, shop_id, member_id, now)
    else:
        member_id = await _join(connection, offer, name, hashed, now)
    used = update(Invitation).where(
        Invitation.shop_id == shop_id, Invitation.invitation_id == offer.invitation_id
    )
    await connection.execute(used.values(accepted_at=now, withdrawn_at=None))
    member = await queries.get_member(connection, shop_id, member_id)
    await audit.record(
        connection,
        shop_id,
        actor=f"member:{member_id}",
        action="member.joined" if offer.purpose == "join" else "member.password_reset",
        subject=member.subject,
        now=now,
        after=_said(offer.email, offer.role, sorted(offer.locations or ()) or None),
    )
    return member


async def _is_member(connection: AsyncConnection, shop_id: int, email: str) -> bool:
    known = select(Member.member_id).where(
        Member.shop_id == shop_id, Member.email == email, Member.removed_at.is_(None)
    )
    return await connection.scalar(known) is not None


async def _join(
    connection: AsyncConnection, offer: Offer, name: str, password_hash: str, now: datetime
) -> UUID:
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_LENGTH_MAX:
        raise Invalid.field("name", f"needs 1 to {NAME_LENGTH_MAX} characters")
    if await _is_member(connection, offer.shop_id, offer.email):
        raise AlreadyMember("you belong to this shop already: sign in")
    member_id = uuid4()
    values = {
        "shop_id": offer.shop_id,
        "member_id": member_id,
        "kind": "invited",
        "email": offer.email,
        "name": plain,
        "role": offer.role,
        "locations": None if offer.locations is None else sorted(offer.locations),
        "password_hash": password_hash,
        "created_at": now,
    }
    await connection.execute(insert(Member).values(values))
    return member_id


async def _write(
    connection: AsyncConnection, viewer: Viewer, now: datetime, *, purpose: str, **more: Any
) -> Sent:
    within = JOIN_WITHIN if purpose == "join" else RESET_WITHIN
    return await write_link(
        connection, viewer.shop_id, viewer.actor, now, purpose=purpose, within=within, **more
    )


async def write_link(
    connection: AsyncConnection,
    shop_id: int,
    created_by: str,
    now: datetime,
    *,
    purpose: str,
    within: timedelta,
    email: str,
    role: str,
    locations: list[int] | None,
    member_id: UUID | None = None,
) -> Sent:
    """A link that works once, within a time; of its token only the hash is kept."""
    number = uuid4()
    token, token_hash = tokens.new_secret(PREFIX, shop_id, number)
    expires_at = now + within
    values = {
        "shop_id": shop_id,
        "invitation_id": number,
        "purpose": purpose,
        "member_id": member_id,
        "email": email,
        "role": role,
        "locations": locations,
        "token_hash": token_hash,
        "created_by": created_by,
        "created_at": now,
        "expires_at": expires_at,
    }
    await connection.execute(insert(Invitation).values(values))
    return Sent(number, email, token, expires_at)


async def _get_open(connection: AsyncConnection, shop_id: int, invitation_id: UUID) -> Any:
    statement = select(Invitation).where(
        Invitation.shop_id == shop_id,
        Invitation.invitation_id == invitation_id,
        Invitation.purpose == "join",
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    found = (await connection.execute(statement.with_for_update())).one_or_none()
    if found is None:
        raise NotFound("there is no open invitation of that number")
    return found


def _open(shop_id: int, *wanted: ColumnElement[bool]) -> Update:
    return update(Invitation).where(
        Invitation.shop_id == shop_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        *wanted,
    )


async def _note(
    connection: AsyncConnection,
    viewer: Viewer,
    action: str,
    invitation_id: UUID,
    now: datetime,
    **changes: Any,
) -> None:
    subject = f"invitation:{invitation_id}"
    await audit.record(
        connection, viewer.shop_id, actor=viewer.actor, action=action, subject=subject, now=now, **changes
    )


def _said(email: str, role: str, locations: list[int] | None) -> dict[str, Any]:
    return {"email": email, "role": role, "locations": locations}


def _gone() -> InvitationGone:
    return InvitationGone("it was used, withdrawn or has expired; ask whoever sent it for another")
