"""The first import from ready bulk results: complete, repeatable, resumable, in whatever order rows come."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files

from inventorysync.kit.db import Database
from inventorysync.shopify import bulk
from inventorysync.shopify.errors import ShopifyUnavailable
from inventorysync.sync.first_import import Importer, ask_for_import
from inventorysync.sync.stream import take_lease

VARIANTS = 60


async def new_shop(database: Database, name: str) -> int:
    insert = text("INSERT INTO shop (domain, name, state) VALUES (:d, 'x', 'active') RETURNING shop_id")
    async with database.system() as connection:
        shop_id = await connection.scalar(insert, {"d": f"{name}-{random.getrandbits(48):x}.myshopify.com"})
    assert isinstance(shop_id, int)
    assert await take_lease(database, shop_id, "tests", datetime.now(UTC))
    return shop_id


async def run_import(database: Database, shop_id: int, importer: Importer) -> dict[str, Any]:
    await ask_for_import(database, shop_id, datetime.now(UTC), once=False)
    for _ in range(5):
        await importer.advance()
        async with database.shop(shop_id) as connection:
            await connection.execute(
                text("UPDATE import_run SET next_attempt_at = now() - interval '1 hour'")
            )
            found = await connection.execute(
                text(
                    "SELECT state, products, variants, levels FROM import_run ORDER BY import_id DESC LIMIT 1"
                )
            )
            run = dict(found.mappings().one())
        if run["state"] == "done":
            break
    return run


async def all_of(database: Database, shop_id: int, query: str) -> list[tuple[Any, ...]]:
    async with database.shop(shop_id) as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


ALL = {"state": "done", "products": VARIANTS, "variants": VARIANTS, "levels": VARIANTS * LOCATIONS}
SUMS = """
    SELECT count(*) FROM inventory_level l WHERE l.available <> coalesce(
      (SELECT sum(e.delta) FROM stock_entry e WHERE e.item_id = l.item_id
        AND e.location_id = l.location_id AND e.name = 'available'), 0)
"""
OPENINGS = """
    SELECT count(*) FROM stock_entry e JOIN stock_movement m USING (shop_id, movement_id)
    WHERE m.cause = 'opening' AND e.name = 'on_hand'
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    monkeypatch.setattr(bulk, "BATCH_BYTES", 10_000)
    return write_files(tmp_path, VARIANTS)


async def test_everything_is_booked_once_and_the_ledger_explains_it(
    database: Database, files: dict[str, Path]
) -> None:
    shop_id = await new_shop(database, "whole")
    importer = importer_of(database, shop_id, ReadyShop(files, VARIANTS))
    assert await run_import(database, shop_id, importer) == ALL
    assert await all_of(database, shop_id, SUMS) == [(0,)]
    levels_with_stock = "SELECT count(*) FROM inventory_level WHERE on_hand <> 0"
    assert await all_of(database, shop_id, OPENINGS) == await all_of(database, shop_id, levels_with_stock)


async def test_an_import_of_what_is_known_rewrites_no_level(
    database: Database, files: dict[str, Path]
) -> None:
    shop_id = await new_shop(database, "again")
    importer = importer_of(database, shop_id, ReadyShop(files, VARIANTS))
    await run_import(database, shop_id, importer)
    rows = "SELECT ctid::text, xmin::text FROM inventory_level ORDER BY item_id, location_id"
    before = await all_of(database, shop_id, rows)
    assert await run_import(database, shop_id, importer) == ALL
    assert await all_of(database, shop_id, rows) == before
    round_ = "SELECT all_read_at > (SELECT max(checked_at) FROM inventory_level) FROM sync_stream"
    assert await all_of(database, shop_id, round_) == [(True,)]


async def test_variants_that_come_before_their_products_get_their_names(
    database: Database, files: dict[str, Path]
) -> None:
    lines = files["catalogue"].read_text().splitlines()
    random.Random(7).shuffle(lines)
    files["catalogue"].write_text("\n".join(lines) + "\n")
    shop_id = await new_shop(database, "shuffled")
    assert (
        await run_import(database, shop_id, importer_of(database, shop_id, ReadyShop(files, VARIANTS))) == ALL
    )
    nameless = "SELECT count(*) FROM inventory_item i JOIN product p USING (shop_id, product_id) "
    assert await all_of(database, shop_id, nameless + "WHERE i.title <> p.title OR i.vendor <> p.vendor") == [
        (0,)
    ]
    unfound = "SELECT count(*) FROM inventory_item i WHERE NOT EXISTS (SELECT FROM item_word w WHERE "
    words = "w.item_id = i.item_id AND w.word = split_part(i.title, ' ', 2))"
    assert await all_of(database, shop_id, unfound + words) == [(0,)]


async def test_an_interrupted_import_goes_on_and_counts_nothing_twice(
    database: Database, files: dict[str, Path]
) -> None:
    shop_id = await new_shop(database, "broken")
    importer = importer_of(database, shop_id, ReadyShop(files, VARIANTS))
    book, calls = importer._book_levels, 0  # noqa: SLF001 - the place where a worker may die

    async def book_until_the_third(rows: Sequence[Any]) -> dict[str, int]:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise ShopifyUnavailable("the connection broke")
        return await book(rows)

    importer._book_levels = book_until_the_third  # type: ignore[method-assign]  # noqa: SLF001
    assert await run_import(database, shop_id, importer) == ALL
    assert await all_of(database, shop_id, SUMS) == [(0,)]
    levels_with_stock = "SELECT count(*) FROM inventory_level WHERE on_hand <> 0"
    assert await all_of(database, shop_id, OPENINGS) == await all_of(database, shop_id, levels_with_stock)
