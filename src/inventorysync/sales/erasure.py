"""Erase a shop from demand (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.models import (
    CleaningSwitch,
    EmptyShelf,
    ForecastPast,
    ForecastRun,
    ForecastSeries,
    PastSale,
    PlanEvent,
    SalesDay,
    SalesDue,
    SalesLine,
    SalesMark,
)

TABLES = (
    ForecastSeries,
    ForecastPast,
    ForecastRun,
    PlanEvent,
    SalesDay,
    SalesLine,
    EmptyShelf,
    CleaningSwitch,
    PastSale,
    SalesDue,
    SalesMark,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
