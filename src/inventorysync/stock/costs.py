"""The unit cost of an item, kept in each of its levels' rows too: one index then has the order of the value.

A level is opened with the cost its item has, and a cost that changes is written into the levels, in the
transaction that changes it. Neither sees what the other has not committed. So both hold a lock of the shop
until they commit, those who open a shared one: who writes costs last waits for who opened before, and sees
their levels; who opens later waits for the cost, and reads it. Those who open do not wait for each other.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OPENING = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('costs', :shop))")
_CHANGING = text("SELECT pg_advisory_xact_lock(hashtextextended('costs', :shop))")
_OTHER_COST = """
    SELECT l.item_id, l.location_id, i.unit_cost
    FROM inventory_item i
    JOIN inventory_level l ON l.shop_id = i.shop_id AND l.item_id = i.item_id
    WHERE i.shop_id = :shop AND l.shop_id = :shop AND l.unit_cost IS DISTINCT FROM i.unit_cost
"""
# Levels are locked before the shop's costs, in the order of everywhere (see ledger.lock_levels).
_LOCK = text(f"""
    {_OTHER_COST} AND i.item_id = ANY(CAST(:items AS bigint[]))
    ORDER BY l.item_id, l.location_id FOR NO KEY UPDATE OF l
""")
_WRITE = text("""
    UPDATE inventory_level l SET unit_cost = i.unit_cost
    FROM inventory_item i
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[]))
      AND l.shop_id = :shop AND l.item_id = i.item_id AND l.unit_cost IS DISTINCT FROM i.unit_cost
""")
_DIFFERING = text(f"{_OTHER_COST} ORDER BY 1, 2 LIMIT :limit")


async def opens_levels(connection: AsyncConnection, shop_id: int) -> None:
    """No cost of the shop changes from now until this transaction ends. Called before levels are opened."""
    await connection.execute(_OPENING, {"shop": shop_id})


async def take_costs(connection: AsyncConnection, shop_id: int, item_ids: Sequence[int]) -> None:
    """The levels of these items take their costs over.

    Called last in the transaction that wrote the items: no level of the shop is opened until it ends.
    """
    if not item_ids:
        return
    arguments = {"shop": shop_id, "items": list(item_ids)}
    await connection.execute(_LOCK, arguments)
    await connection.execute(_CHANGING, {"shop": shop_id})
    await connection.execute(_WRITE, arguments)


async def list_differing(connection: AsyncConnection, shop_id: int, limit: int) -> Sequence[tuple[int, int]]:
    """Levels whose cost is not that of their item: none, unless somebody wrote past this file."""
    rows = await connection.execute(_DIFFERING, {"shop": shop_id, "limit": limit})
    return [(item_id, location_id) for item_id, location_id, _ in rows]
