"""Finding things by a few letters: items, documents that moved stock, changes made here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SHOWN = 6
CHANGES_LOOKED_THROUGH = 5_000
LAST = chr(0x10FFFF)

_SPAN = """
    SELECT f.document_kind, f.document_id, f.document_label, f.occurred_at, f.item_id, f.deltas
    FROM stock_fact f
    WHERE f.shop_id = :shop AND f.document_label ~>=~ :{name} AND f.document_label ~<~ :{name}_end
"""
_DOCUMENTS = text(f"""
    SELECT f.document_kind, f.document_id, min(f.document_label), max(f.occurred_at) AS at,
           count(DISTINCT f.item_id), (array_agg(f.item_id ORDER BY abs(coalesce(
             (f.deltas ->> 'available')::bigint, 0)) DESC, f.item_id))[1]
    FROM ({_SPAN.format(name="plain")} UNION ALL {_SPAN.format(name="hashed")}) AS f
    WHERE f.document_kind IS NOT NULL AND f.document_id IS NOT NULL
    GROUP BY f.document_kind, f.document_id ORDER BY at DESC LIMIT :limit
""")
_CHANGES = text("""
    SELECT c.change_set_id, c.kind, c.note, c.created_at FROM (
      SELECT * FROM change_set WHERE shop_id = :shop ORDER BY created_at DESC LIMIT :looked
    ) c
    WHERE position(lower(CAST(:q AS text)) IN lower(c.note)) > 0 AND EXISTS (
      SELECT FROM change_set_line n WHERE n.shop_id = :shop AND n.change_set_id = c.change_set_id)
    ORDER BY c.created_at DESC LIMIT :limit
""")


async def find_documents(connection: AsyncConnection, shop_id: int, query: str) -> Sequence[Any]:
    """Orders and transfers whose name begins so, with or without their `#`, the latest first.

    Each with how many items it touched and the one it moved most of.
    """
    plain, hashed = query, f"#{query}"
    spans = {"plain": plain, "plain_end": plain + LAST, "hashed": hashed, "hashed_end": hashed + LAST}
    arguments = {"shop": shop_id, "limit": SHOWN, **spans}
    return (await connection.execute(_DOCUMENTS, arguments)).all()


async def find_changes(connection: AsyncConnection, shop_id: int, query: str) -> Sequence[Any]:
    """Changes whose note holds these letters, among the newest CHANGES_LOOKED_THROUGH, the latest first."""
    arguments = {"shop": shop_id, "q": query, "looked": CHANGES_LOOKED_THROUGH, "limit": SHOWN}
    return (await connection.execute(_CHANGES, arguments)).all()
