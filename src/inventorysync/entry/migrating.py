"""Bring a database to a revision, with alembic and without its command line."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[3]


def migrate_up(database_url: str, revision: str = "head") -> None:
    """Apply migrations up to `revision`; safe to run from several replicas at once."""
    command.upgrade(_config(database_url), revision)


def migrate_down(database_url: str, revision: str) -> None:
    """Take migrations back to `revision` (`base` for all)."""
    command.downgrade(_config(database_url), revision)


def newest_revision() -> str | None:
    """The revision this version of the code expects."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def _config(database_url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["database_url"] = database_url
    return config
