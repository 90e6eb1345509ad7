"""What becomes of an approved order: sent, confirmed, closed, canceled; and what is said of it."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.actions.steps import Who, open_order, set_state
from inventorysync.purchasing.queries import OrderRecord, get_order, list_lines

BEFORE_ARRIVAL = ("draft", "awaiting_approval", "approved", "sent", "confirmed")
_CONFIRMED = text("""
    UPDATE purchase_order SET reference = :reference, expected_on = :expected_on
    WHERE shop_id = :shop AND order_id = :id
""")
_COMMENT = text("""
    INSERT INTO purchase_order_comment (shop_id, order_id, at, actor, words)
    VALUES (:shop, :id, :now, :actor, :words)
""")


async def mark_sent(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, how: str, who: Who
) -> None:
    """Note that the supplier has the order, by whatever way."""
    record = await open_order(connection, shop_id, order_id, ("approved",), version)
    details = {"note": how} if how else {}
    await set_state(connection, shop_id, record, "sent", who, "sent", details, placed_as="sent")


async def confirm_order(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    version: int,
    reference: str | None,
    expected_on: date | None,
    who: Who,
) -> None:
    """Note that the supplier has agreed, their number of it and when they send it, where they said so."""
    record = await open_order(
        connection, shop_id, order_id, ("sent", "confirmed", "partly_received"), version
    )
    told = {
        "reference": record.reference if reference is None else reference,
        "expected_on": expected_on or record.expected_on,
    }
    await connection.execute(_CONFIRMED, {"shop": shop_id, "id": order_id, **told})
    state = "confirmed" if record.state == "sent" else record.state
    details = {**told, "expected_on": told["expected_on"] and str(told["expected_on"])}
    await set_state(connection, shop_id, record, state, who, "confirmed", details, placed_as="confirmed")


async def cancel_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, why: str, who: Who
) -> None:
    """Leave an order of which nothing has arrived; its supplier has to be told by whoever does it."""
    record = await open_order(connection, shop_id, order_id, BEFORE_ARRIVAL, version)
    await set_state(connection, shop_id, record, "canceled", who, "canceled", {"note": why} if why else {})


async def close_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, why: str, who: Who
) -> None:
    """Expect no more of an order: what has not arrived by now does not come."""
    record = await open_order(connection, shop_id, order_id, ("partly_received", "received"), version)
    missing = sum(line.open for line in await list_lines(connection, shop_id, order_id))
    details = {"missing": missing, **({"note": why} if why else {})}
    await set_state(connection, shop_id, record, "closed", who, "closed", details)


async def reopen_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, why: str, who: Who
) -> None:
    """Expect what is still missing of a closed order after all."""
    record = await open_order(connection, shop_id, order_id, ("closed",), version)
    state = await arrival_state(connection, shop_id, record)
    await set_state(connection, shop_id, record, state, who, "reopened", {"note": why} if why else {})


async def arrival_state(connection: AsyncConnection, shop_id: int, record: OrderRecord) -> str:
    """The state that an order's lines tell: what it was before, partly received or received."""
    lines = await list_lines(connection, shop_id, record.order_id)
    if not any(line.received for line in lines):
        return record.placed_as or "sent"
    return "partly_received" if any(line.open for line in lines) else "received"


async def comment(connection: AsyncConnection, shop_id: int, order_id: UUID, words: str, who: Who) -> None:
    """Say something about an order to the people of the shop."""
    await get_order(connection, shop_id, order_id)
    arguments = {"shop": shop_id, "id": order_id, "words": words, "actor": who.actor, "now": who.now}
    await connection.execute(_COMMENT, arguments)


async def require_unsent(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int
) -> OrderRecord:
    """An order that no supplier has; raises WrongState."""
    return await open_order(
        connection, shop_id, order_id, ("draft", "awaiting_approval", "approved"), version
    )
