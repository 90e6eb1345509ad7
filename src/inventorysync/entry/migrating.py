"""Bring a database to a revision, with alembic and without its command line."""

import time
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger(__name__)
GIVEN_WAY = ("55P03", "40P01")  # no lock in time; a deadlock that we have left
LOCK_ATTEMPTS = 60
LOCK_PAUSE_SECONDS = 1.0

ROOT = Path(__file__).parents[3]


def migrate_up(database_url: str, revision: str = "head") -> None:
    """Apply migrations up to `revision`; safe to run from several replicas at once.

    A step that cannot have its lock in time gives up, so that nobody queues behind it, and is tried again.
    """
    upgrade(config_for(database_url), revision)


def upgrade(config: Config, revision: str) -> None:
    """Apply the migrations that a configuration names, as `migrate_up`."""
    for attempt in range(1, LOCK_ATTEMPTS + 1):
        try:
            command.upgrade(config, revision)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in GIVEN_WAY or attempt == LOCK_ATTEMPTS:
                raise
            log.warning("migration_waits_for_a_lock", attempt=attempt)
            time.sleep(LOCK_PAUSE_SECONDS)
        else:
            return


def migrate_down(database_url: str, revision: str) -> None:
    """Take migrations back to `revision` (`base` for all)."""
    command.downgrade(config_for(database_url), revision)


def newest_revision() -> str | None:
    """The revision this version of the code expects."""
    return ScriptDirectory.from_config(config_for("")).get_current_head()


def config_for(database_url: str) -> Config:
    """What alembic is told."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["database_url"] = database_url
    return config
