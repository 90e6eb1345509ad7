"""Taking over locations as Shopify has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A location as Shopify has it."""

    location_id: int
    name: str
    is_active: bool
    fulfills_online_orders: bool
    city: str
    country_code: str
    updated_at: datetime | None


_SAVE = text("""
    INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code,
                          updated_at)
    VALUES (:shop, :location_id, :name, :is_active, :fulfills_online_orders, :city, :country_code,
            :updated_at)
    ON CONFLICT (shop_id, location_id) DO UPDATE SET
      name = excluded.name, is_active = excluded.is_active,
      fulfills_online_orders = excluded.fulfills_online_orders, city = excluded.city,
      country_code = excluded.country_code, updated_at = excluded.updated_at, deleted_at = NULL
""")

_MARK_GONE = text("""
    UPDATE location SET deleted_at = :now, is_active = false
    WHERE shop_id = :shop AND deleted_at IS NULL AND location_id <> ALL(CAST(:known AS bigint[]))
""")


async def save_locations(
    connection: AsyncConnection,
    shop_id: int,
    locations: Sequence[LocationRow],
    now: datetime,
) -> None:
    """Take over all locations of the shop; one that Shopify no longer has is marked."""
    for row in locations:
        fields = {name: getattr(row, name) for name in LocationRow.__dataclass_fields__}
        await connection.execute(_SAVE, {"shop": shop_id, **fields})
    known = [row.location_id for row in locations]
    await connection.execute(_MARK_GONE, {"shop": shop_id, "known": known, "now": now})
