"""Taking over locations as Shopify has them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid
from inventorysync.locations.models import Location


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


async def choose_shown(
    connection: AsyncConnection, shop_id: int, shown: Collection[int], actor: str, now: datetime
) -> None:
    """Leave every other location out of figures and of lists of everything; its stock is read as before.

    Raises Invalid for none, and for one that the shop does not have.
    """
    columns = (Location.location_id, Location.name, Location.left_out_at)
    known = select(*columns).where(Location.shop_id == shop_id, Location.deleted_at.is_(None))
    rows = (await connection.execute(known.order_by(Location.location_id).with_for_update())).all()
    if unknown := set(shown) - {row.location_id for row in rows}:
        raise Invalid.field("location_ids", f"there is no location {min(unknown)} in this shop")
    if not shown:
        raise Invalid.field("location_ids", "name at least one location")
    before = sorted(row.name for row in rows if row.left_out_at is not None)
    after = sorted(row.name for row in rows if row.location_id not in shown)
    every = update(Location).where(Location.shop_id == shop_id)
    await connection.execute(every.where(Location.location_id.in_(shown)).values(left_out_at=None))
    left = every.where(Location.location_id.not_in(shown), Location.left_out_at.is_(None))
    await connection.execute(left.values(left_out_at=now))
    if before != after:
        await audit.record(
            connection,
            shop_id,
            actor=actor,
            action="locations.chosen",
            subject="locations",
            now=now,
            before={"left_out": before},
            after={"left_out": after},
        )
