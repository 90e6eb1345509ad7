"""Erase the record of a shop's own requests, which goes with the shop."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.privacy.models import PrivacyRequest


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    await connection.execute(delete(PrivacyRequest).where(PrivacyRequest.shop_id == shop_id))
