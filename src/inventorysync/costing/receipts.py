"""Receipts as costing sees them: which part of the ledger is which receipt's, and what it cost.

A receipt's stock moves by its own change set, so its parts are found by that and by level; what its lines at
one level cost is divided among those parts by their units. The same holds where it is taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import bills
from inventorysync.costing.causes import Part, Received
from inventorysync.costing.events import Key
from inventorysync.costing.spread import divided, spread

_RECEIPTS = text("""
    SELECT r.id, r.order_id, r.kind, r.effective_at, r.rate, r.change_set_id, r.undo_change_set_id,
           l.id AS line_id, l.item_id, l.location_id, l.quantity, l.unit_cost,
           coalesce(s.goods, 0) AS goods, coalesce(s.landed, 0) AS landed
    FROM receipt r
    JOIN receipt_line l ON l.shop_id = r.shop_id AND l.receipt_id = r.id
    LEFT JOIN LATERAL (
      SELECT sum(amount) FILTER (WHERE is_goods) AS goods, sum(amount) FILTER (WHERE NOT is_goods) AS landed
      FROM bill_share WHERE shop_id = :shop AND receipt_line_id = l.id
    ) s ON true
    WHERE r.shop_id = :shop AND r.id IN (
      SELECT receipt_id FROM receipt_line WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
    )
    ORDER BY r.id, l.id
""")


class Line(NamedTuple):
    """Units of a receipt at a level, and what they cost in the smallest unit of the shop's currency."""

    item_id: int
    location_id: int
    units: int
    value: int
    landed: int


class Document(NamedTuple):
    """A receipt, or goods sent back; `source` is how layers name what came with it."""

    receipt_id: int
    order_id: UUID
    kind: str
    effective_at: datetime
    change_set_id: UUID | None
    undo_change_set_id: UUID | None
    lines: Sequence[Line]

    @property
    def of_order(self) -> str:
        """How layers name what came by any receipt of the order."""
        return f"purchase:{self.order_id}:"

    @property
    def source(self) -> str:
        """How layers name what came with this receipt."""
        return f"{self.of_order}{self.receipt_id}:"


async def read_receipts(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], digits: int
) -> list[Document]:
    """All receipts that hold any of these items, whole."""
    rows = (await connection.execute(_RECEIPTS, {"shop": shop_id, "items": list(items)})).all()
    documents = []
    for _, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        first = lines[0]
        told = [
            bills.ReceiptLine(row.line_id, row.id, row.item_id, row.quantity, row.unit_cost) for row in lines
        ]
        values = bills.values_of(told, first.rate, digits)
        at_levels = [
            Line(
                row.item_id,
                row.location_id,
                row.quantity,
                values[row.line_id] + _minor(row.goods, digits),
                _minor(row.landed, digits),
            )
            for row in lines
        ]
        head = (first.id, first.order_id, first.kind, first.effective_at)
        documents.append(Document(*head, first.change_set_id, first.undo_change_set_id, at_levels))
    return documents


def received_of(parts: Iterable[Part], documents: Sequence[Document]) -> dict[Key, Received]:
    """What receipts say of the parts that they moved."""
    by_change: dict[tuple[UUID, int, int], list[Part]] = defaultdict(list)
    for part in parts:
        if part.change_set_id is not None:
            by_change[part.change_set_id, part.item_id, part.location_id].append(part)
    found: dict[Key, Received] = {}
    for document in documents:
        sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for line in document.lines:
            for place, amount in enumerate((line.units, line.value, line.landed)):
                sums[line.item_id, line.location_id][place] += amount
        for change_set, is_undo in ((document.change_set_id, False), (document.undo_change_set_id, True)):
            if change_set is not None:
                for (item, place), told in sums.items():
                    moved = sorted(by_change.get((change_set, item, place), ()), key=lambda part: part.key)
                    found |= _divided(moved, document, told, is_undo=is_undo)
    return found


def _divided(
    moved: Sequence[Part], document: Document, told: Sequence[int], *, is_undo: bool
) -> Mapping[Key, Received]:
    """What each part of a level is worth; where Shopify refused a line, only what moved is."""
    units = [abs(part.delta) for part in moved]
    if not moved:
        return {}
    value, landed = (divided(amount * min(sum(units), told[0]), told[0]) for amount in told[1:])
    comes = (document.kind == "receipt") != is_undo
    values, landeds = spread(value, units), spread(landed if comes else 0, units)
    source, of = document.source, ""
    if document.kind == "return" or is_undo:
        source = f"back:{document.receipt_id}:{'undo' if is_undo else 'return'}"
        of = document.source if document.kind == "receipt" else document.of_order
        if document.kind == "return" and is_undo:
            of = f"back:{document.receipt_id}:return"
    return {
        part.key: Received(
            source,
            "receipt" if document.kind == "receipt" and not is_undo else "supplier_return",
            part.at if is_undo else document.effective_at,
            each,
            more,
            of,
        )
        for part, each, more in zip(moved, values, landeds, strict=True)
    }


def _minor(amount: Decimal, digits: int) -> int:
    return int(amount.scaleb(digits))
