"""The ledger's proof and a round on demand."""

from datetime import UTC, datetime

from sqlalchemy import text
from support.running_api import add_shop

from inventorysync.entry.upkeep import reconcile, verify
from inventorysync.kit.db import Database
from inventorysync.stock.actions.booking import Seen, book_seen, know_levels


async def test_a_quantity_written_past_the_ledger_is_named(database: Database, database_url: str) -> None:
    shop = await add_shop(database, 900)
    lines, is_sound = await verify(database_url)
    assert not is_sound
    assert (
        f"  item {shop.item_id} at location {shop.location_id}: available is 12, its entries sum to 0"
        in lines
    )


async def test_what_was_booked_adds_up(database: Database, database_url: str) -> None:
    shop = await add_shop(database, 901)
    now, key = datetime.now(UTC), (5, 6)
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(text("DELETE FROM inventory_level"))
        await know_levels(connection, shop.shop_id, [key], now)
        units = {"available": 3, "on_hand": 3}
        await book_seen(
            connection, shop.shop_id, [Seen(key, 0, units, units, 9, now, None, is_active=True)], now
        )
    lines, _ = await verify(database_url)
    assert f"{shop.domain}: every level equals the sum of its entries; 0 links hold" in lines


async def test_a_round_on_demand_wakes_every_level(database: Database, database_url: str) -> None:
    shop = await add_shop(database, 902)
    assert f"{shop.domain}: 1 levels will be compared with Shopify" in await reconcile(
        database_url, datetime.now(UTC)
    )
    async with database.shop(shop.shop_id) as connection:
        wake = (await connection.execute(text("SELECT key, key2 FROM sync_wake"))).one()
    assert tuple(wake) == (shop.item_id, shop.location_id)
