"""How suppliers have delivered: on time, in full, unharmed, at what cost, and after how many days.

Everything is read from orders and their receipts; what was undone never was. An order counts from when its
supplier had it, by the first time it was sent or confirmed. A day is the shop's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.queries import order_name

PLACED_STATES = ("sent", "confirmed", "partly_received", "received", "closed")
ENDED_STATES = frozenset({"received", "closed"})
SEEN_LEAST, SEEN_MOST = 3, 20
SEEN_SINCE = timedelta(days=730)
_PLACED = """
    SELECT min(at) AS at FROM purchase_order_event
    WHERE shop_id = :shop AND order_id = {order} AND what IN ('sent', 'confirmed')
"""
_LEAD_DAYS = text(f"""
    SELECT supplier_id, days FROM (
      SELECT o.supplier_id, r.effective_at,
             extract(epoch FROM r.effective_at - e.at) / 86400 AS days,
             row_number() OVER (PARTITION BY o.supplier_id ORDER BY r.effective_at DESC, r.id DESC) AS place
      FROM receipt r
      JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = r.order_id
        AND (CAST(:suppliers AS uuid[]) IS NULL OR o.supplier_id = ANY(:suppliers))
      JOIN LATERAL ({_PLACED.format(order="r.order_id")}) e ON e.at < r.effective_at
      WHERE r.shop_id = :shop AND r.kind = 'receipt' AND r.undone_at IS NULL AND r.effective_at > :since
    ) seen WHERE place <= :most ORDER BY supplier_id, days
""")
_ORDERS = text(f"""
    WITH o AS MATERIALIZED (
      SELECT p.order_id, p.supplier_id, p.number, p.state, p.expected_on, e.at AS placed_at
      FROM purchase_order p
      JOIN LATERAL ({_PLACED.format(order="p.order_id")}) e ON e.at >= :since
      WHERE p.shop_id = :shop AND p.supplier_id = ANY(:suppliers) AND p.state = ANY(:states)
    )
    SELECT o.supplier_id, o.order_id, o.number, o.state, o.placed_at, a.first_at, a.last_at,
           coalesce(l.lines, 0), coalesce(l.full_lines, 0), coalesce(l.ordered, 0), coalesce(l.received, 0),
           coalesce(l.overdue, 0), coalesce(a.arrived, 0), coalesce(a.dated, 0), coalesce(a.on_time, 0),
           coalesce(a.damaged, 0), coalesce(a.returned, 0), coalesce(w.wrong, 0)
    FROM o
    LEFT JOIN LATERAL (
      SELECT count(*) AS lines, count(*) FILTER (WHERE received >= quantity) AS full_lines,
             sum(quantity) AS ordered, sum(least(received, quantity)) AS received,
             sum(greatest(quantity - received, 0))
               FILTER (WHERE coalesce(expected_on, o.expected_on) < :today) AS overdue
      FROM purchase_order_line WHERE shop_id = :shop AND order_id = o.order_id
    ) l ON true
    LEFT JOIN LATERAL (
      SELECT min(r.effective_at) FILTER (WHERE r.kind = 'receipt') AS first_at,
             max(r.effective_at) FILTER (WHERE r.kind = 'receipt') AS last_at,
             sum(x.quantity) FILTER (WHERE r.kind = 'receipt') AS arrived,
             sum(x.quantity) FILTER (WHERE r.kind = 'receipt' AND d.due IS NOT NULL) AS dated,
             sum(x.quantity) FILTER (WHERE r.kind = 'receipt'
               AND CAST(r.effective_at AT TIME ZONE :zone AS date) <= d.due) AS on_time,
             sum(x.quantity) FILTER (WHERE r.kind = 'receipt' AND x.name = 'damaged') AS damaged,
             sum(x.quantity) FILTER (WHERE r.kind = 'return' AND x.name <> 'damaged') AS returned
      FROM receipt r
      JOIN receipt_line x ON x.shop_id = :shop AND x.receipt_id = r.id
      LEFT JOIN LATERAL (
        SELECT coalesce(n.expected_on, o.expected_on) AS due FROM purchase_order_line n
        WHERE n.shop_id = :shop AND n.line_id = x.line_id
      ) d ON true
      WHERE r.shop_id = :shop AND r.order_id = o.order_id AND r.undone_at IS NULL
    ) a ON true
    LEFT JOIN LATERAL (
      SELECT sum(CAST(t.other ->> 'quantity' AS bigint)) AS wrong
      FROM receipt r, jsonb_array_elements(r.others) t(other)
      WHERE r.shop_id = :shop AND r.order_id = o.order_id AND r.undone_at IS NULL
    ) w ON true
    ORDER BY o.placed_at DESC, o.number DESC
""")
_COSTS = text("""
    SELECT supplier_id, currency, count(*), sum(units * first_cost), sum(units * last_cost) FROM (
      SELECT o.supplier_id, r.currency, x.item_id, sum(x.quantity) AS units,
             (array_agg(x.unit_cost ORDER BY r.effective_at, x.id))[1] AS first_cost,
             (array_agg(x.unit_cost ORDER BY r.effective_at DESC, x.id DESC))[1] AS last_cost
      FROM purchase_order o
      JOIN receipt r ON r.shop_id = :shop AND r.order_id = o.order_id AND r.kind = 'receipt'
        AND r.undone_at IS NULL AND r.effective_at >= :since
      JOIN receipt_line x ON x.shop_id = :shop AND x.receipt_id = r.id
      WHERE o.shop_id = :shop AND o.supplier_id = ANY(:suppliers)
      GROUP BY o.supplier_id, r.currency, x.item_id HAVING count(DISTINCT r.id) > 1
    ) k GROUP BY supplier_id, currency ORDER BY supplier_id, count(*) DESC, currency
""")


class Delivery(NamedTuple):
    """What became of an order; units. `overdue` have not arrived although their day has passed.

    `dated` are those that arrived and had a day to arrive on, `on_time` those of them that kept it; `wrong`
    was never ordered. `first_at` and `last_at` are when anything arrived.
    """

    supplier_id: UUID
    order_id: UUID
    number: int
    state: str
    placed_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    lines: int
    full_lines: int
    ordered: int
    received: int
    overdue: int
    arrived: int
    dated: int
    on_time: int
    damaged: int
    returned: int
    wrong: int

    @property
    def name(self) -> str:
        """What people call the order."""
        return order_name(self.number)

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in ENDED_STATES


class Drift(NamedTuple):
    """By how much the cost of what was bought at least twice has changed, each item by its units."""

    currency: str
    items: int
    share: Decimal


class Record(NamedTuple):
    """What is known of a supplier."""

    deliveries: list[Delivery]
    drift: Drift | None
    lead_days: list[float]


async def read_lead_days(
    connection: AsyncConnection, shop_id: int, now: datetime, suppliers: Sequence[UUID] | None = None
) -> Mapping[UUID, list[float]]:
    """Days from an order to each of a supplier's last SEEN_MOST receipts of two years, rising."""
    arguments = {"shop": shop_id, "since": now - SEEN_SINCE, "most": SEEN_MOST}
    asked = {"suppliers": None if suppliers is None else list(suppliers)}
    days: dict[UUID, list[float]] = defaultdict(list)
    for supplier_id, length in await connection.execute(_LEAD_DAYS, {**arguments, **asked}):
        days[supplier_id].append(float(length))
    return days


async def read_records(
    connection: AsyncConnection,
    shop_id: int,
    suppliers: Sequence[UUID],
    zone: str,
    today: date,
    since: datetime,
    now: datetime,
) -> Mapping[UUID, Record]:
    """What became of the orders that each supplier has had `since`, the latest first."""
    scope: dict[str, Any] = {"shop": shop_id, "suppliers": list(suppliers), "since": since}
    asked = {**scope, "zone": zone, "today": today, "states": list(PLACED_STATES)}
    deliveries: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in await connection.execute(_ORDERS, asked):
        made = Delivery._make(int(each) if isinstance(each, Decimal) else each for each in row)
        deliveries[made.supplier_id].append(made)
    drifts: dict[UUID, Drift] = {}
    for supplier_id, currency, items, first, last in await connection.execute(_COSTS, scope):
        if first:
            drifts.setdefault(supplier_id, Drift(currency, items, last / first - 1))
    days = await read_lead_days(connection, shop_id, now, suppliers)
    return {
        each: Record(deliveries.get(each, []), drifts.get(each), days.get(each, [])) for each in suppliers
    }
