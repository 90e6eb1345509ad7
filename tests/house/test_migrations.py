"""Migrations agree with the models, and go down and up again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from support.databases import create_database

from inventorysync import rooms
from inventorysync.entry.migrating import migrate_down, migrate_up
from inventorysync.kit.db import sqlalchemy_url


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
