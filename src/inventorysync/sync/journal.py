"""The sync log: what was seen in Shopify or pushed to it, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import Quantities


@dataclass(frozen=True, slots=True)
class LogLine:
    """One level of one reading or call."""

    direction: Literal["seen", "pushed"]
    key: tuple[int, int]
    changes: Quantities
    result: str
    detail: str | None
    request_id: str | None = None


_WRITE = text("""
    INSERT INTO sync_log (shop_id, at, direction, item_id, location_id, changes, result, detail,
                          request_id)
    SELECT CAST(:shop AS int), CAST(:now AS timestamptz), l.direction, l.item_id, l.location_id,
           l.changes::jsonb, l.result, l.detail, l.request_id
    FROM unnest(CAST(:directions AS text[]), CAST(:items AS bigint[]), CAST(:locations AS bigint[]),
                CAST(:changes AS text[]), CAST(:results AS text[]), CAST(:details AS text[]),
                CAST(:requests AS text[]))
      AS l(direction, item_id, location_id, changes, result, detail, request_id)
""")


async def write_log(
    connection: AsyncConnection,
    shop_id: int,
    lines: Sequence[LogLine],
    now: datetime,
) -> None:
    """Add lines to the shop's sync log."""
    if not lines:
        return
    columns = {
        "directions": [line.direction for line in lines],
        "items": [line.key[0] for line in lines],
        "locations": [line.key[1] for line in lines],
        "changes": [msgspec.json.encode(line.changes).decode() for line in lines],
        "results": [line.result for line in lines],
        "details": [line.detail for line in lines],
        "requests": [line.request_id for line in lines],
    }
    await connection.execute(_WRITE, {"shop": shop_id, "now": now, **columns})
