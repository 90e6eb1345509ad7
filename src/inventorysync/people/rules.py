"""Whose role needs a passkey: what an owner decides, and what it means for whoever came by password alone.

Shopify's staff come by Shopify's own sign-in, with its factors, and are not asked here. So whoever owns the
shop at Shopify always comes in.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Refusal
from inventorysync.people import queries
from inventorysync.people.actions import end_sign_ins
from inventorysync.people.models import Passkey, SignIn, SignInRules
from inventorysync.people.queries import MemberRecord
from inventorysync.shops.access import Missing, Viewer
from inventorysync.shops.roles import ROLES, Role


class WouldLockYouOut(Refusal):
    """An owner who came by password alone may not ask for passkeys of owners."""

    status = 409
    type = "would-lock-you-out"
    title = "This would lock you out"


async def passkey_roles(connection: AsyncConnection, shop_id: int) -> list[Role]:
    """The roles that need a passkey, in their order."""
    statement = select(SignInRules.passkey_roles).where(SignInRules.shop_id == shop_id)
    found = set(await connection.scalar(statement) or ())
    return [role for role in ROLES if role in found]


async def missing_of(
    connection: AsyncConnection, shop_id: int, member: MemberRecord, sign_in_id: UUID
) -> Missing | None:
    """What somebody has to do before anything else: add a first passkey, or come by the one they have."""
    if member.role not in await passkey_roles(connection, shop_id):
        return None
    one = select(SignIn.method).where(SignIn.shop_id == shop_id, SignIn.sign_in_id == sign_in_id)
    if await connection.scalar(one) == "passkey":
        return None
    mine = exists().where(Passkey.shop_id == shop_id, Passkey.member_id == member.member_id)
    # Whoever knows a password must not be able to add a key of their own beside its owner's.
    return "use_passkey" if await connection.scalar(select(mine)) else "add_passkey"


async def change(connection: AsyncConnection, viewer: Viewer, roles: Iterable[Role], now: datetime) -> None:
    """Ask for a passkey of these roles and no others; it holds at once. Raises WouldLockYouOut."""
    wanted = [role for role in ROLES if role in set(roles)]
    if viewer.kind == "member" and viewer.role in wanted and viewer.sign_in_id is not None:
        member = await queries.get_member(connection, viewer.shop_id, cast("UUID", viewer.member_id))
        one = select(SignIn.method).where(
            SignIn.shop_id == viewer.shop_id, SignIn.sign_in_id == viewer.sign_in_id
        )
        if await connection.scalar(one) != "passkey":
            raise WouldLockYouOut(f"{member.name}, add a passkey and sign in with it first")
    before = await passkey_roles(connection, viewer.shop_id)
    values = {"passkey_roles": wanted}
    statement = insert(SignInRules).values(shop_id=viewer.shop_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))
    await audit.record(
        connection,
        viewer.shop_id,
        actor=viewer.actor,
        action="sign_in_rules.changed",
        subject="sign_in_rules:passkeys",
        now=now,
        before={"passkey_roles": before},
        after={"passkey_roles": wanted},
    )


async def forget_passkeys(
    connection: AsyncConnection, shop_id: int, member_id: UUID, *, actor: str, now: datetime
) -> None:
    """Somebody has lost their devices: none of their passkeys opens anything, and each sign-in ends.

    Their password then leads to adding a new one. Raises NotFound.
    """
    member = await queries.get_member(connection, shop_id, member_id, lock=True)
    gone = await connection.execute(
        delete(Passkey).where(Passkey.shop_id == shop_id, Passkey.member_id == member_id)
    )
    await end_sign_ins(connection, shop_id, member_id, "passkeys forgotten", now)
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="passkeys.forgotten",
        subject=member.subject,
        now=now,
        before={"passkeys": gone.rowcount},
    )


async def note_passkey_added(connection: AsyncConnection, viewer: Viewer) -> None:
    """Whoever has just proved password and device is signed in by both."""
    if viewer.sign_in_id is not None:
        mine = update(SignIn).where(SignIn.shop_id == viewer.shop_id, SignIn.sign_in_id == viewer.sign_in_id)
        await connection.execute(mine.values(method="passkey"))
