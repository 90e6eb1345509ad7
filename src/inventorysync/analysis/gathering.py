"""Reading what an analysis is made of: levels, what they sold and when last, since when they are there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis.demand_figures import Bools, Floats, lost_sales, together, variation
from inventorysync.analysis.needs import Key
from inventorysync.analysis.rules import Rules
from inventorysync.replays.asked_for import AROUND
from inventorysync.sales.classes import sold
from inventorysync.sales.queries import Known
from inventorysync.sales.series import read_days
from inventorysync.sales.weeks import weeks_of

ROWS_AT_ONCE = 5_000
_LEVELS = text("""
    SELECT l.item_id, l.location_id, l.on_hand, i.vendor, i.product_type, i.price, i.unit_cost
    FROM inventory_level l
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id AND i.tracked
      AND i.deleted_at IS NULL
    JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id AND p.is_active
      AND p.deleted_at IS NULL AND p.left_out_at IS NULL
    WHERE l.shop_id = :shop AND l.is_active
    ORDER BY l.item_id, l.location_id
""")
_SOLD = text(sold())
_LAST_SOLD = text("""
    SELECT item_id, location_id, max(day) FROM sales_day
    WHERE shop_id = :shop AND ordered - cancelled - returned > 0 GROUP BY item_id, location_id
""")
# What was there when the ledger began had come before.
_CAME = text("""
    SELECT l.item_id, l.location_id, (f.effective_at AT TIME ZONE :zone)::date
    FROM inventory_level l
    CROSS JOIN LATERAL (
      SELECT m.effective_at, m.cause FROM stock_entry e
      JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.item_id = l.item_id AND e.location_id = l.location_id
        AND e.name = 'on_hand' AND e.balance > 0
      ORDER BY e.entry_id LIMIT 1
    ) f
    WHERE l.shop_id = :shop AND l.is_active AND l.on_hand > 0 AND f.cause <> 'opening'
""")


_OPENED = text("""
    SELECT (min(recorded_at) AT TIME ZONE :zone)::date FROM stock_movement
    WHERE shop_id = :shop AND cause = 'opening'
""")


class Level(NamedTuple):
    """An item at an open location."""

    item_id: int
    location_id: int
    on_hand: int
    vendor: str
    product_type: str
    price: Any
    unit_cost: Any

    @property
    def key(self) -> Key:
        """Which one it is."""
        return self.item_id, self.location_id


class LostHere(NamedTuple):
    """What an empty shelf did not sell; see demand_figures.Lost."""

    days: int = 0
    units: float = 0.0
    variance: float = 0.0
    untold: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """By level, and by item for all levels together: how much weeks differ; and by level what was lost."""

    by_level: Mapping[Key, float]
    by_item: Mapping[int, float]
    lost: Mapping[Key, LostHere]


@dataclass(frozen=True, slots=True)
class Sales:
    """By level: units sold in the rules' days, the last day with a sale, the day stock first came.

    `opened` is the day on which the ledger began: before it nobody knows what was out of stock.
    """

    sold: Mapping[Key, int]
    last: Mapping[Key, date]
    came: Mapping[Key, date]
    opened: date | None


async def read_levels(connection: AsyncConnection, shop_id: int) -> list[Level]:
    """Every item at every open location that figures are of."""
    return [Level._make(row) for row in await connection.execute(_LEVELS, {"shop": shop_id})]


async def read_sales(connection: AsyncConnection, shop_id: int, known: Known, rules: Rules) -> Sales:
    """What was sold, when last, and since when it could be."""
    scope = {"shop": shop_id}
    since = known.until - timedelta(days=rules.days)
    units = {(item, place): count for item, place, count in
             await connection.execute(_SOLD, {**scope, "since": since})}  # fmt: skip
    last = {(item, place): day for item, place, day in await connection.execute(_LAST_SOLD, scope)}
    zone = {**scope, "zone": str(known.zone)}
    opened = await connection.scalar(_OPENED, zone)
    came = {(item, place): day for item, place, day in await connection.execute(_CAME, zone)}
    return Sales(units, last, came, opened)


async def read_demand(
    connection: AsyncConnection, shop_id: int, known: Known, rules: Rules, keys: Sequence[Key]
) -> Demand:
    """What days of demand tell of these levels; nothing while no day is known."""
    if known.since is None or known.days < 1 or not keys:
        return Demand({}, {}, {})
    reach = max(rules.days, rules.lost_days + AROUND)
    first = max(known.since, known.until - timedelta(days=reach))
    units, out = await read_days(connection, shop_id, keys, first, known.until)
    by_level: dict[Key, float] = {}
    lost: dict[Key, LostHere] = {}
    weeks_by_item: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        part, sold_here, out_here = keys[rows], units[rows].astype(np.float64), out[rows]
        days = slice(-min(rules.days, sold_here.shape[1]), None)
        pairs = zip(sold_here[:, days], out_here[:, days], strict=True)
        weeks = np.stack([weeks_of(*pair) for pair in pairs])
        by_level |= zip(part, variation(weeks).tolist(), strict=True)
        for (item, _), row in zip(part, weeks, strict=True):
            weeks_by_item[item].append(row)
        lost |= _lost_of(part, sold_here, out_here, min(rules.lost_days, sold_here.shape[1]))
    summed = np.stack([together(np.stack(rows)) for rows in weeks_by_item.values()])
    by_item = dict(zip(weeks_by_item, variation(summed).tolist(), strict=True))
    return Demand(by_level, by_item, lost)


def _lost_of(keys: Sequence[Key], units: Floats, out: Bools, counted: int) -> dict[Key, LostHere]:
    """Only of levels whose shelf was empty at all."""
    rows = np.flatnonzero(out[:, -counted:].any(axis=1))
    if not len(rows):
        return {}
    found = lost_sales(units[rows], out[rows], counted)
    columns = zip(found.days.tolist(), found.units.tolist(), found.variance.tolist(), found.untold.tolist(),
                  strict=True)  # fmt: skip
    return {keys[row]: LostHere(*each) for row, each in zip(rows.tolist(), columns, strict=True)}
