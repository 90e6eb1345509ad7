"""Reading forecasts with what planners know: events are applied on reading, never stored in a forecast."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.forecasting.outlook import Outlook
from inventorysync.sales.plans import Event, Key, Series, concerns, with_events

_EVENTS = text("""
    SELECT event_id, kind, name, scope, value, location_id, since, until, factor, units FROM plan_event
    WHERE shop_id = :shop AND ended_at IS NULL ORDER BY since, event_id
""")
_FORECASTS = text("""
    SELECT item_id, location_id, outlook, made_at, run_id, origin, demand_class, is_new, weeks, origins,
           error, naive_error, beats_naive
    FROM forecast_series
    WHERE shop_id = :shop AND (CAST(:all AS boolean) OR item_id = ANY(CAST(:items AS bigint[])))
""")
_LIKE = text("""
    SELECT item_id, product_type, vendor, tags FROM inventory_item
    WHERE shop_id = :shop AND (CAST(:all AS boolean) OR item_id = ANY(CAST(:items AS bigint[])))
""")


class Forecast(NamedTuple):
    """The newest forecast of an item at a location, from `origin` on: as computed, and as planned.

    `weeks` is how long the history is that it was learned from; `error` and `naive_error` are units a week.
    """

    base: Outlook
    planned: Outlook
    events: tuple[Event, ...]
    made_at: datetime
    version: int
    origin: date
    demand_class: str
    is_new: bool
    weeks: int
    origins: int
    error: float | None
    naive_error: float | None
    beats_naive: bool


async def list_events(connection: AsyncConnection, shop_id: int) -> list[Event]:
    """All events of a shop that nobody has ended, passed ones too, the earliest first."""
    return [Event(*row) for row in await connection.execute(_EVENTS, {"shop": shop_id})]


async def outlooks(
    connection: AsyncConnection,
    shop_id: int,
    keys: Collection[Key] | None = None,
    *,
    with_planned: bool = True,
) -> dict[Key, tuple[Outlook, datetime, int]]:
    """The newest outlook of these keys or of all, when it was made, and its version (that of its run).

    Keys without a forecast are left out. `with_planned` says whether events change it.
    """
    found = await forecasts(connection, shop_id, keys)
    return {
        key: (each.planned if with_planned else each.base, each.made_at, each.version)
        for key, each in found.items()
    }


async def forecasts(
    connection: AsyncConnection, shop_id: int, keys: Collection[Key] | None = None
) -> dict[Key, Forecast]:
    """The newest forecasts of these keys or of all, without and with what is planned."""
    arguments = {"shop": shop_id, "all": keys is None, "items": sorted({item for item, _ in keys or ()})}
    rows = (await connection.execute(_FORECASTS, arguments)).all()
    events = await list_events(connection, shop_id)
    like = await _likenesses(connection, arguments) if events else {}
    wanted = None if keys is None else set(keys)
    bases = {(row.item_id, row.location_id): Outlook.unpacked(bytes(row.outlook)) for row in rows}
    means = _means(bases) if events else {}
    found = {}
    for row in rows:
        key = (row.item_id, row.location_id)
        if wanted is None or key in wanted:
            about = _about(events, like, key)
            base = bases[key]
            share = _share(means[row.item_id], row.location_id) if about else 1.0
            planned = with_events(base, row.origin, about, share) if about else base
            found[key] = Forecast(base, planned, about, *row[3:])
    return found


async def _likenesses(connection: AsyncConnection, arguments: dict[str, Any]) -> dict[int, Sequence[Any]]:
    return {item: row for item, *row in await connection.execute(_LIKE, arguments)}


def _about(events: Sequence[Event], like: Mapping[int, Sequence[Any]], key: Key) -> tuple[Event, ...]:
    if not events:
        return ()
    product_type, vendor, tags = like.get(key[0], ("", "", ()))
    series = Series(*key, product_type, vendor, frozenset(tags))
    return tuple(event for event in events if concerns(event, series))


def _means(bases: Mapping[Key, Outlook]) -> dict[int, dict[int, float]]:
    """By item, what each location sells in the horizon."""
    means: dict[int, dict[int, float]] = defaultdict(dict)
    for (item, place), outlook in bases.items():
        means[item][place] = float(outlook.mean.sum())
    return means


def _share(means: Mapping[int, float], place: int) -> float:
    """A location's part of what an item sells; the same for each where nothing is expected."""
    total = sum(means.values())
    return means[place] / total if total > 0 else 1.0 / len(means)
