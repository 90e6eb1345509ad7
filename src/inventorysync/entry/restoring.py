"""What `inventorysync restore` and `inventorysync recovery` do."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from inventorysync.backups.finding import find_backups, pick
from inventorysync.backups.pipes import Row
from inventorysync.backups.programs import find_programs
from inventorysync.backups.restoring import Target, restore_backup
from inventorysync.backups.storage import Storage
from inventorysync.entry.backing_up import folders_of, keys_of, place_of, url_of
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.kit.problems import Refusal
from inventorysync.kit.tenancy import create_runtime_role
from inventorysync.recovery import actions
from inventorysync.recovery.beginning import begin_safe_mode
from inventorysync.recovery.queries import find_recovery
from inventorysync.settings import Settings
from inventorysync.shops.queries import ShopRecord, list_shops

_ABOUT = text("""
    SELECT current_setting('server_version_num')::int / 10000,
           (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
           (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')),
           (SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name IN
              ('inventorysync-api', 'inventorysync-worker'))
""")


class CannotRestore(Exception):
    """The database is not one that a backup can be restored into now; the message says why."""


@dataclass(frozen=True)
class Wish:
    """Which backup is wanted, from where, and whether what the database holds may go for it."""

    name: str
    to: str
    replaces: bool


async def restore(settings: Settings, wish: Wish) -> list[str]:
    """Restore a backup as the database; lines that say what was done and how long it took.

    Raises CannotRestore, CannotBackUp, and what backups raise; the database is as before then.
    """
    url, began = url_of(settings), time.monotonic()
    storage, keys = Storage(place_of(settings, wish.to)), keys_of(settings)
    backup = pick(await asyncio.to_thread(find_backups, storage, keys), wish.name)
    async with _asked(url) as connection:
        postgres, may_write_all, tables, clients = (await connection.execute(_ABOUT)).one()
    if not may_write_all:
        raise CannotRestore("the login does not see every row: set BACKUP_DATABASE_URL to one that does")
    if clients:
        raise CannotRestore(f"stop every api and worker first: {clients} connections of theirs are open")
    if tables and not wish.replaces:
        raise CannotRestore(
            "the database is not empty: --replace puts the backup in the place of what it holds"
        )
    target = Target(
        database_url=url,
        programs=await asyncio.to_thread(find_programs, postgres, folders_of(settings)),
        postgres=postgres,
        before=";\n".join([*create_runtime_role(), ""]),
        after=begin_safe_mode(backup.name, backup.made_at, is_dump=True),
        is_emptied=bool(tables),
    )
    await asyncio.to_thread(restore_backup, backup, storage, target, Row())
    restored = time.monotonic()
    await asyncio.to_thread(migrate_up, settings.database_url or url)
    async with _asked(url) as connection:
        await connection.execute(text("ANALYZE"))
    return [
        f"{backup.name}: {backup.size:,} bytes, of {backup.made_at:%Y-%m-%d %H:%M:%S} UTC",
        f"proved, opened and restored in {restored - began:.1f} s; brought to this version in "
        f"{time.monotonic() - restored:.1f} s",
        "every shop is in safe mode: nothing is sent to Shopify. Start an api and a worker: they read every",
        "level anew, then an owner confirms what differed (sync page, or `inventorysync recovery confirm`)",
    ]


async def begin(settings: Settings, said: str, made_at: datetime | None) -> list[str]:
    """Put every shop into safe mode, after others have restored the database; lines that say so."""
    async with _asked(url_of(settings)) as connection:
        *_, clients = (await connection.execute(_ABOUT)).one()
        if clients:
            raise CannotRestore(f"stop every api and worker first: {clients} connections of theirs are open")
        for statement in begin_safe_mode(said, made_at, is_dump=False).split(";\n"):
            if statement.strip():
                await connection.exec_driver_sql(statement)
    return ["every shop is in safe mode; start the api and a worker, then confirm what they find"]


async def show(database_url: str, domain: str) -> list[str]:
    """How the recovery of each shop stands."""

    async def tell(connection: AsyncConnection, shop: ShopRecord) -> list[str]:
        found = await find_recovery(connection, shop.shop_id)
        if found is None:
            return [f"{shop.domain}: not in safe mode"]
        of = f"of {found.made_at:%Y-%m-%d %H:%M} UTC" if found.made_at else "of an unknown moment"
        lines = [f"{shop.domain}: in safe mode since {found.restored_at:%Y-%m-%d %H:%M} UTC, data {of}"]
        if found.given_up is not None:
            told = ", ".join(
                f"{count} {name.replace('_', ' ')}" for name, count in found.given_up.items() if count
            )
            lines.append(f"  given up: {told or 'nothing was on its way'}")
        if found.state == "reading":
            return [*lines, "  Shopify is being read"]
        return [
            *lines,
            f"  {found.levels_different} of {found.levels} levels differed, by {found.units_different} units;"
            " Shopify's numbers are booked",
            "  waits for an owner to confirm",
        ]

    return await _for_shops(database_url, domain, tell)


async def confirm(database_url: str, domain: str) -> list[str]:
    """End the safe mode of one shop, or of all that wait."""

    async def end(connection: AsyncConnection, shop: ShopRecord) -> list[str]:
        try:
            await actions.confirm(connection, shop.shop_id, "command line", datetime.now(UTC))
        except Refusal as refusal:
            return [f"{shop.domain}: {refusal.detail}"]
        return [f"{shop.domain}: confirmed; changes made since the restore are sent"]

    return await _for_shops(database_url, domain, end)


async def _for_shops(
    database_url: str, domain: str, tell: Callable[[AsyncConnection, ShopRecord], Awaitable[list[str]]]
) -> list[str]:
    database = Database(database_url, pool_size=1)
    try:
        async with database.system() as connection:
            shops = [
                shop
                for state in ("active", "needs_reauth")
                for shop in await list_shops(connection, state)
                if domain in ("", shop.domain)
            ]
        lines = []
        for shop in shops:
            async with database.shop(shop.shop_id) as connection:
                lines += await tell(connection, shop)
    finally:
        await database.close()
    return lines or ["there is no such shop" if domain else "no shop has the app"]


@asynccontextmanager
async def _asked(url: str) -> AsyncIterator[AsyncConnection]:
    """One transaction of the login itself."""
    engine = create_async_engine(sqlalchemy_url(url), connect_args={"timeout": 10}, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()
