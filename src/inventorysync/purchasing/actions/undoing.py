"""Taking a receipt or a return back: by compensating entries of its change set, once, with a preview."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.actions.placing import arrival_state
from inventorysync.purchasing.actions.receiving import count
from inventorysync.purchasing.actions.steps import Who, WrongState, move_on, note, open_order, set_state
from inventorysync.purchasing.queries import list_lines
from inventorysync.purchasing.receipts import ReceiptRecord, get_receipt, list_receipt_lines
from inventorysync.shops.writing import require_writing
from inventorysync.stock.actions.change_sets import Asked
from inventorysync.stock.actions.undo import NothingToUndo, UndoLine, plan_undo, undo_change_set

ARRIVED = ("sent", "confirmed", "partly_received", "received", "closed")
_UNDONE = text("""
    UPDATE receipt SET undone_at = :now, undone_by = :actor, undo_change_set_id = :change
    WHERE shop_id = :shop AND id = :receipt
""")


async def plan_receipt_undo(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, receipt_id: int
) -> Sequence[UndoLine]:
    """What taking a receipt back does by now, level by level. Raises as undo_receipt does."""
    _, receipt, _ = await _open(connection, shop_id, order_id, version, receipt_id)
    if receipt.change_set_id is None:
        return ()
    return await plan_undo(connection, shop_id, receipt.change_set_id)


async def undo_receipt(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    version: int,
    receipt_id: int,
    reason: str,
    who: Who,
) -> UUID | None:
    """Take a receipt or a return back; the change set that does, None where no stock had moved.

    Raises WrongState where it was taken back, or units of it went back to the supplier; StillGoingOn while it
    is on its way to Shopify.
    """
    await require_writing(connection, shop_id)
    state, receipt, units = await _open(connection, shop_id, order_id, version, receipt_id)
    made = None
    if receipt.change_set_id is not None:
        asked = Asked(who.actor, f"receipt:{receipt_id}:undo", who.now, who.request_id)
        try:
            made, _ = await undo_change_set(
                connection, shop_id, receipt.change_set_id, reason, asked, by_document=True
            )
        except NothingToUndo:
            made = None  # Shopify had refused every line: only the paper goes back
    await count(connection, shop_id, units, receipt.kind, -1)
    arguments = {"now": who.now, "actor": who.actor, "change": made, "receipt": receipt_id}
    await connection.execute(_UNDONE, {"shop": shop_id, **arguments})
    told = {"receipt": receipt.number, "kind": receipt.kind, "units": sum(units.values()), "note": reason}
    record = await open_order(connection, shop_id, order_id, ARRIVED)
    if receipt.kind == "receipt" and state != "closed":
        after = await arrival_state(connection, shop_id, record)
        await set_state(connection, shop_id, record, after, who, "undone", told)
    else:
        await move_on(connection, shop_id, order_id)
        await note(connection, shop_id, order_id, who, "undone", after=told)
    return made


async def _open(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, receipt_id: int
) -> tuple[str, ReceiptRecord, Counter[UUID]]:
    record = await open_order(connection, shop_id, order_id, ARRIVED, version)
    receipt = await get_receipt(connection, shop_id, order_id, receipt_id)
    if receipt.undone_at is not None:
        raise WrongState("it was taken back before")
    units: Counter[UUID] = Counter()
    for line in await list_receipt_lines(connection, shop_id, [receipt_id]):
        units[line.line_id] += line.quantity
    if receipt.kind == "receipt":
        for ordered in await list_lines(connection, shop_id, order_id):
            if ordered.received - units[ordered.line_id] < ordered.returned:
                raise WrongState("units of it went back to the supplier: take the return back first")
    return record.state, receipt, units
