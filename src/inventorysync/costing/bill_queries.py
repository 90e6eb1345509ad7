"""Reading bills, the receipts they may be about, and goods that came and were not billed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound

_BILLS = """
    SELECT b.bill_id, b.supplier_id, b.sender, b.reference, b.billed_on, b.currency, b.rate, b.note, b.state,
           b.version, b.created_by, b.created_at,
           coalesce((SELECT sum(CASE WHEN l.kind = 'discount' THEN -l.amount ELSE l.amount END)
                     FROM bill_line l WHERE l.shop_id = :shop AND l.bill_id = b.bill_id), 0) AS total,
           (SELECT count(*) FROM bill_receipt r WHERE r.shop_id = :shop AND r.bill_id = b.bill_id) AS receipts
    FROM bill b
    WHERE b.shop_id = :shop
"""
_LIST = text(f"""
    {_BILLS}
      AND (CAST(:search AS text) = '' OR b.sender ILIKE :like OR b.reference ILIKE :like)
      AND (CAST(:day AS date) IS NULL OR (b.billed_on, b.bill_id) < (CAST(:day AS date), CAST(:id AS uuid)))
    ORDER BY b.billed_on DESC, b.bill_id DESC LIMIT :limit
""")
_ONE = text(f"{_BILLS} AND b.bill_id = :bill")
_LINES = text("""
    SELECT kind, says, amount, spread_by FROM bill_line
    WHERE shop_id = :shop AND bill_id = :bill ORDER BY place
""")
_SHARES = text("""
    SELECT s.place, s.amount, s.is_goods, l.item_id, coalesce(i.sku, '') AS sku,
           coalesce(i.title, '') AS title, l.quantity, r.id AS receipt_id, r.number, o.number AS order_number,
           coalesce(p.name, '') AS location_name
    FROM bill_share s
    JOIN receipt_line l ON l.shop_id = :shop AND l.id = s.receipt_line_id
    JOIN receipt r ON r.shop_id = :shop AND r.id = l.receipt_id
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = r.order_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
    WHERE s.shop_id = :shop AND s.bill_id = :bill
    ORDER BY s.place, r.id, l.id LIMIT :limit
""")
_RECEIPTS = """
    SELECT r.id, r.number, r.kind, r.effective_at, r.currency, r.rate, r.undone_at, o.order_id,
           o.number AS order_number, o.supplier_id, coalesce(s.name, '') AS supplier_name,
           (SELECT sum(l.quantity * l.unit_cost) FROM receipt_line l
            WHERE l.shop_id = :shop AND l.receipt_id = r.id) AS value,
           (SELECT sum(l.quantity) FROM receipt_line l
            WHERE l.shop_id = :shop AND l.receipt_id = r.id) AS units,
           (SELECT string_agg(DISTINCT p.name, ', ' ORDER BY p.name) FROM receipt_line l
            JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
            WHERE l.shop_id = :shop AND l.receipt_id = r.id) AS places,
           EXISTS (SELECT FROM bill_receipt b WHERE b.shop_id = :shop AND b.receipt_id = r.id AND b.has_goods)
             AS has_bill
    FROM receipt r
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = r.order_id
    LEFT JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = o.supplier_id
    WHERE r.shop_id = :shop
"""
_CHOOSE = text(f"""
    {_RECEIPTS} AND r.kind = 'receipt' AND r.undone_at IS NULL
      AND (CAST(:order AS uuid) IS NULL OR r.order_id = :order)
      AND (CAST(:search AS text) = '' OR s.name ILIKE :like OR 'PO-' || o.number ILIKE :like)
    ORDER BY r.effective_at DESC, r.id DESC LIMIT :limit
""")
_OF_BILL = text(f"""
    {_RECEIPTS} AND r.id IN (SELECT receipt_id FROM bill_receipt WHERE shop_id = :shop AND bill_id = :bill)
    ORDER BY r.effective_at, r.id
""")
_CHANGES = text("""
    SELECT c.version, c.item_id, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title, c.at,
           c.location_id, coalesce(p.name, '') AS location_name, c.kind, c.account, c.document_label,
           c.value_before, c.value_after, c.entry_id, c.fact_id, c.number
    FROM bill_change c
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = c.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = c.location_id
    WHERE c.shop_id = :shop AND c.bill_id = :bill
    ORDER BY c.version DESC, c.at, c.item_id, c.entry_id, c.fact_id, c.number LIMIT :limit OFFSET :skip
""")
_CHANGE_SUMS = text("""
    SELECT version, account, count(*) AS entries,
           sum(coalesce(value_after, 0) - coalesce(value_before, 0)) AS change
    FROM bill_change WHERE shop_id = :shop AND bill_id = :bill
    GROUP BY version, account ORDER BY version DESC, account
""")
_WAITS = text("SELECT EXISTS (SELECT FROM bill_due WHERE shop_id = :shop AND bill_id = :bill)")
_NOT_INVOICED = text("""
    SELECT r.id, r.number, r.kind, r.effective_at, o.order_id, o.number AS order_number,
           coalesce(s.name, '') AS supplier_name, sum(e.value) AS value
    FROM receipt r
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = r.order_id
    LEFT JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = o.supplier_id
    JOIN LATERAL (
      SELECT c.value FROM stock_movement m
      JOIN stock_entry x ON x.shop_id = :shop AND x.movement_id = m.movement_id AND x.name = 'on_hand'
      JOIN cost_entry c ON c.shop_id = :shop AND c.item_id = x.item_id AND c.entry_id = x.entry_id
        AND c.account = 'receipts' AND c.at < :before
      WHERE m.shop_id = :shop AND m.change_set_id IN (r.change_set_id, r.undo_change_set_id)
    ) e ON true
    WHERE r.shop_id = :shop AND r.effective_at < :before
      AND NOT EXISTS (
        SELECT FROM bill_receipt b JOIN bill h ON h.shop_id = :shop AND h.bill_id = b.bill_id
        WHERE b.shop_id = :shop AND b.receipt_id = r.id AND b.has_goods AND h.billed_on <= :day)
    GROUP BY r.id, r.number, r.kind, r.effective_at, o.order_id, o.number, s.name
    HAVING sum(e.value) <> 0 ORDER BY r.effective_at, r.id
""")


def _like(search: str) -> str:
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


async def list_bills(
    connection: AsyncConnection, shop_id: int, *, search: str, after: tuple[date, UUID] | None, limit: int
) -> Sequence[Any]:
    """Bills by their day, the latest first."""
    day, bill = after or (None, None)
    scope = {"shop": shop_id, "search": search, "like": _like(search), "day": day, "id": bill}
    return (await connection.execute(_LIST, {**scope, "limit": limit})).all()


async def get_bill(connection: AsyncConnection, shop_id: int, bill_id: UUID) -> Any:
    """A bill; raises NotFound."""
    row = (await connection.execute(_ONE, {"shop": shop_id, "bill": bill_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such bill in this shop")
    return row


async def list_lines(connection: AsyncConnection, shop_id: int, bill_id: UUID) -> Sequence[Any]:
    """The lines of a bill."""
    return (await connection.execute(_LINES, {"shop": shop_id, "bill": bill_id})).all()


async def list_shares(connection: AsyncConnection, shop_id: int, bill_id: UUID, limit: int) -> Sequence[Any]:
    """What each line of a bill adds to each line of its receipts."""
    scope = {"shop": shop_id, "bill": bill_id, "limit": limit}
    return (await connection.execute(_SHARES, scope)).all()


async def list_receipts_of(connection: AsyncConnection, shop_id: int, bill_id: UUID) -> Sequence[Any]:
    """The receipts that a bill is about."""
    return (await connection.execute(_OF_BILL, {"shop": shop_id, "bill": bill_id})).all()


async def choose_receipts(
    connection: AsyncConnection, shop_id: int, *, search: str, order_id: UUID | None, limit: int
) -> Sequence[Any]:
    """Receipts that a bill may be about, the latest first."""
    scope = {"shop": shop_id, "search": search, "like": _like(search), "order": order_id, "limit": limit}
    return (await connection.execute(_CHOOSE, scope)).all()


async def list_changes(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, *, skip: int, limit: int
) -> Sequence[Any]:
    """Entries that versions of a bill changed, the latest version first."""
    scope = {"shop": shop_id, "bill": bill_id, "skip": skip, "limit": limit}
    return (await connection.execute(_CHANGES, scope)).all()


async def sum_changes(connection: AsyncConnection, shop_id: int, bill_id: UUID) -> Sequence[Any]:
    """By how much each version of a bill changed each account."""
    return (await connection.execute(_CHANGE_SUMS, {"shop": shop_id, "bill": bill_id})).all()


async def list_not_invoiced(
    connection: AsyncConnection, shop_id: int, day: date, before: datetime
) -> Sequence[Any]:
    """Receipts and returns whose goods no bill had at the end of a day, with what they were booked at."""
    scope = {"shop": shop_id, "day": day, "before": before}
    return (await connection.execute(_NOT_INVOICED, scope)).all()


async def waits_for_costs(connection: AsyncConnection, shop_id: int, bill_id: UUID) -> bool:
    """Whether what the bill adds has still to be carried through the costs of its items."""
    return bool(await connection.scalar(_WAITS, {"shop": shop_id, "bill": bill_id}))
