"""Real servers for every test: one embedded PostgreSQL and one Valkey, or those the environment names."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from support.databases import create_database, need_not_last, postgres_programs

from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.embedded.valkey import start_valkey
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.db import Database


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server's administrative URL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with start_postgres(tmp_path_factory.mktemp("server"), bin_dir=postgres_programs()) as url:
        need_not_last(url)
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey server's URL."""
    with start_valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture(scope="session")
def database_url(server_url: str) -> str:
    """A migrated database that the tests of a session share; each test uses a shop of its own."""
    url = create_database(server_url)
    migrate_up(url)
    return url


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=8)
    yield database
    await database.close()
