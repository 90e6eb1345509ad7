"""Purchase orders of another system, from a file with a row for each line; no row moves stock.

Rows of one number are one order. What had arrived by then is history: it lies in the store already. What had
not, and is not closed or canceled, is to come.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.cells import plain_name
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import Doing, Kept, Made, RecordRow, column_of
from inventorysync.imports.sold_item_records import resolve_supplier, supplier_for
from inventorysync.imports.supplier_records import read_directory
from inventorysync.kit.problems import NotFound
from inventorysync.purchasing.actions.bringing import (
    BroughtLine,
    BroughtOrder,
    BroughtState,
    bring_order,
    remove_brought_order,
    why_kept,
)
from inventorysync.purchasing.actions.steps import Who
from inventorysync.purchasing.schemas import LINES_MAX
from inventorysync.shops.queries import ShopRecord, get_shop

STATES: Mapping[str, BroughtState] = {
    **dict.fromkeys(("draft", "new", "pending", "open draft"), "draft"),
    **dict.fromkeys(("sent", "ordered", "open", "placed", "submitted", "active", "in transit"), "sent"),
    **dict.fromkeys(("confirmed", "accepted", "acknowledged"), "confirmed"),
    **dict.fromkeys(
        ("partial", "partially received", "partly received", "partly_received", "receiving"),
        "partly_received",
    ),
    **dict.fromkeys(("received", "fully received"), "received"),
    **dict.fromkeys(("closed", "complete", "completed", "archived", "done"), "closed"),
    **dict.fromkeys(("cancelled", "canceled", "void"), "canceled"),
}
OPEN = ("draft", "sent", "confirmed", "partly_received")
ENDED = ("received", "closed", "canceled")
ONE_ORDER = ("order_state", "ordered_on", "expected_on", "reference", "currency", "rate", "payment_terms")
_HERE = text("""
    SELECT origin, number FROM purchase_order WHERE shop_id = :shop AND origin = ANY(CAST(:origins AS text[]))
""")


@dataclass(slots=True)
class _Order:
    """Rows of one order; `said` is what the first of them says of the whole."""

    origin: str
    rows: list[RecordRow] = field(default_factory=list)
    items: dict[int, RecordRow] = field(default_factory=dict)

    @property
    def first(self) -> RecordRow:
        """The row that speaks for the order."""
        return self.rows[0]


async def settle(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Say of each row which order it is a line of, what of it is history and what is to come."""
    known = await read_directory(connection, shop_id)
    shop = await get_shop(connection, shop_id)
    made: set[str] = set()
    for row in rows:
        supplier = resolve_supplier(row, known, record, made)
        if row.state != "problem":
            row.wanted["supplier"] = row.document
            row.wanted.setdefault("currency", record.options.get("currency") or (
                supplier.currency if supplier else shop.currency))  # fmt: skip
    orders = _orders(record, rows)
    origins = {"shop": shop_id, "origins": list(orders)}
    here = {row.origin: row.number for row in await connection.execute(_HERE, origins)}
    counts = {"documents": 0, "units_before": 0, "units_incoming": 0, "suppliers_made": len(made)}
    for order in orders.values():
        if order.origin in here:
            for row in order.rows:
                row.state, row.note = "same", f"Is here already as PO-{here[order.origin]}"
            continue
        for row in order.rows:
            _settle_line(order, row, record, shop)
        good = [row for row in order.rows if row.state == "change"]
        counts["documents"] += bool(good)
        for row in good:
            counts["units_before"] += row.wanted["received"]
            counts["units_incoming"] += _incoming(row)
    return counts


def origin_of(record: ImportRecord, wanted: Mapping[str, Any]) -> str:
    """What an order was called where it comes from: its number, else what the whole file is."""
    named = wanted.get("document") or record.options.get("document") or Path(record.name).stem
    return f"Stocky {named}" if record.source == "stocky" and named[:6].lower() != "stocky" else str(named)


def _orders(record: ImportRecord, rows: Sequence[RecordRow]) -> dict[str, _Order]:
    orders: dict[str, _Order] = {}
    for row in rows:
        if row.state == "problem":
            continue
        row.document = origin_of(record, row.wanted)
        order = orders.setdefault(row.document, _Order(row.document))
        order.rows.append(row)
    return orders


Wrong = tuple[int, object, str, str]
"""A problem of a row: its column, what stands there, what is wrong, and the code of that."""


def _settle_line(order: _Order, row: RecordRow, record: ImportRecord, shop: ShopRecord) -> None:
    """What a line comes to; what keeps it from that is a problem of its row."""
    wrong = _contradiction(order, row, record)
    state = None if wrong else _state_of(order, row, record)
    if state is not None:
        received = row.wanted.get("received")
        if received is None:  # the state tells it where no column does
            is_told = state in ("received", "closed") and "received" not in record.roles
            received = row.wanted["quantity"] if is_told else 0
        row.wanted |= {"received": received, "state": state}
        wrong = _wrong_line(order, row, record) or _wrong_rate(row, record, shop)
    if wrong:
        row.refuse(*wrong)
    elif state is not None:
        _say(row, _incoming(row))


def _contradiction(order: _Order, row: RecordRow, record: ImportRecord) -> Wrong | None:
    """What a row says of the whole order that the first one says otherwise."""
    first = order.first
    for role in ("supplier", *ONE_ORDER):
        if role in row.wanted and row.wanted[role] != first.wanted.get(role, row.wanted[role]):
            message = f"row {first.line} says {first.wanted[role]} of this order"
            return column_of(record, role), row.wanted[role], message, "contradiction"
    if row.location_id != first.location_id:
        message = f"row {first.line} says another location of this order"
        return column_of(record, "location"), "", message, "contradiction"
    return None


def _wrong_line(order: _Order, row: RecordRow, record: ImportRecord) -> Wrong | None:
    twin = order.items.setdefault(row.item_id or 0, row)
    if len(order.items) > LINES_MAX:
        return 0, "", f"an order has {LINES_MAX:,} lines at most", "too_many"
    if twin is not row and twin.wanted.get("unit_cost") != row.wanted.get("unit_cost"):
        message = f"row {twin.line} has this item of this order at another cost"
        return column_of(record, "sku", "item_id", "variant_id"), row.label, message, "double"
    if row.wanted["quantity"] == 0:
        return column_of(record, "quantity"), "0", "is nothing: none was ordered", "nothing"
    coming = _incoming(row)
    if coming and row.wanted.get("unit_cost") is None and row.wanted["state"] != "draft":
        message = f"is empty, and {coming:,} of it are still to come: what does one cost?"
        return column_of(record, "unit_cost"), "", message, "missing"
    return None


def _wrong_rate(row: RecordRow, record: ImportRecord, shop: ShopRecord) -> Wrong | None:
    currency = row.wanted["currency"]
    rate = "1" if currency == shop.currency else row.wanted.get("rate") or record.options.get("rate")
    if rate is None and _incoming(row) and row.wanted["state"] != "draft":
        message = f"is in {currency}: say what one {currency} is worth in {shop.currency}, for the whole file"
        return column_of(record, "rate", "currency"), currency, message, "no_rate"
    row.wanted["rate"] = rate
    return None


def _say(row: RecordRow, coming: int) -> None:
    """What a person has to know of the line: what is history and what is to come."""
    received, parts = row.wanted["received"], []
    if received:
        parts.append(f"{received:,} arrived earlier: they are in Shopify's stock already, so no unit moves")
    if coming:
        parts.append(f"{coming:,} are still to come")
    elif row.wanted["quantity"] > received:
        ending = "canceled" if row.wanted["state"] == "canceled" else "closed"
        parts.append(f"{row.wanted['quantity'] - received:,} do not come any more: the order is {ending}")
    row.note = ". ".join(filter(None, (row.note, *parts)))
    row.before = {}


def _state_of(order: _Order, row: RecordRow, record: ImportRecord) -> BroughtState | None:
    """The state that the order is in by its own word; None with a problem where nobody knows the word."""
    word = order.first.wanted.get("order_state")
    if word is None:
        return "sent"
    state = STATES.get(plain_name(word))
    if state is None:
        known = "draft, ordered, confirmed, partially received, received, closed, cancelled"
        message = f"“{word}” is no state of an order: {known}"
        row.refuse(column_of(record, "order_state"), word, message, "not_a_state")
    return state


def _incoming(row: RecordRow) -> int:
    if row.wanted["state"] in ENDED:
        return 0
    return max(int(row.wanted["quantity"]) - int(row.wanted["received"]), 0)


async def apply(doing: Doing, rows: Sequence[RecordRow]) -> None:
    """Bring the orders of these rows here."""
    shop = await get_shop(doing.connection, doing.shop_id)
    groups: dict[str, list[RecordRow]] = defaultdict(list)
    for row in rows:
        groups[row.document].append(row)
    for origin, lines in groups.items():
        first = lines[0].wanted
        known = await read_directory(doing.connection, doing.shop_id)
        supplier = await supplier_for(doing, first["supplier"], first["currency"], known)
        order = _brought(origin, supplier, lines, shop, doing.now)
        made = await bring_order(doing.connection, doing.shop_id, order, _who(doing))
        if made is not None:
            await doing.keep("order", str(made[0]), None, {"name": f"PO-{made[1]}", "origin": origin})


def _brought(
    origin: str, supplier: Any, rows: Sequence[RecordRow], shop: ShopRecord, now: datetime
) -> BroughtOrder:
    first = rows[0].wanted
    lines: dict[int, BroughtLine] = {}
    for row in rows:
        item, held = row.item_id or 0, lines.get(row.item_id or 0)
        cost, tax = row.wanted.get("unit_cost"), row.wanted.get("tax_rate")
        lines[item] = BroughtLine(
            item,
            row.wanted["quantity"] + (held.quantity if held else 0),
            row.wanted["received"] + (held.received if held else 0),
            None if cost is None else Decimal(cost),
            None if tax is None else Decimal(tax),
        )
    whole = list(lines.values())
    day = first.get("ordered_on")
    zone = ZoneInfo(shop.time_zone)
    return BroughtOrder(
        origin=origin,
        supplier_id=supplier.supplier_id,
        location_id=rows[0].location_id or 0,
        currency=first["currency"],
        rate=None if first.get("rate") is None else Decimal(first["rate"]),
        state=_final_state(first["state"], whole),
        ordered_at=datetime.combine(date.fromisoformat(day), time(), zone) if day else now,
        expected_on=date.fromisoformat(first["expected_on"]) if first.get("expected_on") else None,
        reference=first.get("reference", ""),
        terms=first.get("payment_terms", supplier.payment_terms),
        note=first.get("note", ""),
        lines=whole,
    )


def _final_state(said: BroughtState, lines: Sequence[BroughtLine]) -> BroughtState:
    """What an order is by its lines; one that has ended by its own word has ended."""
    if said == "canceled":
        return "canceled" if not any(line.received for line in lines) else "closed"
    if said in ("closed", "received"):
        is_whole = all(line.received >= line.quantity for line in lines)
        return "received" if said == "received" and is_whole else "closed"
    if not any(line.received for line in lines):
        return "sent" if said == "partly_received" else said
    return "received" if all(line.received >= line.quantity for line in lines) else "partly_received"


async def take_back(doing: Doing, made: Made) -> Kept | None:
    """Remove an order that the import brought; why not, where somebody has worked on it since."""
    order_id = UUID(made.key)
    try:
        reason = await why_kept(doing.connection, doing.shop_id, order_id)
    except NotFound:
        return None
    if reason is not None:
        return Kept(f"{made.after['name']} ({made.after['origin']})", reason)
    await remove_brought_order(doing.connection, doing.shop_id, order_id, _who(doing))
    return None


def _who(doing: Doing) -> Who:
    return Who(doing.actor, doing.now, locations=doing.locations)
