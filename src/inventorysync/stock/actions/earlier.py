"""What happened to levels before their opening here, as Shopify's own export tells it.

It is no part of the ledger, which begins with what was read: it only lets a level be followed further back,
and can be removed again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_REMOVE = text("DELETE FROM stock_earlier WHERE shop_id = :shop AND source = :source")
_RECORD = text("""
    INSERT INTO stock_earlier (shop_id, item_id, location_id, name, delta, at, activity, actor, document,
                               source)
    SELECT CAST(:shop AS int), r.item_id, r.location_id, r.name, r.delta, r.at, r.activity, r.actor,
           r.document, CAST(:source AS text)
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:names AS text[]),
                CAST(:deltas AS bigint[]), CAST(:moments AS timestamptz[]), CAST(:activities AS text[]),
                CAST(:actors AS text[]), CAST(:documents AS text[]))
      AS r(item_id, location_id, name, delta, at, activity, actor, document)
""")


class Earlier(NamedTuple):
    """A change of one quantity of a level, by what Shopify wrote of it."""

    item_id: int
    location_id: int
    name: str
    delta: int
    at: datetime
    activity: str
    actor: str
    document: str


async def record_earlier(
    connection: AsyncConnection, shop_id: int, source: str, rows: Sequence[Earlier]
) -> None:
    """Keep changes of before the opening, which came with one import."""
    names = ("items", "locations", "names", "deltas", "moments", "activities", "actors", "documents")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    if rows:
        await connection.execute(_RECORD, {"shop": shop_id, "source": source, **columns})


async def remove_earlier(connection: AsyncConnection, shop_id: int, source: str) -> int:
    """Remove what came with one import; how many rows."""
    removed = await connection.execute(_REMOVE, {"shop": shop_id, "source": source})
    return removed.rowcount
