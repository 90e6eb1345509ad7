"""Reading a shop's series for forecasting: weeks of demand, and what the items are like."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.forecasting.history import History
from inventorysync.sales import queries
from inventorysync.sales.plans import Event, Series, base_of, concerns
from inventorysync.sales.queries import Key, Known
from inventorysync.sales.weeks import WEEK, weeks_of

WEEKS_MAX = 104
NEW_FOR = timedelta(weeks=8)
CHUNK = 2_000
ROWS_AT_ONCE = 5_000

_OPEN_LEVELS = """
    inventory_level l
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id AND i.tracked
      AND i.deleted_at IS NULL
    JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id AND p.is_active
      AND p.deleted_at IS NULL
"""
_WANTED = "(CAST(:all AS boolean) OR l.item_id = ANY(CAST(:items AS bigint[])))"
_SOLD = text(f"""
    SELECT l.item_id, l.location_id, false FROM {_OPEN_LEVELS}
    WHERE l.shop_id = :shop AND l.is_active AND {_WANTED} AND EXISTS (
      SELECT FROM sales_day d WHERE d.shop_id = :shop AND d.item_id = l.item_id
        AND d.location_id = l.location_id AND d.day >= CAST(:since AS date))
    UNION ALL
    SELECT l.item_id, l.location_id, true FROM {_OPEN_LEVELS}
    WHERE l.shop_id = :shop AND l.is_active AND {_WANTED} AND l.available > 0
      AND NOT EXISTS (SELECT FROM sales_day d WHERE d.shop_id = :shop AND d.item_id = l.item_id)
      AND (SELECT m.effective_at > greatest(CAST(:new_since AS timestamptz), (
               SELECT min(recorded_at) + interval '1 day' FROM stock_movement
               WHERE shop_id = :shop AND cause = 'opening'))
           FROM stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
           WHERE e.shop_id = :shop AND e.item_id = l.item_id ORDER BY e.entry_id LIMIT 1)
    ORDER BY 1, 2
""")
_UNITS = text("""
    SELECT item_id, location_id, (day - CAST(:first AS date)) / 7, sum(units)::bigint FROM sales_day
    WHERE shop_id = :shop AND (CAST(:all AS boolean) OR item_id = ANY(CAST(:items AS bigint[])))
      AND day >= CAST(:first AS date) AND day < CAST(:until AS date)
    GROUP BY 1, 2, 3
""")
_BY_DAY = text("""
    SELECT item_id, location_id, day - CAST(:first AS date), units FROM sales_day
    WHERE shop_id = :shop AND day >= CAST(:first AS date) AND day < CAST(:until AS date)
""")
_LIKE = text("""
    SELECT item_id, product_type, vendor, price, tags FROM inventory_item
    WHERE shop_id = :shop AND (CAST(:all AS boolean) OR item_id = ANY(CAST(:items AS bigint[])))
""")


@dataclass(frozen=True, eq=False)
class ShopSeries:
    """All series of a shop by week, the last one ending the day before `origin`."""

    keys: list[Key]
    is_new: NDArray[np.bool_]
    origin: date
    history: History
    series: list[Series]


async def read_series(
    connection: AsyncConnection,
    shop_id: int,
    known: Known,
    events: Sequence[Event],
    items: Collection[int] | None = None,
) -> ShopSeries | None:
    """The series of a shop, or of some of its items; None while no whole week is known.

    A series is an item at an open location that sold there in WEEKS_MAX weeks, or one that is new to the
    shop and has sold nowhere yet. What passed events did is taken out.
    """
    weeks = min(WEEKS_MAX, known.days // WEEK)
    if weeks < 1:
        return None
    first = known.until - timedelta(days=weeks * WEEK)
    arguments: dict[str, Any] = {"shop": shop_id, "all": items is None, "items": sorted(items or ())}
    arguments |= {"since": first, "first": first, "until": known.until, "new_since": known.until - NEW_FOR}
    found = (await connection.execute(_SOLD, arguments)).all()
    keys = [(item, place) for item, place, _ in found]
    is_new = np.array([bool(new) for *_, new in found], dtype=np.bool_)
    units = await _units(connection, arguments, keys, weeks)
    await _leave_out_empty(connection, shop_id, keys, first, units, items)
    like = {item: row for item, *row in await connection.execute(_LIKE, arguments)}
    series = [
        Series(item, place, like[item][0], like[item][1], frozenset(like[item][3])) for item, place in keys
    ]
    _take_out_events(units, first, series, events)
    history = History(
        units,
        first,
        np.where(is_new, weeks, _starts(units, weeks)),
        [each.product_type for each in series],
        [each.vendor for each in series],
        np.array([float(like[item][2]) if like[item][2] is not None else np.nan for item, _ in keys]),
        [each.tags for each in series],
    )
    return ShopSeries(keys, is_new, known.until, history, series)


async def read_days(
    connection: AsyncConnection, shop_id: int, keys: Sequence[Key], first: date, until: date
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Units by day of each key from `first` to before `until`, and on which days its shelf was empty."""
    rows = {key: number for number, key in enumerate(keys)}
    length = (until - first).days
    units = np.zeros((len(keys), length), dtype=np.float32)
    arguments = {"shop": shop_id, "first": first, "until": until}
    async with connection.stream(_BY_DAY, arguments) as stream:
        async for part in stream.partitions(ROWS_AT_ONCE):
            for item, place, day, sold in part:
                number = rows.get((item, place))
                if number is not None:
                    units[number, day] = sold
    out = np.zeros((len(keys), length), dtype=np.bool_)
    wanted = [key for key in await queries.list_empty_keys(connection, shop_id, first) if key in rows]
    for start in range(0, len(wanted), CHUNK):
        found = await queries.daily(connection, shop_id, wanted[start : start + CHUNK], first)
        for key, days in found.items():
            begin = (days.first - first).days
            out[rows[key], begin : begin + len(days.units)] = days.out_of_stock[: length - begin]
    return units, out


async def _units(
    connection: AsyncConnection, arguments: dict[str, Any], keys: Sequence[Key], weeks: int
) -> NDArray[np.float64]:
    """Units by week of each key; rows are streamed, for a large shop has millions."""
    rows = {key: number for number, key in enumerate(keys)}
    cells, sums = array("q"), array("q")
    async with connection.stream(_UNITS, arguments) as stream:
        async for part in stream.partitions(ROWS_AT_ONCE):
            for item, place, week, units in part:
                number = rows.get((item, place))
                if number is not None:
                    cells.append(number * weeks + week)
                    sums.append(units)
    flat = np.zeros(len(keys) * weeks)
    flat[np.array(cells, dtype=np.int64)] = np.array(sums, dtype=np.float64)
    return flat.reshape(len(keys), weeks)


async def _leave_out_empty(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[Key],
    first: date,
    units: NDArray[np.float64],
    items: Collection[int] | None,
) -> None:
    """Make weeks unknown in which shelves were empty, in place: only of keys whose shelf ever was."""
    rows = {key: number for number, key in enumerate(keys)}
    empty = await queries.list_empty_keys(connection, shop_id, first, items)
    wanted = [key for key in empty if key in rows]
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for key, found in (await queries.daily(connection, shop_id, chunk, first)).items():
            units[rows[key]] = weeks_of(found.units, found.out_of_stock)


def _take_out_events(
    units: NDArray[np.float64], first: date, series: Sequence[Series], events: Sequence[Event]
) -> None:
    until = first + timedelta(days=WEEK * units.shape[1])
    passed = [
        e for e in events if e.since < until and e.until >= first and e.kind in ("closure", "promotion")
    ]
    if passed:
        for number, each in enumerate(series):
            about = [event for event in passed if concerns(event, each)]
            if about:
                units[number] = base_of(units[number], first, about)


def _starts(units: NDArray[np.float64], weeks: int) -> NDArray[np.int64]:
    """The week of each series' first sale."""
    sold = np.nan_to_num(units) > 0
    return np.where(sold.any(1), sold.argmax(1), weeks)
