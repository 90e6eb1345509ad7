"""Posting what was approved: one change set of the differences, once, whoever dies on the way.

Before it is worked out every level of the stocktake is read in Shopify once more, so that nothing that moved
before a scan is still unknown. What moved while it was counted is left out unless somebody has said to post
it; where that shows only now, its documents get a moment to tell when it was. A line that was sure at one of
these looks stays so: what is sold later does not change what its count differed by, and a shop that sells
without a pause has at no single moment a document for all that moved.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.kit.problems import Invalid
from inventorysync.kit.queue.actions import Nudge
from inventorysync.stock.actions.change_sets import (
    Asked,
    OwnDocument,
    WantedChange,
    WantedLine,
    create_change_set,
)
from inventorysync.stocktakes.actions.reviewing import count_unsure
from inventorysync.stocktakes.actions.steps import Who, note
from inventorysync.stocktakes.queries import StocktakeRecord, get_stocktake
from inventorysync.stocktakes.tally import TallyLine, read_tally
from inventorysync.sync.wakes import wake_levels

WAIT_MAX = timedelta(seconds=20)  # of one attempt; the job tries again
EXPLAINING_MAX = timedelta(minutes=3)  # how long documents may take to tell when something moved (moments.py)
LOOK_EVERY_SECONDS = 0.25
Moved = Callable[[int, UUID], None]


class NotReadYet(RuntimeError):
    """Shopify has not told what some levels hold now."""


_UNREAD = text("""
    SELECT l.item_id FROM stocktake_line s
    JOIN stocktake t ON t.shop_id = :shop AND t.stocktake_id = s.stocktake_id
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = s.item_id AND l.location_id = t.location_id
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = s.item_id AND i.tracked
      AND i.deleted_at IS NULL
    WHERE s.shop_id = :shop AND s.stocktake_id = :id AND l.checked_at <= t.approved_at
      AND l.quarantined_at IS NULL
    ORDER BY l.item_id
""")
_WAITS = text("""
    UPDATE stocktake SET waits_for = :what WHERE shop_id = :shop AND stocktake_id = :id AND state = 'posting'
""")
_FREEZE = text("""
    UPDATE stocktake_line s
    SET outcome = k.outcome, counted = k.counted, expected = k.expected, delta = k.delta
    FROM unnest(CAST(:items AS bigint[]), CAST(:outcomes AS text[]), CAST(:counted AS bigint[]),
                CAST(:expected AS bigint[]), CAST(:deltas AS bigint[]))
      AS k(item_id, outcome, counted, expected, delta)
    WHERE s.shop_id = :shop AND s.stocktake_id = :id AND s.item_id = k.item_id
""")
_POSTED = text("""
    UPDATE stocktake SET state = 'posted', change_set_id = :change_set, ended_at = :now, ended_by = :actor,
      waits_for = NULL, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_BACK = text("""
    UPDATE stocktake SET state = 'review', approved_at = NULL, approved_by = NULL, approval = NULL,
      waits_for = :what, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")


async def post_stocktake(
    database: Database, clock: Clock, nudge: Nudge, moved: Moved, shop_id: int, stocktake_id: UUID
) -> Mapping[str, Any]:
    """Post a stocktake that was approved; nothing where it was already.

    Raises NotReadYet while Shopify does not tell what its levels hold.
    """
    began = clock.now()
    sure: dict[int, TallyLine] = {}
    await _ask_for_readings(database, nudge, moved, shop_id, stocktake_id, began)
    while True:
        async with database.shop(shop_id) as connection:
            outcome = await _try(connection, nudge, moved, shop_id, stocktake_id, clock.now(), sure)
        if outcome is not None:
            return outcome
        if clock.now() - began > WAIT_MAX:
            raise NotReadYet("Shopify has not told what all levels of the stocktake hold now")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _ask_for_readings(
    database: Database, nudge: Nudge, moved: Moved, shop_id: int, stocktake_id: UUID, now: datetime
) -> None:
    async with database.shop(shop_id) as connection:
        record = await get_stocktake(connection, shop_id, stocktake_id, lock=True)
        if record.state != "posting":
            return
        scope = {"shop": shop_id, "id": stocktake_id}
        unread = list(await connection.scalars(_UNREAD, scope))
        if unread:
            await wake_levels(connection, shop_id, [(item, record.location_id) for item in unread], now)
            await connection.execute(_WAITS, {**scope, "what": "readings"})
            after_commit(connection, lambda: nudge(shop_id, "read"))
            after_commit(connection, lambda: moved(shop_id, stocktake_id))


async def _try(
    connection: AsyncConnection,
    nudge: Nudge,
    moved: Moved,
    shop_id: int,
    stocktake_id: UUID,
    now: datetime,
    sure: dict[int, TallyLine],
) -> Mapping[str, Any] | None:
    """Post it if that can be done now, else None; `sure` keeps the lines that were sure at a look."""
    await connection.execute(text("SET LOCAL statement_timeout = '5min'"))
    record = await get_stocktake(connection, shop_id, stocktake_id, lock=True)
    if record.state != "posting" or record.approval is None or record.approved_at is None:
        return {"state": record.state}
    unread = (await connection.scalars(_UNREAD, {"shop": shop_id, "id": stocktake_id})).first()
    if unread is not None:
        return None
    read = await read_tally(connection, shop_id, stocktake_id, now)
    sure.update({line.item_id: line for line in read if not line.is_unsure})
    lines = [sure.get(line.item_id, line) if line.is_tracked else line for line in read]
    unsure = count_unsure(lines, record.approval)
    may_clear = count_unsure([line for line in lines if line.may_clear], record.approval)
    if (may_clear or unsure > record.approval["unsure_seen"]) and now - record.approved_at < EXPLAINING_MAX:
        return None
    after_commit(connection, lambda: moved(shop_id, stocktake_id))
    return await _post(connection, nudge, shop_id, record, lines, now)


async def _post(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    record: StocktakeRecord,
    lines: Sequence[TallyLine],
    now: datetime,
) -> Mapping[str, Any]:
    decided = [decide(line, record.approval or {}) for line in lines]
    scope = {"shop": shop_id, "id": record.stocktake_id}
    outcomes = [outcome for outcome, _, _ in decided]
    columns = {
        "items": [line.item_id for line in lines],
        "outcomes": outcomes,
        "counted": [counted for _, counted, _ in decided],
        "expected": [line.expected for line in lines],
        "deltas": [delta for _, _, delta in decided],
    }
    who = Who(record.approved_by or "", now)
    wanted = [
        WantedLine((line.item_id, record.location_id), "available", delta)
        for line, (_, _, delta) in zip(lines, decided, strict=True)
        if delta
    ]
    try:
        made = await _change_stock(connection, shop_id, record, wanted, who)
    except Invalid as refused:  # the location is closed by now
        await connection.execute(_BACK, {**scope, "what": refused.detail})
        return {"refused": refused.detail}
    await connection.execute(_FREEZE, {**scope, **columns})
    await connection.execute(_POSTED, {**scope, "change_set": made, "now": now, "actor": who.actor})
    came_to = {name: outcomes.count(name) for name in sorted(set(outcomes))}
    after = {"change_set_id": made and str(made), **came_to}
    await note(
        connection, shop_id, record.stocktake_id, who, "posted", before={"lines": len(lines)}, after=after
    )
    after_commit(connection, lambda: nudge(shop_id, "write"))
    return after


def decide(line: TallyLine, approval: Mapping[str, Any]) -> tuple[str, int | None, int | None]:
    """What becomes of a line: its outcome, what it was counted as, and the difference that is posted."""
    counted = line.counted
    if counted is None and approval.get("not_counted") == "zero":
        counted = 0
    if not line.is_tracked:
        return "gone", counted, None
    if counted is None:
        return "not_counted", None, None
    if line.is_unsure and approval.get("unsure") != "post":
        return "unsure", counted, None
    delta = counted - line.expected
    return ("posted" if delta else "same"), counted, delta


async def _change_stock(
    connection: AsyncConnection,
    shop_id: int,
    record: StocktakeRecord,
    lines: Sequence[WantedLine],
    who: Who,
) -> UUID | None:
    if not lines:
        return None
    label = record.label or f"Count #{record.number}"
    document = OwnDocument("stocktake", str(record.stocktake_id), label, "count")
    change = WantedChange("count", "cycle_count_available", label, lines, document)
    key = f"stocktake:{record.stocktake_id}"
    made, _ = await create_change_set(connection, shop_id, change, Asked(who.actor, key, who.now))
    return made
