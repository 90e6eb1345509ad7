"""Erase a shop from sync (shop/redact)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sync.models import (
    DriftPolicy,
    ImportRun,
    SyncCheck,
    SyncDifference,
    SyncLog,
    SyncStream,
    SyncWake,
    WebhookInbox,
    WebhookWaiting,
)

TABLES = (
    SyncDifference,
    SyncCheck,
    DriftPolicy,
    SyncLog,
    ImportRun,
    SyncWake,
    WebhookWaiting,
    WebhookInbox,
    SyncStream,
)


async def erase(connection: AsyncConnection, shop_id: int) -> None:
    """Delete all that this room keeps of a shop."""
    for table in TABLES:
        await connection.execute(delete(table).where(table.shop_id == shop_id))
