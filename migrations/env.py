"""Runs migrations under an advisory lock, as the owner that DATABASE_URL names."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from inventorysync import rooms
from inventorysync.kit.db import sqlalchemy_url

LOCK = 7_468_913_002
LOCK_TIMEOUT = "500ms"  # as long as the shop may stand behind us; then the step is tried again
DEADLOCK_TIMEOUT = "10ms"  # who looks first is ended: us, not somebody's request, which looks after 1 s
STATEMENT_TIMEOUT = "10min"
_LOOK_EARLY = text("""
    SELECT set_config('deadlock_timeout', :early, false) FROM pg_roles
    WHERE rolname = current_user AND rolsuper
""")


def run(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=rooms.metadata(),
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(_LOOK_EARLY, {"early": DEADLOCK_TIMEOUT})
            connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


async def run_online(url: str) -> None:
    engine = create_async_engine(sqlalchemy_url(url))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=rooms.metadata(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(run_online(context.config.attributes["database_url"]))
