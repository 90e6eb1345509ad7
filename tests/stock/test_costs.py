"""The cost of an item stands in each of its levels too, whoever opens levels while it changes."""

import asyncio
import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.known_shop import LEVELS, new_shop

from inventorysync.catalog.actions import VariantRow, save_variants
from inventorysync.kit.db import Database
from inventorysync.stock.actions.booking import NOT_KNOWN, Seen, book_seen, know_levels
from inventorysync.stock.conditions import Filter
from inventorysync.stock.costs import list_differing, take_costs
from inventorysync.stock.lists import list_levels
from inventorysync.stock.proof import prove

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROUNDS, ITEMS_A_ROUND = 40, 3


def variant(item_id: int, cost: Decimal | None) -> VariantRow:
    return VariantRow(item_id, 1, item_id, "", "A", "", Decimal(5), True, True, cost, NOW)


def first_reading(item_id: int, location_id: int) -> Seen:
    units = {"available": 2, "on_hand": 2}
    return Seen((item_id, location_id), NOT_KNOWN, units, units, None, NOW, None, is_active=True)


async def change_costs(database: Database, shop_id: int, costs: dict[int, Decimal | None]) -> None:
    async with database.shop(shop_id) as connection:
        rows = [variant(item_id, cost) for item_id, cost in costs.items()]
        await take_costs(connection, shop_id, await save_variants(connection, shop_id, rows))


async def held(database: Database, shop_id: int) -> dict[tuple[int, int], Decimal | None]:
    async with database.shop(shop_id) as connection:
        rows = await connection.execute(text("SELECT item_id, location_id, unit_cost FROM inventory_level"))
        return {(item, place): cost for item, place, cost in rows}


@pytest.mark.parametrize("seed", range(2))
async def test_levels_hold_the_costs_of_their_items_whoever_is_first(database: Database, seed: int) -> None:
    shop_id, chance = await new_shop(database), random.Random(seed)

    async def pause() -> None:
        await asyncio.sleep(chance.random() * 0.01)

    async def change(items: list[int]) -> None:
        await pause()
        async with database.shop(shop_id) as connection:
            rows = [variant(item, Decimal(chance.randrange(1, 99))) for item in items]
            changed = await save_variants(connection, shop_id, rows)
            await pause()
            await take_costs(connection, shop_id, changed)
            await pause()

    async def open_(items: list[int], place: int) -> None:
        await pause()
        async with database.shop(shop_id) as connection:
            if chance.random() < 0.5:
                await know_levels(connection, shop_id, [(item, place) for item in items], NOW)
            else:
                await book_seen(connection, shop_id, [first_reading(item, place) for item in items], NOW)
            await pause()

    async def act(work: "asyncio.Future[None] | asyncio.Task[None]") -> None:
        try:
            await work
        except DBAPIError as error:
            if "deadlock" not in str(error):
                raise

    for number in range(ROUNDS):
        # Some of these items are not known yet: a level may be read before its product is.
        items = [100 + number * ITEMS_A_ROUND + n for n in range(ITEMS_A_ROUND)]
        works = [change(items), change(items[::-1]), *(open_(items, place) for place in (1, 2, 3))]
        await asyncio.gather(*(act(asyncio.ensure_future(work)) for work in works))
    async with database.shop(shop_id) as connection:
        assert await list_differing(connection, shop_id, 10) == []
    costs = await held(database, shop_id)
    assert len(costs) == ROUNDS * ITEMS_A_ROUND * 3
    assert None not in costs.values()


async def test_a_changed_cost_moves_levels_in_the_order_of_the_value(database: Database) -> None:
    shop_id = await new_shop(database)
    await change_costs(database, shop_id, {1: Decimal(5), 2: Decimal(3), 3: None})
    async with database.shop(shop_id) as connection:
        await book_seen(connection, shop_id, [first_reading(*key) for key in LEVELS], NOW)

    async def order(name: str) -> list[int]:
        found: list[int] = []
        async with database.shop(shop_id) as connection:
            cursor = None
            while True:
                page = await list_levels(connection, shop_id, Filter(), order=name, limit=2, cursor=cursor)
                found += [row[10] for row in page.rows]
                cursor = page.next
                if cursor is None:
                    return found

    assert await order("-value") == [1, 1, 2, 2, 3, 3]
    await change_costs(database, shop_id, {2: Decimal("5.01"), 3: Decimal(-1)})
    assert await order("-value") == [2, 2, 1, 1, 3, 3]
    assert await order("value") == [3, 3, 1, 1, 2, 2]
    await change_costs(database, shop_id, {1: None})
    assert await held(database, shop_id) == {
        (item, place): {1: None, 2: Decimal("5.01"), 3: Decimal(-1)}[item] for item, place in LEVELS
    }


async def test_the_proof_names_a_level_with_another_cost_than_its_item(database: Database) -> None:
    shop_id = await new_shop(database)
    async with database.shop(shop_id) as connection:
        await know_levels(connection, shop_id, LEVELS, NOW)
    assert (await prove(database, shop_id)).is_sound
    async with database.shop(shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET unit_cost = 9 WHERE item_id = 2"))
    assert [(fault.what, fault.says) for fault in (await prove(database, shop_id)).faults] == [
        ("cost", f"item 2 at location {place}: the level holds another unit cost than its item")
        for place in (1, 2)
    ]
