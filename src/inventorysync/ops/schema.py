"""Which version of the schema this code needs, and whether the database has it."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from inventorysync.kit.db import Database

VERSIONS = Path(__file__).parents[3] / "migrations" / "versions"
REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
BEFORE = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)


class SchemaIsBehind(Exception):
    """The database lacks migrations that this code needs."""


@cache
def known_revisions() -> tuple[frozenset[str], str]:
    """All revisions this code brings, and the newest; read from the files, alembic is not needed for it."""
    files = [file.read_text() for file in sorted(VERSIONS.glob("*.py"))]
    revisions = frozenset(found[1] for file in files if (found := REVISION.search(file)))
    older = {found[1] for file in files if (found := BEFORE.search(file))}
    (newest,) = revisions - older
    return revisions, newest


async def schema_version(database: Database) -> str:
    """The database's revision; raises SchemaIsBehind.

    One that this code does not know is ahead of it: a newer release has migrated, and this one goes on.
    """
    revisions, newest = known_revisions()
    try:
        async with database.system() as connection:
            found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError as error:  # no such table, or one made before it could be asked for
        raise SchemaIsBehind(f"none, {newest} is needed") from error
    if found is None or (found in revisions and found != newest):
        raise SchemaIsBehind(f"{found or 'none'}, {newest} is needed")
    return str(found)
