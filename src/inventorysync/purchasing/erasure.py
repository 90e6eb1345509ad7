"""Erase a shop from purchasing (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderComment,
    PurchaseOrderEvent,
    PurchaseOrderFile,
    PurchaseOrderFileContent,
    PurchaseOrderLine,
    PurchaseOrderMail,
    PurchaseOrderNumber,
    PurchaseOrderRequest,
    PurchasingLogo,
    PurchasingRules,
    Receipt,
    ReceiptLine,
)

TABLES = (
    ReceiptLine,
    Receipt,
    PurchaseOrderMail,
    PurchaseOrderFileContent,
    PurchaseOrderFile,
    PurchaseOrderComment,
    PurchaseOrderEvent,
    PurchaseOrderRequest,
    PurchaseOrderLine,
    PurchaseOrder,
    PurchaseOrderNumber,
    PurchasingRules,
    PurchasingLogo,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
