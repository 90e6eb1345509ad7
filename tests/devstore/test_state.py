"""The store itself: orders move quantities, every movement is kept, nothing half done survives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.development_shop import Shop, open_shop

from devstore import orders
from devstore.clock import Clock
from devstore.inventory import Refused, edit
from devstore.orders import OrderRefused, Wanted
from devstore.state import NAMES, ON_HAND_PARTS, LevelKey, Store

LONDON = LevelKey(1, 1)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = open_shop(tmp_path)
    yield opened
    opened.store.close()


def quantities(shop: Shop) -> tuple[int, int, int]:
    held = shop.level().quantities
    return held["available"], held["committed"], held["on_hand"]


def test_an_order_commits_a_parcel_leaves_and_a_return_comes_back(shop: Shop) -> None:
    order = orders.place_order(shop.store, [Wanted(1, 3)])
    assert quantities(shop) == (7, 3, 10)
    orders.fulfil(shop.store, order.id)
    assert quantities(shop) == (7, 0, 7)
    orders.refund(shop.store, order.id, {order.lines[0].id: 2})
    assert quantities(shop) == (9, 0, 9)
    orders.refund(shop.store, order.id, restock=False)
    assert quantities(shop) == (9, 0, 9)


def test_a_cancelled_order_gives_its_pieces_back_unless_they_are_not_restocked(shop: Shop) -> None:
    first, second = (orders.place_order(shop.store, [Wanted(1, 2)]) for _ in range(2))
    orders.cancel(shop.store, first.id)
    assert quantities(shop) == (8, 2, 10)
    orders.cancel(shop.store, second.id, restock=False)
    assert quantities(shop) == (8, 0, 8)


def test_all_events_of_an_order_share_one_id(shop: Shop) -> None:
    orders.place_order(shop.store, [Wanted(1, 1), Wanted(2, 1)])
    assert sorted(shop.topics()) == [
        "inventory_levels/update",
        "inventory_levels/update",
        "orders/create",
        "products/update",
        "products/update",
    ]
    assert len({event_id for _, _, event_id in shop.events}) == 1


def test_a_parcel_changes_no_available_and_so_tells_no_level(shop: Shop) -> None:
    order = orders.place_order(shop.store, [Wanted(1, 1)])
    shop.events.clear()
    orders.fulfil(shop.store, order.id)
    assert shop.topics() == ["fulfillments/create", "orders/fulfilled", "orders/updated"]


def test_orders_refuse_what_does_not_fit_them(shop: Shop) -> None:
    order = orders.place_order(shop.store, [Wanted(1, 1)])
    with pytest.raises(OrderRefused):
        orders.fulfil(shop.store, order.id, {order.lines[0].id: 2})
    with pytest.raises(OrderRefused):
        orders.refund(shop.store, order.id)
    orders.fulfil(shop.store, order.id)
    with pytest.raises(OrderRefused):
        orders.cancel(shop.store, order.id)
    with pytest.raises(OrderRefused):
        orders.place_order(shop.store, [Wanted(99, 1)])
    assert quantities(shop) == (9, 0, 9)


def test_the_history_sums_to_the_quantities_and_on_hand_to_its_parts(shop: Shop) -> None:
    order = orders.place_order(shop.store, [Wanted(1, 4)])
    orders.fulfil(shop.store, order.id, {order.lines[0].id: 3})
    edit(shop.store, LONDON, "damaged", 2)
    edit(shop.store, LONDON, "available", 20)
    opening = {**dict.fromkeys(NAMES, 0), "available": 10, "on_hand": 10}
    for row in shop.store.history(1):
        opening[row.name] += row.delta
        assert row.balance == opening[row.name]
    held = shop.level().quantities
    assert opening == held
    assert held["on_hand"] == sum(held[name] for name in ON_HAND_PARTS)


def test_nothing_half_done_survives_a_failure(shop: Shop) -> None:
    def fail_half_way() -> None:
        with shop.store.transaction():
            shop.store.change(LONDON, {"available": -5}, "order")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert quantities(shop) == (10, 0, 10)
    assert shop.events == []
    assert list(shop.store.history(1)) == []


def test_on_hand_is_never_moved_by_itself(shop: Shop) -> None:
    with pytest.raises(KeyError):
        shop.store.change(LONDON, {"on_hand": 1}, "order")
    with pytest.raises(Refused):
        edit(shop.store, LONDON, "committed", 1)


def test_a_second_start_knows_everything_and_events_wait_in_the_outbox(shop: Shop, tmp_path: Path) -> None:
    order = orders.place_order(shop.store, [Wanted(1, 3)])
    shop.store.advance_clock(3600)
    again = Store.open(tmp_path / "store.db", Clock())
    assert again.levels == shop.store.levels
    assert again.orders[order.id] == order
    assert again.clock.offset == shop.store.clock.offset
    assert again.next_id("Order") == order.id + 1
    waiting = again.database.connection.execute("SELECT topic FROM outbox WHERE drained = 0").fetchall()
    assert [topic for (topic,) in waiting] == shop.topics()
    again.close()


def test_the_clock_does_not_go_back(shop: Shop) -> None:
    with pytest.raises(ValueError, match="forward"):
        shop.store.advance_clock(-1)
