"""Reading what pages show of demand: weeks of an item, its cleaning, how good forecasts were."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales import queries
from inventorysync.sales.cleaning import STEPS, Step
from inventorysync.sales.computing import unpack_snapshots
from inventorysync.sales.queries import EMPTY_FOR, Daily, Key, Known
from inventorysync.sales.weeks import WEEK, weeks_of

LARGEST = 3
EARLIER_BY = timedelta(weeks=4)

_PLACES = text("""
    SELECT l.location_id, coalesce(p.name, ''),
           coalesce((SELECT sum(d.units) FROM sales_day d
                     WHERE d.shop_id = :shop AND d.item_id = :item AND d.location_id = l.location_id
                       AND d.day >= CAST(:since AS date)), 0)::float8 AS units,
           EXISTS (SELECT FROM forecast_series s WHERE s.shop_id = :shop AND s.item_id = :item
                     AND s.location_id = l.location_id)
    FROM inventory_level l JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
    WHERE l.shop_id = :shop AND l.item_id = :item AND l.is_active AND p.is_active AND p.deleted_at IS NULL
    ORDER BY units DESC, 2, 1
""")
_APART = text("""
    SELECT day, ordered, one_off FROM sales_day
    WHERE shop_id = :shop AND item_id = :item AND location_id = :place AND day >= CAST(:since AS date)
      AND day < CAST(:until AS date)
""")
_LINES = text("""
    SELECT l.order_id, l.label, l.day, l.ordered, l.cancelled, l.returned, l.is_one_off, l.one_off_limit
    FROM sales_line l
    WHERE l.shop_id = :shop AND l.item_id = :item AND l.location_id = :place
      AND (l.cancelled > 0 OR l.returned > 0 OR l.is_one_off OR EXISTS (
        SELECT FROM cleaning_switch k WHERE k.shop_id = :shop AND k.item_id = :item
          AND k.location_id = :place AND k.order_id = l.order_id AND k.ended_at IS NULL)
        OR l.order_id IN (
          SELECT order_id FROM sales_line
          WHERE shop_id = :shop AND item_id = :item AND location_id = :place AND day >= CAST(:since AS date)
          ORDER BY ordered - cancelled - returned DESC, order_id LIMIT :largest))
    ORDER BY l.day DESC, l.order_id DESC
""")
_SWITCHES = text("""
    SELECT step, order_id, day, switch_id, is_on, reason, made_by, made_at FROM cleaning_switch
    WHERE shop_id = :shop AND item_id = :item AND location_id = :place AND ended_at IS NULL
""")
_EARLIER = text("""
    SELECT r.origin, r.made_at, r.made_afterwards, p.said FROM forecast_past p
    JOIN forecast_run r ON r.shop_id = :shop AND r.run_id = p.run_id
    WHERE p.shop_id = :shop AND p.item_id = :item AND p.location_id = :place
      AND r.origin <= CAST(:before AS date) ORDER BY r.origin DESC LIMIT 1
""")
_CLASSES = text("""
    SELECT demand_class, count(*) AS series, count(*) FILTER (WHERE NOT beats_naive) AS not_better,
           count(*) FILTER (WHERE is_new) AS new_series, sum(held)::bigint AS held,
           count(*) FILTER (WHERE held > 0) AS measured, sum(inside_50)::bigint AS inside_50,
           sum(inside_90)::bigint AS inside_90, coalesce(sum(sold), 0) AS sold,
           coalesce(sum(missed), 0) AS missed, coalesce(sum(missed_by_naive), 0) AS missed_by_naive,
           coalesce(sum(bias), 0) AS bias, coalesce(sum(missed_value), 0) AS value
    FROM forecast_series WHERE shop_id = :shop GROUP BY demand_class
""")
_MISSED = text("""
    SELECT s.item_id, s.location_id, i.sku, i.title, i.variant_title, coalesce(p.name, '') AS location_name,
           s.demand_class, s.sold, s.missed, s.missed_by_naive, s.bias, s.missed_value,
           coalesce(s.missed_value, -1) AS place
    FROM forecast_series s
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = s.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = s.location_id
    WHERE s.shop_id = :shop AND s.held > 0
      AND (CAST(:class AS text) IS NULL OR s.demand_class = :class)
      AND (CAST(:after AS numeric) IS NULL OR (coalesce(s.missed_value, -1), s.item_id, s.location_id)
             < (CAST(:after AS numeric), CAST(:item AS bigint), CAST(:place AS bigint)))
    ORDER BY coalesce(s.missed_value, -1) DESC, s.item_id DESC, s.location_id DESC LIMIT :limit
""")


class Place(NamedTuple):
    """A location where an item can be planned, and what it sold there."""

    location_id: int
    name: str
    units: float
    has_forecast: bool


class Weeks(NamedTuple):
    """Weeks of an item at a location: when each begins, cleaned units, and what was left aside."""

    begins: list[date]
    units: NDArray[np.float64]
    ordered: NDArray[np.int64]
    one_off: NDArray[np.int64]
    days_out: NDArray[np.int64]


class Earlier(NamedTuple):
    """What an earlier run said: [week, mean and edges of the bands]."""

    origin: date
    made_at: datetime
    made_afterwards: bool
    figures: NDArray[np.float64]


class StepDone(NamedTuple):
    """What a step found in an order or on a day."""

    step: Step
    order_id: int | None
    label: str
    day: date
    units: int
    limit: int | None
    by_itself: bool


class Said(NamedTuple):
    """Somebody's word that holds."""

    step: Step
    order_id: int | None
    day: date | None
    switch_id: UUID
    is_on: bool
    reason: str
    made_by: str
    made_at: datetime


async def list_places(connection: AsyncConnection, shop_id: int, item_id: int, since: date) -> list[Place]:
    """The open locations of an item, the one that sold most since a day first."""
    arguments = {"shop": shop_id, "item": item_id, "since": since}
    return [Place(*row) for row in await connection.execute(_PLACES, arguments)]


async def read_weeks(
    connection: AsyncConnection, shop_id: int, key: Key, known: Known, until: date, weeks: int
) -> Weeks:
    """The last weeks of a key before a day, as many as are known and wanted."""
    days = min(weeks * WEEK, (until - known.since).days if known.since else 0)
    count = max(0, days // WEEK)
    first = until - timedelta(days=count * WEEK)
    found = (await queries.daily(connection, shop_id, [key], first)).get(key)
    begins = [first + timedelta(days=WEEK * number) for number in range(count)]
    if found is None or not count:
        return Weeks([], np.empty(0), *(np.empty(0, dtype=np.int64) for _ in range(3)))
    shown = Daily(first, found.units[: count * WEEK], found.out_of_stock[: count * WEEK])
    apart = np.zeros((2, count), dtype=np.int64)
    arguments = {"shop": shop_id, "item": key[0], "place": key[1], "since": first, "until": until}
    for day, ordered, one_off in await connection.execute(_APART, arguments):
        apart[:, (day - first).days // WEEK] += (ordered, one_off)
    days_out = shown.out_of_stock.reshape(count, WEEK).sum(1)
    return Weeks(begins, weeks_of(shown.units, shown.out_of_stock), apart[0], apart[1], days_out)


async def find_earlier(connection: AsyncConnection, shop_id: int, key: Key, origin: date) -> Earlier | None:
    """What was said of a key about four weeks before a day, or longer ago; None where nothing is kept."""
    arguments = {"shop": shop_id, "item": key[0], "place": key[1], "before": origin - EARLIER_BY}
    row = (await connection.execute(_EARLIER, arguments)).one_or_none()
    if row is None:
        return None
    return Earlier(row.origin, row.made_at, row.made_afterwards, unpack_snapshots([bytes(row.said)])[0])


async def list_switches(connection: AsyncConnection, shop_id: int, key: Key) -> list[Said]:
    """What people said about the cleaning of a key and holds."""
    arguments = {"shop": shop_id, "item": key[0], "place": key[1]}
    return [Said(*row) for row in await connection.execute(_SWITCHES, arguments)]


async def list_steps(
    connection: AsyncConnection, shop_id: int, key: Key, known: Known, since: date
) -> list[StepDone]:
    """What the steps found in a key's demand, newest first; empty shelves since a day.

    The LARGEST orders are among them, so that somebody can call them one-off orders.
    """
    arguments = {"shop": shop_id, "item": key[0], "place": key[1], "since": since, "largest": LARGEST}
    steps: list[StepDone] = []
    for order, label, day, ordered, cancelled, returned, is_one_off, limit in await connection.execute(
        _LINES, arguments
    ):
        if cancelled:
            steps.append(StepDone("cancelled", order, label, day, cancelled, None, by_itself=True))
        if returned:
            steps.append(StepDone("returned", order, label, day, returned, None, by_itself=True))
        kept = ordered - cancelled - returned
        if kept > 0:
            steps.append(StepDone("one_off", order, label, day, kept, limit, by_itself=is_one_off))
    empty = await _empty_days(connection, shop_id, key, known, since)
    steps += [StepDone("out_of_stock", None, "", day, 0, None, by_itself=True) for day in empty]
    return sorted(
        steps, key=lambda done: (done.day, STEPS.index(done.step), done.order_id or 0), reverse=True
    )


async def _empty_days(
    connection: AsyncConnection, shop_id: int, key: Key, known: Known, since: date
) -> list[date]:
    """Days since one on which the shelf was empty, also those of which somebody said that they count."""
    if known.since is None:
        return []
    first = max(since, known.since)
    length = max(0, (known.until - first).days)
    midnight = datetime.combine(first, time(), known.zone)
    found = await queries.empty_shares(connection, shop_id, [key], midnight, known, length, also_counted=True)
    return [
        first + timedelta(days=int(number))
        for _, shares in found
        for number in np.flatnonzero(shares >= EMPTY_FOR)
    ]


async def measured_classes(connection: AsyncConnection, shop_id: int) -> Sequence[Any]:
    """How good forecasts of the locations in sight were, by class of demand."""
    return (await connection.execute(_CLASSES, {"shop": shop_id})).all()


async def list_missed(
    connection: AsyncConnection,
    shop_id: int,
    *,
    demand_class: str | None,
    after: tuple[Any, int, int] | None,
    limit: int,
) -> Sequence[Any]:
    """Series by what their forecasts' errors cost, the dearest first; those of unknown cost last."""
    value, item, place = after or (None, None, None)
    arguments = {"after": value, "item": item, "place": place, "class": demand_class, "limit": limit}
    return (await connection.execute(_MISSED, {"shop": shop_id, **arguments})).all()
