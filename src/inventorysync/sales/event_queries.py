"""Reading events, with what they are about in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.sales.plans import Event, Series

ALL = 10_000

_SHOWN = """
    SELECT e.event_id, e.kind, e.name, e.scope, e.value, e.location_id, e.since, e.until, e.factor, e.units,
           e.note, e.made_by, e.made_at, e.changed_by, e.changed_at, e.ended_by, e.ended_at, e.before,
           e.version, p.name AS location_name,
           CASE WHEN e.scope = 'item' THEN concat_ws(' · ', nullif(i.title, ''), nullif(i.sku, ''))
                ELSE e.value END AS subject
    FROM plan_event e
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = e.location_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop
      AND i.item_id = CASE WHEN e.scope = 'item' THEN e.value::bigint END
    WHERE e.shop_id = :shop
"""
_LIST = text(f"""
    {_SHOWN} AND (CAST(:since AS date) IS NULL OR e.until >= CAST(:since AS date))
      AND (CAST(:ended AS boolean) OR e.ended_at IS NULL)
      AND (CAST(:after AS date) IS NULL
           OR (e.until, e.event_id) < (CAST(:after AS date), CAST(:after_id AS uuid)))
    ORDER BY e.until DESC, e.event_id DESC LIMIT :limit
""")
_ONE = text(f"{_SHOWN} AND e.event_id = :id")
_LIKE = text("""
    SELECT product_type, vendor, tags FROM inventory_item WHERE shop_id = :shop AND item_id = :item
""")


async def list_events(
    connection: AsyncConnection,
    shop_id: int,
    *,
    since: date | None = None,
    with_ended: bool = False,
    after: tuple[date, UUID] | None = None,
    limit: int,
) -> Sequence[Any]:
    """Events that are not over on a day, those that end last first."""
    day, number = after or (None, None)
    arguments = {"since": since, "ended": with_ended, "after": day, "after_id": number, "limit": limit}
    return (await connection.execute(_LIST, {"shop": shop_id, **arguments})).all()


async def get_event(connection: AsyncConnection, shop_id: int, event_id: UUID) -> Any:
    """An event; raises NotFound."""
    row = (await connection.execute(_ONE, {"shop": shop_id, "id": event_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such event in this shop")
    return row


async def find_series(connection: AsyncConnection, shop_id: int, item_id: int, location_id: int) -> Series:
    """What an item at a location is like, for events that name it by type, vendor or tag."""
    row = (await connection.execute(_LIKE, {"shop": shop_id, "item": item_id})).one()
    return Series(item_id, location_id, row.product_type, row.vendor, frozenset(row.tags))


def event_of(row: Any) -> Event:
    """An event as arithmetic takes it."""
    return Event(
        row.event_id,
        row.kind,
        row.name,
        row.scope,
        row.value,
        row.location_id,
        row.since,
        row.until,
        row.factor,
        row.units,
    )
