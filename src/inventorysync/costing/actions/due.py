"""Which items have to be costed anew, and doing it, some at a time.

An item is due when the ledger has something new of it, or when somebody changed a bill, a cost or the method.
The ledger's ids are given before their transactions commit, so each look begins at the last row before which
nothing can be added any more (the newest link of its chain), and not at the newest row that was seen.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.actions.recosting import cost_items
from inventorysync.kit.db import Database
from inventorysync.stock.dues import Progress, ask_for, dues_in, work_through

COST = "costing.cost_due"
AT_ONCE = 100
_DUES = dues_in("cost_due")

_NEWEST = """
    (SELECT coalesce(max(movement_id), 0) FROM stock_movement WHERE shop_id = :shop) AS movement_id,
    (SELECT coalesce(max(explanation_id), 0) FROM stock_explanation WHERE shop_id = :shop) AS explanation_id
"""
_BEHIND = f"""
    SELECT EXISTS (SELECT FROM cost_due WHERE shop_id = :shop)
        OR (n.movement_id, n.explanation_id)
           IS DISTINCT FROM (SELECT (seen_movement_id, seen_explanation_id) FROM cost_mark
                             WHERE shop_id = :shop)
        {{or_unsettled}}
    FROM (SELECT {_NEWEST}) AS n
"""
_IS_BEHIND = text(_BEHIND.format(or_unsettled=""))
_HAS_WORK = text(
    _BEHIND.format(
        or_unsettled="""
        OR EXISTS (SELECT FROM cost_mark WHERE shop_id = :shop
                     AND (movement_id < seen_movement_id OR explanation_id < seen_explanation_id))
        """
    )
)
_IS_BEHIND_BEFORE = text("""
    SELECT EXISTS (SELECT FROM cost_due WHERE shop_id = :shop)
        OR EXISTS (SELECT FROM stock_movement WHERE shop_id = :shop AND effective_at < :before
                     AND movement_id > coalesce((SELECT seen_movement_id FROM cost_mark
                                                 WHERE shop_id = :shop), 0))
""")
_MARK = text("""
    INSERT INTO cost_mark (shop_id, movement_id, explanation_id, seen_movement_id, seen_explanation_id)
    VALUES (:shop, 0, 0, 0, 0)
    ON CONFLICT (shop_id) DO UPDATE SET shop_id = excluded.shop_id
    RETURNING movement_id, explanation_id
""")
_SETTLED = text(f"""
    SELECT {_NEWEST},
      (SELECT coalesce(max(row_id), 0) FROM ledger_link WHERE shop_id = :shop AND chain = 'movement'),
      (SELECT coalesce(max(row_id), 0) FROM ledger_link WHERE shop_id = :shop AND chain = 'explanation')
""")
_FIND = text("""
    INSERT INTO cost_due (shop_id, item_id, asked_at)
    SELECT CAST(:shop AS int), f.item_id, CAST(:now AS timestamptz) FROM (
      SELECT e.item_id FROM stock_entry e
      WHERE e.shop_id = :shop AND e.movement_id > :movement AND e.name = 'on_hand'
      UNION
      SELECT x.item_id FROM stock_explanation x WHERE x.shop_id = :shop AND x.explanation_id > :explanation
    ) AS f
    ORDER BY f.item_id
    ON CONFLICT (shop_id, item_id) DO NOTHING
""")
_NOTE = text("""
    UPDATE cost_mark SET movement_id = :settled_movement, explanation_id = :settled_explanation,
      seen_movement_id = :newest_movement, seen_explanation_id = :newest_explanation
    WHERE shop_id = :shop
""")
_ASK_ALL = text("""
    INSERT INTO cost_due (shop_id, item_id, asked_at)
    SELECT DISTINCT shop_id, item_id, CAST(:now AS timestamptz) FROM cost_entry WHERE shop_id = :shop
    ORDER BY 2
    ON CONFLICT (shop_id, item_id) DO UPDATE SET asked_at = excluded.asked_at
""")
_DONE = text("UPDATE cost_mark SET costed_at = :now WHERE shop_id = :shop")


async def is_behind(connection: AsyncConnection, shop_id: int, before: datetime | None = None) -> bool:
    """Whether something that is known is not costed yet, of all times or of those before a moment."""
    statement = _IS_BEHIND if before is None else _IS_BEHIND_BEFORE
    return bool(await connection.scalar(statement, {"shop": shop_id, "before": before}))


async def has_work(connection: AsyncConnection, shop_id: int) -> bool:
    """Whether the shop's ledger has to be looked through: also again, until nothing can be added to it."""
    return bool(await connection.scalar(_HAS_WORK, {"shop": shop_id}))


async def ask_for_items(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], now: datetime
) -> None:
    """Have the costs of these items computed anew."""
    await ask_for(connection, _DUES, shop_id, items, now)


async def ask_for_all(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Have all costs of the shop computed anew."""
    await connection.execute(_ASK_ALL, {"shop": shop_id, "now": now})


async def cost_due(
    database: Database, shop_id: int, clock: Callable[[], datetime], progress: Progress
) -> dict[str, int]:
    """Cost all items of the shop that are due; how many were, and how many entries changed by it."""
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await _find_due(connection, shop_id, clock())
    changes = 0

    async def work(connection: AsyncConnection, items: Sequence[int]) -> None:
        nonlocal changes
        changes += len(await cost_items(connection, shop_id, items, clock()))

    async def finish(connection: AsyncConnection) -> None:
        await connection.execute(_DONE, {"shop": shop_id, "now": clock()})

    items = await work_through(database, _DUES, shop_id, AT_ONCE, work, finish, progress)
    return {"items": items, "changes": changes}


async def _find_due(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    movement, explanation = (await connection.execute(_MARK, {"shop": shop_id})).one()
    newest_movement, newest_explanation, settled_movement, settled_explanation = (
        await connection.execute(_SETTLED, {"shop": shop_id})
    ).one()
    scope = {"shop": shop_id, "movement": movement, "explanation": explanation, "now": now}
    await connection.execute(_FIND, scope)
    seen = {
        "settled_movement": max(movement, settled_movement),
        "settled_explanation": max(explanation, settled_explanation),
        "newest_movement": newest_movement,
        "newest_explanation": newest_explanation,
    }
    await connection.execute(_NOTE, {"shop": shop_id, **seen})
