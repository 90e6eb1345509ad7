"""Stock as of any moment, as known at any moment, for a few levels or the whole shop.

What a level held is the sum of its entries that had taken effect by then, of those that had been recorded by
the moment it is asked as known at. A checkpoint spares the sum from the beginning: it is the sum of all
movements up to the id `movement_id` that had taken effect by `until`. A movement behind that id that takes
effect before `until` is *late* and is added: `until` lies LATE before any such movement was recorded, so that
an index of the movements recorded that long after their effect finds them all.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES

LATE = timedelta(days=1)
NEWEST = 2**63 - 1
Units = tuple[int, ...]
LevelKey = tuple[int, int]


class Moment(NamedTuple):
    """When, and as known when."""

    at: datetime
    known_at: datetime


class Checkpoint(NamedTuple):
    """A checkpoint: which, of which moment, and of the movements up to which id."""

    checkpoint_id: UUID
    until: datetime
    movement_id: int


_SUMS = ", ".join(
    f"coalesce(sum(s.units) FILTER (WHERE s.name = '{name}'), 0)::bigint AS {name}" for name in QUANTITY_NAMES
)
_BOTH = ", ".join(f"coalesce(c.{name}, 0) + coalesce(s.{name}, 0)" for name in QUANTITY_NAMES)
_HELD_BY = "m.effective_at <= :at AND m.recorded_at <= :known_at"
_OF_LEVELS = text(f"""
    SELECT k.item_id, k.location_id, {_SUMS},
           min(s.effective_at) FILTER (WHERE s.cause = 'opening') AS opened_at
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)
    LEFT JOIN LATERAL (
      SELECT e.name, CASE WHEN {_HELD_BY} THEN e.delta ELSE 0 END AS units, m.cause, m.effective_at
      FROM stock_entry e JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.item_id = k.item_id AND e.location_id = k.location_id
    ) s ON true
    GROUP BY k.item_id, k.location_id
""")
_CHECKPOINT = text("""
    SELECT checkpoint_id, until, movement_id FROM stock_checkpoint
    WHERE shop_id = :shop AND until <= :at AND recorded_until <= :known_at
    ORDER BY until DESC LIMIT 1
""")
_SPAN = text("""
    SELECT min(movement_id), max(movement_id) FROM stock_movement m
    WHERE m.shop_id = :shop AND m.effective_at > :until AND m.effective_at <= :at
      AND m.recorded_at <= :known_at AND m.movement_id <= :newest
""")
_LATE = text(f"""
    SELECT movement_id FROM stock_movement m
    WHERE m.shop_id = :shop AND m.recorded_at - m.effective_at >= interval '24 hours'
      AND m.movement_id > :after AND m.movement_id <= :newest AND m.effective_at <= :until AND {_HELD_BY}
""")
_OF_SHOP = text(f"""
    WITH part AS (
      SELECT e.item_id, e.location_id, e.name, e.delta AS units
      FROM stock_movement m JOIN stock_entry e ON e.shop_id = m.shop_id AND e.movement_id = m.movement_id
      WHERE m.shop_id = :shop AND m.effective_at > :until AND {_HELD_BY} AND m.movement_id <= :newest
        AND e.shop_id = :shop AND e.movement_id BETWEEN :first AND :last
      UNION ALL
      SELECT e.item_id, e.location_id, e.name, e.delta FROM stock_entry e
      WHERE e.shop_id = :shop AND e.movement_id = ANY(CAST(:late AS bigint[]))
    ), moved AS (
      SELECT s.item_id, s.location_id, {_SUMS} FROM part s GROUP BY s.item_id, s.location_id
    ), kept AS (
      SELECT * FROM stock_checkpoint_level WHERE shop_id = :shop AND checkpoint_id = :checkpoint
    )
    SELECT coalesce(c.item_id, s.item_id), coalesce(c.location_id, s.location_id), {_BOTH}
    FROM kept c FULL JOIN moved s ON s.item_id = c.item_id AND s.location_id = c.location_id
""")
_OPENED_LATER = text("""
    SELECT DISTINCT e.item_id, e.location_id
    FROM stock_movement m JOIN stock_entry e ON e.shop_id = m.shop_id AND e.movement_id = m.movement_id
    WHERE m.shop_id = :shop AND m.cause = 'opening' AND (m.effective_at > :at OR m.recorded_at > :known_at)
""")
_RECORDED_SINCE = text("""
    SELECT recorded_at FROM stock_movement WHERE shop_id = :shop ORDER BY movement_id LIMIT 1
""")
NOTHING: Units = (0,) * len(QUANTITY_NAMES)
_FROM_THE_BEGINNING = datetime.fromisoformat("1900-01-01T00:00:00+00:00")
NO_CHECKPOINT = Checkpoint(UUID(int=0), _FROM_THE_BEGINNING, 0)


@asynccontextmanager
async def summing(connection: AsyncConnection) -> AsyncIterator[None]:
    """For statements that read a large part of the ledger: no rows are looked up one by one.

    The planner believes that what came since its last look is a handful of rows, and would compare each entry
    with each movement (8 minutes where it takes a second).
    """
    await connection.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    await connection.execute(text("SET LOCAL enable_nestloop = on"))


async def recorded_since(connection: AsyncConnection, shop_id: int) -> datetime | None:
    """When the shop's ledger begins."""
    moment: datetime | None = await connection.scalar(_RECORDED_SINCE, {"shop": shop_id})
    return moment


async def levels_as_of(
    connection: AsyncConnection, shop_id: int, keys: Sequence[LevelKey], moment: Moment
) -> dict[LevelKey, Units | None]:
    """What these levels held, in the order of QUANTITY_NAMES; None where a level was opened later."""
    columns = {"items": [item for item, _ in keys], "locations": [place for _, place in keys]}
    rows = await connection.execute(_OF_LEVELS, {"shop": shop_id, **columns, **moment._asdict()})
    return {
        (item, place): None if opened_at is not None and opened_at > moment.at else tuple(units)
        for item, place, *units, opened_at in rows
    }


async def find_checkpoint(connection: AsyncConnection, shop_id: int, moment: Moment) -> Checkpoint:
    """The latest checkpoint that holds nothing unknown at the moment; NO_CHECKPOINT where there is none."""
    found = (await connection.execute(_CHECKPOINT, {"shop": shop_id, **moment._asdict()})).one_or_none()
    return NO_CHECKPOINT if found is None else Checkpoint(*found)


async def shop_as_of(
    connection: AsyncConnection, shop_id: int, moment: Moment, newest: int = NEWEST
) -> dict[LevelKey, Units]:
    """What every level of the shop held that ever had an entry by then; the others held nothing.

    Movements with an id beyond `newest` do not count.
    """
    start = await find_checkpoint(connection, shop_id, moment)
    scope = {"shop": shop_id, **moment._asdict(), "until": start.until, "after": start.movement_id}
    scope["newest"] = newest
    first, last = (await connection.execute(_SPAN, scope)).one()
    late: list[int] = []
    if start is not NO_CHECKPOINT:
        late = list(await connection.scalars(_LATE, scope))
    span = {"first": first or 0, "last": last or 0, "late": late, "checkpoint": start.checkpoint_id}
    async with summing(connection):
        rows = await connection.execute(_OF_SHOP, {**scope, **span})
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


async def opened_later(connection: AsyncConnection, shop_id: int, moment: Moment) -> frozenset[LevelKey]:
    """Levels whose opening came later than the moment: what they held is not known."""
    async with summing(connection):
        rows = await connection.execute(_OPENED_LATER, {"shop": shop_id, **moment._asdict()})
    return frozenset((item, place) for item, place in rows)


def held(units: Mapping[LevelKey, Units], unknown: frozenset[LevelKey], key: LevelKey) -> Units | None:
    """What a level of the shop held: nothing where it had no entry, None where it is not known."""
    return None if key in unknown else units.get(key, NOTHING)
