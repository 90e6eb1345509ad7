"""The SQLite file behind the store: records as JSON, the history, the outbox, settings and API promises."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from devstore.state.records import History

Record = TypeVar("Record")

_HISTORY_INDEX = "CREATE INDEX IF NOT EXISTS history_by_level ON history (item_id, location_id, id)"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (kind TEXT, id INTEGER, body BLOB NOT NULL, PRIMARY KEY (kind, id))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, item_id INTEGER NOT NULL, location_id INTEGER NOT NULL,
  name TEXT NOT NULL, delta INTEGER NOT NULL, balance INTEGER NOT NULL, cause TEXT NOT NULL,
  actor TEXT NOT NULL, document TEXT NOT NULL, event_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, topic TEXT NOT NULL, event_id TEXT NOT NULL, triggered_at TEXT NOT NULL,
  payload BLOB NOT NULL, drained INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE drained = 0;
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS idempotency (
  key TEXT PRIMARY KEY, mutation TEXT NOT NULL, params TEXT NOT NULL, state TEXT NOT NULL,
  answer BLOB, at TEXT NOT NULL) WITHOUT ROWID;
"""


class Database:
    """One connection in autocommit mode; the store opens and ends its transactions."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing with NORMAL: only a power cut could take the last transactions.
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.executescript(_SCHEMA)
        self.connection.execute(_HISTORY_INDEX)

    def load(self, kind: str, record: type[Record]) -> Iterator[Record]:
        """Every record of a kind in the order of their numbers."""
        decode = msgspec.json.Decoder(record).decode
        rows = self.connection.execute("SELECT body FROM records WHERE kind = ? ORDER BY id", (kind,))
        for (body,) in rows:
            yield decode(body)

    def save(self, records: Iterable[Any]) -> None:
        """Write records over what is known of them."""
        encode = msgspec.json.Encoder().encode
        self.connection.executemany(
            "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            ((record.kind, record.id, encode(record)) for record in records),
        )

    def delete(self, kind: str, number: int) -> None:
        """Forget a record."""
        self.connection.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, number))

    def append_history(self, rows: Iterable[History]) -> None:
        """Add movements in the order in which they happened."""
        self.connection.executemany(
            "INSERT INTO history (at, item_id, location_id, name, delta, balance, cause, actor, document,"
            " event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (r.at.isoformat(), r.item_id, r.location_id, r.name, r.delta, r.balance, r.cause, r.actor,
                 r.document, r.event_id)
                for r in rows
            ),
        )  # fmt: skip

    def history(self, item_id: int | None = None) -> Iterator[History]:
        """The movements of one item, or all, oldest first."""
        rows = self.connection.execute(
            "SELECT at, item_id, location_id, name, delta, balance, cause, actor, document, event_id"
            " FROM history WHERE ?1 IS NULL OR item_id = ?1 ORDER BY id"
            if item_id is None
            else "SELECT at, item_id, location_id, name, delta, balance, cause, actor, document, event_id"
            " FROM history WHERE item_id = ?1 ORDER BY id",
            (item_id,),
        )
        for at, *rest in rows:
            yield History(datetime.fromisoformat(at), *rest)

    def snapshot(self) -> "Database":
        """Another connection that sees what is committed now, whatever is written later; close it."""
        (path,) = self.connection.execute(
            "SELECT file FROM pragma_database_list WHERE name = 'main'"
        ).fetchone()
        frozen = Database(Path(path))
        frozen.connection.execute("BEGIN")
        frozen.connection.execute("SELECT count(*) FROM settings").fetchone()
        return frozen

    def append_past(self, rows: Iterable[History]) -> None:
        """Add a whole past at once: its index is made after it, which is quicker."""
        self.connection.execute("DROP INDEX history_by_level")
        self.append_history(rows)
        self.connection.execute(_HISTORY_INDEX)

    def append_event(self, topic: str, event_id: str, triggered_at: datetime, payload: bytes) -> None:
        """Put an event into the outbox."""
        self.connection.execute(
            "INSERT INTO outbox (topic, event_id, triggered_at, payload) VALUES (?, ?, ?, ?)",
            (topic, event_id, triggered_at.isoformat(), payload),
        )

    def setting(self, key: str) -> Any:
        """A setting's value, or None."""
        row = self.connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return msgspec.json.decode(row[0]) if row else None

    def set_setting(self, key: str, value: Any) -> None:
        """Write a setting: anything JSON can hold."""
        self.connection.execute(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (key, msgspec.json.encode(value)),
        )
