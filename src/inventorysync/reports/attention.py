"""What needs a person today, and the money it puts at risk.

Each amount is a stated formula over what is recorded, never an estimate of anything else:

- `negative`: units below zero times price: sold, and not there to be sent.
- `sells_out`: nothing to sell where something sold: units sold a day times price times seven days. A day's
  units are an average over the whole days that orders are known of, 28 at most; below seven days there is
  no amount.
- `unconfirmed`: units of writes whose outcome is unknown, and of `failed_changes` that nobody has dealt with:
  units times unit cost.
- `stuck_transfers`: units still to arrive of transfers of which Shopify refused a step, times unit cost.
- `without_cost`: units on hand that count nothing in the stock value: no amount.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.reports.schemas import Attention, Concern, ConcernKind, ConcernLevel, Formula
from inventorysync.reports.stuck_transfers import list_stuck_transfers
from inventorysync.shops.queries import ShopRecord
from inventorysync.stock.answers import money_of
from inventorysync.sync.schemas import ImportProgress

DAYS_OF_SALES = 28
DAYS_NEEDED = 7
SHOWN = 5
_FORMULAS: dict[ConcernKind, Formula] = {
    "negative": "units_at_price",
    "unconfirmed": "units_at_cost",
    "failed_changes": "units_at_cost",
    "stuck_transfers": "units_at_cost",
    "sells_out": "week_of_sales_at_price",
}
_ORDER: tuple[ConcernKind, ...] = (
    "negative",
    "unconfirmed",
    "failed_changes",
    "stuck_transfers",
    "sells_out",
    "without_cost",
)

_CONCERNS = text("""
    WITH sold AS (
      SELECT item_id, location_id, -sum((deltas ->> 'available')::bigint) AS units
      FROM stock_fact
      WHERE shop_id = :shop AND cause = 'order' AND occurred_at >= :sold_since
      GROUP BY item_id, location_id
      HAVING sum((deltas ->> 'available')::bigint) < 0
    ), concern AS (
      SELECT 'negative' AS kind, l.item_id, l.location_id, -l.available AS units,
             round(-l.available * i.price, 2) AS risk
      FROM inventory_level l
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
      WHERE l.shop_id = :shop AND l.available < 0 AND i.tracked AND i.deleted_at IS NULL
      UNION ALL
      SELECT 'sells_out', l.item_id, l.location_id, s.units,
             CASE WHEN CAST(:days AS int) >= CAST(:days_needed AS int)
                  THEN round(s.units * i.price * 7 / CAST(:days AS int), 2) END
      FROM sold s
      JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = s.item_id AND l.location_id = s.location_id
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
      WHERE l.available <= 0 AND l.is_active AND i.tracked AND i.deleted_at IS NULL
      UNION ALL
      SELECT 'unconfirmed', n.item_id, n.location_id, d.units, round(d.units * i.unit_cost, 2)
      FROM level_intent n
      JOIN write_call c ON c.shop_id = :shop AND c.call_id = n.call_id AND c.state = 'quarantined'
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
      CROSS JOIN LATERAL (SELECT max(abs(value::bigint)) AS units FROM jsonb_each_text(n.deltas)) d
      WHERE n.shop_id = :shop
      UNION ALL
      SELECT 'failed_changes', f.item_id, f.location_id, sum(abs(f.delta)),
             round(sum(abs(f.delta)) * min(i.unit_cost), 2)
      FROM change_set_line f
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = f.item_id AND i.deleted_at IS NULL
      WHERE f.shop_id = :shop AND f.state = 'failed' AND f.closed_at IS NULL
      GROUP BY f.item_id, f.location_id
      UNION ALL
      SELECT 'without_cost', l.item_id, l.location_id, l.on_hand, NULL
      FROM inventory_item i
      JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = i.item_id AND l.on_hand > 0
      WHERE i.shop_id = :shop AND i.unit_cost IS NULL AND i.tracked AND i.deleted_at IS NULL
    ), ranked AS (
      SELECT kind, item_id, location_id, units, risk,
             row_number() OVER (PARTITION BY kind
                                ORDER BY risk DESC NULLS LAST, units DESC, item_id, location_id) AS place,
             count(*) OVER every AS levels, sum(units) OVER every AS all_units,
             sum(risk) OVER every AS all_risk,
             count(*) FILTER (WHERE risk IS NULL) OVER every AS unknown
      FROM concern l
      -- What was decided here and did not come through is shown wherever it was.
      WHERE kind IN ('unconfirmed', 'failed_changes') OR NOT EXISTS (
        SELECT FROM location o
        WHERE o.shop_id = :shop AND o.location_id = l.location_id AND o.left_out_at IS NOT NULL)
      WINDOW every AS (PARTITION BY kind)
    )
    SELECT r.kind, r.levels, r.all_units, r.all_risk, r.unknown, r.item_id, i.sku, i.title, r.location_id,
           coalesce(p.name, ''), r.units, r.risk
    FROM ranked r
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = r.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = r.location_id
    WHERE r.place <= :shown
    ORDER BY r.kind, r.place
""")


async def list_concerns(
    connection: AsyncConnection,
    shop: ShopRecord,
    progress: ImportProgress,
    now: datetime,
) -> Attention:
    """What needs a person in the locations in sight; amounts are in the shop's currency."""
    days = _days_of_sales(shop.installed_at, now)
    arguments = {
        "shop": shop.shop_id,
        "days": days,
        "days_needed": DAYS_NEEDED,
        "sold_since": now - timedelta(days=days or DAYS_OF_SALES),
        "shown": SHOWN,
    }
    rows = [
        *await connection.execute(_CONCERNS, arguments),
        *await list_stuck_transfers(connection, shop.shop_id, SHOWN),
    ]
    of_levels = [
        _concern(kind, [row for row in rows if row[0] == kind], shop.currency)
        for kind in _ORDER
        if any(row[0] == kind for row in rows)
    ]
    return Attention(
        concerns=[*_of_the_shop(shop, progress), *sorted(of_levels, key=_most_at_risk_first)],
        days_of_sales=days,
        days_needed=DAYS_NEEDED,
        sales_known_since=shop.installed_at,
    )


def _days_of_sales(known_since: datetime | None, now: datetime) -> int:
    return 0 if known_since is None else max(0, min(DAYS_OF_SALES, (now - known_since).days))


def _of_the_shop(shop: ShopRecord, progress: ImportProgress) -> Iterable[Concern]:
    if shop.state != "active":
        yield _whole("access_lost", None)
    if progress.state == "failed":
        yield _whole("import_failed", progress.error)


def _whole(kind: ConcernKind, detail: str | None) -> Concern:
    return Concern(
        kind=kind,
        count=1,
        units=None,
        at_risk=None,
        formula=None,
        levels_without_amount=0,
        levels=[],
        detail=detail,
    )


def _concern(kind: ConcernKind, rows: Sequence[Any], currency: str) -> Concern:
    _, count, units, at_risk, unknown, *_ = rows[0]
    formula = _FORMULAS.get(kind)
    return Concern(
        kind=kind,
        count=count,
        units=int(units),
        at_risk=money_of(at_risk, currency),
        formula=formula,
        levels_without_amount=unknown if formula else 0,
        levels=[_level(row, currency) for row in rows if row[5] is not None],
        detail=None,
    )


def _level(row: Sequence[Any], currency: str) -> ConcernLevel:
    item, sku, title, place, place_name, units, at_risk = row[5:]
    return ConcernLevel(
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        title=title,
        location_id=gid("Location", place),
        location_name=place_name,
        units=int(units),
        at_risk=money_of(at_risk, currency),
    )


def _most_at_risk_first(concern: Concern) -> tuple[bool, Any]:
    """Amounts from the highest down, then what has none in the order of `_ORDER`, which sorting keeps."""
    return (concern.at_risk is None, 0 if concern.at_risk is None else -concern.at_risk.amount)
