"""Stocktakes of another system, kept to be read. They are no stocktakes of ours: none is ever posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.stocktakes.actions.steps import Who
from inventorysync.stocktakes.past_queries import get_past_stocktake

_note = audit.notes_of("past_stocktake")
_INSERT = text("""
    INSERT INTO past_stocktake (shop_id, past_id, location_id, name, source, counted_at, kept_by, kept_at)
    VALUES (:shop, :id, :location, :name, :source, :counted_at, :actor, :now)
    ON CONFLICT (shop_id, location_id, name) DO NOTHING RETURNING past_id
""")
_LINES = text("""
    INSERT INTO past_stocktake_line (shop_id, past_id, place, item_id, sku, barcode, title, expected, counted,
                                     unit_cost)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), k.place, k.item_id, k.sku, k.barcode, k.title, k.expected,
           k.counted, k.unit_cost
    FROM unnest(CAST(:items AS bigint[]), CAST(:skus AS text[]), CAST(:barcodes AS text[]),
                CAST(:titles AS text[]), CAST(:expected AS bigint[]), CAST(:counted AS bigint[]),
                CAST(:costs AS numeric[])) WITH ORDINALITY
      AS k(item_id, sku, barcode, title, expected, counted, unit_cost, place)
""")
_REMOVE = (
    text("DELETE FROM past_stocktake_line WHERE shop_id = :shop AND past_id = :id"),
    text("DELETE FROM past_stocktake WHERE shop_id = :shop AND past_id = :id"),
)


@dataclass(frozen=True, slots=True)
class PastLine:
    """What was counted of an item, and what was expected; an item that is gone is known by its words."""

    item_id: int | None
    sku: str
    barcode: str
    title: str
    expected: int | None
    counted: int
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class PastStocktake:
    """A stocktake of another system."""

    name: str
    location_id: int
    counted_at: datetime
    source: str
    lines: Sequence[PastLine]


async def keep_past_stocktake(
    connection: AsyncConnection, shop_id: int, wanted: PastStocktake, who: Who
) -> UUID | None:
    """Keep a stocktake to be read; None where one of this name is kept of the location already."""
    past_id = uuid4()
    head = {"location": wanted.location_id, "name": wanted.name, "source": wanted.source}
    moments = {"counted_at": wanted.counted_at, "actor": who.actor, "now": who.now}
    scope = {"shop": shop_id, "id": past_id}
    if await connection.scalar(_INSERT, {**scope, **head, **moments}) is None:
        return None
    columns = {
        "items": [line.item_id for line in wanted.lines],
        "skus": [line.sku for line in wanted.lines],
        "barcodes": [line.barcode for line in wanted.lines],
        "titles": [line.title for line in wanted.lines],
        "expected": [line.expected for line in wanted.lines],
        "counted": [line.counted for line in wanted.lines],
        "costs": [line.unit_cost for line in wanted.lines],
    }
    await connection.execute(_LINES, {**scope, **columns})
    after = {**head, "counted_at": wanted.counted_at.isoformat(), "lines": len(wanted.lines)}
    await _note(connection, shop_id, past_id, who, "kept", after=after)
    return past_id


async def remove_past(connection: AsyncConnection, shop_id: int, past_id: UUID, who: Who) -> None:
    """Have a kept stocktake be gone; raises NotFound."""
    kept = await get_past_stocktake(connection, shop_id, past_id)
    for statement in _REMOVE:
        await connection.execute(statement, {"shop": shop_id, "id": past_id})
    before = {"name": kept.name, "location": kept.location_id, "lines": kept.lines}
    await _note(connection, shop_id, past_id, who, "removed", before=before)
