"""A change that belongs to a document of ours: its movements and those of its undo have that name."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text
from support.known_shop import LEVELS, new_shop
from support.settling import settle_all

from inventorysync.kit.db import Database
from inventorysync.stock.actions import stuck
from inventorysync.stock.actions.change_sets import (
    Asked,
    OwnDocument,
    WantedChange,
    WantedLine,
    create_change_set,
)
from inventorysync.stock.actions.undo import undo_change_set

NOW = datetime(2026, 11, 20, tzinfo=UTC)
COUNT = OwnDocument("stocktake", "17", "Stocktake 17", "count")
NAMES = text("""
    SELECT m.cause, m.document_kind, m.document_id, m.document_label, e.delta
    FROM stock_movement m JOIN stock_entry e ON e.shop_id = m.shop_id AND e.movement_id = m.movement_id
    WHERE m.shop_id = :shop AND m.change_set_id IS NOT NULL AND e.name = 'available' ORDER BY e.entry_id
""")


def asked() -> Asked:
    return Asked("staff:1", uuid4().hex, NOW)


async def test_movements_of_a_document_and_of_its_undo_are_called_after_it(database: Database) -> None:
    shop_id = await new_shop(database)
    change = WantedChange("count", "correction", "", [WantedLine(LEVELS[0], "available", -3)], COUNT)
    async with database.shop(shop_id) as connection:
        made, _ = await create_change_set(connection, shop_id, change, asked())
    await settle_all(database, shop_id, NOW)
    async with database.shop(shop_id) as connection:
        await undo_change_set(connection, shop_id, made, "", asked())
    await settle_all(database, shop_id, NOW)
    async with database.shop(shop_id) as connection:
        rows = [tuple(row) for row in await connection.execute(NAMES, {"shop": shop_id})]
    named = ("count", "stocktake", "17", "Stocktake 17")
    assert rows == [(*named, -3), (*named, 3)]


async def test_a_refused_line_tried_again_still_belongs_to_the_document(database: Database) -> None:
    shop_id = await new_shop(database)
    change = WantedChange("count", "correction", "", [WantedLine(LEVELS[0], "available", 2)], COUNT)
    async with database.shop(shop_id) as connection:
        made, _ = await create_change_set(connection, shop_id, change, asked())
    await settle_all(database, shop_id, NOW, refused=[LEVELS[0]])
    async with database.shop(shop_id) as connection:
        await stuck.try_again(connection, shop_id, made, None, asked())
    await settle_all(database, shop_id, NOW)
    async with database.shop(shop_id) as connection:
        rows = [tuple(row) for row in await connection.execute(NAMES, {"shop": shop_id})]
    assert rows == [("count", "stocktake", "17", "Stocktake 17", 2)]


def test_the_same_key_for_another_document_is_another_request() -> None:
    lines = [WantedLine(LEVELS[0], "available", 1)]
    plain = WantedChange("adjust", "correction", "", lines)
    assert plain.digest() == WantedChange("adjust", "correction", "", lines).digest()
    assert plain.digest() != WantedChange("adjust", "correction", "", lines, COUNT).digest()
