"""Imports after a restore: those that were open may have been applied since, so they are canceled."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.imports.actions import OPEN_STATES

ERROR = "the data were restored from a backup: whether this file was applied since is not known here"

_OPEN = text("""
    SELECT import_id, state FROM import_file
    WHERE shop_id = :shop AND state = ANY(CAST(:states AS text[])) AND created_at < :before
    ORDER BY created_at FOR UPDATE
""")
_CANCEL = text("""
    UPDATE import_file SET state = 'canceled', error = :error, ended_at = :now
    WHERE shop_id = :shop AND import_id = :id
""")


async def give_up_imports(
    connection: AsyncConnection, shop_id: int, before: datetime, actor: str, now: datetime
) -> int:
    """Cancel the imports that were open before the restore; how many."""
    scope = {"shop": shop_id, "before": before, "states": list(OPEN_STATES)}
    found = (await connection.execute(_OPEN, scope)).all()
    for import_id, state in found:
        await connection.execute(_CANCEL, {"shop": shop_id, "id": import_id, "error": ERROR, "now": now})
        await audit.record(
            connection,
            shop_id,
            actor=actor,
            action="import.canceled",
            subject=f"import:{import_id}",
            now=now,
            before={"state": state},
            after={"state": "canceled", "why": ERROR},
        )
    return len(found)
