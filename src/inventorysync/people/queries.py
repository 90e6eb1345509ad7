"""Reading people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.people.models import Invitation, Member, Passkey, SignIn
from inventorysync.shops.models import Shop
from inventorysync.shops.roles import Role


@dataclass(frozen=True)
class MemberRecord:
    """A person of a shop."""

    member_id: UUID
    kind: str
    shopify_user: str | None
    email: str | None
    name: str
    role: Role
    locations: frozenset[int] | None
    password_hash: str | None = field(repr=False)
    created_at: datetime
    last_seen_at: datetime | None
    removed_at: datetime | None

    @property
    def subject(self) -> str:
        """How the audit log names this person."""
        return f"member:{self.member_id}"


@dataclass(frozen=True)
class Membership:
    """A person who may sign in with an e-mail, in one of their shops."""

    shop_id: int
    shop_name: str
    member: MemberRecord


_MEMBER = (
    Member.member_id,
    Member.kind,
    Member.shopify_user,
    Member.email,
    Member.name,
    Member.role,
    Member.locations,
    Member.password_hash,
    Member.created_at,
    Member.last_seen_at,
    Member.removed_at,
)


async def list_members(connection: AsyncConnection, shop_id: int) -> list[MemberRecord]:
    """The shop's people, owners first, then by name."""
    rows = await connection.execute(_members(shop_id).order_by(Member.created_at, Member.member_id))
    return [_record(row) for row in rows]


async def names_of_actors(connection: AsyncConnection, shop_id: int) -> dict[str, str]:
    """What the members are called, by how they stand in documents and logs."""
    members = await list_members(connection, shop_id)
    names = {f"member:{m.member_id}": m.name or m.email or "" for m in members}
    return names | {f"staff:{m.shopify_user}": m.name for m in members if m.shopify_user}


async def list_roles_without_passkey(connection: AsyncConnection, shop_id: int) -> list[Role]:
    """The role of each person who signs in here and has no passkey."""
    has = exists().where(Passkey.shop_id == shop_id, Passkey.member_id == Member.member_id)
    statement = (
        select(Member.role)
        .where(Member.shop_id == shop_id, Member.kind == "invited", Member.removed_at.is_(None), ~has)
        .order_by(Member.role)
    )
    return [cast("Role", role) for role in (await connection.execute(statement)).scalars()]


async def list_removed_staff(connection: AsyncConnection, shop_id: int) -> list[MemberRecord]:
    """Shopify's staff who were removed, the latest first: Shopify still lets them open the app."""
    statement = (
        select(*_MEMBER)
        .where(Member.shop_id == shop_id, Member.kind == "shopify", Member.removed_at.is_not(None))
        .order_by(Member.removed_at.desc(), Member.member_id)
    )
    return [_record(row) for row in await connection.execute(statement)]


async def get_member(
    connection: AsyncConnection, shop_id: int, member_id: UUID, *, lock: bool = False
) -> MemberRecord:
    """The person; with `lock` nobody else changes them meanwhile. Raises NotFound."""
    statement = _members(shop_id).where(Member.member_id == member_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise NotFound("there is no such person in this shop")
    return _record(row)


async def find_staff(connection: AsyncConnection, shop_id: int, user_id: str) -> MemberRecord | None:
    """The member behind Shopify's number, also one who was removed."""
    statement = select(*_MEMBER).where(Member.shop_id == shop_id, Member.shopify_user == user_id)
    row = (await connection.execute(statement)).one_or_none()
    return _record(row) if row else None


async def find_memberships(connection: AsyncConnection, email: str, limit: int) -> list[Membership]:
    """Everything this e-mail is a member of; needs a system transaction, for no shop is known yet."""
    statement = (
        select(Shop.shop_id, Shop.name, *_MEMBER)
        .join(Shop, Shop.shop_id == Member.shop_id)
        .where(Member.email == email, Member.removed_at.is_(None))
        .order_by(Shop.name, Shop.shop_id)
        .limit(limit)
    )
    return [Membership(row[0], row[1], _record(row[2:])) for row in await connection.execute(statement)]


async def list_invitations(connection: AsyncConnection, shop_id: int) -> Sequence[Any]:
    """Invitations to join that can still be accepted or sent again, newest first."""
    statement = (
        select(Invitation)
        .where(
            Invitation.shop_id == shop_id,
            Invitation.purpose == "join",
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.created_at.desc())
    )
    return (await connection.execute(statement)).all()


async def list_sign_ins(
    connection: AsyncConnection, shop_id: int, member_id: UUID, now: datetime
) -> Sequence[Any]:
    """Where the person is signed in, the latest used first."""
    statement = (
        select(SignIn.sign_in_id, SignIn.device, SignIn.created_at, SignIn.rotated_at)
        .where(
            SignIn.shop_id == shop_id,
            SignIn.member_id == member_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
        )
        .order_by(SignIn.rotated_at.desc())
    )
    return (await connection.execute(statement)).all()


async def is_signed_in(connection: AsyncConnection, shop_id: int, sign_in_id: UUID, now: datetime) -> bool:
    """Whether this sign-in has neither ended nor expired."""
    statement = select(SignIn.sign_in_id).where(
        SignIn.shop_id == shop_id,
        SignIn.sign_in_id == sign_in_id,
        SignIn.ended_at.is_(None),
        SignIn.expires_at > now,
    )
    return await connection.scalar(statement) is not None


def _members(shop_id: int) -> Select[Any]:
    statement = select(*_MEMBER).where(Member.shop_id == shop_id, Member.removed_at.is_(None))
    return cast("Select[Any]", statement)


def _record(row: Any) -> MemberRecord:
    values = dict(zip((column.key for column in _MEMBER), row, strict=True))
    places = values["locations"]
    return MemberRecord(
        **{
            **values,
            "role": cast("Role", values["role"]),
            "locations": None if places is None else frozenset(places),
        }
    )
