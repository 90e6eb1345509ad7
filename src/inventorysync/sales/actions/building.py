"""Building demand: only of items of which the ledger has something new, or of which somebody spoke.

The ledger's ids are given before their transactions commit, so each look begins at the last row before which
nothing can be added any more (the newest link of its chain), and not at the newest row that was seen.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.sales import cleaning, keeping, reading
from inventorysync.sales.cleaning import Done, Line, Switch
from inventorysync.shops.queries import get_shop
from inventorysync.stock.dues import Progress, ask_for, dues_in, work_through

AT_ONCE = 200
_DUES = dues_in("sales_due")

_NEWEST = """
    (SELECT coalesce(max(fact_id), 0) FROM stock_fact WHERE shop_id = :shop) AS fact_id,
    (SELECT coalesce(max(movement_id), 0) FROM stock_movement WHERE shop_id = :shop) AS movement_id
"""
_IS_BEHIND = text(f"""
    SELECT EXISTS (SELECT FROM sales_due WHERE shop_id = :shop)
        OR (n.fact_id, n.movement_id)
           IS DISTINCT FROM (SELECT (seen_fact_id, seen_movement_id) FROM sales_mark WHERE shop_id = :shop)
    FROM (SELECT {_NEWEST}) AS n
""")
_MARK = text("""
    INSERT INTO sales_mark (shop_id, fact_id, movement_id, seen_fact_id, seen_movement_id, zone)
    VALUES (:shop, 0, 0, 0, 0, :zone)
    ON CONFLICT (shop_id) DO UPDATE SET shop_id = excluded.shop_id
    RETURNING fact_id, movement_id, zone
""")
_SETTLED = text(f"""
    SELECT {_NEWEST},
      (SELECT coalesce(max(row_id), 0) FROM ledger_link WHERE shop_id = :shop AND chain = 'fact'),
      (SELECT coalesce(max(row_id), 0) FROM ledger_link WHERE shop_id = :shop AND chain = 'movement')
""")
_FIND = text("""
    INSERT INTO sales_due (shop_id, item_id, asked_at)
    SELECT CAST(:shop AS int), f.item_id, CAST(:now AS timestamptz) FROM (
      SELECT f.item_id FROM stock_fact f
      WHERE f.shop_id = :shop AND f.fact_id > :fact AND f.document_kind = 'order'
      UNION
      SELECT e.item_id FROM stock_entry e
      WHERE e.shop_id = :shop AND e.movement_id > :movement AND e.name = 'available'
        AND (e.balance <= 0 OR e.balance - e.delta <= 0)
      UNION
      SELECT l.item_id FROM inventory_level l
      WHERE l.shop_id = :shop AND :movement = 0 AND l.available <= 0 AND l.is_active
    ) AS f
    ORDER BY f.item_id
    ON CONFLICT (shop_id, item_id) DO NOTHING
""")
_ASK_ALL = text("""
    INSERT INTO sales_due (shop_id, item_id, asked_at)
    SELECT CAST(:shop AS int), k.item_id, CAST(:now AS timestamptz) FROM (
      SELECT item_id FROM sales_line WHERE shop_id = :shop UNION
      SELECT item_id FROM past_sale WHERE shop_id = :shop UNION
      SELECT item_id FROM stock_fact WHERE shop_id = :shop AND document_kind = 'order'
    ) AS k ORDER BY 1
    ON CONFLICT (shop_id, item_id) DO UPDATE SET asked_at = excluded.asked_at
""")
_NOTE = text("""
    UPDATE sales_mark SET fact_id = :settled_fact, movement_id = :settled_movement,
      seen_fact_id = :newest_fact, seen_movement_id = :newest_movement, zone = :zone
    WHERE shop_id = :shop
""")
_LOCK = text("""
    SELECT pg_advisory_xact_lock(hashtextextended('sales' || i, :shop))
    FROM unnest(CAST(:items AS bigint[])) AS i
""")
_BUILT = text("UPDATE sales_mark SET built_at = :now WHERE shop_id = :shop")


async def is_behind(connection: AsyncConnection, shop_id: int) -> bool:
    """Whether the ledger knows something that demand does not show yet."""
    return bool(await connection.scalar(_IS_BEHIND, {"shop": shop_id}))


async def ask_for_items(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], now: datetime
) -> None:
    """Have the demand of these items built again."""
    await ask_for(connection, _DUES, shop_id, items, now)


async def ask_for_all(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Have all demand of the shop built again."""
    await connection.execute(_ASK_ALL, {"shop": shop_id, "now": now})


async def build_due(
    database: Database, shop_id: int, clock: Callable[[], datetime], progress: Progress
) -> dict[str, int]:
    """Build the demand of all items of the shop that are due; how many were."""
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await find_due(connection, shop_id, clock())

    async def finish(connection: AsyncConnection) -> None:
        await connection.execute(_BUILT, {"shop": shop_id, "now": clock()})

    async def work(connection: AsyncConnection, items: Sequence[int]) -> None:
        await build_items(connection, shop_id, items)

    return {"items": await work_through(database, _DUES, shop_id, AT_ONCE, work, finish, progress)}


async def find_due(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Note the items that the ledger has something new of; all when the shop's days have become others."""
    zone = (await get_shop(connection, shop_id)).time_zone
    fact, movement, built_in = (await connection.execute(_MARK, {"shop": shop_id, "zone": zone})).one()
    newest_fact, newest_movement, settled_fact, settled_movement = (
        await connection.execute(_SETTLED, {"shop": shop_id})
    ).one()
    await connection.execute(_FIND, {"shop": shop_id, "fact": fact, "movement": movement, "now": now})
    if built_in != zone:
        await ask_for_all(connection, shop_id, now)
    seen = {
        "settled_fact": max(fact, settled_fact),
        "settled_movement": max(movement, settled_movement),
        "newest_fact": newest_fact,
        "newest_movement": newest_movement,
        "zone": zone,
    }
    await connection.execute(_NOTE, {"shop": shop_id, **seen})


async def build_items(connection: AsyncConnection, shop_id: int, items: Sequence[int]) -> None:
    """Build the demand of these items from all that is known of them, and keep what has changed."""
    if not items:
        return
    lock = {"shop": shop_id, "items": sorted(items)}
    await connection.execute(_LOCK, lock)
    zone = ZoneInfo((await get_shop(connection, shop_id)).time_zone)
    done = await reading.read_done(connection, shop_id, items)
    switches = await reading.read_switches(connection, shop_id, items)
    shelves = await reading.read_shelves(connection, shop_id, items)
    built = {item: build(done.get(item, ()), switches.get(item, ()), zone) for item in items}
    await keeping.keep_lines(connection, shop_id, {item: lines for item, (lines, _) in built.items()})
    await keeping.keep_days(connection, shop_id, {item: days for item, (_, days) in built.items()})
    await keeping.keep_shelves(connection, shop_id, items, shelves)


def build(
    done: Sequence[Done], switches: Sequence[Switch], zone: ZoneInfo
) -> tuple[list[Line], keeping.Days]:
    """An item's lines, one-off orders marked, and its days with each step applied."""
    lines = [
        Line(d.location_id, d.order_id, d.label, d.at, d.at.astimezone(zone).date(), *d[4:])
        for d in cleaning.match_returns(done)
    ]
    marked = cleaning.mark_one_offs(lines)
    return marked, cleaning.days_of(marked, cleaning.switches_of(switches))
