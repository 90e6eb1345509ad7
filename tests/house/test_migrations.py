"""Migrations agree with the models, and go down and up again."""

from datetime import UTC, datetime
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from support.databases import create_database, in_its_own_loop
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import add_shop

from inventorysync import rooms
from inventorysync.entry.migrating import migrate_down, migrate_up
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.sync.first_import import ask_for_import
from inventorysync.sync.intake import Delivery, Intake

VARIANTS, WEBHOOKS = 40, 30


async def test_models_and_migrations_agree(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, rooms.metadata()))

    engine = create_async_engine(sqlalchemy_url(database_url))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert [d for d in found if "alembic_version" not in str(d)] == []


def test_every_migration_runs_up_down_and_up_again(server_url: str) -> None:
    url = create_database(server_url)
    migrate_up(url)
    migrate_down(url, "base")
    migrate_up(url)


async def fill(url: str, folder: Path) -> int:
    """A shop with its import, its ledger, and webhooks that wait."""
    database = Database(url)
    shop = await add_shop(database, 1)
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(folder, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    intake = Intake(database, SystemClock())
    for number in range(WEBHOOKS):
        hint = {"inventory_item_id": number, "location_id": 1}
        topic = "inventory_levels/update"
        await intake.store(Delivery(shop.shop_id, f"w{number}", topic, None, None, hint))
    await database.close()
    return shop.shop_id


async def counts(url: str, shop_id: int) -> dict[str, int]:
    database = Database(url)
    wanted = {
        "levels": "SELECT count(*) FROM inventory_level",
        "units": "SELECT sum(on_hand) FROM inventory_level",
        "entries": "SELECT count(*) FROM stock_entry",
        "words": "SELECT count(*) FROM item_word",
        "waiting": "SELECT count(*) FROM webhook_waiting WHERE hint ->> 'location_id' = '1'",
        "arrived": "SELECT count(*) FROM webhook_inbox",
    }
    async with database.shop(shop_id) as connection:
        found = {name: int(await connection.scalar(text(query)) or 0) for name, query in wanted.items()}
    await database.close()
    return found


def test_a_filled_database_goes_down_step_by_step_and_up_again_and_keeps_its_rows(
    server_url: str, tmp_path: Path
) -> None:
    url = create_database(server_url)
    migrate_up(url)
    shop_id = in_its_own_loop(fill(url, tmp_path))
    before = in_its_own_loop(counts(url, shop_id))
    assert before["levels"] == VARIANTS * LOCATIONS + 1
    assert before["waiting"] == before["arrived"] == WEBHOOKS
    steps = len(list(Path("migrations/versions").glob("0*.py"))) - 1
    for _ in range(steps):
        migrate_down(url, "-1")
    migrate_up(url)
    assert in_its_own_loop(counts(url, shop_id)) == before
