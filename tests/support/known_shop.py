"""A shop in the database with a few items at a few locations, and nothing else."""

from uuid import uuid4

from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.sync.words import LevelKey

LEVELS = [LevelKey(item, place) for item in (1, 2, 3) for place in (1, 2)]


async def new_shop(database: Database) -> int:
    """A shop of its own, with the items and locations of LEVELS."""
    async with database.system() as connection:
        shop_id = await connection.scalar(
            text("""
                INSERT INTO shop (domain, name, state) VALUES (:domain, 'A shop', 'active') RETURNING shop_id
            """),
            {"domain": f"{uuid4().hex}.myshopify.com"},
        )
    assert isinstance(shop_id, int)
    async with database.shop(shop_id) as connection:
        for item in {key.item_id for key in LEVELS}:
            await connection.execute(
                text("""
                    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                      product_type, tracked, requires_shipping)
                    VALUES (:shop, :item, 'A', '', 'A thing', '', '', '', true, true)
                """),
                {"shop": shop_id, "item": item},
            )
        for place in {key.location_id for key in LEVELS}:
            await connection.execute(
                text("""
                    INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                      country_code) VALUES (:shop, :place, 'A place', true, true, '', 'GB')
                """),
                {"shop": shop_id, "place": place},
            )
    return shop_id
