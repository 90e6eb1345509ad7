"""Reading what a replay is lived on: the series in question, their days, and what holds for them today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.ordering.policy import Policy
from inventorysync.replays.asked_for import filled
from inventorysync.replays.question import BEFORE_WEEKS, SERIES_MAX, WEEKS_MAX, WEEKS_MIN, Question
from inventorysync.replays.trying import Past, warm_up_of
from inventorysync.replenishment import gathering
from inventorysync.replenishment.planning import Spot, cost_of, policy_of
from inventorysync.sales.queries import Key, Known, get_known
from inventorysync.sales.series import read_days
from inventorysync.sales.weeks import WEEK

HISTORY_WEEKS = 52
"""So many weeks before the first one that is lived through are looked at."""
_KEYS = text("""
    SELECT d.item_id, d.location_id, count(*) OVER () AS found,
           d.units * coalesce(i.price, i.unit_cost, 0) AS worth,
           sum(d.units * coalesce(i.price, i.unit_cost, 0)) OVER () AS worth_of_all
    FROM (
      SELECT item_id, location_id, sum(units) AS units FROM sales_day
      WHERE shop_id = :shop AND day >= CAST(:since AS date) AND day < CAST(:until AS date)
        AND (CAST(:place AS bigint) IS NULL OR location_id = :place)
        AND (CAST(:mine AS bigint[]) IS NULL OR location_id = ANY(:mine))
      GROUP BY item_id, location_id
    ) d
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = d.item_id AND i.tracked
      AND i.deleted_at IS NULL
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = d.item_id AND l.location_id = d.location_id
      AND l.is_active
    JOIN location p ON p.shop_id = :shop AND p.location_id = d.location_id AND p.is_active
      AND p.deleted_at IS NULL AND p.left_out_at IS NULL
    WHERE d.units > 0 AND CASE CAST(:kind AS text) WHEN 'vendor' THEN i.vendor = :name
            WHEN 'type' THEN i.product_type = :name WHEN 'item' THEN i.item_id = :item ELSE true END
    ORDER BY d.units * coalesce(i.price, i.unit_cost, 0) DESC, d.item_id, d.location_id LIMIT :limit
""")
_HELD = text("""
    WITH wanted AS (
      SELECT * FROM unnest(CAST(:items AS bigint[]), CAST(:places AS bigint[]), CAST(:costs AS float8[]))
        AS k(item_id, location_id, cost)
    ), moved AS (
      SELECT (m.effective_at AT TIME ZONE :zone)::date AS day, sum(e.delta * w.cost) AS worth
      FROM wanted w
      JOIN stock_entry e ON e.shop_id = :shop AND e.item_id = w.item_id AND e.location_id = w.location_id
        AND e.name IN ('available', 'committed', 'reserved', 'damaged', 'safety_stock', 'quality_control')
      JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
      GROUP BY 1
    )
    SELECT d.day::date, coalesce((SELECT sum(worth) FROM moved WHERE moved.day <= d.day), 0)
    FROM generate_series(CAST(:since AS date), CAST(:until AS date) - 1, interval '1 day') AS d(day)
    ORDER BY 1
""")
_LEDGER_SINCE = text("""
    SELECT min(recorded_at) FROM stock_movement WHERE shop_id = :shop AND cause = 'opening'
""")
_RECEIPTS = text("""
    SELECT count(*) FROM receipt_line n
    JOIN receipt r ON r.shop_id = :shop AND r.id = n.receipt_id AND r.kind = 'receipt' AND r.undone_at IS NULL
    JOIN unnest(CAST(:items AS bigint[]), CAST(:places AS bigint[])) AS k(item_id, location_id)
      ON k.item_id = n.item_id AND k.location_id = n.location_id
    WHERE n.shop_id = :shop AND r.effective_at >= :since
""")


class NotEnoughPast(Exception):
    """The shop's demand is not known for long enough; the text says what is missing."""


@dataclass(frozen=True, eq=False)
class Found:
    """What a replay is lived on; `of_all` series were asked about, these are those that sold for most."""

    keys: list[Key]
    past: Past
    of_all: int
    share: float
    without_cost: int
    counted_since: date
    until: date


@dataclass(frozen=True, slots=True)
class Happened:
    """What truly was over the counted days."""

    days_out: float
    lost: int
    asked: int
    mean_held: float
    most_held: float
    receipts: int | None


async def gather(
    connection: AsyncConnection,
    shop_id: int,
    question: Question,
    mine: frozenset[int] | None,
    now: datetime,
) -> Found:
    """All that the arithmetic needs; raises NotEnoughPast."""
    known = await get_known(connection, shop_id)
    lived = question.weeks * WEEK
    _require_past(known, question.weeks)
    first = max(known.since or known.until, known.until - timedelta(days=lived + HISTORY_WEEKS * WEEK))
    arguments = {
        "shop": shop_id, "since": known.until - timedelta(days=lived), "until": known.until,
        "place": question.location_id, "mine": None if mine is None else sorted(mine),
        "kind": question.kind, "name": question.name, "item": question.item_id, "limit": SERIES_MAX,
    }  # fmt: skip
    rows = (await connection.execute(_KEYS, arguments)).all()
    if not rows:
        raise NotEnoughPast("nothing of this was sold in these weeks")
    spots = await _spots(connection, shop_id, [(row.item_id, row.location_id) for row in rows], now)
    units, out = await read_days(connection, shop_id, list(spots), first, known.until)
    policies = [_policy_of(spot) for spot in spots.values()]
    prices = [float(spot.price) if spot.price is not None else np.nan for spot in spots.values()]
    worth, of_all = float(sum(row.worth for row in rows)), float(rows[0].worth_of_all)
    return Found(
        list(spots),
        Past(units.astype(np.float64), out, lived, first, policies, np.array(prices)),
        rows[0].found,
        worth / of_all if of_all else 1.0,
        sum(cost_of(spot) is None for spot in spots.values()),
        known.until - timedelta(days=lived - warm_up_of(lived)),
        known.until,
    )


async def happened(connection: AsyncConnection, shop_id: int, found: Found) -> Happened | None:
    """What truly was in the counted days; None where the ledger does not reach back to them."""
    known = await get_known(connection, shop_id)
    begin = datetime.combine(found.counted_since, time(), known.zone)
    opened = await connection.scalar(_LEDGER_SINCE, {"shop": shop_id})
    if opened is None or opened > begin:
        return None
    days = (found.until - found.counted_since).days
    past = found.past
    sold, demand = np.maximum(past.units[:, -days:], 0), filled(past.units, past.out_of_stock)[:, -days:]
    scope = {
        "shop": shop_id,
        "items": [item for item, _ in found.keys],
        "places": [place for _, place in found.keys],
    }
    costs = [policy.unit_cost for policy in past.policies]
    span = {"zone": str(known.zone), "since": found.counted_since, "until": found.until, "costs": costs}
    held = [float(worth) for _, worth in await connection.execute(_HELD, {**scope, **span})]
    receipts = await connection.scalar(_RECEIPTS, {**scope, "since": begin})
    return Happened(
        float(past.out_of_stock[:, -days:].mean()),
        round(float((demand - sold).sum())),
        round(float(demand.sum())),
        sum(held) / len(held),
        max(held),
        int(receipts or 0) or None,
    )


def weeks_most(known: Known) -> int:
    """How many of the last weeks can be replayed; none where too little is known yet."""
    most = min(known.days // WEEK - BEFORE_WEEKS, WEEKS_MAX)
    return most if most >= WEEKS_MIN else 0


def _require_past(known: Known, weeks: int) -> None:
    wanted = (weeks + BEFORE_WEEKS) * WEEK
    if known.days < wanted:
        raise NotEnoughPast(
            f"{known.days} days of demand are known, and {wanted} are needed: {weeks} weeks to live through "
            f"and {BEFORE_WEEKS} before them"
        )


async def _spots(
    connection: AsyncConnection, shop_id: int, keys: Sequence[Key], now: datetime
) -> dict[Key, Spot]:
    """What holds for each of these today, in their order; those that nobody may order are not among them."""
    shared = await gathering.read_shared(connection, shop_id, now)
    items = sorted({item for item, _ in keys})
    found: dict[Key, Spot] = {}
    for start in range(0, len(items), gathering.ITEMS_AT_ONCE):
        batch = await gathering.read_batch(
            connection, shop_id, items[start : start + gathering.ITEMS_AT_ONCE], shared
        )
        found |= {(spot.item_id, spot.location_id): spot for spots in batch.spots for spot in spots}
    return {key: found[key] for key in keys if key in found}


def _policy_of(spot: Spot) -> Policy:
    return policy_of(spot.rules, spot.source, cost_of(spot), spot.price, spot.short_price)
