"""Reading stocktakes, their sections, counters and codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.stocktakes.tally import VALID_SCANS

CODES_MAX = 500


class StocktakeRecord(NamedTuple):
    """A stocktake with how many lines it has and how many of them were scanned."""

    stocktake_id: UUID
    number: int
    label: str
    location_id: int
    location_name: str
    scope: dict[str, Any]
    is_blind: bool
    state: str
    round: int
    schedule_id: UUID | None
    version: int
    created_by: str
    created_at: datetime
    started_by: str | None
    started_at: datetime | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    approval: dict[str, Any] | None
    waits_for: str | None
    change_set_id: UUID | None
    ended_by: str | None
    ended_at: datetime | None
    lines: int
    counted: int


_FIELDS = """
    t.stocktake_id, t.number, t.label, t.location_id, coalesce(p.name, ''), t.scope, t.is_blind, t.state,
    t.round, t.schedule_id, t.version, t.created_by, t.created_at, t.started_by, t.started_at, t.reviewed_by,
    t.reviewed_at, t.approved_by, t.approved_at, t.approval, t.waits_for, t.change_set_id, t.ended_by,
    t.ended_at,
    (SELECT count(*) FROM stocktake_line l WHERE l.shop_id = :shop AND l.stocktake_id = t.stocktake_id),
    (SELECT count(DISTINCT l.item_id) FROM stocktake_line l
     JOIN stocktake_section n ON n.shop_id = :shop AND n.stocktake_id = t.stocktake_id AND n.round = l.round
     JOIN stocktake_scan s ON s.shop_id = :shop AND s.section_id = n.section_id
     LEFT JOIN stocktake_code c ON c.shop_id = :shop AND c.stocktake_id = t.stocktake_id AND c.code = s.code
     WHERE l.shop_id = :shop AND l.stocktake_id = t.stocktake_id AND s.corrects IS NULL
       AND coalesce(s.item_id, c.item_id) = l.item_id
       AND NOT EXISTS (SELECT FROM stocktake_scan u WHERE u.shop_id = :shop
                         AND u.stocktake_id = s.stocktake_id AND u.corrects = s.scan_id))
    FROM stocktake t LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = t.location_id
"""
_ONE = text(f"SELECT {_FIELDS} WHERE t.shop_id = :shop AND t.stocktake_id = :id")
_LOCK = text("SELECT state FROM stocktake WHERE shop_id = :shop AND stocktake_id = :id FOR UPDATE")
_LIST = text(f"""
    SELECT {_FIELDS}
    WHERE t.shop_id = :shop
      AND (CAST(:states AS text[]) IS NULL OR t.state = ANY(:states))
      AND (CAST(:location AS bigint) IS NULL OR t.location_id = :location)
      AND (CAST(:before AS timestamptz) IS NULL OR (t.created_at, t.stocktake_id) < (:before, :before_id))
    ORDER BY t.created_at DESC, t.stocktake_id DESC LIMIT :limit
""")
_SECTIONS = text(f"""
    WITH valid AS MATERIALIZED ({VALID_SCANS})
    SELECT n.section_id, n.name, n.bin, n.round, n.claimed_by, n.claimed_at, n.done_by, n.done_at,
           count(v.section_id), coalesce(sum(v.units), 0), count(DISTINCT v.item_id), max(v.at),
           CASE WHEN n.round > 1 THEN (
                  SELECT count(*) FROM stocktake_line l
                  WHERE l.shop_id = :shop AND l.stocktake_id = :id AND l.round = n.round)
                WHEN n.bin IS NOT NULL THEN (
                  SELECT count(*) FROM stocktake_line l
                  JOIN stocktake t ON t.shop_id = :shop AND t.stocktake_id = :id
                  JOIN level_bin b ON b.shop_id = :shop AND b.item_id = l.item_id
                    AND b.location_id = t.location_id AND b.bin = n.bin
                  WHERE l.shop_id = :shop AND l.stocktake_id = :id) END
    FROM stocktake_section n LEFT JOIN valid v ON v.section_id = n.section_id
    WHERE n.shop_id = :shop AND n.stocktake_id = :id
    GROUP BY n.shop_id, n.section_id ORDER BY n.place
""")
_COUNTERS = text("""
    SELECT counter, count(*), coalesce(sum(units), 0), count(DISTINCT device), max(at)
    FROM stocktake_scan WHERE shop_id = :shop AND stocktake_id = :id GROUP BY counter ORDER BY counter
""")
_CODES = text("""
    SELECT s.code, count(*), coalesce(sum(s.units), 0), min(s.at), max(s.at),
           c.code IS NOT NULL AND c.item_id IS NULL, c.item_id, coalesce(i.title, ''), c.resolved_by
    FROM stocktake_scan s
    LEFT JOIN stocktake_code c ON c.shop_id = :shop AND c.stocktake_id = :id AND c.code = s.code
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = c.item_id
    WHERE s.shop_id = :shop AND s.stocktake_id = :id AND s.item_id IS NULL AND s.corrects IS NULL
      AND NOT EXISTS (SELECT FROM stocktake_scan u WHERE u.shop_id = :shop
                         AND u.stocktake_id = s.stocktake_id AND u.corrects = s.scan_id)
    GROUP BY s.code, c.code, c.item_id, i.title, c.resolved_by ORDER BY max(s.at) DESC, s.code LIMIT :limit
""")
_OUTSIDE = text(f"""
    SELECT v.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), sum(v.units), max(v.at)
    FROM ({VALID_SCANS}) v
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = v.item_id
    WHERE v.item_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM stocktake_line l
      WHERE l.shop_id = :shop AND l.stocktake_id = :id AND l.item_id = v.item_id AND l.round >= v.round)
    GROUP BY v.item_id, i.sku, i.title ORDER BY max(v.at) DESC, v.item_id LIMIT :limit
""")
_ITEMS = text("""
    SELECT l.item_id, i.title, i.variant_title, i.sku, i.barcode, b.bin, l.round
    FROM stocktake_line l
    JOIN stocktake t ON t.shop_id = :shop AND t.stocktake_id = l.stocktake_id
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    LEFT JOIN level_bin b ON b.shop_id = :shop AND b.item_id = l.item_id AND b.location_id = t.location_id
    WHERE l.shop_id = :shop AND l.stocktake_id = :id AND l.item_id > CAST(:after AS bigint)
    ORDER BY l.item_id LIMIT :limit
""")
_SCANS = text("""
    SELECT s.scan_id, s.section_id, s.device, s.counter, s.code, coalesce(s.item_id, c.item_id),
           coalesce(i.title, ''), s.units, s.corrects,
           EXISTS (SELECT FROM stocktake_scan u WHERE u.shop_id = :shop AND u.stocktake_id = s.stocktake_id
                         AND u.corrects = s.scan_id),
           s.scanned_at, s.at, s.received_at
    FROM stocktake_scan s
    LEFT JOIN stocktake_code c ON c.shop_id = :shop AND c.stocktake_id = s.stocktake_id AND c.code = s.code
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = coalesce(s.item_id, c.item_id)
    WHERE s.shop_id = :shop AND s.stocktake_id = :id
      AND (CAST(:item AS bigint) IS NULL OR coalesce(s.item_id, c.item_id) = :item)
      AND (CAST(:section AS uuid) IS NULL OR s.section_id = :section)
      AND (CAST(:before AS timestamptz) IS NULL OR (s.received_at, s.scan_id) < (:before, :before_id))
    ORDER BY s.received_at DESC, s.scan_id DESC LIMIT :limit
""")


async def get_stocktake(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, *, lock: bool = False
) -> StocktakeRecord:
    """A stocktake in sight; with `lock` nobody else changes it in this transaction. Raises NotFound."""
    scope = {"shop": shop_id, "id": stocktake_id}
    if lock:
        await connection.execute(_LOCK, scope)
    row = (await connection.execute(_ONE, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such stocktake in this shop")
    return StocktakeRecord(*row)


async def list_stocktakes(
    connection: AsyncConnection,
    shop_id: int,
    *,
    states: Sequence[str] | None,
    location_id: int | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[StocktakeRecord]:
    """Stocktakes in sight, newest first."""
    at, key = before or (None, None)
    arguments = {
        "shop": shop_id,
        "states": list(states) if states else None,
        "location": location_id,
        "before": at,
        "before_id": key,
        "limit": limit,
    }
    return [StocktakeRecord(*row) for row in await connection.execute(_LIST, arguments)]


async def list_sections(connection: AsyncConnection, shop_id: int, stocktake_id: UUID) -> Sequence[Any]:
    """Sections with what was scanned in them, in the order they were made."""
    return (await connection.execute(_SECTIONS, {"shop": shop_id, "id": stocktake_id})).all()


async def list_counters(connection: AsyncConnection, shop_id: int, stocktake_id: UUID) -> Sequence[Any]:
    """Who has scanned, and how much."""
    return (await connection.execute(_COUNTERS, {"shop": shop_id, "id": stocktake_id})).all()


async def list_codes(connection: AsyncConnection, shop_id: int, stocktake_id: UUID) -> Sequence[Any]:
    """Codes that no single item carries, with what somebody has made of them."""
    arguments = {"shop": shop_id, "id": stocktake_id, "limit": CODES_MAX}
    return (await connection.execute(_CODES, arguments)).all()


async def list_outside(connection: AsyncConnection, shop_id: int, stocktake_id: UUID) -> Sequence[Any]:
    """Items that were scanned and are not to be counted, or not in the round they were scanned in."""
    arguments = {"shop": shop_id, "id": stocktake_id, "limit": CODES_MAX}
    return (await connection.execute(_OUTSIDE, arguments)).all()


async def list_count_items(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, *, after: int, limit: int
) -> Sequence[Any]:
    """What a device has to know of the items to be counted."""
    arguments = {"shop": shop_id, "id": stocktake_id, "after": after, "limit": limit}
    return (await connection.execute(_ITEMS, arguments)).all()


async def list_scans(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    *,
    item_id: int | None,
    section_id: UUID | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Any]:
    """Scans as they were kept, those that came last first."""
    at, key = before or (None, None)
    arguments = {"shop": shop_id, "id": stocktake_id, "item": item_id, "section": section_id}
    return (
        await connection.execute(_SCANS, {**arguments, "before": at, "before_id": key, "limit": limit})
    ).all()
