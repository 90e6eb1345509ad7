"""Erase a shop's people (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.people.models import (
    Dismissal,
    Invitation,
    Member,
    Passkey,
    SignIn,
    SignInRules,
    SpentChallenge,
)

TABLES = (SignInRules, Dismissal, SpentChallenge, Passkey, SignIn, Invitation, Member)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
