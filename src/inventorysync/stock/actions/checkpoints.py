"""Checkpoints of the ledger: what every level held at a moment, so that the past need not be summed anew."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.as_of import LATE, Moment, find_checkpoint, shop_as_of, summing

ENTRIES_BETWEEN = 250_000  # as many are summed in well under a second
CLOCKS_DIFFER = timedelta(hours=1)  # and no transaction takes as long
LEVELS_AT_ONCE = 20_000

_NAMES = ", ".join(QUANTITY_NAMES)
_SEALED = text("""
    SELECT row_id FROM ledger_link WHERE shop_id = :shop AND chain = 'movement' ORDER BY row_id DESC LIMIT 1
""")
_SINCE = text("""
    SELECT count(*) FROM (
      SELECT FROM stock_entry e
      JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.movement_id > :after AND e.movement_id <= :sealed
        AND m.effective_at <= :until
      LIMIT :enough
    ) AS entries
""")
_RECORDED = text("""
    SELECT max(recorded_at) FILTER (WHERE movement_id <= :sealed),
           min(recorded_at) FILTER (WHERE movement_id > :sealed)
    FROM stock_movement WHERE shop_id = :shop
""")
_INSERT = text("""
    INSERT INTO stock_checkpoint (shop_id, checkpoint_id, until, movement_id, recorded_until, made_at)
    VALUES (:shop, :id, :until, :sealed, :recorded_until, :now)
""")
_INSERT_LEVELS = text(f"""
    INSERT INTO stock_checkpoint_level (shop_id, checkpoint_id, item_id, location_id, {_NAMES})
    SELECT CAST(:shop AS int), CAST(:id AS uuid), k.item_id, k.location_id,
           {", ".join(f"k.{name}" for name in QUANTITY_NAMES)}
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]),
                {", ".join(f"CAST(:{name} AS bigint[])" for name in QUANTITY_NAMES)})
      AS k(item_id, location_id, {_NAMES})
""")


async def make_checkpoint(
    database: Database, shop_id: int, now: datetime, *, entries: int = ENTRIES_BETWEEN
) -> bool:
    """Make a checkpoint, if that many entries have come since the last; whether one was made.

    Only movements with a link count: no open transaction can still add one before them. Its moment lies LATE
    before all that was, or ever will be, recorded behind the newest of those.
    """
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        sealed = await connection.scalar(_SEALED, {"shop": shop_id})
        if sealed is None:
            return False
        recorded = await connection.execute(_RECORDED, {"shop": shop_id, "sealed": sealed})
        recorded_until, unsealed_since = recorded.one()
        until = min(now - CLOCKS_DIFFER, unsealed_since or now) - LATE
        last = await find_checkpoint(connection, shop_id, Moment(until, now))
        scope = {"shop": shop_id, "sealed": sealed, "until": until}
        async with summing(connection):
            since = await connection.scalar(_SINCE, {**scope, "after": last.movement_id, "enough": entries})
        if int(since or 0) < entries:
            return False
        await _write(connection, shop_id, until, int(sealed), recorded_until, now)
    return True


async def _write(
    connection: AsyncConnection,
    shop_id: int,
    until: datetime,
    sealed: int,
    recorded_until: datetime,
    now: datetime,
) -> None:
    held = await shop_as_of(connection, shop_id, Moment(until, max(recorded_until, now)), sealed)
    checkpoint = {"shop": shop_id, "id": uuid4()}
    span = {"until": until, "sealed": sealed, "recorded_until": recorded_until, "now": now}
    await connection.execute(_INSERT, {**checkpoint, **span})
    rows = sorted(held.items())
    for start in range(0, len(rows), LEVELS_AT_ONCE):
        batch = rows[start : start + LEVELS_AT_ONCE]
        columns = {"items": [key[0] for key, _ in batch], "locations": [key[1] for key, _ in batch]}
        units: dict[str, list[int]] = {
            name: [held[at] for _, held in batch] for at, name in enumerate(QUANTITY_NAMES)
        }
        await connection.execute(_INSERT_LEVELS, {**checkpoint, **columns, **units})
