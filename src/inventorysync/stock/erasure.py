"""Erase a shop from stock (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stock.models import (
    ChangeSet,
    ChangeSetLine,
    InventoryLevel,
    LedgerLink,
    LedgerMark,
    LevelIntent,
    StockCheckpoint,
    StockCheckpointLevel,
    StockEarlier,
    StockEntry,
    StockExplanation,
    StockFact,
    StockMovement,
    WriteCall,
)

TABLES = (
    StockCheckpointLevel,
    StockCheckpoint,
    StockEarlier,
    LedgerLink,
    LedgerMark,
    LevelIntent,
    WriteCall,
    ChangeSetLine,
    ChangeSet,
    StockExplanation,
    StockFact,
    StockEntry,
    StockMovement,
    InventoryLevel,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop; the ledger lets only the tables' owner do so."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
