"""Links that people ask for themselves: a password set anew, and an address confirmed.

Whoever asks for a password needs only to know an address. So nothing about it is told, what worked before
still works, and the mails that somebody else can set off are few.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.db import Database
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.people import passwords, queries
from inventorysync.people.actions import withdraw_links
from inventorysync.people.invitations import (
    CONFIRM_WITHIN,
    AlreadyMember,
    InvitationGone,
    Sent,
    email_of,
    read_offer,
    write_link,
)
from inventorysync.people.models import Invitation, Member
from inventorysync.people.queries import MemberRecord
from inventorysync.shops.access import Viewer

FORGOTTEN_WITHIN = timedelta(hours=1)
OPEN_MAX = 3  # mails an hour that strangers can set off; the links sent before go on working
SHOPS_MAX = 20


@dataclass(frozen=True)
class Moved:
    """An address was confirmed: where mail went before, and where it goes now."""

    shop_id: int
    shop_name: str
    before: str
    after: str


async def ask_for_reset(database: Database, email: str, now: datetime) -> list[tuple[str, Sent]]:
    """A link for each shop this address signs in to, with the shop's name; none where it signs in nowhere."""
    async with database.system() as connection:
        found = await queries.find_memberships(connection, email.strip().casefold(), SHOPS_MAX)
    made = []
    for membership in found:
        async with database.shop(membership.shop_id) as connection:
            sent = await _let_oneself_reset(connection, membership.shop_id, membership.member, now)
        if sent is not None:
            made.append((membership.shop_name, sent))
    return made


async def _let_oneself_reset(
    connection: AsyncConnection, shop_id: int, member: MemberRecord, now: datetime
) -> Sent | None:
    member = await queries.get_member(connection, shop_id, member.member_id, lock=True)
    recent = select(func.count()).where(
        Invitation.shop_id == shop_id,
        Invitation.member_id == member.member_id,
        Invitation.purpose == "reset",
        Invitation.created_by == "system",
        Invitation.created_at > now - FORGOTTEN_WITHIN,
    )
    if member.email is None or int(await connection.scalar(recent) or 0) >= OPEN_MAX:
        return None
    sent = await write_link(
        connection,
        shop_id,
        "system",
        now,
        purpose="reset",
        within=FORGOTTEN_WITHIN,
        email=member.email,
        role=member.role,
        locations=_listed(member.locations),
        member_id=member.member_id,
    )
    await audit.record(
        connection, shop_id, actor="system", action="member.reset_asked", subject=member.subject, now=now
    )
    return sent


async def ask_for_email(
    connection: AsyncConnection, viewer: Viewer, email: str, current: str, now: datetime
) -> Sent:
    """A link to the new address; until it is opened nothing changes. Raises NotFound, Invalid."""
    if viewer.member_id is None:
        raise NotFound("an API key has no e-mail")
    member = await queries.get_member(connection, viewer.shop_id, viewer.member_id, lock=True)
    if member.email is None or not await passwords.is_password(current, member.password_hash):
        raise Invalid.field("current", "is not your password")
    address = email_of(email)
    if address == member.email:
        raise Invalid.field("email", "is your address already")
    await withdraw_links(connection, viewer.shop_id, member.member_id, now, purpose="email")
    sent = await write_link(
        connection,
        viewer.shop_id,
        viewer.actor,
        now,
        purpose="email",
        within=CONFIRM_WITHIN,
        email=address,
        role=member.role,
        locations=_listed(member.locations),
        member_id=member.member_id,
    )
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action="member.email_asked",
        subject=member.subject,
        now=now,
        before={"email": member.email},
        after={"email": address},
    )
    return sent


async def confirm_email(connection: AsyncConnection, token: str, now: datetime) -> Moved:
    """The new address is theirs: it signs in from now on, and links to the old one stop working.

    Raises InvitationGone, AlreadyMember.
    """
    offer = await read_offer(connection, token, now, lock=True)
    if offer.purpose != "email" or offer.member_id is None:
        raise InvitationGone("this link confirms no address")
    shop_id = offer.shop_id
    member = await queries.get_member(connection, shop_id, offer.member_id, lock=True)
    taken = select(Member.member_id).where(
        Member.shop_id == shop_id, Member.email == offer.email, Member.removed_at.is_(None)
    )
    if await connection.scalar(taken) is not None:
        raise AlreadyMember("this address is another person's in this shop")
    mine = update(Member).where(Member.shop_id == shop_id, Member.member_id == offer.member_id)
    await connection.execute(mine.values(email=offer.email))
    await withdraw_links(connection, shop_id, offer.member_id, now)
    used = update(Invitation).where(
        Invitation.shop_id == shop_id, Invitation.invitation_id == offer.invitation_id
    )
    await connection.execute(used.values(accepted_at=now, withdrawn_at=None))
    await audit.record(
        connection,
        shop_id,
        actor=f"member:{offer.member_id}",
        action="member.email_changed",
        subject=member.subject,
        now=now,
        before={"email": member.email},
        after={"email": offer.email},
    )
    return Moved(shop_id, offer.shop_name, member.email or "", offer.email)


def _listed(locations: frozenset[int] | None) -> list[int] | None:
    return None if locations is None else sorted(locations)
