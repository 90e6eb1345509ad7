"""The deliveries in the store's SQLite file: made in one transaction with the draining of the outbox."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from devstore.state import Store
from devstore.webhooks.subscriptions import Subscription, is_wanted

WAITING, DELIVERED, DROPPED, FAILED = "waiting", "delivered", "dropped", "failed"
KEPT_ROWS = 50_000
"""So many of the last deliveries stay visible; older ones that need nothing more are forgotten."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, outbox_id INTEGER NOT NULL, subscription TEXT NOT NULL, topic TEXT NOT NULL,
  webhook_id TEXT NOT NULL, event_id TEXT NOT NULL, triggered_at TEXT NOT NULL, uri TEXT NOT NULL,
  api_version TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, is_app_specific INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, answer TEXT NOT NULL,
  UNIQUE (outbox_id, subscription));
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due) WHERE state = 'waiting';
"""
_COLUMNS = (
    "id, subscription, topic, webhook_id, event_id, triggered_at, uri, api_version, name, body,"
    " is_app_specific, state, attempts, due, answer"
)


@dataclass(slots=True)
class Delivery:
    """One event for one subscription. `due` is in seconds of the store's clock; `answer` the last one got."""

    id: int
    subscription: str
    topic: str
    webhook_id: str
    event_id: str
    triggered_at: str
    uri: str
    api_version: str
    name: str
    body: bytes
    is_app_specific: bool
    state: str
    attempts: int
    due: float
    answer: str


class Journal:
    """Reads and writes the deliveries; used from the store's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection = store.database.connection
        self._connection.executescript(_SCHEMA)

    def drain(
        self,
        subscriptions_of: Callable[[str], Iterable[Subscription]],
        now: float,
        limit: int,
    ) -> list[Delivery]:
        """Turn up to `limit` outbox events into deliveries, at once for good, and return the new ones."""
        rows = self._connection.execute(
            "SELECT id, topic, event_id, triggered_at, payload FROM outbox WHERE drained = 0"
            " ORDER BY id LIMIT ?",
            (limit,),
        ).fetchall()
        if not rows:
            return []
        made: list[Delivery] = []
        with self._store.transaction():
            number = self._connection.execute("SELECT COALESCE(MAX(id), 0) FROM deliveries").fetchone()[0]
            values = []
            for outbox_id, topic, event_id, triggered_at, payload in rows:
                for subscription, body in _bodies(subscriptions_of(topic), payload):
                    number += 1
                    delivery = Delivery(
                        id=number,
                        subscription=subscription.id,
                        topic=topic,
                        webhook_id=str(uuid4()),
                        event_id=event_id,
                        triggered_at=triggered_at.replace("+00:00", "Z"),
                        uri=subscription.uri,
                        api_version=subscription.api_version,
                        name=subscription.name,
                        body=body,
                        is_app_specific=subscription.is_app_specific,
                        state=WAITING,
                        attempts=0,
                        due=now,
                        answer="",
                    )
                    made.append(delivery)
                    values.append(_row(delivery, outbox_id))
            self._connection.executemany(
                f"INSERT INTO deliveries ({_COLUMNS}, outbox_id) VALUES ({', '.join('?' * 16)})",
                values,
            )
            last = rows[-1][0]
            self._connection.execute("UPDATE outbox SET drained = 1 WHERE drained = 0 AND id <= ?", (last,))
            self._forget(number, last)
        return made

    def _forget(self, number: int, outbox_id: int) -> None:
        self._connection.execute(
            "DELETE FROM deliveries WHERE id < ? AND state <> 'waiting'", (number - KEPT_ROWS,)
        )
        self._connection.execute("DELETE FROM outbox WHERE id < ? AND drained = 1", (outbox_id - KEPT_ROWS,))

    def save(self, deliveries: Sequence[Delivery]) -> None:
        """Write what became of deliveries."""
        with self._store.transaction():
            self._connection.executemany(
                "UPDATE deliveries SET state = ?, attempts = ?, due = ?, answer = ? WHERE id = ?",
                [(one.state, one.attempts, one.due, one.answer, one.id) for one in deliveries],
            )

    def waiting(self) -> list[Delivery]:
        """The deliveries that need an attempt yet, the one due first in front."""
        return self._select("WHERE state = 'waiting' ORDER BY due, id")

    def latest(self, limit: int) -> list[Delivery]:
        """The newest deliveries, newest first."""
        return self._select(f"ORDER BY id DESC LIMIT {int(limit)}")

    def counts(self) -> dict[str, int]:
        """How many kept deliveries are in which state; `undrained` are events not yet turned into any."""
        rows = self._connection.execute("SELECT state, COUNT(*) FROM deliveries GROUP BY state").fetchall()
        waiting = self._connection.execute("SELECT COUNT(*) FROM outbox WHERE drained = 0").fetchone()[0]
        return {WAITING: 0, DELIVERED: 0, DROPPED: 0, FAILED: 0} | dict(rows) | {"undrained": waiting}

    def skip_outbox(self) -> None:
        """Forget events nobody was subscribed to when they happened."""
        with self._store.transaction():
            self._connection.execute("UPDATE outbox SET drained = 1 WHERE drained = 0")

    def _select(self, rest: str) -> list[Delivery]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM deliveries {rest}")
        return [Delivery(*row) for row in rows]


def _bodies(subscriptions: Iterable[Subscription], payload: bytes) -> Iterable[tuple[Subscription, bytes]]:
    parsed: dict[str, Any] | None = None
    for subscription in subscriptions:
        if not subscription.filter and not subscription.include_fields:
            yield subscription, payload
            continue
        if parsed is None:
            parsed = json.loads(payload)
        if is_wanted(parsed, subscription.filter):
            yield subscription, json.dumps(subscription.body_of(parsed), separators=(",", ":")).encode()


def _row(one: Delivery, outbox_id: int) -> tuple[Any, ...]:
    return (
        one.id,
        one.subscription,
        one.topic,
        one.webhook_id,
        one.event_id,
        one.triggered_at,
        one.uri,
        one.api_version,
        one.name,
        one.body,
        one.is_app_specific,
        one.state,
        one.attempts,
        one.due,
        one.answer,
        outbox_id,
    )
