"""Erase a shop from the analysis (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis.models import AnalysisLevel, AnalysisRules, AnalysisRun

TABLES = (AnalysisLevel, AnalysisRun, AnalysisRules)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
