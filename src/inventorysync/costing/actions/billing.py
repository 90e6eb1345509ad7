"""Entering, correcting and cancelling bills; what they add to receipts is worked out with them.

A bill that is corrected is taken as if it had always said so: what its receipts cost is computed anew from
their layers forward, and each entry that changed is kept with the bill's version.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.costing import bills, reading
from inventorysync.costing.actions import due
from inventorysync.costing.actions.recosting import amount_of
from inventorysync.costing.actions.ruling import Who
from inventorysync.costing.bills import BillLine, ReceiptLine, Share
from inventorysync.kit.gid import gid
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.periods.queries import MonthClosed, is_closed

MEASURES_SHOWN = 100


class BillMoved(Refusal):
    """The bill was changed since it was looked at."""

    status = 409
    type = "bill-moved"
    title = "The bill was changed meanwhile"


class BillCancelled(Refusal):
    """The bill counts no more."""

    status = 409
    type = "bill-cancelled"
    title = "The bill was cancelled"


class Measure(NamedTuple):
    """Weight and volume of one unit of an item."""

    item_id: int
    weight: Decimal | None
    volume: Decimal | None


class WantedBill(NamedTuple):
    """A bill as somebody has it in hand."""

    supplier_id: UUID | None
    sender: str
    reference: str
    billed_on: date
    currency: str
    rate: Decimal
    note: str
    lines: Sequence[BillLine]
    receipts: Sequence[int]
    measures: Sequence[Measure] = ()

    @property
    def has_goods(self) -> bool:
        """Whether it says what the goods cost."""
        return any(line.kind == "goods" for line in self.lines)


_note = audit.notes_of("bill")
_HEAD = ("supplier_id", "sender", "reference", "billed_on", "currency", "rate", "note")
_INSERT = text(f"""
    INSERT INTO bill (shop_id, bill_id, {", ".join(_HEAD)}, state, created_by, created_at)
    VALUES (:shop, :bill, {", ".join(f":{name}" for name in _HEAD)}, 'entered', :actor, :now)
""")
_UPDATE = text(f"""
    UPDATE bill SET ({", ".join(_HEAD)}) = ({", ".join(f":{name}" for name in _HEAD)}), version = version + 1
    WHERE shop_id = :shop AND bill_id = :bill RETURNING version
""")
_LOCK = text(f"""
    SELECT {", ".join(_HEAD)}, state, version FROM bill
    WHERE shop_id = :shop AND bill_id = :bill FOR UPDATE
""")
_KEPT_LINES = text("""
    SELECT kind, says, amount, spread_by FROM bill_line
    WHERE shop_id = :shop AND bill_id = :bill ORDER BY place
""")
_KEPT_RECEIPTS = text("""
    SELECT receipt_id FROM bill_receipt WHERE shop_id = :shop AND bill_id = :bill ORDER BY receipt_id
""")
_LINE = text("""
    INSERT INTO bill_line (shop_id, bill_id, place, kind, says, amount, spread_by)
    VALUES (:shop, :bill, :place, :kind, :says, :amount, :spread_by)
""")
_RECEIPT = text("""
    INSERT INTO bill_receipt (shop_id, bill_id, receipt_id, has_goods) VALUES (:shop, :bill, :receipt, :goods)
""")
_SHARES = text("""
    INSERT INTO bill_share (shop_id, bill_id, place, receipt_line_id, is_goods, amount)
    SELECT CAST(:shop AS int), CAST(:bill AS uuid), k.*
    FROM unnest(CAST(:places AS int[]), CAST(:lines AS bigint[]), CAST(:goods AS boolean[]),
                CAST(:amounts AS numeric[])) AS k
""")
_CLEAR = tuple(
    text(f"DELETE FROM {table} WHERE shop_id = :shop AND bill_id = :bill")
    for table in ("bill_share", "bill_receipt", "bill_line")
)
_ITEMS = text("""
    SELECT DISTINCT l.item_id FROM bill_receipt b
    JOIN receipt_line l ON l.shop_id = :shop AND l.receipt_id = b.receipt_id
    WHERE b.shop_id = :shop AND b.bill_id = :bill
""")
_MEASURE = text("""
    INSERT INTO item_measure (shop_id, item_id, weight, volume) VALUES (:shop, :item, :weight, :volume)
    ON CONFLICT (shop_id, item_id) DO UPDATE
    SET weight = coalesce(excluded.weight, item_measure.weight),
        volume = coalesce(excluded.volume, item_measure.volume)
""")
_RECEIPT_LINES = text("""
    SELECT r.id AS receipt_id, r.rate, r.kind, r.undone_at, l.id AS line_id, l.item_id, l.quantity,
           l.unit_cost, m.weight, m.volume
    FROM receipt r
    JOIN receipt_line l ON l.shop_id = :shop AND l.receipt_id = r.id
    LEFT JOIN item_measure m ON m.shop_id = :shop AND m.item_id = l.item_id
    WHERE r.shop_id = :shop AND r.id = ANY(CAST(:receipts AS bigint[]))
    ORDER BY r.id, l.id
    FOR SHARE OF r
""")
_BILLED = text("""
    SELECT receipt_id FROM bill_receipt
    WHERE shop_id = :shop AND has_goods AND receipt_id = ANY(CAST(:receipts AS bigint[])) AND bill_id <> :bill
""")
_TITLES = text("""
    SELECT item_id, concat_ws(' · ', nullif(title, ''), nullif(variant_title, ''), nullif(sku, '')) AS title
    FROM inventory_item WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('bills', :shop))")
_CANCEL = text("""
    UPDATE bill SET state = 'cancelled', version = version + 1 WHERE shop_id = :shop AND bill_id = :bill
    RETURNING version
""")
_DUE = text("""
    INSERT INTO bill_due (shop_id, item_id, bill_id, version)
    SELECT CAST(:shop AS int), i, CAST(:bill AS uuid), CAST(:version AS bigint)
    FROM unnest(CAST(:items AS bigint[])) AS i
    ON CONFLICT (shop_id, item_id, bill_id) DO UPDATE SET version = excluded.version
""")


async def enter_bill(connection: AsyncConnection, shop_id: int, wanted: WantedBill, who: Who) -> UUID:
    """Enter a bill; its id. Raises Invalid naming what cannot be, and MonthClosed."""
    bill_id = uuid4()
    await _require_open(connection, shop_id, wanted.billed_on)
    shares = await _shares(connection, shop_id, bill_id, wanted)
    scope = {"shop": shop_id, "bill": bill_id, "actor": who.actor, "now": who.now}
    await connection.execute(_INSERT, {**scope, **_head(wanted)})
    await _write_parts(connection, shop_id, bill_id, wanted, shares)
    await _carry_through(connection, shop_id, bill_id, 1, [], who)
    await _note(connection, shop_id, bill_id, who, "entered", after=_told(wanted))
    return bill_id


async def correct_bill(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, version: int, wanted: WantedBill, who: Who
) -> None:
    """Have a bill say this.

    Raises NotFound, BillMoved, BillCancelled, Invalid, and MonthClosed for its day then and now.
    """
    kept = await _kept(connection, shop_id, bill_id, version)
    for day in {kept.billed_on, wanted.billed_on}:
        await _require_open(connection, shop_id, day)
    scope = {"shop": shop_id, "bill": bill_id}
    before = list(await connection.scalars(_ITEMS, scope))
    shares = await _shares(connection, shop_id, bill_id, wanted)
    number = int(await connection.scalar(_UPDATE, {**scope, **_head(wanted)}) or 0)
    for statement in _CLEAR:
        await connection.execute(statement, scope)
    await _write_parts(connection, shop_id, bill_id, wanted, shares)
    await _carry_through(connection, shop_id, bill_id, number, before, who)
    await _note(connection, shop_id, bill_id, who, "corrected", before=_told(kept), after=_told(wanted))


async def cancel_bill(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, version: int, who: Who
) -> None:
    """Have a bill count no more. Raises as correct_bill does."""
    kept = await _kept(connection, shop_id, bill_id, version)
    await _require_open(connection, shop_id, kept.billed_on)
    scope = {"shop": shop_id, "bill": bill_id}
    items = list(await connection.scalars(_ITEMS, scope))
    await connection.execute(_CLEAR[0], scope)
    await connection.execute(
        text("DELETE FROM bill_receipt WHERE shop_id = :shop AND bill_id = :bill"), scope
    )
    number = int(await connection.scalar(_CANCEL, scope) or 0)
    await _carry_through(connection, shop_id, bill_id, number, items, who)
    await _note(connection, shop_id, bill_id, who, "cancelled", before=_told(kept))


async def preview_bill(connection: AsyncConnection, shop_id: int, wanted: WantedBill) -> list[Share]:
    """What a bill would add to each line of its receipts; raises Invalid as entering it does."""
    return await _shares(connection, shop_id, UUID(int=0), wanted)


async def _carry_through(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, version: int, before: Sequence[int], who: Who
) -> None:
    """Have the items of a bill, also those it was about before, costed anew."""
    scope = {"shop": shop_id, "bill": bill_id}
    items = sorted({*before, *(await connection.scalars(_ITEMS, scope))})
    await connection.execute(_DUE, {**scope, "items": items, "version": version})
    await due.ask_for_items(connection, shop_id, items, who.now)


async def _kept(connection: AsyncConnection, shop_id: int, bill_id: UUID, version: int) -> WantedBill:
    scope = {"shop": shop_id, "bill": bill_id}
    row = (await connection.execute(_LOCK, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such bill in this shop")
    if row.state == "cancelled":
        raise BillCancelled("enter a new bill instead")
    if row.version != version:
        raise BillMoved("load the bill again and look at what has changed")
    lines = [BillLine(*line) for line in await connection.execute(_KEPT_LINES, scope)]
    receipts = list(await connection.scalars(_KEPT_RECEIPTS, scope))
    head = {name: getattr(row, name) for name in _HEAD}
    return WantedBill(**head, lines=lines, receipts=receipts)


async def _shares(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, wanted: WantedBill
) -> list[Share]:
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})  # two bills may be about the same goods
    for item, weight, volume in wanted.measures:
        measured = {"shop": shop_id, "item": item, "weight": weight, "volume": volume}
        await connection.execute(_MEASURE, measured)
    scope = {"shop": shop_id, "receipts": list(wanted.receipts)}
    rows = (await connection.execute(_RECEIPT_LINES, scope)).all()
    known = {row.receipt_id: row for row in rows}
    billed = set(await connection.scalars(_BILLED, {**scope, "bill": bill_id})) if wanted.has_goods else set()
    lines = [
        ReceiptLine(r.line_id, r.receipt_id, r.item_id, r.quantity, r.unit_cost, r.weight, r.volume)
        for r in rows
    ]
    problems = _wrong_receipts(wanted, known, billed)
    problems += await _unmeasured(connection, shop_id, wanted, lines)
    if problems:
        raise Invalid(f"{problems[0].field}: {problems[0].message}", errors=problems)
    digits = (await reading.get_rules(connection, shop_id)).digits
    values: dict[int, int] = {}
    rates = {row.receipt_id: row.rate for row in rows}
    for receipt, group in groupby(lines, key=lambda line: line.receipt_id):
        values |= bills.values_of(list(group), rates[receipt], digits)
    return bills.shares_of(wanted.lines, wanted.rate, digits, lines, values)


def _wrong_receipts(wanted: WantedBill, known: Mapping[int, Any], billed: set[int]) -> list[FieldProblem]:
    problems = []
    for place, receipt in enumerate(wanted.receipts):
        row = known.get(receipt)
        for is_wrong, message, code in (
            (row is None, "is no receipt of this shop", "unknown"),
            (row is not None and row.kind != "receipt", "is a return to the supplier", "is_return"),
            (row is not None and row.undone_at is not None, "was taken back", "undone"),
            (receipt in billed, "has its goods on another bill", "billed"),
        ):
            if is_wrong:
                problems.append(FieldProblem(field=f"receipts.{place}", message=message, code=code))
    return problems


async def _unmeasured(
    connection: AsyncConnection, shop_id: int, wanted: WantedBill, lines: Sequence[ReceiptLine]
) -> list[FieldProblem]:
    missing = bills.missing_measures(wanted.lines, lines)
    items = {item for found in missing.values() for item in found}
    if not items:
        return []
    rows = await connection.execute(_TITLES, {"shop": shop_id, "items": list(items)})
    titles = {row.item_id: row.title for row in rows}
    return [
        FieldProblem(
            field=f"measures.{gid('InventoryItem', item)}.{measure}",
            message=f"{titles.get(item) or item} has no known {measure}",
            code=f"no_{measure}",
        )
        for measure, found in missing.items()
        for item in found[:MEASURES_SHOWN]
    ]


async def _write_parts(
    connection: AsyncConnection, shop_id: int, bill_id: UUID, wanted: WantedBill, shares: Sequence[Share]
) -> None:
    rules = await reading.get_rules(connection, shop_id)
    scope = {"shop": shop_id, "bill": bill_id}
    await connection.execute(
        _LINE, [{**scope, "place": place, **line._asdict()} for place, line in enumerate(wanted.lines)]
    )
    await connection.execute(
        _RECEIPT,
        [
            {**scope, "receipt": receipt, "goods": wanted.has_goods}
            for receipt in sorted(set(wanted.receipts))
        ],
    )
    if shares:
        columns = {
            "places": [share.place for share in shares],
            "lines": [share.line_id for share in shares],
            "goods": [share.is_goods for share in shares],
            "amounts": [amount_of(share.amount, rules) for share in shares],
        }
        await connection.execute(_SHARES, {**scope, **columns})


async def _require_open(connection: AsyncConnection, shop_id: int, day: date) -> None:
    if await is_closed(connection, shop_id, day):
        raise MonthClosed(f"{day:%B %Y} is closed: choose a later day, or have an owner open it again")


def _head(wanted: WantedBill) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in _HEAD}


def _told(wanted: WantedBill) -> dict[str, Any]:
    return {
        "sender": wanted.sender,
        "reference": wanted.reference,
        "billed_on": wanted.billed_on.isoformat(),
        "currency": wanted.currency,
        "rate": plain_amount(wanted.rate),
        "lines": [f"{line.kind} {plain_amount(line.amount)} by {line.spread_by}" for line in wanted.lines],
        "receipts": list(wanted.receipts),
    }
