"""What each migration says to the database, written down while it runs."""

from collections import defaultdict
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Engine

from inventorysync.entry import migrating
from inventorysync.entry.migrating import migrate_up

QUIET = ("SELECT", "INSERT", "UPDATE", "DELETE", "SHOW", "WITH")


def statements_of_migrations(url: str) -> dict[str, list[str]]:
    """By revision, the statements that change the schema, and those that set how long they may wait."""
    said: dict[str, list[str]] = defaultdict(list)
    now: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        text = statement.strip()
        if "alembic_version" not in text and not text.upper().startswith(QUIET):
            now.append(text)

    script = ScriptDirectory.from_config(migrating.config_for(url))
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for revision in reversed(list(script.walk_revisions())):
            now.clear()
            migrate_up(url, revision.revision)
            said[revision.revision] = [text for text in now if not text.startswith("SET ROLE")]
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return dict(said)


def as_file(folder: Path, revision: str, statements: list[str]) -> Path:
    """The statements as squawk reads them."""
    file = folder / f"{revision}.sql"
    file.write_text(";\n".join(statements) + ";\n")
    return file
