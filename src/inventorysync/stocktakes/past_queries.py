"""Reading stocktakes of another system."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound


class PastRecord(NamedTuple):
    """A kept stocktake, with how many of its lines differed and what that came to in units."""

    past_id: UUID
    name: str
    location_id: int
    location_name: str
    source: str
    counted_at: datetime
    kept_by: str
    kept_at: datetime
    lines: int
    differing: int
    units_over: int
    units_short: int


class PastLineRecord(NamedTuple):
    """A line of a kept stocktake."""

    place: int
    item_id: int | None
    sku: str
    barcode: str
    title: str
    expected: int | None
    counted: int
    unit_cost: Decimal | None


_HEAD = """
    SELECT s.past_id, s.name, s.location_id, coalesce(p.name, ''), s.source, s.counted_at, s.kept_by,
           s.kept_at, n.lines, n.differing, n.units_over, n.units_short
    FROM past_stocktake s
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = s.location_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS lines, count(*) FILTER (WHERE counted <> expected) AS differing,
             coalesce(sum(counted - expected) FILTER (WHERE counted > expected), 0)::bigint AS units_over,
             coalesce(sum(expected - counted) FILTER (WHERE counted < expected), 0)::bigint AS units_short
      FROM past_stocktake_line WHERE shop_id = :shop AND past_id = s.past_id
    ) n
    WHERE s.shop_id = :shop
"""
_ONE = text(f"{_HEAD} AND s.past_id = :id")
_LIST = text(f"""
    {_HEAD} AND (CAST(:before AS timestamptz) IS NULL
                 OR (s.counted_at, s.past_id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY s.counted_at DESC, s.past_id DESC LIMIT :limit
""")
_LINES = text("""
    SELECT l.place, l.item_id, coalesce(i.sku, l.sku), coalesce(i.barcode, l.barcode),
           coalesce(nullif(l.title, ''), i.title, ''), l.expected, l.counted, l.unit_cost
    FROM past_stocktake_line l
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id AND i.deleted_at IS NULL
    WHERE l.shop_id = :shop AND l.past_id = :id AND l.place > :after
      AND (NOT CAST(:differing AS boolean) OR l.counted <> l.expected)
    ORDER BY l.place LIMIT :limit
""")
_NAMES = text("SELECT name, location_id FROM past_stocktake WHERE shop_id = :shop")


async def get_past_stocktake(connection: AsyncConnection, shop_id: int, past_id: UUID) -> PastRecord:
    """A kept stocktake in sight; raises NotFound."""
    row = (await connection.execute(_ONE, {"shop": shop_id, "id": past_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such earlier stocktake in this shop")
    return PastRecord._make(row)


async def list_past_stocktakes(
    connection: AsyncConnection, shop_id: int, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[PastRecord]:
    """Kept stocktakes in sight, the last counted first."""
    at, key = before or (None, None)
    arguments = {"shop": shop_id, "before": at, "before_id": key, "limit": limit}
    return [PastRecord._make(row) for row in await connection.execute(_LIST, arguments)]


async def list_past_lines(
    connection: AsyncConnection, shop_id: int, past_id: UUID, *, differing: bool, after: int, limit: int
) -> Sequence[PastLineRecord]:
    """Lines of a kept stocktake in its order, all or those that differed."""
    arguments = {"shop": shop_id, "id": past_id, "differing": differing, "after": after, "limit": limit}
    return [PastLineRecord._make(row) for row in await connection.execute(_LINES, arguments)]


async def find_past_names(connection: AsyncConnection, shop_id: int) -> set[tuple[str, int]]:
    """Names of kept stocktakes with their locations."""
    return {(name, place) for name, place in await connection.execute(_NAMES, {"shop": shop_id})}
