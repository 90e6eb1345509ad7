"""Orders of another system brought here: as they were then, without moving a unit of stock.

What had arrived before is in the stock already. It counts as received on the order's lines, beside which it
is kept as `received_before`, and has no receipt: nothing is posted, costed or to be billed for it. What had
not arrived is to come, as with any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.purchasing.actions.drafting import FIRST_NUMBER, told_of_head, told_of_lines
from inventorysync.purchasing.actions.steps import Who
from inventorysync.purchasing.queries import get_order, list_lines

BroughtState = Literal["draft", "sent", "confirmed", "partly_received", "received", "closed", "canceled"]
_note = audit.notes_of("purchase_order")
_NUMBER = text("""
    INSERT INTO purchase_order_number AS n (shop_id, last) VALUES (:shop, :first)
    ON CONFLICT (shop_id) DO UPDATE SET last = n.last + 1 RETURNING last
""")
_IS_HERE = text("SELECT order_id FROM purchase_order WHERE shop_id = :shop AND origin = :origin")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('purchase_order_origin'), :shop)")
_INSERT = text("""
    INSERT INTO purchase_order (shop_id, order_id, number, supplier_id, location_id, currency, rate, state,
                                placed_as, reference, expected_on, terms, note, origin, created_by,
                                created_at)
    VALUES (:shop, :id, :number, :supplier, :location, :currency, :rate, :state, :placed_as, :reference,
            :expected_on, :terms, :note, :origin, :actor, :made_at)
    ON CONFLICT (shop_id, origin) WHERE origin IS NOT NULL DO NOTHING RETURNING order_id
""")
_LINES = text("""
    INSERT INTO purchase_order_line (shop_id, line_id, order_id, place, item_id, code, pack, minimum,
                                     quantity, unit_cost, tax_rate, received, received_before)
    SELECT CAST(:shop AS int), k.line_id, CAST(:id AS uuid), k.place, k.item_id, coalesce(n.code, ''),
           coalesce(n.pack, 1), coalesce(n.minimum, 1), k.quantity, k.unit_cost, k.tax_rate, k.received,
           k.received
    FROM unnest(CAST(:line_ids AS uuid[]), CAST(:items AS bigint[]), CAST(:quantities AS int[]),
                CAST(:received AS int[]), CAST(:costs AS numeric[]), CAST(:taxes AS numeric[]))
      WITH ORDINALITY AS k(line_id, item_id, quantity, received, unit_cost, tax_rate, place)
    LEFT JOIN supplier_item n ON n.shop_id = :shop AND n.supplier_id = :supplier AND n.item_id = k.item_id
""")
_DONE_SINCE = {
    "was sent by mail": "purchase_order_mail",
    "has comments": "purchase_order_comment",
    "has files": "purchase_order_file",
    "has steps taken here": "purchase_order_event",
    "has receipts": "receipt",
}
_REMOVE = (
    text("DELETE FROM purchase_order_line WHERE shop_id = :shop AND order_id = :id"),
    text("DELETE FROM purchase_order WHERE shop_id = :shop AND order_id = :id"),
)


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """Units of an item as they were ordered, and how many of them had arrived."""

    item_id: int
    quantity: int
    received: int
    unit_cost: Decimal | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BroughtOrder:
    """An order of another system; `origin` is what it was called there."""

    origin: str
    supplier_id: UUID
    location_id: int
    currency: str
    rate: Decimal | None
    state: BroughtState
    ordered_at: datetime
    expected_on: date | None
    reference: str
    terms: str
    note: str
    lines: Sequence[BroughtLine]


async def bring_order(
    connection: AsyncConnection, shop_id: int, order: BroughtOrder, who: Who
) -> tuple[UUID, int] | None:
    """Keep an order of another system, its id and number; None where it was brought before."""
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})
    if await connection.scalar(_IS_HERE, {"shop": shop_id, "origin": order.origin}) is not None:
        return None
    number = int(await connection.scalar(_NUMBER, {"shop": shop_id, "first": FIRST_NUMBER}) or 0)
    order_id = uuid4()
    is_placed = order.state not in ("draft", "canceled")
    columns = {
        "number": number,
        "supplier": order.supplier_id,
        "location": order.location_id,
        "currency": order.currency,
        "rate": order.rate,
        "state": order.state,
        "placed_as": ("confirmed" if order.state == "confirmed" else "sent") if is_placed else None,
        "reference": order.reference,
        "expected_on": order.expected_on,
        "terms": order.terms,
        "note": order.note,
        "origin": order.origin,
        "actor": who.actor,
        "made_at": order.ordered_at,
    }
    scope = {"shop": shop_id, "id": order_id}
    if await connection.scalar(_INSERT, {**scope, **columns}) is None:
        return None  # it is at a location that is not in sight
    lines = {
        "line_ids": [uuid4() for _ in order.lines],
        "items": [line.item_id for line in order.lines],
        "quantities": [line.quantity for line in order.lines],
        "received": [line.received for line in order.lines],
        "costs": [line.unit_cost for line in order.lines],
        "taxes": [line.tax_rate for line in order.lines],
    }
    await connection.execute(_LINES, {**scope, "supplier": order.supplier_id, **lines})
    after = told_of_head(
        order.supplier_id, order.location_id, order.currency, order.rate, order.reference, order.expected_on,
        order.terms, order.note,
    )  # fmt: skip
    kept = await list_lines(connection, shop_id, order_id)
    after |= {"number": number, "origin": order.origin, "state": order.state, "lines": told_of_lines(kept)}
    after["received_before"] = sum(line.received for line in order.lines)
    await _note(connection, shop_id, order_id, who, "brought", after=after)
    return order_id, number


async def why_kept(connection: AsyncConnection, shop_id: int, order_id: UUID) -> str | None:
    """What somebody has done with a brought order since, in words; None where nobody has done anything."""
    record = await get_order(connection, shop_id, order_id, lock=True)
    done = []
    for words, table in _DONE_SINCE.items():
        statement = text(f"SELECT EXISTS (SELECT FROM {table} WHERE shop_id = :shop AND order_id = :id)")
        if await connection.scalar(statement, {"shop": shop_id, "id": order_id}):
            done.append(words)
    if record.version != 1 and not done:
        done.append("was changed")
    return f"{' and '.join(done)}: cancel or close it by hand" if done else None


async def remove_brought_order(connection: AsyncConnection, shop_id: int, order_id: UUID, who: Who) -> None:
    """Have a brought order be gone that nobody has worked on (`why_kept` says so); it never moved stock."""
    record = await get_order(connection, shop_id, order_id, lock=True)
    lines = await list_lines(connection, shop_id, order_id)
    for statement in _REMOVE:
        await connection.execute(statement, {"shop": shop_id, "id": order_id})
    head = {"number": record.number, "origin": record.origin, "state": record.state}
    before = {**head, "lines": told_of_lines(lines)}
    await _note(connection, shop_id, order_id, who, "removed", before=before)
