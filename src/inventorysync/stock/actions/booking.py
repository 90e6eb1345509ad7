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
NOT_KNOWN = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """A level as Shopify has it, and how that differs from what was booked when its reading began.

    `generation` and `since` are those of its row then; the generation of a level without a row is NOT_KNOWN.
    """

    key: LevelKey
    generation: int
    quantities: Quantities
    difference: Quantities
    level_id: int | None
    version: datetime | None
    since: datetime | None
    is_active: bool
    cause: str = "unexplained"


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
    new = [s for s in seen if s.generation == NOT_KNOWN]
    opened = await ledger.open_levels(connection, shop_id, [_state_of(s, s.quantities) for s in new], now)
    same = [s for s in seen if s.generation != NOT_KNOWN and not s.difference]
    touched = await ledger.touch_levels(connection, shop_id, [_state_of(s, {}) for s in same], now)
    changed = [s for s in seen if s.generation != NOT_KNOWN and s.difference]
    booked = await _book_changes(connection, shop_id, changed, now)
    changes = {s.key: s.difference for s in new if s.key in opened and s.difference} | booked
    return Booked(opened | touched | booked.keys(), changes)


async def _book_changes(
    connection: AsyncConnection,
    shop_id: int,
    seen: Sequence[Seen],
    now: datetime,
) -> dict[LevelKey, Quantities]:
    if not seen:
        return {}
    locked = await ledger.lock_levels(connection, shop_id, [s.key for s in seen])
    free = {s.key: (s, level) for s in seen if (level := locked.get(s.key)) and _is_free(level, s)}
    openings, movements = [], []
    for reading, level in free.values():
        deltas = difference(reading.quantities, level.quantities)
        state = NewState(level, deltas, reading.level_id, reading.version, reading.is_active)
        if reading.since is None:
            openings.append(state)
        else:
            effective_at = reading.version or now
            movements.append(Movement(reading.cause, effective_at, [state], effective_from=reading.since))
    explainable = [key for key, (reading, _) in free.items() if reading.since is not None]
    await ledger.book(connection, shop_id, [*movements, Movement("opening", now, openings)], now)
    await explain_levels(connection, shop_id, explainable, now)
    return {key: reading.difference for key, (reading, _) in free.items()}


def _state_of(reading: Seen, deltas: Quantities) -> NewState:
    item_id, location_id = reading.key
    level = LockedLevel(item_id, location_id, reading.generation, False, False, reading.version, {})
    return NewState(level, deltas, reading.level_id, reading.version, reading.is_active)


def _is_free(level: LockedLevel, reading: Seen) -> bool:
    has_moved_on = level.generation != reading.generation or _is_overtaken(level, reading)
    return not (has_moved_on or level.has_intent or level.is_quarantined)


def _is_overtaken(level: LockedLevel, reading: Seen) -> bool:
    """Whether the level was read at a later version meanwhile, and then held what is booked."""
    if level.version is None or level.version == reading.since:
        return False
    return reading.version is None or reading.version < level.version


async def know_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[LevelKey],
    now: datetime,
) -> None:
    """Make sure that levels have a row, of zeros until their first reading."""
    await ledger.ensure_levels(connection, shop_id, keys, now)
