"""The database: a pool, and transactions that belong to one shop or, rarely, to the system.

Every connection runs as the role without rights to bypass row level security (RUNTIME_ROLE, made by the
first migration), also where DATABASE_URL names a superuser. A transaction sees the rows of the shop it
was opened for and no others; one that is opened for a person of some locations sees only theirs.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from sqlalchemy import MetaData, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from inventorysync.kit.metrics import DATABASE_WAIT

RUNTIME_ROLE = "inventorysync_app"
STATEMENT_TIMEOUT_MS = 30_000

_AFTER_COMMIT = "inventorysync.after_commit"
_SCOPE = text("""
    SELECT set_config('app.shop_id', :shop, true), set_config('app.system', :system, true),
           set_config('app.locations', :locations, true)
""")

_LOCATIONS = text("SELECT set_config('app.locations', :locations, true)")

locations_in_sight: ContextVar[frozenset[int] | None] = ContextVar("locations_in_sight", default=None)
"""The locations whose rows this request's transactions see; None for all. Set where a viewer comes in."""


class Base(DeclarativeBase):
    """All tables; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )


def sqlalchemy_url(url: str) -> str:
    """DATABASE_URL in the form SQLAlchemy wants for asyncpg, whatever driver it named."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class Database:
    """A pool of connections in the run-time role."""

    def __init__(self, url: str, *, pool_size: int = 10, application_name: str = "inventorysync") -> None:
        self._engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            hide_parameters=True,  # what a statement was about stands in no error and no log
            connect_args={
                "timeout": 5,
                "server_settings": {
                    "application_name": application_name,
                    "role": RUNTIME_ROLE,
                    "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                    "idle_in_transaction_session_timeout": "60000",
                    "timezone": "UTC",
                    "jit": "off",
                    "max_parallel_workers_per_gather": "0",
                },
            },
        )
        event.listen(self._engine.sync_engine, "handle_error", _drop_pool_after_a_server_restart)

    @asynccontextmanager
    async def shop(self, shop_id: int) -> AsyncIterator[AsyncConnection]:
        """One transaction that sees and writes this shop's rows; commits at the end, or rolls back."""
        async with self._transaction(str(shop_id), "") as connection:
            yield connection

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncConnection]:
        """One transaction across shops, for the few tables whose policy allows it (claims, directory)."""
        async with self._transaction("", "on") as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, shop: str, system: str) -> AsyncIterator[AsyncConnection]:
        began = perf_counter()
        async with self._engine.begin() as connection:
            DATABASE_WAIT.observe(perf_counter() - began)
            scope = {"shop": shop, "system": system, "locations": _in_sight()}
            await connection.execute(_SCOPE, scope)
            calls: list[Callable[[], None]] = []
            connection.info[_AFTER_COMMIT] = calls
            yield connection
        for call in calls:
            call()

    async def analyze(self, *tables: str) -> None:
        """Tell the planner how large tables have become, after many rows of one shop came at once.

        Until then it believes that the shop has none, and any index that begins with shop_id looks as good
        as the key. The role of the login does it, because the run-time role owns nothing; a login that
        owns nothing either is left to autovacuum (the server only warns).
        """
        async with self._engine.begin() as connection:
            await connection.execute(text("SET LOCAL ROLE NONE"))
            await connection.execute(text(f"ANALYZE {', '.join(tables)}"))

    async def ping(self) -> str:
        """The server's version; raises whatever keeps the database from answering."""
        async with self._engine.connect() as connection:
            return str(await connection.scalar(text("SHOW server_version")))

    def pool_status(self) -> dict[str, Any]:
        """How many connections are open and lent."""
        pool: Any = self._engine.pool
        return {"size": pool.size(), "lent": pool.checkedout()}

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()


def _in_sight() -> str:
    """As the policies of tables with a location read it: nothing for all, 0 for none."""
    locations = locations_in_sight.get()
    if locations is None:
        return ""
    return ",".join(str(number) for number in sorted(locations)) or "0"


@asynccontextmanager
async def seeing_all_locations(connection: AsyncConnection) -> AsyncIterator[frozenset[int] | None]:
    """For sums that depend on what lies elsewhere: rows of all locations of the shop, for a while.

    Yields the locations that are in sight, None for all: whoever computes so tells of no others.
    """
    await connection.execute(_LOCATIONS, {"locations": ""})
    yield locations_in_sight.get()
    await connection.execute(_LOCATIONS, {"locations": _in_sight()})


def after_commit(connection: AsyncConnection, call: Callable[[], None]) -> None:
    """Call this once the transaction is committed, and never if it is not; it must not raise."""
    connection.info[_AFTER_COMMIT].append(call)


def _drop_pool_after_a_server_restart(context: Any) -> None:
    """A connection the server ended makes the whole pool stale: the next use connects anew."""
    if context.is_disconnect:
        context.invalidate_pool_on_disconnect = True
