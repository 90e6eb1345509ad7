"""What is to follow a commit follows it, and never a rollback."""

import pytest
from sqlalchemy import text

from inventorysync.kit.db import Database, after_commit


async def test_it_is_called_once_the_rows_are_there_for_others(database: Database) -> None:
    called: list[str] = []
    async with database.system() as connection:
        await connection.execute(text("SELECT 1"))
        after_commit(connection, lambda: called.append("first"))
        after_commit(connection, lambda: called.append("second"))
        assert called == []
    assert called == ["first", "second"]
    async with database.system() as connection:
        await connection.execute(text("SELECT 1"))
    assert called == ["first", "second"]


async def test_it_is_not_called_when_the_transaction_fails(database: Database) -> None:
    called: list[str] = []

    async def fail() -> None:
        async with database.system() as connection:
            after_commit(connection, lambda: called.append("never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.system() as connection:
        await connection.execute(text("SELECT 1"))
    assert called == []
