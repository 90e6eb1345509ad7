"""Facts and differences find each other, whoever comes first and however close together."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities, difference
from inventorysync.stock.actions.booking import Seen, book_seen, know_levels
from inventorysync.stock.actions.explaining import FactTotal, record_facts, vanished_totals

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEY = (11, 22)
BEFORE: Quantities = {"available": 10, "on_hand": 10}
SOLD: Quantities = {"available": -2, "committed": 2}


async def new_shop(database: Database) -> int:
    """A shop with one level, opened with ten."""
    insert = text("INSERT INTO shop (domain, name, state) VALUES (:d, 'x', 'active') RETURNING shop_id")
    async with database.system() as connection:
        shop_id = await connection.scalar(insert, {"d": f"explain-{random.getrandbits(48):x}.myshopify.com"})
    assert isinstance(shop_id, int)
    async with database.shop(shop_id) as connection:
        await know_levels(connection, shop_id, [KEY], NOW)
        await book_seen(connection, shop_id, [seen(BEFORE, {}, 0, None)], NOW)
    return shop_id


def seen(units: Quantities, booked: Quantities, generation: int, since: datetime | None) -> Seen:
    version = NOW if since is None else NOW + timedelta(seconds=5)
    return Seen(KEY, generation, units, difference(units, booked), 7, version, since, is_active=True)


def sale(units: int = 2, source: str = "order/1/1/ordered/22", order: int = 1) -> FactTotal:
    return FactTotal(
        source,
        KEY,
        "order",
        {"available": -units, "committed": units},
        NOW + timedelta(seconds=3),
        "order",
        f"gid://shopify/Order/{order}",
        "#1001",
        later_cause="order_edit",
        later_at=NOW + timedelta(hours=2),
    )


async def unexplained(database: Database, shop_id: int) -> dict[str, int]:
    """What is left of the booked differences, by name."""
    async with database.shop(shop_id) as connection:
        rows = await connection.execute(
            text("""
                SELECT e.name, sum(e.delta - coalesce(
                  (SELECT sum(x.delta) FROM stock_explanation x
                   WHERE x.item_id = e.item_id AND x.entry_id = e.entry_id), 0))
                FROM stock_entry e JOIN stock_movement m USING (shop_id, movement_id)
                WHERE m.cause = 'unexplained' GROUP BY 1
            """)
        )
        return {name: int(units) for name, units in rows if units}


AFTER: Quantities = {"available": 8, "committed": 2, "on_hand": 10}


async def test_a_fact_that_is_recorded_while_its_difference_is_being_booked_explains_it(
    database: Database,
) -> None:
    shop_id = await new_shop(database)
    async with database.shop(shop_id) as booking:
        await book_seen(booking, shop_id, [seen(AFTER, BEFORE, 1, NOW)], NOW)

        async def tell() -> None:
            async with database.shop(shop_id) as connection:
                await record_facts(connection, shop_id, [sale()], NOW)

        telling = asyncio.create_task(tell())
        await asyncio.sleep(0.2)
        assert not telling.done(), "it waits for the booking"
    await telling
    assert await unexplained(database, shop_id) == {}


async def test_a_difference_that_is_booked_while_its_fact_is_being_recorded_is_explained(
    database: Database,
) -> None:
    shop_id = await new_shop(database)
    async with database.shop(shop_id) as telling:
        await record_facts(telling, shop_id, [sale()], NOW)

        async def book() -> None:
            async with database.shop(shop_id) as connection:
                await book_seen(connection, shop_id, [seen(AFTER, BEFORE, 1, NOW)], NOW)

        booking = asyncio.create_task(book())
        await asyncio.sleep(0.2)
        assert not booking.done(), "it waits for the fact"
    await booking
    assert await unexplained(database, shop_id) == {}


async def facts_of(database: Database, shop_id: int) -> list[tuple[str, Quantities]]:
    async with database.shop(shop_id) as connection:
        rows = await connection.execute(text("SELECT cause, deltas FROM stock_fact ORDER BY fact_id"))
        return [(cause, deltas) for cause, deltas in rows]


async def tell(database: Database, shop_id: int, totals: Sequence[FactTotal]) -> None:
    async with database.shop(shop_id) as connection:
        await record_facts(connection, shop_id, totals, NOW)


async def test_an_order_told_again_is_recorded_once_and_an_edit_of_it_is_an_order_edit(
    database: Database,
) -> None:
    shop_id = await new_shop(database)
    for units in (2, 2, 5, 4):
        await tell(database, shop_id, [sale(units)])
    assert await facts_of(database, shop_id) == [
        ("order", {"available": -2, "committed": 2}),
        ("order_edit", {"available": -3, "committed": 3}),
        ("order_edit", {"available": 1, "committed": -1}),
    ]


async def test_an_edit_hours_after_the_order_explains_the_difference_it_made(database: Database) -> None:
    shop_id = await new_shop(database)
    await tell(database, shop_id, [sale(2)])
    edited: Quantities = {"available": 4, "committed": 6, "on_hand": 10}
    at = NOW + timedelta(hours=2)
    async with database.shop(shop_id) as connection:
        await book_seen(connection, shop_id, [seen(AFTER, BEFORE, 1, NOW)], NOW)
        late = Seen(KEY, 2, edited, difference(edited, AFTER), 7, at, at - timedelta(hours=1), is_active=True)
        await book_seen(connection, shop_id, [late], at)
    assert await unexplained(database, shop_id) == {"available": -4, "committed": 4}
    more, added = sale(3), sale(3, "order/1/9/ordered/22")
    await tell(database, shop_id, [more, added])
    assert await unexplained(database, shop_id) == {}
    assert [cause for cause, _ in await facts_of(database, shop_id)] == ["order", "order_edit", "order_edit"]


async def test_what_a_document_no_longer_does_is_taken_back(database: Database) -> None:
    shop_id = await new_shop(database)
    await tell(
        database, shop_id, [sale(2, "order/1/1/a"), sale(3, "order/1/2/b"), sale(9, "order/11/1/a", 11)]
    )
    async with database.shop(shop_id) as connection:
        left = [sale(2, "order/1/1/a")]
        gone = await vanished_totals(connection, shop_id, "gid://shopify/Order/1", left, NOW)
        await record_facts(connection, shop_id, [*left, *gone], NOW)
    assert [deltas["committed"] for _, deltas in await facts_of(database, shop_id)] == [2, 3, 9, -3]


def sent(units: int, number: int, seconds: int = 4) -> FactTotal:
    """A part of the sale, sent."""
    return FactTotal(
        f"order/1/1/fulfilled/{number}/22",
        KEY,
        "fulfilment",
        {"committed": -units, "on_hand": -units},
        NOW + timedelta(seconds=seconds),
        "order",
        "gid://shopify/Order/1",
        "#1001",
    )


@pytest.mark.parametrize(
    "told",
    [
        pytest.param([[sale(2), sent(2, 1)]], id="sent whole, told at once"),
        pytest.param([[sale(2)], [sent(2, 1)]], id="sent whole, told one by one"),
        pytest.param([[sent(2, 1)], [sale(2)]], id="told the wrong way round"),
        pytest.param([[sale(2), sent(1, 1)], [sent(1, 2)]], id="sent in two parts, the last told later"),
        pytest.param([[sale(2)], [sent(1, 1)], [sent(1, 2)]], id="sent in two parts, told one by one"),
    ],
)
async def test_a_sale_that_was_sent_before_its_level_was_read_explains_the_difference(
    database: Database, told: list[list[FactTotal]]
) -> None:
    shop_id = await new_shop(database)
    gone: Quantities = {"available": 8, "on_hand": 8}
    async with database.shop(shop_id) as connection:
        await book_seen(connection, shop_id, [seen(gone, BEFORE, 1, NOW)], NOW)
    for totals in told:
        await tell(database, shop_id, totals)
    assert await unexplained(database, shop_id) == {}
