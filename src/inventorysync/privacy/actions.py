"""Answering Shopify's compliance requests."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis import erasure as analysis
from inventorysync.audit import erasure as audit
from inventorysync.audit.actions import record
from inventorysync.billing import erasure as billing
from inventorysync.bins import erasure as bins
from inventorysync.catalog import erasure as catalog
from inventorysync.costing import erasure as costing
from inventorysync.farewell import erasure as farewell
from inventorysync.grid import erasure as grid
from inventorysync.imports import erasure as imports
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound
from inventorysync.kit.queue import actions as queue
from inventorysync.locations import erasure as locations
from inventorysync.people import erasure as people
from inventorysync.periods import erasure as periods
from inventorysync.privacy import erasure as privacy
from inventorysync.privacy.models import PrivacyRequest
from inventorysync.purchasing import erasure as purchasing
from inventorysync.recovery import erasure as recovery
from inventorysync.replays import erasure as replays
from inventorysync.replenishment import erasure as replenishment
from inventorysync.sales import erasure as sales
from inventorysync.shops import erasure as shops
from inventorysync.shops import queries as shop_queries
from inventorysync.stock import erasure as stock
from inventorysync.stocktakes import erasure as stocktakes
from inventorysync.suppliers import erasure as suppliers
from inventorysync.sync import erasure as sync
from inventorysync.transfers import erasure as transfers

log = structlog.get_logger(__name__)

DATA_REQUEST = "customers/data_request"
CUSTOMER_REDACT = "customers/redact"
SHOP_REDACT = "shop/redact"
ANSWERS = {
    DATA_REQUEST: "InventorySync stores no personal data of customers: there is nothing to hand out.",
    CUSTOMER_REDACT: "InventorySync stores no personal data of customers: there is nothing to erase.",
}
ROOMS = (
    privacy,
    recovery,
    farewell,
    imports,
    stocktakes,
    grid,
    people,
    sync,
    analysis,
    replays,
    replenishment,
    sales,
    costing,
    purchasing,
    transfers,
    stock,
    catalog,
    bins,
    suppliers,
    periods,
    locations,
    queue,
    billing,
    audit,
    shops,
)


async def answer_customer_request(
    connection: AsyncConnection,
    shop_id: int,
    *,
    topic: str,
    webhook_id: str,
    received_at: datetime,
    now: datetime,
) -> None:
    """Record a customers/* request and its complete answer; a repeated delivery changes nothing.

    The request's body names a person and is therefore not looked at. Raises NotFound for another topic.
    """
    if topic not in ANSWERS:
        raise NotFound(f"{topic} is no request about a customer")
    answer: dict[str, Any] = {"records": 0, "statement": ANSWERS[topic]}
    statement = insert(PrivacyRequest).values(
        shop_id=shop_id,
        webhook_id=webhook_id,
        topic=topic,
        received_at=received_at,
        answered_at=now,
        answer=answer,
    )
    kept = await connection.execute(
        statement.on_conflict_do_nothing(constraint="uq_privacy_request_shop_id_webhook_id")
    )
    if kept.rowcount:  # the merchant, who owes the customer the answer, reads it in the log
        await record(
            connection,
            shop_id,
            actor="system",
            action="privacy_request.answered",
            subject=f"privacy_request:{webhook_id}",
            now=now,
            after={"topic": topic, "answer": ANSWERS[topic]},
        )


async def erase_shop(database: Database, redis: Any, shop_id: int) -> None:
    """Remove every row and every key of a shop, as shop/redact asks; safe twice.

    Runs as the owner of the tables: the run-time role may not delete from the ledger. A shop that is
    connected is kept: its merchant has come back since the request came (PLATFORM.md D).
    """
    try:
        async with database.shop(shop_id) as connection:
            shop = await shop_queries.get_shop(connection, shop_id, lock=True)
            if shop.state == "active":
                log.warning("erasure_refused", shop_id=shop_id, state=shop.state)
                return
            await connection.execute(text("SET LOCAL ROLE NONE"))
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            for room in ROOMS:
                await room.erase(connection, shop_id)
            await _erase_keys(redis, shop_id, shop.domain)
    except NotFound:
        log.info("erasure_repeated", shop_id=shop_id)
        return
    log.info("shop_erased", shop_id=shop_id)


async def _erase_keys(redis: Any, shop_id: int, domain: str) -> None:
    """Before the commit: what fails here leaves the rows, and so the request, for another attempt."""
    for pattern in (f"*{domain}*", f"*shop:{shop_id}", f"*shop:{shop_id}:*"):
        async for key in redis.scan_iter(match=pattern, count=1000):
            await redis.delete(key)
