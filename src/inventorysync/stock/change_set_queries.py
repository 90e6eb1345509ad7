"""Reading change sets and their lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_CHANGE_SETS = text("""
    SELECT c.change_set_id, c.kind, c.reason, c.note, c.actor, c.created_at,
           count(*) FILTER (WHERE n.state = 'pending'), count(*) FILTER (WHERE n.state = 'pushing'),
           count(*) FILTER (WHERE n.state = 'confirmed'), count(*) FILTER (WHERE n.state = 'failed'),
           max(n.settled_at), c.undoes,
           coalesce((SELECT array_agg(u.change_set_id ORDER BY u.created_at) FROM change_set u
                     WHERE u.shop_id = :shop AND u.undoes = c.change_set_id), '{}'),
           c.document_kind, c.document_id, c.document_label
    FROM change_set c
    JOIN change_set_line n ON n.shop_id = c.shop_id AND n.change_set_id = c.change_set_id
    WHERE c.shop_id = :shop AND (CAST(:id AS uuid) IS NULL OR c.change_set_id = :id)
      AND (CAST(:before AS timestamptz) IS NULL OR (c.created_at, c.change_set_id) < (:before, :before_id))
    GROUP BY c.shop_id, c.change_set_id
    ORDER BY c.created_at DESC, c.change_set_id DESC LIMIT :limit
""")
_LINE = """
    SELECT n.change_set_id, n.line, n.item_id, i.sku, i.title, n.location_id, coalesce(p.name, ''), n.name,
           n.from_name, n.delta, n.state, n.error_code, n.error_message, n.settled_at,
           EXISTS (SELECT FROM change_set_line u
                   WHERE u.shop_id = :shop AND u.undoes = n.change_set_id AND u.undoes_line = n.line
                     AND u.state <> 'failed')
"""
_OF = """
    JOIN inventory_item i ON i.shop_id = n.shop_id AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = n.shop_id AND p.location_id = n.location_id
"""
_LINES = text(f"""
    {_LINE} FROM change_set_line n {_OF}
    WHERE n.shop_id = :shop AND n.change_set_id = :id AND n.line > CAST(:after AS bigint)
      AND (CAST(:state AS text) IS NULL OR n.state = :state)
    ORDER BY n.line LIMIT :limit
""")
_STUCK = text(f"""
    {_LINE}, c.kind, c.note, c.actor, c.created_at
    FROM change_set_line n {_OF}
    JOIN change_set c ON c.shop_id = :shop AND c.change_set_id = n.change_set_id
    WHERE n.shop_id = :shop AND n.state = 'failed' AND n.closed_at IS NULL
      AND (CAST(:before AS timestamptz) IS NULL
           OR (n.settled_at, n.change_set_id, n.line) < (:before, :before_id, CAST(:before_line AS bigint)))
    ORDER BY n.settled_at DESC, n.change_set_id DESC, n.line DESC LIMIT :limit
""")
_STUCK_COUNT = text("""
    SELECT count(*) FROM change_set_line WHERE shop_id = :shop AND state = 'failed' AND closed_at IS NULL
""")
_COUNTS = text("""
    SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'pushing'),
           count(*) FILTER (WHERE state = 'confirmed'), count(*) FILTER (WHERE state = 'failed')
    FROM change_set_line WHERE shop_id = :shop AND change_set_id = :id
""")


async def count_lines_by_state(
    connection: AsyncConnection,
    shop_id: int,
    change_set_id: UUID,
) -> tuple[int, int, int, int]:
    """How many lines of a change set are pending, pushing, confirmed and failed."""
    row = (await connection.execute(_COUNTS, {"shop": shop_id, "id": change_set_id})).one()
    return row[0], row[1], row[2], row[3]


async def list_change_sets(
    connection: AsyncConnection,
    shop_id: int,
    *,
    change_set_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Any]:
    """Change sets with how many of their lines are in which state, newest first."""
    at, key = before or (None, None)
    arguments = {"shop": shop_id, "id": change_set_id, "before": at, "before_id": key, "limit": limit}
    return (await connection.execute(_CHANGE_SETS, arguments)).all()


async def list_lines(
    connection: AsyncConnection,
    shop_id: int,
    change_set_id: UUID,
    *,
    state: str | None = None,
    after: int = -1,
    limit: int | None = None,
) -> Sequence[Any]:
    """Lines of a change set in their order, of all states or of one, after a line number."""
    arguments = {"shop": shop_id, "id": change_set_id, "state": state, "after": after, "limit": limit}
    return (await connection.execute(_LINES, arguments)).all()


async def list_stuck(
    connection: AsyncConnection, shop_id: int, before: tuple[datetime, UUID, int] | None, limit: int
) -> Sequence[Any]:
    """Failed lines that nobody has dealt with, with their change set, the latest first."""
    at, key, line = before or (None, None, None)
    arguments = {"shop": shop_id, "before": at, "before_id": key, "before_line": line, "limit": limit}
    return (await connection.execute(_STUCK, arguments)).all()


async def count_stuck(connection: AsyncConnection, shop_id: int) -> int:
    """How many failed lines nobody has dealt with."""
    return int(await connection.scalar(_STUCK_COUNT, {"shop": shop_id}) or 0)
