"""Reads that lag behind: a level as it was some seconds ago, told by its history (PLATFORM.md E 15)."""

from datetime import datetime, timedelta

from devstore.faults import Faults
from devstore.state import Level, Store


def as_read(store: Store, faults: Faults, level: Level) -> Level:
    """The level, or what it was before the changes of the last seconds when the fault strikes."""
    stale = faults.settings.stale_reads
    if not faults.strikes(stale.rate):
        return level
    horizon = store.clock.now() - timedelta(seconds=stale.lag_seconds)
    return as_of(store, level, horizon) if level.touched_at > horizon else level


def as_of(store: Store, level: Level, horizon: datetime) -> Level:
    """The level without what happened after `horizon`; times are those of the last movement before it."""
    quantities = dict(level.quantities)
    times: dict[str, datetime] = {}
    touched = level.created_at
    for row in store.history(level.item_id):
        if row.location_id != level.location_id:
            continue
        if row.at > horizon:
            quantities[row.name] -= row.delta
        else:
            times[row.name] = touched = row.at
    return Level(
        level.id,
        level.item_id,
        level.location_id,
        quantities,
        level.created_at,
        touched,
        times,
        level.is_active,
    )
