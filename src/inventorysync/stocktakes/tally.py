"""What was counted of each line, and what was booked there at that moment (see docs/decisions/stocktakes.md).

What counts of a line are its scans of the line's round that nobody has corrected. Their sum is compared with
what was on hand at the last of them. A line without scans stands as none at the end of the count, from the
moment somebody was to look for it.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stock.moments import HELD, MAY_CLEAR, MOVED_SINCE, ON_THE_WAY, UNSURE

VALID_SCANS = """
    SELECT coalesce(s.item_id, c.item_id) AS item_id, n.round, s.section_id, s.units, s.counter, s.at,
           s.at - s.within_ms * interval '1 millisecond' AS earliest
    FROM stocktake_scan s
    JOIN stocktake_section n ON n.shop_id = s.shop_id AND n.section_id = s.section_id
    LEFT JOIN stocktake_code c ON c.shop_id = s.shop_id AND c.stocktake_id = s.stocktake_id
      AND c.code = s.code
    WHERE s.shop_id = :shop AND s.stocktake_id = :id AND s.corrects IS NULL
      AND NOT EXISTS (SELECT FROM stocktake_scan u WHERE u.shop_id = :shop AND u.stocktake_id = s.stocktake_id
                         AND u.corrects = s.scan_id)
"""
_LINES = f"""
    WITH valid AS MATERIALIZED ({VALID_SCANS}), scanned AS MATERIALIZED (
      SELECT item_id, round, sum(units) AS counted, count(*) AS scans, min(earliest) AS first_at,
             max(at) AS at,
             array_agg(DISTINCT counter) AS counters
      FROM valid WHERE item_id IS NOT NULL GROUP BY item_id, round
    ), r AS MATERIALIZED (
      SELECT l.item_id, t.location_id, 'on_hand' AS name, l.round, v.counted, coalesce(v.scans, 0) AS scans,
             coalesce(v.counters, '{{}}') AS counters, v.first_at AS seen_from, v.at AS seen_to,
             coalesce(v.first_at, l.asked_at, t.started_at, :now) AS first_at,
             coalesce(v.at, t.reviewed_at, :now) AS at,
             l.outcome, l.counted AS posted_counted, l.expected AS posted_expected,
             l.delta AS posted_delta, t.state
      FROM stocktake t
      JOIN stocktake_line l ON l.shop_id = t.shop_id AND l.stocktake_id = t.stocktake_id
      LEFT JOIN scanned v ON v.item_id = l.item_id AND v.round = l.round
      WHERE t.shop_id = :shop AND t.stocktake_id = :id
    ), held AS MATERIALIZED (
      SELECT r.*,
             CASE WHEN r.outcome IS NULL THEN {HELD} + {ON_THE_WAY} - {MOVED_SINCE} ELSE r.posted_expected
             END AS expected,
             CASE WHEN r.outcome IS NULL THEN {UNSURE} ELSE r.outcome = 'unsure' END AS is_unsure
      FROM r
    ), h AS (
      SELECT r.*, CASE WHEN r.is_unsure AND r.outcome IS NULL THEN {MAY_CLEAR} ELSE false END AS may_clear
      FROM held r
    )
    SELECT h.item_id, i.sku, i.barcode, i.title, i.variant_title,
           (SELECT b.bin FROM level_bin b WHERE b.shop_id = :shop AND b.item_id = h.item_id
              AND b.location_id = h.location_id) AS bin,
           h.round, CASE WHEN h.outcome IS NULL THEN h.counted ELSE h.posted_counted END AS counted,
           h.scans, h.counters, h.seen_from, h.seen_to, h.expected, h.is_unsure, i.unit_cost, h.outcome,
           i.tracked AND i.deleted_at IS NULL AS is_tracked, h.may_clear,
           CASE WHEN h.outcome IS NULL THEN h.counted ELSE h.posted_counted END - h.expected AS difference
    FROM h
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = h.item_id
"""
_SHOWN = {
    "all": "true",
    "counted": "k.counted IS NOT NULL",
    "different": "k.difference <> 0",
    "not_counted": "k.counted IS NULL",
    "unsure": "k.is_unsure AND k.counted IS NOT NULL",
}
_BY_MONEY = """
    abs(coalesce(k.difference, 0) * coalesce(k.unit_cost, 0)) DESC, abs(coalesce(k.difference, 0)) DESC,
    k.counted IS NULL, k.title, k.item_id
"""
_BY_NAME = "k.title, k.variant_title, k.item_id"


class TallyLine(NamedTuple):
    """A line: `counted` is None where nobody has scanned it in its round.

    An unsure line that `may_clear` waits for a document to say when something moved.
    """

    item_id: int
    sku: str
    barcode: str
    title: str
    variant_title: str
    bin: str | None
    round: int
    counted: int | None
    scans: int
    counters: list[str]
    first_at: datetime | None
    last_at: datetime | None
    expected: int
    is_unsure: bool
    unit_cost: Decimal | None
    outcome: str | None
    is_tracked: bool
    may_clear: bool
    difference: int | None


async def read_tally(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    now: datetime,
    *,
    show: str = "all",
    search: str = "",
    by_money: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[TallyLine]:
    """Lines as they stand at this moment."""
    statement = f"""
        SELECT * FROM ({_LINES}) k
        WHERE {_SHOWN[show]} AND (CAST(:search AS text) = '' OR k.barcode = :search
          OR position(lower(:search) IN lower(k.sku || ' ' || k.title || ' ' || k.variant_title)) > 0)
        ORDER BY {_BY_MONEY if by_money else _BY_NAME} OFFSET :offset LIMIT :limit
    """
    arguments = {"shop": shop_id, "id": stocktake_id, "now": now, "search": search}
    rows = await connection.execute(text(statement), {**arguments, "offset": offset, "limit": limit})
    return [TallyLine._make(_whole(row)) for row in rows]


def _whole(row: Sequence[object]) -> list[object]:
    """Sums come as decimals; units are whole."""
    return [
        int(value) if isinstance(value, Decimal) and place != _COST_AT else value
        for place, value in enumerate(row)
    ]


_COST_AT = TallyLine._fields.index("unit_cost")
