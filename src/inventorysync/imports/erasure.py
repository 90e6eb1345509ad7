"""Erase a shop from imports (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.models import ImportFile, ImportMade, ImportPart, ImportRoles, ImportRow

TABLES = (ImportRow, ImportMade, ImportPart, ImportRoles, ImportFile)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
