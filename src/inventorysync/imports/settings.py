"""Settings of items by a file: set once, and put back where nobody has changed them since.

Each line keeps what was there before. Settings are no stock: they are no change set, and nothing is sent to
Shopify.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.bins.actions import set_bins
from inventorysync.imports.queries import ImportRecord
from inventorysync.kit.problems import Invalid, Refusal

LINES_AT_ONCE = 500  # of one entry of the audit log, which names each


class RowsForgotten(Refusal):
    """The rows of an import are deleted a month after it."""

    status = 409
    type = "import-forgotten"
    title = "What was there before is not known any more"


_HELD = """coalesce((
        SELECT b.bin FROM level_bin b
        WHERE b.shop_id = :shop AND b.item_id = r.item_id AND b.location_id = r.location_id), '')"""
_KEEP_BEFORE = text(f"""
    UPDATE import_row r SET words = r.words || jsonb_build_object('before', {_HELD})
    WHERE r.shop_id = :shop AND r.import_id = :id AND r.state = 'change'
""")
_LINES = text("""
    SELECT r.item_id, r.location_id, r.words ->> 'bin' FROM import_row r
    WHERE r.shop_id = :shop AND r.import_id = :id AND r.state = 'change' ORDER BY r.line, r.column_at
""")
_ROWS = text("SELECT count(*) FROM import_row r WHERE r.shop_id = :shop AND r.import_id = :id")
_AS_SET = text(f"""
    SELECT r.item_id, r.location_id, r.words ->> 'before' FROM import_row r
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = r.item_id AND i.deleted_at IS NULL
    JOIN location p ON p.shop_id = :shop AND p.location_id = r.location_id AND p.deleted_at IS NULL
    WHERE r.shop_id = :shop AND r.import_id = :id AND r.state = 'change'
      AND r.words ->> 'bin' = {_HELD}
    ORDER BY r.line, r.column_at
""")


async def set_all(
    connection: AsyncConnection, shop_id: int, import_id: UUID, actor: str, now: datetime
) -> int:
    """Set what the file says; how many levels lie elsewhere than before. Raises Invalid."""
    scope = {"shop": shop_id, "id": import_id}
    async with connection.begin_nested():  # all or none, also where the caller goes on after a refusal
        await connection.execute(_KEEP_BEFORE, scope)
        lines = (await connection.execute(_LINES, scope)).all()
        return await _set(connection, shop_id, lines, import_id, actor, now)


async def put_back(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, actor: str, now: datetime
) -> int:
    """Set again what was there before, where it is still as the file set it; how many levels.

    Raises RowsForgotten.
    """
    scope = {"shop": shop_id, "id": record.import_id}
    if record.counts.get("changes") and not await connection.scalar(_ROWS, scope):
        raise RowsForgotten("the rows of this file were deleted a month after it was applied")
    lines = (await connection.execute(_AS_SET, scope)).all()
    return await _set(connection, shop_id, lines, record.import_id, actor, now)


async def _set(
    connection: AsyncConnection,
    shop_id: int,
    lines: Sequence[Any],
    import_id: UUID,
    actor: str,
    now: datetime,
) -> int:
    moved = 0
    for start in range(0, len(lines), LINES_AT_ONCE):
        batch = [(item, place, name) for item, place, name in lines[start : start + LINES_AT_ONCE]]
        try:
            moved += await set_bins(
                connection, shop_id, batch, actor, None, now, subject=f"import:{import_id}", shown=len(batch)
            )
        except Invalid as refused:  # its lines are not those of the file
            raise Invalid("an item or a location of it has gone since") from refused
    return moved
