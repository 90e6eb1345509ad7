"""Erase a shop's audit log (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit.models import AuditEntry


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop; only the table's owner may."""
    await connection.execute(delete(AuditEntry).where(AuditEntry.shop_id == shop_id))
