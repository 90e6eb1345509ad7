"""Reading purchase orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound

OPEN_STATES = ("sent", "confirmed", "partly_received")
"""In which states of an order its open units are still to come."""


def order_name(number: int) -> str:
    """What people call an order."""
    return f"PO-{number}"


class OrderRecord(NamedTuple):
    """A purchase order without its lines."""

    order_id: UUID
    number: int
    supplier_id: UUID
    supplier_name: str
    supplier_email: str
    minimum_order: Decimal | None
    location_id: int
    location_name: str
    currency: str
    rate: Decimal | None
    state: str
    placed_as: str | None
    reference: str
    expected_on: date | None
    terms: str
    note: str
    version: int
    created_by: str
    created_at: datetime
    origin: str | None

    @property
    def name(self) -> str:
        """What it is called."""
        return order_name(self.number)


class LineRecord(NamedTuple):
    """A line of an order with its item's words."""

    line_id: UUID
    item_id: int
    sku: str
    barcode: str
    title: str
    variant_title: str
    code: str
    pack: int
    minimum: int
    quantity: int
    unit_cost: Decimal | None
    tax_rate: Decimal | None
    expected_on: date | None
    received: int
    returned: int
    received_before: int

    @property
    def open(self) -> int:
        """Units that have not arrived."""
        return max(self.quantity - self.received, 0)


class ListedOrder(NamedTuple):
    """An order in a list, with what its lines come to."""

    order: OrderRecord
    lines: int
    units: int
    received: int


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are meant; None means all."""

    states: tuple[str, ...] | None = None
    supplier_id: UUID | None = None
    location_id: int | None = None
    search: str | None = None


_FIELDS = """
    o.order_id, o.number, o.supplier_id, coalesce(s.name, ''), coalesce(s.email, ''), s.minimum_order,
    o.location_id, coalesce(p.name, ''), o.currency, o.rate, o.state, o.placed_as, o.reference, o.expected_on,
    o.terms, o.note, o.version, o.created_by, o.created_at, o.origin
"""
_FROM = """
    FROM purchase_order o
    LEFT JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = o.supplier_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = o.location_id
"""
_ONE = text(f"SELECT {_FIELDS} {_FROM} WHERE o.shop_id = :shop AND o.order_id = :id")
_LOCK = text("SELECT version FROM purchase_order WHERE shop_id = :shop AND order_id = :id FOR UPDATE")
_LINES = text("""
    SELECT l.line_id, l.item_id, coalesce(i.sku, ''), coalesce(i.barcode, ''), coalesce(i.title, ''),
           coalesce(i.variant_title, ''), l.code, l.pack, l.minimum, l.quantity, l.unit_cost, l.tax_rate,
           l.expected_on, l.received, l.returned, l.received_before
    FROM purchase_order_line l
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    WHERE l.shop_id = :shop AND l.order_id = :id ORDER BY l.place, l.line_id
""")
_LIST = text(f"""
    SELECT {_FIELDS}, coalesce(n.lines, 0), coalesce(n.units, 0), coalesce(n.received, 0)
    {_FROM}
    LEFT JOIN LATERAL (
      SELECT count(*) AS lines, sum(quantity) AS units, sum(received) AS received FROM purchase_order_line
      WHERE shop_id = :shop AND order_id = o.order_id
    ) n ON true
    WHERE o.shop_id = :shop
      AND (CAST(:states AS text[]) IS NULL OR o.state = ANY(:states))
      AND (CAST(:supplier AS uuid) IS NULL OR o.supplier_id = :supplier)
      AND (CAST(:location AS bigint) IS NULL OR o.location_id = :location)
      AND (CAST(:search AS text) IS NULL
           OR position(lower(:search) IN
                       lower('PO-' || o.number || ' ' || coalesce(s.name, '') || ' ' || o.reference || ' '
                             || coalesce(o.origin, ''))) > 0
           OR EXISTS (SELECT FROM purchase_order_line l
                      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
                      WHERE l.shop_id = :shop AND l.order_id = o.order_id
                        AND (lower(i.sku) = lower(:search) OR i.barcode = :search
                             OR lower(l.code) = lower(:search))))
      AND (CAST(:before AS timestamptz) IS NULL OR (o.created_at, o.order_id) < (:before, :before_id))
    ORDER BY o.created_at DESC, o.order_id DESC LIMIT :limit
""")
_PRICED = text("""
    SELECT order_id, quantity, unit_cost, tax_rate FROM purchase_order_line
    WHERE shop_id = :shop AND order_id = ANY(CAST(:orders AS uuid[]))
""")
_EVENTS = text("""
    SELECT event_id, at, actor, what, details, version FROM purchase_order_event
    WHERE shop_id = :shop AND order_id = :id AND version > :after ORDER BY event_id
""")
_COMMENTS = text("""
    SELECT comment_id, at, actor, words FROM purchase_order_comment
    WHERE shop_id = :shop AND order_id = :id ORDER BY comment_id
""")
_MAILS = text("""
    SELECT mail_id, recipient, subject, words, attachments, actor, at, state, problem
    FROM purchase_order_mail WHERE shop_id = :shop AND order_id = :id ORDER BY at, mail_id
""")
_OPEN = text("""
    SELECT o.order_id, o.number, o.state, coalesce(s.name, ''), o.location_id, coalesce(p.name, ''),
           coalesce(l.expected_on, o.expected_on), l.quantity, l.received
    FROM purchase_order_line l
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = l.order_id
    LEFT JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = o.supplier_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = o.location_id
    WHERE l.shop_id = :shop AND l.item_id = :item AND o.state = ANY(:states) AND l.quantity > l.received
    ORDER BY coalesce(l.expected_on, o.expected_on) NULLS LAST, o.number
""")
_IS_ITEM = text("SELECT 1 FROM inventory_item WHERE shop_id = :shop AND item_id = :item")


async def get_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, *, lock: bool = False
) -> OrderRecord:
    """An order in sight; with `lock` nobody else changes it in this transaction. Raises NotFound."""
    scope = {"shop": shop_id, "id": order_id}
    if lock:
        await connection.execute(_LOCK, scope)
    row = (await connection.execute(_ONE, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such purchase order in this shop")
    return OrderRecord._make(row)


async def list_lines(connection: AsyncConnection, shop_id: int, order_id: UUID) -> list[LineRecord]:
    """The lines of an order in their order."""
    rows = await connection.execute(_LINES, {"shop": shop_id, "id": order_id})
    return [LineRecord._make(row) for row in rows]


async def list_orders(
    connection: AsyncConnection,
    shop_id: int,
    wanted: OrderFilter,
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ListedOrder]:
    """Orders in sight, newest first."""
    at, key = before or (None, None)
    arguments = {
        "shop": shop_id,
        "states": list(wanted.states) if wanted.states else None,
        "supplier": wanted.supplier_id,
        "location": wanted.location_id,
        "search": wanted.search,
        "before": at,
        "before_id": key,
        "limit": limit,
    }
    width = len(OrderRecord._fields)
    return [
        ListedOrder(OrderRecord._make(row[:width]), *row[width:])
        for row in await connection.execute(_LIST, arguments)
    ]


async def list_priced(connection: AsyncConnection, shop_id: int, orders: Sequence[UUID]) -> Sequence[Any]:
    """Each line of these orders as (order, quantity, cost of one, tax rate)."""
    return (await connection.execute(_PRICED, {"shop": shop_id, "orders": list(orders)})).all()


async def list_events(
    connection: AsyncConnection, shop_id: int, order_id: UUID, after: int = 0
) -> Sequence[Any]:
    """What happened to an order since a version, oldest first."""
    scope = {"shop": shop_id, "id": order_id, "after": after}
    return (await connection.execute(_EVENTS, scope)).all()


async def list_comments(connection: AsyncConnection, shop_id: int, order_id: UUID) -> Sequence[Any]:
    """What was said, oldest first."""
    return (await connection.execute(_COMMENTS, {"shop": shop_id, "id": order_id})).all()


async def list_mails(connection: AsyncConnection, shop_id: int, order_id: UUID) -> Sequence[Any]:
    """Every mail to the supplier, oldest first."""
    return (await connection.execute(_MAILS, {"shop": shop_id, "id": order_id})).all()


async def list_open_lines(connection: AsyncConnection, shop_id: int, item_id: int) -> Sequence[Any]:
    """Units of an item that are still to come, the soonest first; raises NotFound for no item of the shop."""
    if await connection.scalar(_IS_ITEM, {"shop": shop_id, "item": item_id}) is None:
        raise NotFound("there is no such item in this shop")
    arguments = {"shop": shop_id, "item": item_id, "states": list(OPEN_STATES)}
    return (await connection.execute(_OPEN, arguments)).all()
