"""Stopping a change that is not through yet: lines that were not sent are left, those on their way end."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.stock.actions.change_sets import Asked

CODE = "CANCELED"
_KNOWN = text("SELECT 1 FROM change_set WHERE shop_id = :shop AND change_set_id = :id FOR UPDATE")
_CANCEL = text("""
    UPDATE change_set_line
    SET state = 'failed', error_code = :code, error_message = 'Canceled before it was sent',
        settled_at = :now, closed_at = :now
    WHERE shop_id = :shop AND change_set_id = :id AND state = 'pending'
""")
_CANCELED = text("""
    SELECT count(*) FROM change_set_line
    WHERE shop_id = :shop AND change_set_id = :id AND error_code = :code
""")


class NothingWaits(Refusal):
    """Every line was sent already."""

    status = 409
    type = "nothing-to-cancel"
    title = "There is nothing to cancel"


async def cancel_change_set(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, asked: Asked
) -> int:
    """Leave every line that was not sent yet; how many. A line on its way to Shopify goes on.

    Again it changes nothing. Raises NotFound, and NothingWaits where all lines were sent.
    """
    scope = {"shop": shop_id, "id": change_set_id, "code": CODE}
    if await connection.scalar(_KNOWN, scope) is None:
        raise NotFound("there is no such change set in this shop")
    canceled = (await connection.execute(_CANCEL, {**scope, "now": asked.now})).rowcount
    if not canceled:
        if not await connection.scalar(_CANCELED, scope):
            raise NothingWaits("every line of this change was sent: take it back instead")
        return 0
    await audit.record(
        connection,
        shop_id,
        actor=asked.actor,
        action="change_set.canceled",
        subject=f"change_set:{change_set_id}",
        now=asked.now,
        after={"lines": canceled},
    )
    return canceled
