"""Rows of a file of records: read to be compared or applied, and what each would do written beside them.

What an import has made is kept for as long as the shop is: it can be taken back when the rows are gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.queries import ImportRecord

BATCH = 5_000
_ROWS = text("""
    SELECT line, column_at, item_id, location_id, label, words FROM import_row
    WHERE shop_id = :shop AND import_id = :id AND state = :state ORDER BY line, column_at
""")
_SAY = text("""
    UPDATE import_row r SET state = k.state, words = k.words::jsonb, problems = k.problems::jsonb
    FROM unnest(CAST(:lines AS int[]), CAST(:states AS text[]), CAST(:words AS text[]),
                CAST(:problems AS text[])) AS k(line, state, words, problems)
    WHERE r.shop_id = :shop AND r.import_id = :id AND r.line = k.line AND r.column_at = 0
""")
_PROBLEMS = text("""
    SELECT count(*) FROM import_row WHERE shop_id = :shop AND import_id = :id AND state = 'problem'
""")
_KEEP = text("""
    INSERT INTO import_made (shop_id, import_id, what, key, before, after)
    VALUES (:shop, :id, :what, :key, CAST(:before AS jsonb), CAST(:after AS jsonb))
""")
_MADE = text("""
    SELECT made_id, what, key, before, after FROM import_made
    WHERE shop_id = :shop AND import_id = :id ORDER BY made_id DESC
""")
_FORGET = text("DELETE FROM import_made WHERE shop_id = :shop AND made_id = :made")


@dataclass(slots=True)
class RecordRow:
    """A row of the file: what it wants, and what it would do, which `settle` of its kind says.

    `document` is what it becomes a part of, `note` what a person has to know of it, `before` what the fields
    that would change hold now; `target` is the key of what is there already.
    """

    line: int
    item_id: int | None
    location_id: int | None
    label: str
    wanted: dict[str, Any]
    document: str = ""
    note: str = ""
    target: str | None = None
    before: dict[str, Any] = field(default_factory=dict)
    state: str = "change"
    problems: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, column: int, value: object, message: str, code: str) -> None:
        """Have the row be one that cannot be carried out."""
        self.state = "problem"
        problem = {"column": column, "value": str(value)[:120], "message": message, "code": code}
        self.problems.append(problem)


class Made(NamedTuple):
    """Something that an import has made or changed: what it was before, if it was, and what it was after."""

    made_id: int
    what: str
    key: str
    before: Any
    after: Any


class Kept(NamedTuple):
    """Something that was not taken back, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doing:
    """Who applies an import or takes it back, and when; `locations` are those of whoever uploaded it."""

    connection: AsyncConnection
    shop_id: int
    record: ImportRecord
    actor: str
    now: datetime

    @property
    def locations(self) -> frozenset[int] | None:
        """Those in sight; None for all."""
        return None if self.record.locations is None else frozenset(self.record.locations)

    async def keep(self, what: str, key: str, before: object, after: object) -> None:
        """Note what was made, so that it can be taken back."""
        texts = {"before": None if before is None else _json(before), "after": _json(after)}
        scope = {"shop": self.shop_id, "id": self.record.import_id}
        await self.connection.execute(_KEEP, {**scope, "what": what, "key": key, **texts})


def column_of(record: ImportRecord, *roles: str) -> int:
    """Where the first of these roles stands that has a column; the first column where none has."""
    return next((record.roles.index(role) for role in roles if role in record.roles), 0)


async def read_rows(
    connection: AsyncConnection, shop_id: int, import_id: UUID, state: str
) -> list[RecordRow]:
    """The rows of a state in the file's order."""
    found = await connection.execute(_ROWS, {"shop": shop_id, "id": import_id, "state": state})
    return [
        RecordRow(
            line, item, place, label, words["wanted"], words.get("document", ""), words.get("note", ""),
            words.get("target"), words.get("before", {}),
        )
        for line, _, item, place, label, words in found
    ]  # fmt: skip


async def write_rows(
    connection: AsyncConnection, shop_id: int, import_id: UUID, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Write what each row would do; how many do what."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        columns = {
            "lines": [row.line for row in batch],
            "states": [row.state for row in batch],
            "words": [_json(_words_of(row)) for row in batch],
            "problems": [_json(row.problems) if row.problems else None for row in batch],
        }
        await connection.execute(_SAY, {"shop": shop_id, "id": import_id, **columns})
    problems = await connection.scalar(_PROBLEMS, {"shop": shop_id, "id": import_id})
    return {
        "changes": sum(row.state == "change" for row in rows),
        "same": sum(row.state == "same" for row in rows),
        "problems": int(problems or 0),
        "units_added": 0,
        "units_taken": 0,
    }


async def list_made(connection: AsyncConnection, shop_id: int, import_id: UUID) -> list[Made]:
    """What an import has made, the last first."""
    found = await connection.execute(_MADE, {"shop": shop_id, "id": import_id})
    return [Made._make(row) for row in found]


async def forget_made(connection: AsyncConnection, shop_id: int, made: Made) -> None:
    """Forget something that was taken back."""
    await connection.execute(_FORGET, {"shop": shop_id, "made": made.made_id})


def _words_of(row: RecordRow) -> Mapping[str, Any]:
    words = {"wanted": row.wanted, "before": row.before, "document": row.document, "note": row.note}
    return {name: value for name, value in {**words, "target": row.target}.items() if value not in (None, "")}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
