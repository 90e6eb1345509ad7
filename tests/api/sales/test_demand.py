"""Demand by day, built from what the ledger says of orders and shelves."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import text
from support.booked_item import BookedItem, booked_item
from support.planner_desk import PlannerDesk

from inventorysync.sales.actions.building import ask_for_items
from inventorysync.sales.queries import Daily
from inventorysync.stock.actions.sealing import seal as give_links

OPENED = datetime(2026, 10, 5, 8, tzinfo=UTC)  # a Monday
LEEDS, YORK = 1, 2


def day(number: int, hour: float = 10) -> datetime:
    return OPENED.replace(hour=0) + timedelta(days=number, hours=hour)


async def item_of(desk: PlannerDesk, zone: str = "UTC") -> BookedItem:
    return await booked_item(desk.database, desk.shop, "Leeds", "York", zone=zone)


async def demand(desk: PlannerDesk, item: BookedItem, place: int = LEEDS, *, days: int = 14) -> Daily:
    await desk.build(day(days))
    return (await desk.daily(OPENED.date()))[item.item_id, place]


def sold(found: Daily) -> dict[date, float]:
    return {found.first + timedelta(days=int(n)): float(found.units[n]) for n in np.flatnonzero(found.units)}


async def test_orders_count_on_the_day_they_came_in_the_shops_own_zone(desk: PlannerDesk) -> None:
    item = await item_of(desk, "Europe/London")  # an hour ahead until 25 October
    await item.open(LEEDS, 100, OPENED)
    await item.sell(LEEDS, 3, day(1, 22.9), 1)
    await item.sell(LEEDS, 2, day(1, 23.5), 2)
    found = await demand(desk, item)
    assert sold(found) == {date(2026, 10, 6): 3.0, date(2026, 10, 7): 2.0}
    assert len(found.units) == 14
    assert not found.out_of_stock.any()


async def test_what_came_back_counts_against_the_day_of_the_sale(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await item.open(YORK, 0, OPENED)
    await item.sell(LEEDS, 5, day(1), 1)
    await item.sell(LEEDS, 1, day(8), 2)
    await item.tell(YORK, "refund", {"available": 2, "on_hand": 2}, day(8), 1, "refund")
    found = await demand(desk, item)
    assert sold(found) == {date(2026, 10, 6): 3.0, date(2026, 10, 13): 1.0}


async def test_an_order_cancelled_within_days_never_was_demand(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    for order, days in ((1, 2), (2, 9)):
        await item.sell(LEEDS, 5, day(1), order)
        back = {"available": 5, "committed": -5}
        await item.tell(LEEDS, "cancellation", back, day(1 + days), order, "cancelled")
    assert sold(await demand(desk, item)) == {date(2026, 10, 6): 5.0}


async def test_an_edit_leaves_what_the_order_came_to(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await item.sell(LEEDS, 5, day(1), 1)
    await item.tell(LEEDS, "order_edit", {"available": 2, "committed": -2}, day(3), 1, "removed")
    assert sold(await demand(desk, item)) == {date(2026, 10, 6): 3.0}


async def test_only_orders_are_demand(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await item.change(LEEDS, {"available": -40, "on_hand": -40}, day(2))
    await item.sell(LEEDS, 1, day(3), 1)
    assert sold(await demand(desk, item)) == {date(2026, 10, 8): 1.0}


async def test_days_of_an_empty_shelf_are_marked(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 4, OPENED)
    await item.sell(LEEDS, 4, day(2, 9), 1)  # empty for more than half of the third day
    await item.change(
        LEEDS, {"available": 10, "on_hand": 10}, day(5, 9)
    )  # and for less than half of the sixth
    await item.sell(LEEDS, 10, day(8, 20), 2)
    found = await demand(desk, item, days=11)
    assert np.flatnonzero(found.out_of_stock).tolist() == [2, 3, 4, 9, 10]
    assert sold(found) == {date(2026, 10, 7): 4.0, date(2026, 10, 13): 10.0}


async def test_a_level_opened_with_nothing_was_empty_until_something_came(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(YORK, 9, OPENED)
    await item.open(LEEDS, 0, OPENED)
    item.read[LEEDS] = (1, OPENED)
    await item.sell(YORK, 1, day(1), 5)
    await item.change(LEEDS, {"available": 5, "on_hand": 5}, day(3, 1))
    await item.sell(LEEDS, 1, day(4), 1)
    found = await demand(desk, item, days=6)
    assert np.flatnonzero(found.out_of_stock).tolist() == [0, 1, 2]


async def test_a_shop_that_sells_without_stock_is_never_out_of_it(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 1, OPENED)
    await item.sell(LEEDS, 1, day(1), 1)
    await item.sell(LEEDS, 2, day(3), 2)
    found = await demand(desk, item, days=5)
    assert np.flatnonzero(found.out_of_stock).tolist() == [1, 2, 4]


async def test_only_items_with_something_new_are_built_again(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await item.sell(LEEDS, 3, day(1), 1)
    assert await desk.build(day(14)) >= 1
    await seal(desk)
    await desk.build(day(14))
    assert await desk.build(day(14)) == 0
    await item.sell(LEEDS, 4, day(2), 2)
    assert await desk.build(day(14)) == 1
    assert sold((await desk.daily(OPENED.date()))[item.item_id, LEEDS]) == {
        date(2026, 10, 6): 3.0,
        date(2026, 10, 7): 4.0,
    }


async def test_a_shop_whose_zone_changes_has_other_days(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await item.sell(LEEDS, 3, day(1, 23), 1)
    assert sold(await demand(desk, item)) == {date(2026, 10, 6): 3.0}
    async with desk.database.system() as connection:
        await connection.execute(
            text("UPDATE shop SET time_zone = 'Asia/Tokyo' WHERE shop_id = :shop"),
            {"shop": desk.shop.shop_id},
        )
    assert sold(await demand(desk, item)) == {date(2026, 10, 7): 3.0}


async def test_nothing_is_known_of_days_before_the_opening(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    await desk.build(day(3))
    found = await desk.daily(date(2020, 1, 1), [(item.item_id, LEEDS)])
    assert found[item.item_id, LEEDS].first == OPENED.date()
    assert found[item.item_id, LEEDS].units.tolist() == [0.0, 0.0, 0.0]


async def test_a_shop_of_which_nothing_is_known_has_no_demand(desk: PlannerDesk) -> None:
    assert await desk.daily(date(2020, 1, 1), [(1, 2)]) == {}


async def test_an_order_from_before_counts_until_the_ledger_knows_it(desk: PlannerDesk) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 100, OPENED)
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO past_sale (shop_id, order_id, item_id, location_id, label, at, ordered,
                      cancelled, returned) VALUES (:shop, 77, :item, :place, '#77', :at, 6, 0, 1)"""),
            {"shop": desk.shop.shop_id, "item": item.item_id, "place": LEEDS, "at": day(-20)},
        )
        await ask_for_items(connection, desk.shop.shop_id, [item.item_id], day(0))
    await desk.build(day(1))
    found = (await desk.daily(date(2020, 1, 1)))[item.item_id, LEEDS]
    assert sold(found) == {date(2026, 9, 15): 5.0}
    assert found.first == date(2026, 9, 15)
    await item.tell(LEEDS, "order", {"available": -6, "committed": 6}, day(-20), 77)
    await desk.build(day(1))
    assert sold((await desk.daily(date(2020, 1, 1)))[item.item_id, LEEDS]) == {date(2026, 9, 15): 6.0}


async def seal(desk: PlannerDesk) -> None:
    for _ in range(4):
        await give_links(desk.database, desk.shop.shop_id)


@pytest.mark.parametrize("units", [1, 500])
async def test_a_one_off_is_kept_apart(desk: PlannerDesk, units: int) -> None:
    item = await item_of(desk)
    await item.open(LEEDS, 1000, OPENED)
    for number in range(8):
        await item.sell(LEEDS, 1 + number % 3, day(number), number)
    await item.sell(LEEDS, units, day(9), 99)
    found = sold(await demand(desk, item))
    assert (date(2026, 10, 14) in found) is (units == 1)
    assert sum(found.values()) == 15.0 + (units == 1)
