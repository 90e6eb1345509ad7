"""Writing orders: a draft is made and changed as a whole; packs and costs are the supplier's terms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound
from inventorysync.purchasing.actions.steps import Who, move_on, note, open_order
from inventorysync.purchasing.looking_up import read_items, read_terms
from inventorysync.purchasing.queries import LineRecord, OrderRecord, list_lines
from inventorysync.purchasing.terms import Terms
from inventorysync.shops.queries import get_shop
from inventorysync.suppliers.queries import get_supplier

FIRST_NUMBER = 1001
TOLD = 20
_NUMBER = text("""
    INSERT INTO purchase_order_number AS n (shop_id, last) VALUES (:shop, :first)
    ON CONFLICT (shop_id) DO UPDATE SET last = n.last + 1 RETURNING last
""")
_INSERT = text("""
    INSERT INTO purchase_order (shop_id, order_id, number, supplier_id, location_id, currency, rate, state,
                                reference, expected_on, terms, note, created_by, created_at)
    VALUES (:shop, :id, :number, :supplier, :location, :currency, :rate, 'draft', :reference, :expected_on,
            :terms, :note, :actor, :now)
""")
_UPDATE = text("""
    UPDATE purchase_order
    SET supplier_id = :supplier, location_id = :location, currency = :currency, rate = :rate,
        reference = :reference, expected_on = :expected_on, terms = :terms, note = :note
    WHERE shop_id = :shop AND order_id = :id
""")
_LOCATION = text("""
    SELECT 1 FROM location
    WHERE shop_id = :shop AND location_id = :location AND is_active AND deleted_at IS NULL
""")
_NO_LINES = text("DELETE FROM purchase_order_line WHERE shop_id = :shop AND order_id = :id")
_LINES = text("""
    INSERT INTO purchase_order_line (shop_id, line_id, order_id, place, item_id, code, pack, minimum,
                                     quantity, unit_cost, tax_rate, expected_on)
    SELECT CAST(:shop AS int), k.line_id, CAST(:id AS uuid), k.place, k.item_id, k.code, k.pack, k.minimum,
           k.quantity, k.unit_cost, k.tax_rate, k.expected_on
    FROM unnest(CAST(:line_ids AS uuid[]), CAST(:items AS bigint[]), CAST(:codes AS text[]),
                CAST(:packs AS int[]), CAST(:minimums AS int[]), CAST(:quantities AS int[]),
                CAST(:costs AS numeric[]), CAST(:taxes AS numeric[]), CAST(:days AS date[]))
      WITH ORDINALITY AS k(line_id, item_id, code, pack, minimum, quantity, unit_cost, tax_rate, expected_on,
                           place)
""")


@dataclass(frozen=True, slots=True)
class WantedOrderLine:
    """A line as somebody wants it; without a cost it is the supplier's."""

    item_id: int
    quantity: int
    unit_cost: Decimal | None = None
    tax_rate: Decimal | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class WantedOrder:
    """A draft as somebody wants it; None stands for what the supplier's own entry says."""

    supplier_id: UUID
    location_id: int
    lines: Sequence[WantedOrderLine]
    currency: str | None = None
    rate: Decimal | None = None
    reference: str = ""
    expected_on: date | None = None
    terms: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    """What a draft holds beside its lines."""

    supplier: UUID
    location: int
    currency: str
    rate: Decimal | None
    reference: str
    expected_on: date | None
    terms: str
    note: str

    def columns(self) -> dict[str, Any]:
        """As the statements name them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def told(self) -> dict[str, Any]:
        """As the audit log tells it."""
        return told_of_head(
            self.supplier, self.location, self.currency, self.rate, self.reference, self.expected_on,
            self.terms, self.note,
        )  # fmt: skip


async def make_order(connection: AsyncConnection, shop_id: int, wanted: WantedOrder, who: Who) -> UUID:
    """A new draft; raises Invalid, naming every field that cannot be."""
    head, terms = await _checked(connection, shop_id, wanted)
    order_id, number = await _write_head(connection, shop_id, head, who)
    await write_lines(connection, shop_id, order_id, wanted.lines, terms)
    after = {"number": number, **head.told(), "lines": told_of_lines(wanted.lines)}
    await note(connection, shop_id, order_id, who, "made", after=after, told={"lines": len(wanted.lines)})
    return order_id


async def edit_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, wanted: WantedOrder, who: Who
) -> None:
    """Have a draft hold this instead; raises WrongState for one that was handed in."""
    record = await open_order(connection, shop_id, order_id, ("draft",), version)
    head, terms = await _checked(connection, shop_id, wanted)
    kept = await list_lines(connection, shop_id, order_id)
    await connection.execute(_UPDATE, {"shop": shop_id, "id": order_id, **head.columns()})
    await connection.execute(_NO_LINES, {"shop": shop_id, "id": order_id})
    await write_lines(connection, shop_id, order_id, wanted.lines, terms)
    written = await list_lines(connection, shop_id, order_id)
    before, after = told_of_record(record), head.told()
    changed = [name for name in after if after[name] != before[name]]
    before = {name: before[name] for name in changed}
    after = {name: after[name] for name in changed}
    if (gone := _wished(kept)) != (come := _wished(written)):
        changed.append("lines")
        before["lines"] = [line for line in gone if line not in come][:TOLD]
        after["lines"] = [line for line in come if line not in gone][:TOLD]
    if not changed:
        return
    await move_on(connection, shop_id, order_id)
    told = {"fields": changed}
    await note(connection, shop_id, order_id, who, "edited", before=before, after=after, told=told)


def _wished(lines: Sequence[LineRecord]) -> list[list[Any]]:
    """What somebody wished of each line, in their order."""
    return [
        [*pair, line.tax_rate and plain_amount(line.tax_rate), line.expected_on and str(line.expected_on)]
        for pair, line in zip(told_of_lines(lines, len(lines)), lines, strict=True)
    ]


async def copy_head(
    connection: AsyncConnection, shop_id: int, record: OrderRecord, who: Who
) -> tuple[UUID, int]:
    """A new draft without lines, otherwise as another order: its id and number."""
    head = _Head(
        record.supplier_id, record.location_id, record.currency, record.rate, "", record.expected_on,
        record.terms, record.note,
    )  # fmt: skip
    return await _write_head(connection, shop_id, head, who)


async def write_lines(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    lines: Sequence[WantedOrderLine],
    terms: dict[int, Terms],
) -> None:
    """Write the lines of an order that has none; a cost that nobody named is the supplier's."""
    theirs = [terms.get(line.item_id, Terms()) for line in lines]
    columns = {
        "line_ids": [uuid4() for _ in lines],
        "items": [line.item_id for line in lines],
        "codes": [each.code for each in theirs],
        "packs": [each.pack for each in theirs],
        "minimums": [each.minimum for each in theirs],
        "quantities": [line.quantity for line in lines],
        "costs": [
            line.unit_cost if line.unit_cost is not None else each.cost_of(line.quantity)
            for line, each in zip(lines, theirs, strict=True)
        ],
        "taxes": [line.tax_rate for line in lines],
        "days": [line.expected_on for line in lines],
    }
    await connection.execute(_LINES, {"shop": shop_id, "id": order_id, **columns})


def told_of_head(
    supplier: UUID,
    location: int,
    currency: str,
    rate: Decimal | None,
    reference: str,
    expected_on: date | None,
    terms: str,
    note_: str,
) -> dict[str, Any]:
    """What a draft holds beside its lines, as the audit log tells it."""
    return {
        "supplier": str(supplier),
        "location": location,
        "currency": currency,
        "rate": None if rate is None else plain_amount(rate),
        "reference": reference,
        "expected_on": expected_on and expected_on.isoformat(),
        "terms": terms,
        "note": note_,
    }


def told_of_record(record: OrderRecord) -> dict[str, Any]:
    """The same of an order that is kept."""
    return told_of_head(
        record.supplier_id, record.location_id, record.currency, record.rate, record.reference,
        record.expected_on, record.terms, record.note,
    )  # fmt: skip


def told_of_lines(lines: Sequence[WantedOrderLine | LineRecord], most: int = TOLD) -> list[list[Any]]:
    """The first lines as [item, units, cost of one]."""
    return [
        [line.item_id, line.quantity, None if line.unit_cost is None else plain_amount(line.unit_cost)]
        for line in lines[:most]
    ]


async def _write_head(connection: AsyncConnection, shop_id: int, head: _Head, who: Who) -> tuple[UUID, int]:
    order_id = uuid4()
    number = int(await connection.scalar(_NUMBER, {"shop": shop_id, "first": FIRST_NUMBER}) or 0)
    scope = {"shop": shop_id, "id": order_id, "number": number, "actor": who.actor, "now": who.now}
    await connection.execute(_INSERT, {**scope, **head.columns()})
    return order_id, number


async def _checked(
    connection: AsyncConnection, shop_id: int, wanted: WantedOrder
) -> tuple[_Head, dict[int, Terms]]:
    """The draft as it can be written, with the terms of its items."""
    problems = []
    try:
        supplier = await get_supplier(connection, shop_id, wanted.supplier_id)
    except NotFound as error:
        raise Invalid.field("supplier_id", "is no supplier of this shop", "unknown") from error
    if not supplier.is_active:
        problems.append(_problem("supplier_id", "is archived: bring them back first"))
    if await connection.scalar(_LOCATION, {"shop": shop_id, "location": wanted.location_id}) is None:
        problems.append(_problem("location_id", "is no active location of yours"))
    known = await read_items(connection, shop_id, {line.item_id for line in wanted.lines})
    seen: Counter[int] = Counter()
    for place, line in enumerate(wanted.lines):
        seen[line.item_id] += 1
        if line.item_id not in known:
            problems.append(_problem(f"lines.{place}.inventory_item_id", "is no tracked item of this shop"))
        elif seen[line.item_id] == 2:
            problems.append(_problem(f"lines.{place}.inventory_item_id", "appears twice", "double"))
    shop = await get_shop(connection, shop_id)
    currency = wanted.currency or supplier.currency
    if currency == shop.currency and wanted.rate not in (None, Decimal(1)):
        problems.append(_problem("rate", f"is 1 for {currency}, which is the shop's own", "rate"))
    if problems:
        raise Invalid(f"{len(problems)} fields of the order cannot be", errors=problems)
    head = _Head(
        supplier=wanted.supplier_id,
        location=wanted.location_id,
        currency=currency,
        rate=Decimal(1) if currency == shop.currency else wanted.rate,
        reference=wanted.reference,
        expected_on=wanted.expected_on,
        terms=supplier.payment_terms if wanted.terms is None else wanted.terms,
        note=wanted.note,
    )
    return head, await read_terms(connection, shop_id, wanted.supplier_id, currency, known)


def _problem(field: str, message: str, code: str = "unknown") -> FieldProblem:
    return FieldProblem(field=field, message=message, code=code)
