"""Databases to back up and to restore into, and folders as storage."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.databases import create_database, postgres_programs
from support.running_api import add_shop

from inventorysync.backups.sealing import new_key
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.settings import Settings

TABLES = text("""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
""")


@dataclass(frozen=True)
class Site:
    """An installation with a shop, and where its backups lie."""

    settings: Settings
    folder: Path
    database: Database
    shop_id: int

    @property
    def url(self) -> str:
        return self.settings.database_url

    @property
    def clock(self) -> SystemClock:
        return SystemClock()


def settings_of(url: str, folder: Path, **others: object) -> Settings:
    return Settings(
        environment="test",
        database_url=url,
        backup_to=str(folder),
        backup_key=new_key(),
        postgres_programs=str(postgres_programs()),
    ).model_copy(update=others)


@pytest.fixture(scope="session")
def model_url(server_url: str) -> str:
    """A migrated database that others are copied from."""
    url = create_database(server_url)
    migrate_up(url)
    return url


@pytest.fixture
async def site(server_url: str, model_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    url = await asyncio.to_thread(create_database, server_url, model_url)
    database = Database(url, pool_size=4)
    shop = await add_shop(database, 1)
    yield Site(settings_of(url, tmp_path / "backups"), tmp_path / "backups", database, shop.shop_id)
    await database.close()


@pytest.fixture
def empty_url(server_url: str) -> str:
    return create_database(server_url)


async def checksums(url: str, *, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """A hash of every table's rows in order, as the owner sees them."""
    engine = create_async_engine(sqlalchemy_url(url))
    found = {}
    async with engine.connect() as connection:
        for table in (await connection.scalars(TABLES)).all():
            if table not in but:
                rows = text(
                    f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
                )
                found[table] = str(await connection.scalar(rows))
    await engine.dispose()
    return found
