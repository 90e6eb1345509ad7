"""Reading receipts: what arrived, what went back, and how far the stock has moved."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound


class ReceiptRecord(NamedTuple):
    """A receipt or a return; `change_set` counts its lines by how far they are in Shopify."""

    id: int
    order_id: UUID
    number: int
    kind: str
    effective_at: datetime
    recorded_at: datetime
    recorded_by: str
    currency: str
    rate: Decimal
    note: str
    others: list[dict[str, Any]]
    change_set_id: UUID | None
    undone_at: datetime | None
    undone_by: str | None
    undo_change_set_id: UUID | None
    waiting: int
    failed: int


class ReceiptLineRecord(NamedTuple):
    """Units of an order's line at a location."""

    receipt_id: int
    id: int
    line_id: UUID
    item_id: int
    sku: str
    title: str
    location_id: int
    location_name: str
    name: str
    quantity: int


_RECEIPTS = """
    SELECT r.id, r.order_id, r.number, r.kind, r.effective_at, r.recorded_at, r.recorded_by, r.currency,
           r.rate, r.note, r.others, r.change_set_id, r.undone_at, r.undone_by, r.undo_change_set_id,
           coalesce(c.waiting, 0), coalesce(c.failed, 0)
    FROM receipt r
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE state IN ('pending', 'pushing')) AS waiting,
             count(*) FILTER (WHERE state = 'failed') AS failed
      FROM change_set_line
      WHERE shop_id = :shop AND change_set_id IN (r.change_set_id, r.undo_change_set_id)
    ) c ON true
    WHERE r.shop_id = :shop AND r.order_id = :id
"""
_LIST = text(f"{_RECEIPTS} ORDER BY r.number")
_ONE = text(f"{_RECEIPTS} AND r.id = :receipt")
_LINES = text("""
    SELECT n.receipt_id, n.id, n.line_id, n.item_id, coalesce(i.sku, ''),
           trim(coalesce(i.title, '') || ' ' || coalesce(i.variant_title, '')), n.location_id,
           coalesce(p.name, ''), n.name, n.quantity
    FROM receipt_line n
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = n.location_id
    WHERE n.shop_id = :shop AND n.receipt_id = ANY(CAST(:receipts AS bigint[])) ORDER BY n.id
""")


async def list_receipts(connection: AsyncConnection, shop_id: int, order_id: UUID) -> list[ReceiptRecord]:
    """Receipts and returns of an order in their order."""
    rows = await connection.execute(_LIST, {"shop": shop_id, "id": order_id})
    return [ReceiptRecord._make(row) for row in rows]


async def get_receipt(
    connection: AsyncConnection, shop_id: int, order_id: UUID, receipt_id: int
) -> ReceiptRecord:
    """A receipt of an order; raises NotFound."""
    arguments = {"shop": shop_id, "id": order_id, "receipt": receipt_id}
    row = (await connection.execute(_ONE, arguments)).one_or_none()
    if row is None:
        raise NotFound("there is no such receipt of this order")
    return ReceiptRecord._make(row)


async def list_receipt_lines(
    connection: AsyncConnection, shop_id: int, receipts: Sequence[int]
) -> list[ReceiptLineRecord]:
    """The lines of receipts."""
    rows = await connection.execute(_LINES, {"shop": shop_id, "receipts": list(receipts)})
    return [ReceiptLineRecord._make(row) for row in rows]
