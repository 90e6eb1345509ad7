"""Which items rows mean, and what a supplier's terms are for them. Never a guess: two candidates are none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.codes import spellings_of
from inventorysync.purchasing.terms import Terms, terms_of


class Item(NamedTuple):
    """An item by its words."""

    item_id: int
    sku: str
    barcode: str
    title: str
    variant_title: str


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody wants: an item or a code, and how many."""

    quantity: int
    item_id: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with the items it may mean, and the terms where it is one."""

    row: Row
    candidates: tuple[Item, ...]
    terms: Terms


_ITEMS = text("""
    SELECT item_id, sku, barcode, title, variant_title FROM inventory_item
    WHERE shop_id = :shop AND deleted_at IS NULL AND tracked AND item_id = ANY(CAST(:items AS bigint[]))
""")
_BY_CODE = text("""
    WITH wanted AS (SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:spellings AS text[]))
                      AS k(code, spelling))
    SELECT k.code, i.item_id FROM wanted k
    JOIN inventory_item i ON i.shop_id = :shop AND i.barcode = k.spelling AND i.deleted_at IS NULL
      AND i.tracked
    UNION
    SELECT k.code, i.item_id FROM wanted k
    JOIN inventory_item i ON i.shop_id = :shop AND i.sku = k.code AND i.deleted_at IS NULL AND i.tracked
    WHERE k.code = k.spelling
    UNION
    SELECT k.code, n.item_id FROM wanted k
    JOIN supplier_item n ON n.shop_id = :shop AND n.supplier_id = :supplier AND n.code = k.code
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id AND i.deleted_at IS NULL
      AND i.tracked
    WHERE k.code = k.spelling
""")
_TERMS = text("""
    SELECT n.item_id, n.code, n.pack, n.minimum, n.unit_cost, n.currency, n.price_breaks, n.lead_days,
           s.lead_days AS supplier_lead_days
    FROM supplier_item n JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = n.supplier_id
    WHERE n.shop_id = :shop AND n.supplier_id = :supplier AND n.item_id = ANY(CAST(:items AS bigint[]))
""")
NOT_SOLD = Terms(is_sold=False)


async def read_items(connection: AsyncConnection, shop_id: int, items: Iterable[int]) -> dict[int, Item]:
    """Those of these items that the shop has and Shopify tracks."""
    rows = await connection.execute(_ITEMS, {"shop": shop_id, "items": list(items)})
    return {row[0]: Item._make(row) for row in rows}


async def read_terms(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID, currency: str, items: Iterable[int]
) -> dict[int, Terms]:
    """How a supplier sells these items; what they do not sell is left out."""
    arguments = {"shop": shop_id, "supplier": supplier_id, "items": list(items)}
    return {row.item_id: terms_of(row, currency) for row in await connection.execute(_TERMS, arguments)}


async def look_up(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID, currency: str, rows: Sequence[Row]
) -> list[FoundRow]:
    """Each row with what it may mean, in their order."""
    by_code = await _by_code(connection, shop_id, supplier_id, {row.code for row in rows if row.code})
    named = {row.item_id for row in rows if row.item_id is not None}
    items = await read_items(connection, shop_id, named | {item for ids in by_code.values() for item in ids})
    terms = await read_terms(connection, shop_id, supplier_id, currency, items)
    return [_found(row, by_code, items, terms) for row in rows]


async def _by_code(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID, codes: Iterable[str]
) -> dict[str, list[int]]:
    pairs = [(code, spelling) for code in codes for spelling in spellings_of(code)]
    columns = {"codes": [code for code, _ in pairs], "spellings": [spelling for _, spelling in pairs]}
    found: dict[str, list[int]] = {}
    rows: Sequence[Any] = (
        await connection.execute(_BY_CODE, {"shop": shop_id, "supplier": supplier_id, **columns})
    ).all()
    for code, item in rows:
        found.setdefault(code, []).append(item)
    return found


def _found(
    row: Row, by_code: dict[str, list[int]], items: dict[int, Item], terms: dict[int, Terms]
) -> FoundRow:
    meant = [row.item_id] if row.item_id is not None else by_code.get(row.code or "", [])
    candidates = tuple(items[item] for item in meant if item in items)
    if len(candidates) != 1:
        return FoundRow(row, candidates, NOT_SOLD)
    return FoundRow(row, candidates, terms.get(candidates[0].item_id, NOT_SOLD))
