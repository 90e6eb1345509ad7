"""Erase a shop from transfers (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.transfers.models import (
    Transfer,
    TransferEvent,
    TransferLine,
    TransferRequest,
    TransferShipment,
    TransferShipmentLine,
    TransferStep,
)

TABLES = (
    TransferRequest,
    TransferEvent,
    TransferStep,
    TransferShipmentLine,
    TransferShipment,
    TransferLine,
    Transfer,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
