"""Erase a shop from replenishment (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.replenishment.models import (
    StockPolicy,
    StockPolicyChange,
    Suggestion,
    SuggestionDismissal,
    SuggestionRequest,
    SuggestionRun,
)

TABLES = (
    SuggestionRequest,
    SuggestionDismissal,
    Suggestion,
    SuggestionRun,
    StockPolicyChange,
    StockPolicy,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
