"""Steps of transfers after a restore: none is sent again. Whether Shopify has them is for a person to see."""

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.transfers.actions.steps import end_step
from inventorysync.transfers.words import Step

CODE: Final = "RESTORED"
MESSAGE: Final = "The data were restored from a backup: whether this was done since is to be seen in Shopify"

_FIRST = text("""
    SELECT s.step_id, s.transfer_id, t.number, s.kind, s.wanted, s.key, s.payload, s.actor, s.request_id,
           s.created_at, s.sent_at, s.attempts, s.keys_burnt
    FROM transfer_step s
    JOIN transfer t ON t.shop_id = :shop AND t.transfer_id = s.transfer_id
    WHERE s.shop_id = :shop AND s.state IN ('waiting', 'sending') AND s.created_at < :before
    ORDER BY s.place LIMIT 1
""")


async def give_up_steps(connection: AsyncConnection, shop_id: int, before: datetime, now: datetime) -> int:
    """End the steps that were on their way before the restore, and what was to follow them; how many."""
    ended = 0
    while row := (await connection.execute(_FIRST, {"shop": shop_id, "before": before})).one_or_none():
        await end_step(connection, shop_id, Step(*row), "unknown", now, code=CODE, message=MESSAGE)
        ended += 1
    return ended
