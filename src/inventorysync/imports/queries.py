"""Reading imports and their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.columns import Kind, Source
from inventorysync.kit.problems import NotFound


class ImportRecord(NamedTuple):
    """A row of import_file; one whose job has failed for good counts as failed."""

    import_id: UUID
    kind: Kind
    name: str
    bytes: int
    format: Any
    encoding: str
    delimiter: str
    source: Source
    headings: list[str]
    sample: list[list[str]]
    roles: list[str]
    options: dict[str, Any]
    state: Any
    error: str | None
    counts: dict[str, Any]
    job_id: UUID | None
    change_set_id: UUID | None
    actor: str
    created_at: datetime
    checked_at: datetime | None
    ended_at: datetime | None
    locations: list[int] | None


_COLUMNS = """
    f.import_id, f.kind, f.name, f.bytes, f.format, f.encoding, f.delimiter, f.source, f.headings, f.sample,
    f.roles, f.options,
    CASE WHEN f.state IN ('checking', 'applying') AND j.state = 'failed' THEN 'failed' ELSE f.state END,
    coalesce(f.error, CASE WHEN f.state IN ('checking', 'applying') THEN j.error END), f.counts, f.job_id,
    f.change_set_id, f.actor, f.created_at, f.checked_at, f.ended_at, f.locations
"""
_FROM = "FROM import_file f LEFT JOIN job j ON j.shop_id = f.shop_id AND j.job_id = f.job_id"
_GET = f"SELECT {_COLUMNS} {_FROM} WHERE f.shop_id = :shop AND f.import_id = :id"
_LIST = text(f"""
    SELECT {_COLUMNS} {_FROM}
    WHERE f.shop_id = :shop AND (CAST(:actor AS text) IS NULL OR f.actor = :actor)
      AND (CAST(:before AS timestamptz) IS NULL
           OR (f.created_at, f.import_id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY f.created_at DESC, f.import_id DESC LIMIT :limit
""")
_ROWS = text("""
    SELECT r.line, r.column_at, r.label, r.item_id, i.sku, i.title, p.name, r.name, r.units, r.before,
           r.delta, r.at, r.state, r.problems, r.words
    FROM import_row r
    LEFT JOIN inventory_item i ON i.shop_id = r.shop_id AND i.item_id = r.item_id
    LEFT JOIN location p ON p.shop_id = r.shop_id AND p.location_id = r.location_id
    WHERE r.shop_id = :shop AND r.import_id = :id AND (CAST(:state AS text) IS NULL OR r.state = :state)
      AND (r.line, r.column_at) > (CAST(:line AS int), CAST(:column AS int))
    ORDER BY r.line, r.column_at LIMIT :limit
""")
_MOVED = text("""
    SELECT count(*) FROM import_row r
    JOIN inventory_level l
      ON l.shop_id = r.shop_id AND l.item_id = r.item_id AND l.location_id = r.location_id
    WHERE r.shop_id = :shop AND r.import_id = :id AND r.state = 'change' AND l.booked_at > :since
""")
_PROBLEM_LINES = text("""
    SELECT line, jsonb_agg(problems ORDER BY column_at) FROM import_row
    WHERE shop_id = :shop AND import_id = :id AND state = 'problem'
    GROUP BY line ORDER BY line
""")


async def get_import(
    connection: AsyncConnection, shop_id: int, import_id: UUID, *, lock: bool = False
) -> ImportRecord:
    """An import; with `lock` nobody else moves it on in this transaction. Raises NotFound."""
    statement = text(f"{_GET} FOR UPDATE OF f" if lock else _GET)
    row = (await connection.execute(statement, {"shop": shop_id, "id": import_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such import in this shop")
    return ImportRecord(*row)


async def list_imports(
    connection: AsyncConnection,
    shop_id: int,
    *,
    actor: str | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ImportRecord]:
    """Imports, newest first: all, or those of one person."""
    at, key = before or (None, None)
    arguments = {"shop": shop_id, "actor": actor, "before": at, "before_id": key, "limit": limit}
    return [ImportRecord(*row) for row in await connection.execute(_LIST, arguments)]


async def list_rows(
    connection: AsyncConnection,
    shop_id: int,
    import_id: UUID,
    *,
    state: str | None,
    after: tuple[int, int],
    limit: int,
) -> Sequence[Any]:
    """Rows of an import in the file's order, of all states or of one, after a line and column."""
    arguments = {"shop": shop_id, "id": import_id, "state": state, "limit": limit}
    found = await connection.execute(_ROWS, {**arguments, "line": after[0], "column": after[1]})
    return found.all()


async def count_moved(connection: AsyncConnection, shop_id: int, import_id: UUID, since: datetime) -> int:
    """How many rows that change something are of levels booked since a moment."""
    found = await connection.scalar(_MOVED, {"shop": shop_id, "id": import_id, "since": since})
    return int(found or 0)


async def problem_lines(
    connection: AsyncConnection, shop_id: int, import_id: UUID
) -> dict[int, list[dict[str, Any]]]:
    """The problems of each line that has some."""
    rows = await connection.execute(_PROBLEM_LINES, {"shop": shop_id, "id": import_id})
    return {line: [problem for each in groups for problem in each or ()] for line, groups in rows}
