"""Erase a shop from stocktakes (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stocktakes.models import (
    CountSchedule,
    PastStocktake,
    PastStocktakeLine,
    Stocktake,
    StocktakeCode,
    StocktakeLine,
    StocktakeNumber,
    StocktakeScan,
    StocktakeSection,
)

TABLES = (
    StocktakeScan,
    StocktakeCode,
    StocktakeSection,
    StocktakeLine,
    Stocktake,
    StocktakeNumber,
    CountSchedule,
    PastStocktakeLine,
    PastStocktake,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
