"""Quarantine: writes whose outcome stayed unknown until nobody could ask Shopify any more.

A person looks at Shopify's own history of the level and says whether the write is there. Either way the level
is free again and is read at once: that reading books whatever is true, also where the person was mistaken.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.db import Database
from inventorysync.kit.gid import gid
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.schemas import LoggedChange, QuarantinedLine, QuarantinedWrite
from inventorysync.sync.words import Call, Outcome, RowError

NOT_APPLIED = "NOT_APPLIED"

_LIST = text("""
    SELECT c.call_id, c.change_set_id, s.reason, s.note, s.actor, c.created_at, c.last_error,
           l.quarantined_at, n.line, n.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), n.location_id,
           coalesce(p.name, ''), n.deltas
    FROM write_call c
    JOIN change_set s ON s.shop_id = :shop AND s.change_set_id = c.change_set_id
    JOIN level_intent n ON n.shop_id = :shop AND n.call_id = c.call_id
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = n.item_id AND l.location_id = n.location_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = n.location_id
    WHERE c.shop_id = :shop AND c.state = 'quarantined'
    ORDER BY c.created_at, c.call_id, n.line
""")
_ENDED = text("""
    SELECT count(*) FILTER (WHERE l.state = 'confirmed'),
           count(*) FILTER (WHERE l.error_code = :not_applied), count(*)
    FROM write_call c
    CROSS JOIN LATERAL jsonb_array_elements(c.payload -> 'intents') AS n
    JOIN change_set_line l
      ON l.shop_id = :shop AND l.change_set_id = c.change_set_id AND l.line = (n ->> 'line')::int
    WHERE c.shop_id = :shop AND c.call_id = :call AND c.state = 'done'
""")


class DecidedOtherwise(Refusal):
    """The write has ended in another way than is said now."""

    status = 409
    type = "write-decided-otherwise"
    title = "What became of this write is known already"


async def list_quarantined(connection: AsyncConnection, shop_id: int) -> list[QuarantinedWrite]:
    """Every write that waits for a decision, oldest first."""
    rows = await connection.execute(_LIST, {"shop": shop_id})
    return [_write_of(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]


async def decide_write(
    database: Database,
    shop_id: int,
    call_id: UUID,
    *,
    was_applied: bool,
    actor: str,
    now: datetime,
    announce: Callable[[int, UUID], None] = lambda *_: None,
) -> None:
    """End a write that was set aside as this person found it in Shopify; said twice, it is done once.

    Raises NotFound for a write that was never set aside, DecidedOtherwise where it has ended differently.
    """
    store = PostgresStore(database, shop_id, lambda *_: None, announce)
    call = await store.quarantined_call(call_id)
    if call is not None:
        await store.conclude(call, _outcome(call, actor, was_applied=was_applied), now)
        async with database.shop(shop_id) as connection:
            await audit.record(
                connection,
                shop_id,
                actor=actor,
                action="quarantine.decided",
                subject=f"write:{call_id}",
                now=now,
                after={"was_applied": was_applied, "change_set": str(call.change_set_id)},
            )
    arguments = {"shop": shop_id, "call": call_id, "not_applied": NOT_APPLIED}
    async with database.shop(shop_id) as connection:
        confirmed, refused, lines = (await connection.execute(_ENDED, arguments)).one()
    if lines == 0:
        raise NotFound("no such write is set aside in this shop")
    if (confirmed if was_applied else refused) != lines:
        raise DecidedOtherwise("the write has ended in another way; reload to see how")


def _outcome(call: Call, actor: str, *, was_applied: bool) -> Outcome:
    if was_applied:
        return Outcome("applied", detail=f"found in Shopify by {actor}")
    error = RowError(None, NOT_APPLIED, f"not found in Shopify by {actor}")
    failed = tuple((number, error) for number in range(len(call.intents)))
    return Outcome("again", failed=failed, detail=error.message)


def _write_of(rows: Sequence[Any]) -> QuarantinedWrite:
    call_id, change_set_id, reason, note, actor, sent_at, detail, set_aside_at, *_ = rows[0]
    return QuarantinedWrite(
        id=call_id,
        change_set_id=change_set_id,
        reason=reason,
        note=note,
        actor=actor,
        sent_at=sent_at,
        set_aside_at=set_aside_at,
        detail=detail,
        lines=[_line_of(row[8:]) for row in rows],
    )


def _line_of(row: Sequence[Any]) -> QuarantinedLine:
    line, item, sku, title, place, place_name, deltas = row
    return QuarantinedLine(
        line=line,
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        title=title,
        location_id=gid("Location", place),
        location_name=place_name,
        changes=[LoggedChange(name=n, delta=deltas[n]) for n in QUANTITY_NAMES if n in deltas],
    )
