"""Booking what was read in Shopify: the difference to what was booked before, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import Quantities, difference
from inventorysync.stock import ledger
from inventorysync.stock.actions.explaining import explain_levels
from inventorysync.stock.ledger import LockedLevel, Movement, NewState

LevelKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A level as Shopify has it; `generation` and `since` are the row's own when the reading began."""

    key: LevelKey
    generation: int
    quantities: Quantities
    level_id: int | None
    version: datetime | None
    since: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """What came of it: which levels were taken over, and the differences that were booked."""

    accepted: frozenset[LevelKey]
    changes: dict[LevelKey, Quantities]


async def book_seen(
    connection: AsyncConnection,
    shop_id: int,
    seen: Sequence[Seen],
    now: datetime,
) -> Booked:
    """Book the difference between what was seen and what is booked, for levels that have not moved on.

    A level with an unresolved own write, or another generation than when its reading began, is left alone.
    The first reading of a level is its opening; all openings of a call are one movement.
    """
    locked = await ledger.lock_levels(connection, shop_id, [s.key for s in seen])
    states, openings, changes = [], [], {}
    accepted = set()
    for reading in seen:
        level = locked.get(reading.key)
        if level is None or not _is_free(level, reading):
            continue
        accepted.add(reading.key)
        deltas = difference(reading.quantities, level.quantities)
        state = NewState(level, deltas, reading.level_id, reading.version, reading.is_active)
        if deltas:
            changes[reading.key] = deltas
        if reading.since is None:
            openings.append(state)
        else:
            effective_at = reading.version or now
            states.append(Movement("unexplained", effective_at, [state], effective_from=reading.since))
    if openings:
        states.append(Movement("opening", now, openings))
    await ledger.book(connection, shop_id, states, now)
    await explain_levels(connection, shop_id, [k for k in changes if k not in _keys(openings)], now)
    return Booked(frozenset(accepted), changes)


def _is_free(level: LockedLevel, reading: Seen) -> bool:
    has_moved_on = level.generation != reading.generation
    return not (has_moved_on or level.has_intent or level.is_quarantined)


def _keys(states: Sequence[NewState]) -> set[LevelKey]:
    return {(s.level.item_id, s.level.location_id) for s in states}


async def know_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[LevelKey],
    now: datetime,
) -> None:
    """Make sure that levels have a row, of zeros until their first reading."""
    await ledger.ensure_levels(connection, shop_id, keys, now)
