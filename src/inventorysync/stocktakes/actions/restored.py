"""Stock counts after a restore: one that was counted may have been posted since, so it is canceled.

Posting it again would take the same difference twice from a level that moved between its scan and the backup.
What was scanned stays to be read.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stocktakes.actions.steps import Who, note

_COUNTED = text("""
    SELECT t.stocktake_id, t.state FROM stocktake t
    WHERE t.shop_id = :shop AND t.state IN ('counting', 'review', 'posting') AND t.created_at < :before
      AND EXISTS (SELECT FROM stocktake_scan s
                  WHERE s.shop_id = :shop AND s.stocktake_id = t.stocktake_id)
    ORDER BY t.created_at FOR UPDATE OF t
""")
_CANCEL = text("""
    UPDATE stocktake SET state = 'canceled', ended_at = :now, ended_by = :actor, waits_for = NULL,
      version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")


async def give_up_counts(
    connection: AsyncConnection, shop_id: int, before: datetime, actor: str, now: datetime
) -> int:
    """Cancel the stocktakes that were counted before the restore and not posted; how many."""
    found = (await connection.execute(_COUNTED, {"shop": shop_id, "before": before})).all()
    for stocktake_id, state in found:
        scope = {"shop": shop_id, "id": stocktake_id, "actor": actor, "now": now}
        await connection.execute(_CANCEL, scope)
        was, why = {"state": state}, {"state": "canceled", "why": "restored from a backup"}
        await note(connection, shop_id, stocktake_id, Who(actor, now), "canceled", before=was, after=why)
    return len(found)
