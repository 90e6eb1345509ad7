"""Orders of before the first import: kept as they were read, until the ledger knows an order itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.actions.building import ask_for_items
from inventorysync.shops.queries import get_shop

ALL_ORDERS = "read_all_orders"

_RECORD = text("""
    INSERT INTO past_sale AS p (shop_id, order_id, item_id, location_id, label, at, ordered, cancelled,
                                returned)
    SELECT CAST(:shop AS int), k.* FROM
      unnest(CAST(:orders AS bigint[]), CAST(:items AS bigint[]), CAST(:places AS bigint[]),
             CAST(:labels AS text[]), CAST(:at AS timestamptz[]), CAST(:ordered AS bigint[]),
             CAST(:cancelled AS bigint[]), CAST(:returned AS bigint[]))
        AS k(order_id, item_id, location_id, label, at, ordered, cancelled, returned)
    ON CONFLICT (shop_id, order_id, item_id, location_id) DO UPDATE SET
      label = excluded.label, at = excluded.at, ordered = excluded.ordered, cancelled = excluded.cancelled,
      returned = excluded.returned
""")
_READ = text("""
    INSERT INTO sales_mark (shop_id, fact_id, movement_id, seen_fact_id, seen_movement_id, zone, past_since,
                            past_read_at, past_was_all)
    VALUES (:shop, 0, 0, 0, 0, :zone, :since, :now, :was_all)
    ON CONFLICT (shop_id) DO UPDATE SET past_since = excluded.past_since,
      past_read_at = excluded.past_read_at, past_was_all = excluded.past_was_all
""")
_IS_READ = text("""
    SELECT past_was_all FROM sales_mark WHERE shop_id = :shop AND past_read_at IS NOT NULL
""")


class PastOrderLine(NamedTuple):
    """An item of an order from one location, as the order stands now."""

    order_id: int
    item_id: int
    location_id: int
    label: str
    at: datetime
    ordered: int
    cancelled: int
    returned: int


async def wants_past_orders(connection: AsyncConnection, shop_id: int) -> bool:
    """Whether orders of before are to be read: they never were, or older ones may be read by now."""
    row = (await connection.execute(_IS_READ, {"shop": shop_id})).one_or_none()
    if row is None:
        return True
    return not row.past_was_all and ALL_ORDERS in (await get_shop(connection, shop_id)).scopes


async def record_past_lines(
    connection: AsyncConnection, shop_id: int, lines: Sequence[PastOrderLine], now: datetime
) -> None:
    """Keep what was read of orders, and have the demand of their items built."""
    if not lines:
        return
    names = ("orders", "items", "places", "labels", "at", "ordered", "cancelled", "returned")
    columns = dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))
    await connection.execute(_RECORD, {"shop": shop_id, **columns})
    await ask_for_items(connection, shop_id, sorted({line.item_id for line in lines}), now)


async def note_past_read(
    connection: AsyncConnection, shop_id: int, since: datetime | None, now: datetime, *, was_all: bool
) -> None:
    """Note that orders of before were read to the end, and from when on."""
    zone = (await get_shop(connection, shop_id)).time_zone
    arguments = {"shop": shop_id, "zone": zone, "since": since, "now": now, "was_all": was_all}
    await connection.execute(_READ, arguments)
