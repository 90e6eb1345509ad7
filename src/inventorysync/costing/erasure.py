"""Erase a shop from costing (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.bill_models import (
    Bill,
    BillChange,
    BillDue,
    BillLine,
    BillReceipt,
    BillShare,
    ItemMeasure,
)
from inventorysync.costing.models import (
    CostDue,
    CostEntry,
    CostingRules,
    CostLayer,
    CostMark,
    MonthFigure,
    OpeningCost,
)

TABLES = (
    BillChange,
    BillDue,
    BillShare,
    BillReceipt,
    BillLine,
    Bill,
    ItemMeasure,
    MonthFigure,
    CostEntry,
    CostLayer,
    CostDue,
    CostMark,
    MonthFigure,
    OpeningCost,
    CostingRules,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
