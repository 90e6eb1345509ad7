"""Costs: an item with many movements costed anew after a change at its start, and value as of a day."""

import asyncio
import os
import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bench.drain import new_database, new_shop
from bench.table import Row
from inventorysync.costing.actions.recosting import cost_items
from inventorysync.costing.actions.ruling import Who, set_opening_cost
from inventorysync.costing.queries import value_by
from inventorysync.kit.db import Database, sqlalchemy_url

MOVEMENTS = int(os.environ.get("BENCH_COST_MOVEMENTS", "100000"))
ITEMS = int(os.environ.get("BENCH_COST_ITEMS", "100000"))
EACH = 10  # entries of an item whose value is asked for
BEGAN = datetime(2025, 6, 1, tzinfo=UTC)
DAYS = 500
ASKED = 6

_ITEM = text("""
    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor, product_type,
                                tracked, requires_shipping, unit_cost)
    SELECT :shop, n, 'S' || n, '', 'Item ' || n, '', 'Vendor ' || n % 50, 'Type ' || n % 20, true, true, 2.5
    FROM generate_series(1, :items) n
""")
_MOVED = text("""
    INSERT INTO stock_movement (shop_id, movement_id, cause, effective_at, recorded_at, document_kind,
                                document_id)
    SELECT :shop, n, CASE WHEN n = 1 THEN 'opening' WHEN n % 50 = 0 THEN 'adjustment' ELSE 'fulfilment' END,
           CAST(:began AS timestamptz) + n * interval '7 minutes',
           CAST(:began AS timestamptz) + n * interval '7 minutes', 'order', 'gid://shopify/Order/' || n
    FROM generate_series(1, :movements) n
""")
_ENTRIES = text("""
    INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
    SELECT :shop, 1, CASE WHEN n = 1 THEN 1 ELSE n % 3 + 1 END, n, q.name,
           CASE WHEN n = 1 THEN 1000 WHEN n % 50 = 0 THEN 60 ELSE -1 END, 0
    FROM generate_series(1, :movements) n CROSS JOIN (VALUES ('available'), ('on_hand')) AS q(name)
""")
_COSTED = text("""
    INSERT INTO cost_entry (shop_id, item_id, entry_id, fact_id, number, at, location_id, kind, account,
                            units, value, basis)
    SELECT :shop, n, k, 0, 0,
           CAST(:began AS timestamptz) + ((n * 7919 + k * 104729) % 500) * interval '1 day',
           k % 5 + 1, 'adjustment', 'adjustments', k, k * 2.35, 'known'
    FROM generate_series(2, :items) n CROSS JOIN generate_series(1, :each) k
""")


def costing_rows(server_url: str) -> list[Row]:
    """The two figures, in a database of their own."""
    recosted, values = asyncio.run(_measure(new_database(server_url)))
    slowest = max(values)
    return [
        Row(
            f"costing one item with {MOVEMENTS:,} movements anew after a change at its start",
            f"{recosted:.1f} s, every entry written anew",
            "< 30 s",
            recosted < 30,
        ),
        Row(
            f"value as of a day, {ITEMS:,} items, {ITEMS * EACH:,} entries",
            f"p50 {statistics.median(values):.2f} s, slowest {slowest:.2f} s",
            "< 3 s",
            slowest < 3,
        ),
    ]


async def _measure(url: str) -> tuple[float, list[float]]:
    database = Database(url)
    shop_id = await new_shop(database)
    owner = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    async with owner.connect() as connection:
        await _fill(connection, shop_id)
    recosted = await _recost(database, shop_id)
    async with owner.connect() as connection:
        await connection.execute(_COSTED, {"shop": shop_id, "items": ITEMS, "each": EACH, "began": BEGAN})
        await connection.execute(text("VACUUM ANALYZE cost_entry"))
    values = [
        await _ask(database, shop_id, BEGAN + timedelta(days=DAYS) * (number + 0.618) / ASKED)
        for number in range(ASKED)
    ]
    await owner.dispose()
    await database.close()
    return recosted, values


async def _recost(database: Database, shop_id: int) -> float:
    now = BEGAN + timedelta(days=DAYS)
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        first = await cost_items(connection, shop_id, [1], now)
        assert len(first) >= MOVEMENTS
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await set_opening_cost(connection, shop_id, 1, Decimal("3.1"), Who("bench", now))
        began = time.perf_counter()
        changes = await cost_items(connection, shop_id, [1], now)
        seconds = time.perf_counter() - began
    assert len(changes) > MOVEMENTS // 2
    return seconds


async def _ask(database: Database, shop_id: int, before: datetime) -> float:
    async with database.shop(shop_id) as connection:
        began = time.perf_counter()
        groups = await value_by(connection, shop_id, "location", before)
        seconds = time.perf_counter() - began
    assert groups
    return seconds


async def _fill(connection: AsyncConnection, shop_id: int) -> None:
    await connection.execute(_ITEM, {"shop": shop_id, "items": ITEMS})
    scope = {"shop": shop_id, "movements": MOVEMENTS, "began": BEGAN}
    await connection.execute(_MOVED, scope)
    await connection.execute(_ENTRIES, scope)
    await connection.execute(text("ANALYZE inventory_item, stock_movement, stock_entry"))
