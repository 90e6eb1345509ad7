"""Changing people: their role and locations, and taking them out of a shop."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Update, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.locations.models import Location
from inventorysync.people import queries
from inventorysync.people.models import Invitation, Member, Passkey, SignIn
from inventorysync.people.queries import MemberRecord
from inventorysync.shops.access import NotPermitted, Standing, Viewer
from inventorysync.shops.roles import Role, may_give

NAME_LENGTH_MAX = 80
SEEN_EVERY = timedelta(minutes=1)


class LastOwner(Refusal):
    """A shop keeps at least one owner."""

    status = 409
    type = "last-owner"
    title = "The shop would be without an owner"


async def standing_of_staff(
    connection: AsyncConnection, shop_id: int, user_id: str, now: datetime
) -> Standing:
    """What Shopify's staff member is here: the first of a shop its owner, later ones managers.

    Whoever may open the app in Shopify's admin was let in by the merchant; an owner narrows that here.
    Raises NotPermitted for one who was removed.
    """
    member = await queries.find_staff(connection, shop_id, user_id)
    if member is None:
        await _lock_people(connection, shop_id)
        values = {
            "shop_id": shop_id,
            "member_id": uuid4(),
            "kind": "shopify",
            "shopify_user": user_id,
            "name": "",
            "role": "manager" if await _owners(connection, shop_id) else "owner",
            "created_at": now,
            "last_seen_at": now,
        }
        await connection.execute(insert(Member).values(values).on_conflict_do_nothing())
        member = await queries.find_staff(connection, shop_id, user_id)
    if member is None or member.removed_at is not None:
        raise NotPermitted("you were removed from this shop's people; an owner can let you in again")
    await note_seen(connection, shop_id, member, now)
    return Standing(member.member_id, member.role, member.locations, member.name)


async def note_seen(connection: AsyncConnection, shop_id: int, member: MemberRecord, now: datetime) -> None:
    """Remember to the minute when somebody was last here."""
    if member.last_seen_at is None or member.last_seen_at < now - SEEN_EVERY:
        await connection.execute(_one(shop_id, member.member_id).values(last_seen_at=now))


async def change_member(
    connection: AsyncConnection,
    viewer: Viewer,
    member_id: UUID,
    changes: dict[str, Any],
    now: datetime,
) -> MemberRecord:
    """Give somebody another role, other locations or a name.

    Raises NotFound, NotPermitted, LastOwner, Invalid.
    """
    shop_id = viewer.shop_id
    await _lock_people(connection, shop_id)
    member = await queries.get_member(connection, shop_id, member_id, lock=True)
    role: Role = changes.get("role", member.role)
    _require_may_change(viewer, member, role)
    locations = changes.get("locations", member.locations)
    if role == "owner" and locations is not None:
        raise Invalid.field("locations", "an owner works with all locations")
    if "locations" in changes:
        await require_locations(connection, shop_id, locations)
    if member.role == "owner" and role != "owner" and await _owners(connection, shop_id) == 1:
        raise LastOwner("make somebody else an owner first")
    values = {"role": role, "locations": _listed(locations), "name": changes.get("name", member.name).strip()}
    before = {"role": member.role, "locations": _listed(member.locations), "name": member.name}
    if values != before:
        await connection.execute(_one(shop_id, member_id).values(values))
        await audit.record(
            connection,
            shop_id,
            actor=viewer.actor,
            action="member.changed",
            subject=member.subject,
            now=now,
            before=before,
            after=values,
        )
    return await queries.get_member(connection, shop_id, member_id)


async def rename_self(
    connection: AsyncConnection, viewer: Viewer, member_id: UUID, name: str, now: datetime
) -> None:
    """Call oneself something else. Raises NotFound, Invalid."""
    member = await queries.get_member(connection, viewer.shop_id, member_id, lock=True)
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_LENGTH_MAX:
        raise Invalid.field("name", f"needs 1 to {NAME_LENGTH_MAX} characters")
    await connection.execute(_one(viewer.shop_id, member_id).values(name=plain))
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action="member.changed",
        subject=member.subject,
        now=now,
        before={"name": member.name},
        after={"name": plain},
    )


async def remove_member(connection: AsyncConnection, viewer: Viewer, member_id: UUID, now: datetime) -> None:
    """Somebody is no longer of this shop and signed in nowhere. Raises NotFound, NotPermitted, LastOwner."""
    shop_id = viewer.shop_id
    await _lock_people(connection, shop_id)
    member = await queries.get_member(connection, shop_id, member_id, lock=True)
    _require_may_change(viewer, member, member.role)
    if member.role == "owner" and await _owners(connection, shop_id) == 1:
        raise LastOwner("make somebody else an owner first")
    await connection.execute(_one(shop_id, member_id).values(removed_at=now, password_hash=None))
    gone = delete(Passkey).where(Passkey.shop_id == shop_id, Passkey.member_id == member_id)
    await connection.execute(gone)
    await end_sign_ins(connection, shop_id, member_id, viewer.actor, now)
    await withdraw_links(connection, shop_id, member_id, now)
    before = {"role": member.role, "email": member.email, "name": member.name}
    await audit.record(
        connection,
        shop_id,
        actor=viewer.actor,
        action="member.removed",
        subject=member.subject,
        now=now,
        before=before,
    )


async def let_in_again(
    connection: AsyncConnection, viewer: Viewer, member_id: UUID, now: datetime
) -> MemberRecord:
    """One of Shopify's staff who was removed belongs to the shop again, as what they were.

    Raises NotFound, NotPermitted.
    """
    shop_id = viewer.shop_id
    removed = await queries.list_removed_staff(connection, shop_id)
    if member_id not in {member.member_id for member in removed}:
        raise NotFound("nobody of Shopify's staff with this number was removed")
    if not may_give(viewer.role, "owner"):
        raise NotPermitted("only an owner lets somebody in again")
    await connection.execute(_one(shop_id, member_id).values(removed_at=None))
    member = await queries.get_member(connection, shop_id, member_id)
    await audit.record(
        connection,
        shop_id,
        actor=viewer.actor,
        action="member.let_in",
        subject=member.subject,
        now=now,
        after={"role": member.role, "locations": _listed(member.locations), "name": member.name},
    )
    return member


async def withdraw_links(
    connection: AsyncConnection, shop_id: int, member_id: UUID, now: datetime, *, purpose: str | None = None
) -> None:
    """Links that were sent to somebody and not used, all or those of one purpose, stop working."""
    wanted = [
        Invitation.shop_id == shop_id,
        Invitation.member_id == member_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    ]
    if purpose is not None:
        wanted.append(Invitation.purpose == purpose)
    await connection.execute(update(Invitation).where(*wanted).values(withdrawn_at=now))


async def end_sign_ins(
    connection: AsyncConnection,
    shop_id: int,
    member_id: UUID,
    ended_by: str,
    now: datetime,
    *,
    only: UUID | None = None,
    but: UUID | None = None,
) -> int:
    """Sign somebody out everywhere, or of `only` one sign-in, or of all `but` one; of how many."""
    wanted = [SignIn.shop_id == shop_id, SignIn.member_id == member_id, SignIn.ended_at.is_(None)]
    if only is not None:
        wanted.append(SignIn.sign_in_id == only)
    if but is not None:
        wanted.append(SignIn.sign_in_id != but)
    done = await connection.execute(update(SignIn).where(*wanted).values(ended_at=now, ended_by=ended_by))
    return done.rowcount


async def require_locations(
    connection: AsyncConnection, shop_id: int, locations: Iterable[int] | None
) -> None:
    """Raise Invalid where a scope is empty or names a location that the shop does not have."""
    if locations is None:
        return
    wanted = set(locations)
    if not wanted:
        raise Invalid.field("locations", "name at least one location, or null for all")
    found = await connection.scalars(
        select(Location.location_id).where(
            Location.shop_id == shop_id, Location.location_id.in_(wanted), Location.deleted_at.is_(None)
        )
    )
    if unknown := wanted - set(found):
        raise Invalid.field("locations", f"there is no location {min(unknown)} in this shop")


def _require_may_change(viewer: Viewer, member: MemberRecord, role: Role) -> None:
    if not (may_give(viewer.role, member.role) and may_give(viewer.role, role)):
        raise NotPermitted("only an owner makes, changes and removes owners")


async def _owners(connection: AsyncConnection, shop_id: int) -> int:
    statement = select(func.count()).where(
        Member.shop_id == shop_id, Member.role == "owner", Member.removed_at.is_(None)
    )
    return int(await connection.scalar(statement) or 0)


async def _lock_people(connection: AsyncConnection, shop_id: int) -> None:
    """One at a time: two owners who remove each other at once would leave a shop without one."""
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended('people', :shop))")
    await connection.execute(lock, {"shop": shop_id})


def _one(shop_id: int, member_id: UUID) -> Update:
    return update(Member).where(Member.shop_id == shop_id, Member.member_id == member_id)


def _listed(locations: Iterable[int] | None) -> list[int] | None:
    return None if locations is None else sorted(locations)
