"""Own writes after a restore: none is sent again, because nobody can tell here whether it arrived since.

Their lines end as failed, beside those that Shopify refused: a person tries them again or puts them aside.
The levels are read anew, which books whatever is true.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stock.actions.writes import Released, release_write

CODE = "RESTORED"
MESSAGE = "The data were restored from a backup: whether this was done since is to be seen in Shopify"

_CALLS = text("""
    SELECT call_id, change_set_id, payload FROM write_call
    WHERE shop_id = :shop AND state IN ('open', 'quarantined') AND created_at < :before
    ORDER BY created_at, call_id FOR UPDATE
""")
_LINES = text("""
    UPDATE change_set_line n
    SET state = 'failed', error_code = :code, error_message = :message, settled_at = :now
    FROM change_set c
    WHERE n.shop_id = :shop AND n.state IN ('pending', 'pushing')
      AND c.shop_id = :shop AND c.change_set_id = n.change_set_id AND c.created_at < :before
""")


async def give_up_writes(connection: AsyncConnection, shop_id: int, before: datetime, now: datetime) -> int:
    """End every line that was not settled before the restore; how many. Its level is free again."""
    scope = {"shop": shop_id, "before": before}
    lines = 0
    for call_id, change_set_id, payload in (await connection.execute(_CALLS, scope)).all():
        released = [
            Released(row["line"], (row["item"], row["location"]), error_code=CODE, error_message=MESSAGE)
            for row in payload["intents"]
        ]
        await release_write(connection, shop_id, call_id, change_set_id, released, now)
        lines += len(released)
    ended = await connection.execute(_LINES, {**scope, "code": CODE, "message": MESSAGE, "now": now})
    return lines + ended.rowcount
