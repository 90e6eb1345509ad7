"""Counting in turns: items by what their sales were worth (ABC), and which of them are due.

Classes are those of sales/classes.py, of the items of one location; what has no price or cost counts as
nothing here, for everything is to be counted some day. An item is due once its last posted count is as many
days ago as its class says, or it was never counted; the shop's own zone says what a day is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.sales import classes
from inventorysync.shops.queries import get_shop
from inventorysync.stocktakes.actions.making import write_draft
from inventorysync.stocktakes.actions.steps import StocktakeMoved, Who

CLASSES = ("A", "B", "C")
SHOWN = 100
FIELDS = (
    "name", "is_active", "is_blind", "days_of_sales", "value_by", "share_a", "share_b", "days_a", "days_b",
    "days_c", "lines_max",
)  # fmt: skip
_note = audit.notes_of("count_schedule")
_COLUMNS = ", ".join(f"s.{name}" for name in FIELDS)
_SCHEDULES = text(f"""
    SELECT s.schedule_id, s.location_id, coalesce(p.name, '') AS location_name, {_COLUMNS}, s.created_by,
           s.created_at, s.version, s.ran_on
    FROM count_schedule s LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = s.location_id
    WHERE s.shop_id = :shop AND (CAST(:id AS uuid) IS NULL OR s.schedule_id = :id)
    ORDER BY s.created_at, s.schedule_id
""")
_LOCK = text("""
    SELECT version, ran_on FROM count_schedule WHERE shop_id = :shop AND schedule_id = :id FOR UPDATE
""")
_INSERT = text(f"""
    INSERT INTO count_schedule (shop_id, schedule_id, location_id, {", ".join(FIELDS)}, created_by,
                                created_at)
    VALUES (:shop, :id, :location, {", ".join(f":{name}" for name in FIELDS)}, :actor, :now)
""")
_UPDATE = text(f"""
    UPDATE count_schedule SET {", ".join(f"{name} = :{name}" for name in FIELDS)}, version = version + 1
    WHERE shop_id = :shop AND schedule_id = :id
""")
_DELETE = text("DELETE FROM count_schedule WHERE shop_id = :shop AND schedule_id = :id")
_RAN = text("UPDATE count_schedule SET ran_on = :today WHERE shop_id = :shop AND schedule_id = :id")
_LOCATION = text("""
    SELECT location_id FROM location
    WHERE shop_id = :shop AND location_id = :location AND is_active AND deleted_at IS NULL
      AND (CAST(:mine AS bigint[]) IS NULL OR location_id = ANY(:mine))
""")
_CLASSED = f"""
    WITH sold AS (
      {classes.sold("d.location_id = :location")}
    ), worth AS (
      SELECT l.item_id, i.sku, i.title, i.variant_title, coalesce(s.units, 0) AS units,
             coalesce(s.units, 0) * coalesce(CASE WHEN :by_cost THEN i.unit_cost ELSE i.price END, 0) AS value
      FROM inventory_level l
      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
      LEFT JOIN sold s ON s.item_id = l.item_id
      WHERE l.shop_id = :shop AND l.location_id = :location AND l.is_active AND i.tracked
        AND i.deleted_at IS NULL
    ), classed AS (
      {classes.classed("worth")}
    ), dated AS (
      SELECT c.*, CASE c.class WHEN 'A' THEN CAST(:days_a AS int) WHEN 'B' THEN CAST(:days_b AS int)
                               ELSE CAST(:days_c AS int) END AS every,
             (SELECT max((t.ended_at AT TIME ZONE :zone)::date) FROM stocktake_line l
              JOIN stocktake t ON t.shop_id = :shop AND t.stocktake_id = l.stocktake_id
              WHERE l.shop_id = :shop AND l.item_id = c.item_id AND l.outcome IN ('posted', 'same')
                AND t.location_id = :location AND t.state = 'posted') AS counted_on,
             EXISTS (SELECT FROM stocktake t
                     JOIN stocktake_line l ON l.shop_id = :shop AND l.stocktake_id = t.stocktake_id
                       AND l.item_id = c.item_id
                     WHERE t.shop_id = :shop AND t.location_id = :location
                       AND t.state IN ('draft', 'counting', 'review', 'posting')) AS is_open
      FROM classed c
    )
"""
_IS_DUE = "(d.counted_on IS NULL OR d.counted_on + d.every <= CAST(:today AS date))"
_SUMS = text(f"""
    {_CLASSED}
    SELECT d.class, count(*), coalesce(sum(d.units), 0), coalesce(sum(d.value), 0),
           count(*) FILTER (WHERE {_IS_DUE} AND NOT d.is_open), count(*) FILTER (WHERE d.is_open),
           count(*) FILTER (WHERE d.counted_on IS NULL)
    FROM dated d GROUP BY d.class
""")
_DUE = text(f"""
    {_CLASSED}
    SELECT d.item_id, d.sku, d.title, d.variant_title, d.class, d.units, d.value, d.counted_on,
           CASE WHEN d.counted_on IS NOT NULL THEN d.counted_on + d.every END
    FROM dated d WHERE {_IS_DUE} AND NOT d.is_open
    ORDER BY d.class, d.counted_on + d.every NULLS FIRST, d.value DESC, d.item_id LIMIT :limit
""")


class ClassSums(NamedTuple):
    """A class: its items, what was sold of them, and how many are due, being counted, or never were."""

    letter: str
    items: int
    units: int
    value: Any
    due: int
    is_open: int
    never: int


async def list_schedules(
    connection: AsyncConnection, shop_id: int, schedule_id: UUID | None = None
) -> Sequence[Any]:
    """Schedules in sight, oldest first; or the one of an id."""
    return (await connection.execute(_SCHEDULES, {"shop": shop_id, "id": schedule_id})).all()


async def get_schedule(connection: AsyncConnection, shop_id: int, schedule_id: UUID) -> Any:
    """A schedule in sight; raises NotFound."""
    rows = await list_schedules(connection, shop_id, schedule_id)
    if not rows:
        raise NotFound("there is no such schedule in this shop")
    return rows[0]


async def make_schedule(
    connection: AsyncConnection,
    shop_id: int,
    location_id: int,
    fields: Mapping[str, Any],
    who: Who,
    mine: frozenset[int] | None,
) -> UUID:
    """A schedule for a location; raises Invalid for one that is not active or not the viewer's."""
    scope = {"shop": shop_id, "location": location_id, "mine": None if mine is None else sorted(mine)}
    if await connection.scalar(_LOCATION, scope) is None:
        raise Invalid.field("location_id", "is no active location of yours", "unknown")
    schedule_id = uuid4()
    told = {"id": schedule_id, "actor": who.actor, "now": who.now}
    await connection.execute(_INSERT, {**scope, **told, **fields})
    after = {"location": location_id, **_plain(fields)}
    await _note(connection, shop_id, schedule_id, who, "made", after=after)
    return schedule_id


async def change_schedule(
    connection: AsyncConnection,
    shop_id: int,
    schedule_id: UUID,
    version: int,
    fields: Mapping[str, Any],
    who: Who,
) -> None:
    """Have a schedule hold these fields; raises StocktakeMoved where it is not what was seen."""
    row = await get_schedule(connection, shop_id, schedule_id)
    scope = {"shop": shop_id, "id": schedule_id}
    kept = (await connection.execute(_LOCK, scope)).one()
    if kept.version != version:
        raise StocktakeMoved("load the schedule again and look at what has changed")
    await connection.execute(_UPDATE, {**scope, **fields})
    before = _plain({name: getattr(row, name) for name in FIELDS})
    await _note(connection, shop_id, schedule_id, who, "changed", before=before, after=_plain(fields))


async def end_schedule(connection: AsyncConnection, shop_id: int, schedule_id: UUID, who: Who) -> None:
    """Make no more counts of it; those that were made stay."""
    row = await get_schedule(connection, shop_id, schedule_id)
    await connection.execute(_DELETE, {"shop": shop_id, "id": schedule_id})
    before = {"location": row.location_id, **_plain({name: getattr(row, name) for name in FIELDS})}
    await _note(connection, shop_id, schedule_id, who, "ended", before=before)


async def sums_of_classes(
    connection: AsyncConnection, shop_id: int, row: Any, now: datetime
) -> list[ClassSums]:
    """The classes of a schedule, all three of them."""
    found = {}
    for letter, items, units, value, *counts in await connection.execute(
        _SUMS, await _arguments(connection, shop_id, row, now)
    ):
        found[letter] = ClassSums(letter, items, int(units), value, *counts)
    return [found.get(letter, ClassSums(letter, 0, 0, 0, 0, 0, 0)) for letter in CLASSES]


async def list_due(
    connection: AsyncConnection, shop_id: int, row: Any, now: datetime, limit: int
) -> Sequence[Any]:
    """Items that are due, class by class, those that were never counted first."""
    arguments = await _arguments(connection, shop_id, row, now)
    return (await connection.execute(_DUE, {**arguments, "limit": limit})).all()


async def make_due_counts(connection: AsyncConnection, shop_id: int, now: datetime) -> list[UUID]:
    """A draft for each schedule that has not had its turn today; raises nothing where nothing is due."""
    made = []
    for row in await list_schedules(connection, shop_id):
        today = await _today(connection, shop_id, now)
        kept = (await connection.execute(_LOCK, {"shop": shop_id, "id": row.schedule_id})).one_or_none()
        if kept is None or not row.is_active or (kept.ran_on is not None and kept.ran_on >= today):
            continue
        made += await make_count(connection, shop_id, row, Who(f"schedule:{row.schedule_id}", now))
    return made


async def make_count(connection: AsyncConnection, shop_id: int, row: Any, who: Who) -> list[UUID]:
    """The draft of what is due of a schedule now, at most its lines of a day; none where nothing is."""
    today = await _today(connection, shop_id, who.now)
    await connection.execute(_RAN, {"shop": shop_id, "id": row.schedule_id, "today": today})
    due = await list_due(connection, shop_id, row, who.now, row.lines_max)
    if not due:
        return []
    letters = [found[4] for found in due]
    scope = {letter: letters.count(letter) for letter in CLASSES if letter in letters}
    stocktake_id = await write_draft(
        connection,
        shop_id,
        row.location_id,
        {"classes": scope},
        f"{row.name} {today.isoformat()}",
        who,
        is_blind=row.is_blind,
        schedule_id=row.schedule_id,
        items=[found[0] for found in due],
    )
    return [stocktake_id]


async def _today(connection: AsyncConnection, shop_id: int, now: datetime) -> date:
    shop = await get_shop(connection, shop_id)
    return now.astimezone(ZoneInfo(shop.time_zone)).date()


async def _arguments(connection: AsyncConnection, shop_id: int, row: Any, now: datetime) -> dict[str, Any]:
    shop = await get_shop(connection, shop_id)
    today = now.astimezone(ZoneInfo(shop.time_zone)).date()
    return {
        "shop": shop_id,
        "location": row.location_id,
        "since": today - timedelta(days=row.days_of_sales),
        "by_cost": row.value_by == "cost",
        "zone": shop.time_zone,
        "today": today,
        **{name: getattr(row, name) for name in ("share_a", "share_b", "days_a", "days_b", "days_c")},
    }


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as JSON has them."""
    return {
        name: value if isinstance(value, str | int | bool) else str(value) for name, value in fields.items()
    }
