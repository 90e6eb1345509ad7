"""Reading demand: what others plan with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.planned import Forecast, forecasts, outlooks
from inventorysync.sales.plans import Key

__all__ = [
    "Daily",
    "Forecast",
    "Key",
    "Known",
    "daily",
    "forecasts",
    "get_known",
    "outlooks",
]

EMPTY_FOR = 0.5
"""A day of which the shelf was empty for so large a part tells nothing of demand."""
ALL_DAY = 0.999

_KEYS = """
    (CAST(:all AS boolean) OR (k.item_id, k.location_id) IN (
      SELECT * FROM unnest(CAST(:items AS bigint[]), CAST(:places AS bigint[]))))
"""
_ITEMS = "(CAST(:all AS boolean) OR k.item_id = ANY(CAST(:items AS bigint[])))"
_DAYS = text(f"""
    SELECT k.item_id, k.location_id, k.day, k.units FROM sales_day k
    WHERE k.shop_id = :shop AND {_ITEMS} AND {_KEYS}
      AND k.day >= CAST(:since AS date) AND k.day < CAST(:until AS date)
    ORDER BY k.item_id, k.location_id, k.day
""")
_SHELVES = text(f"""
    SELECT k.item_id, k.location_id, k.since, k.until FROM empty_shelf k
    WHERE k.shop_id = :shop AND {_ITEMS} AND {_KEYS} AND (k.until IS NULL OR k.until > :since)
    ORDER BY k.item_id, k.location_id, k.since
""")
_ANYWAY = text(f"""
    SELECT k.item_id, k.location_id, k.day FROM cleaning_switch k
    WHERE k.shop_id = :shop AND {_ITEMS} AND {_KEYS} AND k.step = 'out_of_stock' AND k.ended_at IS NULL
      AND NOT k.is_on
""")
_EMPTY_KEYS = text(f"""
    SELECT DISTINCT k.item_id, k.location_id FROM empty_shelf k
    WHERE k.shop_id = :shop AND {_ITEMS} AND (k.until IS NULL OR k.until > CAST(:since AS date))
    ORDER BY 1, 2
""")
_KNOWN = text("""
    SELECT s.time_zone, m.built_at, m.past_since, m.past_read_at,
           (SELECT min(at) FROM sales_line WHERE shop_id = :shop
              AND day = (SELECT min(day) FROM sales_line WHERE shop_id = :shop)) AS first_sale,
           (SELECT min(recorded_at) FROM stock_movement WHERE shop_id = :shop AND cause = 'opening') AS opened
    FROM shop s LEFT JOIN sales_mark m ON m.shop_id = s.shop_id WHERE s.shop_id = :shop
""")


@dataclass(frozen=True, slots=True)
class Daily:
    """Demand of an item at a location by day, from `first` on: cleaned units; whether the shelf was empty.

    On a day out of stock `units` is what was sold before it ran out: at least so much was wanted. A shop that
    sells without stock is never out of it: a day of sales from a shelf that was empty all day counts.
    """

    first: date
    units: NDArray[np.float64]
    out_of_stock: NDArray[np.bool_]


class Known(NamedTuple):
    """What span of time is known: whole days of the shop's zone, `until` not among them.

    `since` is the first day on which an order would have been seen; None while nothing is built.
    """

    zone: ZoneInfo
    since: date | None
    until: date
    built_at: datetime | None
    past_since: datetime | None
    past_read_at: datetime | None

    @property
    def days(self) -> int:
        """How many days of history there are."""
        return max(0, (self.until - self.since).days) if self.since else 0


async def get_known(connection: AsyncConnection, shop_id: int) -> Known:
    """Which days of demand the shop knows: up to the day before the one on which demand was last built."""
    row = (await connection.execute(_KNOWN, {"shop": shop_id})).one()
    zone = ZoneInfo(row.time_zone)
    moments = [each for each in (row.past_since, row.first_sale, row.opened) if each is not None]
    since = min(moments).astimezone(zone).date() if moments else None
    until = (row.built_at or datetime.now(UTC)).astimezone(zone).date()
    return Known(zone, since, until, row.built_at, row.past_since, row.past_read_at)


async def daily(
    connection: AsyncConnection, shop_id: int, keys: Collection[Key] | None, since: date
) -> dict[Key, Daily]:
    """Cleaned demand by day of the shop's own zone, of these keys or of all that ever sold, up to yesterday.

    Days before anything was known of the shop are not there: the arrays begin later then. A key that was
    asked for and never sold is all zeros. Yesterday is the day before the one on which demand was last built.
    """
    known = await get_known(connection, shop_id)
    if known.since is None:
        return {}
    first = max(since, known.since)
    length = max(0, (known.until - first).days)
    arguments = {"shop": shop_id, "since": first, "until": known.until, **_of_keys(keys)}
    found = {key: _nothing(first, length) for key in keys or ()}
    for item, place, day, units in await connection.execute(_DAYS, arguments):
        if (item, place) not in found:
            found[item, place] = _nothing(first, length)
        found[item, place].units[(day - first).days] = units
    midnight = datetime.combine(first, time(), known.zone)
    for key, shares in await empty_shares(connection, shop_id, keys, midnight, known, length):
        if key in found:
            sells_without = (shares >= ALL_DAY) & (found[key].units > 0)
            found[key].out_of_stock[:] = (shares >= EMPTY_FOR) & ~sells_without
    return found


async def list_empty_keys(
    connection: AsyncConnection, shop_id: int, since: date, items: Collection[int] | None = None
) -> list[Key]:
    """Keys whose shelf was empty at some time since a day, of these items or of all."""
    arguments = {"shop": shop_id, "since": since, "all": items is None, "items": sorted(items or ())}
    return [(item, place) for item, place in await connection.execute(_EMPTY_KEYS, arguments)]


async def empty_shares(
    connection: AsyncConnection,
    shop_id: int,
    keys: Collection[Key] | None,
    since: datetime,
    known: Known,
    length: int,
    *,
    also_counted: bool = False,
) -> list[tuple[Key, NDArray[np.float64]]]:
    """By key, for which part of each of `length` days from `since` on its shelf was empty.

    Days of which somebody said that they count have nothing, unless these are wanted too.
    """
    arguments = {"shop": shop_id, "since": since, **_of_keys(keys)}
    counted: dict[Key, set[date | None]] = defaultdict(set)
    for item, place, day in await connection.execute(_ANYWAY, arguments):
        counted[item, place].add(day)
    spans: dict[Key, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for item, place, begin, end in await connection.execute(_SHELVES, arguments):
        spans[item, place].append((begin, end))
    first = since.astimezone(known.zone).date()
    edges = _edges(first, length, known.zone)
    found = []
    for key, of_key in spans.items():
        if None in counted[key] and not also_counted:
            continue
        shares = _shares(edges, of_key)
        counts = [(day - first).days for day in counted[key] if day is not None and not also_counted]
        shares[[number for number in counts if 0 <= number < length]] = 0.0
        found.append((key, shares))
    return found


def _edges(first: date, length: int, zone: ZoneInfo) -> NDArray[np.float64]:
    """When each day begins, as seconds; a day has 23 or 25 hours where clocks change."""
    midnights = (datetime.combine(first + timedelta(days=n), time(), zone) for n in range(length + 1))
    return np.array([each.timestamp() for each in midnights])


def _shares(
    edges: NDArray[np.float64], spans: Iterable[tuple[datetime, datetime | None]]
) -> NDArray[np.float64]:
    """Which part of each day lies in the spans, which do not overlap."""
    empty = np.zeros(len(edges) - 1)
    for since, until in spans:
        begin, end = since.timestamp(), until.timestamp() if until else np.inf
        empty += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin), 0.0, None)
    return np.asarray(empty / np.diff(edges))


def _nothing(first: date, length: int) -> Daily:
    return Daily(first, np.zeros(length), np.zeros(length, dtype=np.bool_))


def _of_keys(keys: Collection[Key] | None) -> dict[str, Any]:
    wanted: Sequence[Key] = sorted(keys or ())
    return {
        "all": keys is None,
        "items": [item for item, _ in wanted],
        "places": [place for _, place in wanted],
    }
