"""Databases for tests."""

import asyncio
import os
import uuid
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from inventorysync.entry.embedded.postgres import BINARIES
from inventorysync.kit.db import sqlalchemy_url

Result = TypeVar("Result")


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def postgres_programs() -> Path:
    """The PostgreSQL to test on: the embedded one, or that whose programs TEST_POSTGRES_BIN names."""
    return Path(os.environ.get("TEST_POSTGRES_BIN") or BINARIES)


def create_database(server_url: str, model_url: str | None = None) -> str:
    """The URL of a new database on the server: empty, or a copy of a model that nobody is connected to."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    model = f" TEMPLATE {make_url(model_url).database}" if model_url else ""
    in_its_own_loop(_execute(server_url, f"CREATE DATABASE {name}{model}"))
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def need_not_last(server_url: str) -> None:
    """A server whose rows nobody wants after the tests waits for no disk; what lasts is tested on others."""
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        in_its_own_loop(_execute(server_url, statement))


def in_its_own_loop(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end, also where a loop runs already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
