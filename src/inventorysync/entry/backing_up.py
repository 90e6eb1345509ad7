"""What `inventorysync backup`, `backups` and `restore` do, and the worker that makes backups by itself."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from inventorysync.backups import actions
from inventorysync.backups.actions import Made, OneIsMade
from inventorysync.backups.finding import Found, delete_old, find_backups, pick, read_through
from inventorysync.backups.keeping import Rule
from inventorysync.backups.labels import Label
from inventorysync.backups.making import Source, make_backup
from inventorysync.backups.pipes import Canceled, ProgramFailed, Row
from inventorysync.backups.programs import NoPrograms, find_programs
from inventorysync.backups.sealing import Key, WeakKey, read_key
from inventorysync.backups.storage import Place, Storage, StorageFailed
from inventorysync.entry.embedded.postgres import BINARIES
from inventorysync.kit.clock import Clock, SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.settings import Settings

log = structlog.get_logger(__name__)
KEEP_SECONDS = 30.0
LOOK_SECONDS = 60.0

_ABOUT = text("""
    SELECT current_setting('server_version_num')::int / 10000,
           (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
           to_regclass('public.alembic_version')::text
""")
_SCHEMA = text("SELECT version_num FROM alembic_version")


class CannotBackUp(Exception):
    """What is configured does not let a backup be made or restored; the message says what to do."""


FAILURES = (CannotBackUp, Canceled, ProgramFailed, StorageFailed, NoPrograms, SQLAlchemyError, OSError)


def place_of(settings: Settings, to: str = "") -> Place:
    """Where backups lie; raises CannotBackUp where nothing says it."""
    if not (to or settings.backup_to):
        raise CannotBackUp("say where backups lie: BACKUP_TO=/a/folder or s3://bucket/prefix, or --to")
    return Place(
        to or settings.backup_to,
        settings.backup_s3_endpoint,
        settings.backup_s3_region,
        settings.backup_s3_key_id,
        settings.backup_s3_secret.get_secret_value(),
    )


def keys_of(settings: Settings) -> list[Key]:
    """The key that seals, then the one before it; raises CannotBackUp."""
    if fault := settings.fault_of_backup_key():
        raise CannotBackUp(fault.removesuffix(": BACKUP_TO is set"))
    given = (settings.backup_key, settings.backup_old_key)
    try:
        return [read_key(each.get_secret_value()) for each in given if each.get_secret_value()]
    except WeakKey as error:
        raise CannotBackUp(str(error)) from error


def rule_of(settings: Settings) -> Rule:
    """Which backups are kept."""
    return Rule(settings.backup_keep_days, settings.backup_keep_weeks, settings.backup_keep_months)


def url_of(settings: Settings) -> str:
    """The login that may read every row."""
    return settings.backup_database_url.get_secret_value() or settings.database_url


async def source_of(settings: Settings) -> Source:
    """The database as it is to be dumped; raises CannotBackUp and NoPrograms."""
    url = url_of(settings)
    engine = create_async_engine(sqlalchemy_url(url), connect_args={"timeout": 10}, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            major, may_read_all, table = (await connection.execute(_ABOUT)).one()
            schema = await connection.scalar(_SCHEMA) if table else None
    finally:
        await engine.dispose()
    if not may_read_all:
        raise CannotBackUp(
            "the login of DATABASE_URL does not see every row: set BACKUP_DATABASE_URL to one that is a "
            "superuser or has BYPASSRLS"
        )
    if schema is None:
        raise CannotBackUp("the database is empty: `inventorysync migrate up`")
    programs = await asyncio.to_thread(find_programs, major, folders_of(settings))
    return Source(url, programs, str(schema), major, settings.release_name)


def folders_of(settings: Settings) -> Sequence[Path]:
    """Where PostgreSQL's programs are looked for, before Debian's."""
    return [Path(settings.postgres_programs)] if settings.postgres_programs else [BINARIES]


async def back_up(
    settings: Settings, database: Database, clock: Clock, *, to: str = "", every: timedelta = timedelta(0)
) -> Label:
    """Make a backup, if the last is older than `every`, and delete those that no rule keeps.

    Raises OneIsMade where none is due or somebody else makes one, and what it fails with; what came of it
    stands in the table of backups either way.
    """
    async with database.system() as connection:
        claimed = await actions.claim(connection, clock.now(), every)
    if claimed is None:
        raise OneIsMade("somebody makes a backup just now")
    made = Made(error="it was stopped")
    try:
        label = await _make(settings, database, clock, claimed, to)
        made = Made(label.name, label.size)
    except FAILURES as error:
        made = Made(error=_said(error))
        raise
    finally:
        async with database.system() as connection:
            await actions.end(connection, claimed, made, clock.now())
    log.info("backup_made", backup=label.name, bytes=label.size)
    return label


async def back_up_now(settings: Settings, to: str) -> list[str]:
    """Make a backup because somebody asks for one; lines that say what was made."""
    database = Database(settings.database_url or url_of(settings), pool_size=2)
    began = time.monotonic()
    try:
        label = await back_up(settings, database, SystemClock(), to=to)
    finally:
        await database.close()
    took = time.monotonic() - began
    return [f"{label.name}: {label.size:,} bytes in {took:.1f} s, sealed with the key {label.key_id}"]


async def _make(settings: Settings, database: Database, clock: Clock, claimed: UUID, to: str) -> Label:
    place, keys = place_of(settings, to), keys_of(settings)
    source = await source_of(settings)
    storage, row = await asyncio.to_thread(Storage, place), Row()
    now = clock.now().replace(microsecond=0)
    making = asyncio.create_task(asyncio.to_thread(make_backup, source, storage, keys[0], now, row))
    try:
        while not (await asyncio.wait({making}, timeout=KEEP_SECONDS))[0]:
            async with database.system() as connection:
                await actions.keep(connection, claimed, clock.now())
    finally:  # nothing to cancel where it has ended; else the thread must not outlive us
        row.cancel()
        await asyncio.wait({making})
    label = making.result()
    for name in await asyncio.to_thread(delete_old, storage, keys, rule_of(settings), clock.now()):
        log.info("backup_deleted", backup=name)
    return label


async def keep_backed_up(settings: Settings, database: Database, clock: Clock) -> None:
    """Make backups when they are due, until canceled. A failure is an error of the log, and tried again."""
    every = timedelta(hours=settings.backup_hours)
    while True:
        try:
            await back_up(settings, database, clock, every=every)
        except OneIsMade:
            log.debug("no_backup_due")
        except FAILURES as error:
            log.error("backup_failed", error=_said(error))  # noqa: TRY400 - what is said is all there is
        await clock.sleep(LOOK_SECONDS)


def _said(error: BaseException) -> str:
    """What a failure says, without the statements of a database."""
    return type(error).__name__ if isinstance(error, SQLAlchemyError) or not str(error) else str(error)


async def listed(settings: Settings, to: str, check: str) -> list[str]:
    """Lines of all backups, newest first; the one that is to be checked is read through. Raises Damaged."""
    storage, keys = Storage(place_of(settings, to)), keys_of(settings)
    found = await asyncio.to_thread(find_backups, storage, keys)
    lines = [_line_of(each) for each in found] or ["no backup is there"]
    if check:
        picked = pick(found, check)
        await asyncio.to_thread(read_through, storage, picked)
        lines.append(f"{picked.name}: every byte is as it was written")
    return lines


def _line_of(found: Found) -> str:
    what = found.fault or (
        f"schema {found.label.schema}, PostgreSQL {found.label.postgres}" if found.label else ""
    )
    mark = "✗" if found.fault else "✓"
    return f"{mark} {found.name}  {found.made_at:%Y-%m-%d %H:%M} UTC  {found.size:>14,} bytes  {what}"
