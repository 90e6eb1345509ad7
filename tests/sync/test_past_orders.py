"""Orders of before, from rows that come in no order."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from inventorysync.kit.gid import gid
from inventorysync.sales.actions.past import PastOrderLine
from inventorysync.shopify.generated import bulk_past_orders
from inventorysync.sync.past_orders import Rows

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
LEEDS, YORK = 1, 2


def order(number: int, **more: Any) -> dict[str, Any]:
    told = {"name": f"#{number}", "createdAt": AT, "cancelledAt": None, "test": False}
    return {"__typename": "Order", "id": gid("Order", number), **told, **more}


def parcel(number: int, of: int, place: int | None) -> dict[str, Any]:
    location = None if place is None else {"id": gid("Location", place)}
    return {
        "__typename": "FulfillmentOrder",
        "id": gid("FulfillmentOrder", number),
        "assignedLocation": {"location": location},
        "__parentId": gid("Order", of),
    }


def part(line: int, of: int, item: int, total: int, quantity: int, current: int) -> dict[str, Any]:
    variant = {"inventoryItem": {"id": gid("InventoryItem", item)}}
    told = {"id": gid("LineItem", line), "quantity": quantity, "currentQuantity": current, "variant": variant}
    return {
        "__typename": "FulfillmentOrderLineItem",
        "id": gid("FulfillmentOrderLineItem", line * 10 + of),
        "totalQuantity": total,
        "lineItem": told,
        "__parentId": gid("FulfillmentOrder", of),
    }


def read(*rows: dict[str, Any]) -> list[PastOrderLine]:
    found = Rows(AT - timedelta(days=10))
    union: Any = bulk_past_orders.Row
    for row in rows:
        found.take(msgspec.json.decode(msgspec.json.encode(row), type=union))
    return sorted(found.lines())


def line(number: int, item: int, place: int, *units: int) -> PastOrderLine:
    return PastOrderLine(number, item, place, f"#{number}", AT, *units)


ROWS = (
    order(1),
    parcel(11, 1, LEEDS),
    part(111, 11, 5, 4, 4, 3),
    part(112, 11, 5, 2, 2, 2),
    part(113, 11, 6, 1, 1, 1),
    order(2),
    parcel(21, 2, LEEDS),
    parcel(22, 2, YORK),
    part(211, 21, 5, 6, 10, 3),
    part(211, 22, 5, 4, 10, 3),
)


@pytest.mark.parametrize("seed", range(5))
def test_lines_are_put_together_whatever_comes_first(seed: int) -> None:
    shuffled = random.Random(seed).sample(ROWS, len(ROWS))
    found = read(*shuffled)
    assert [each for each in found if each.order_id == 1] == [
        line(1, 5, LEEDS, 6, 0, 1),
        line(1, 6, LEEDS, 1, 0, 0),
    ]
    split = [each for each in found if each.order_id == 2]
    assert [(each.location_id, each.ordered) for each in split] == [(LEEDS, 6), (YORK, 4)]
    assert sum(each.returned for each in split) == 7
    assert all(each.returned <= each.ordered for each in split)


def test_cancelled_within_days_is_taken_back_and_later_is_not() -> None:
    soon = order(1, cancelledAt=AT + timedelta(days=2))
    late = order(2, cancelledAt=AT + timedelta(days=20))
    parts = [
        row for number in (1, 2) for row in (parcel(number, number, LEEDS), part(number, number, 5, 0, 3, 0))
    ]
    assert read(soon, late, *parts) == [line(1, 5, LEEDS, 3, 3, 0), line(2, 5, LEEDS, 3, 0, 0)]


def test_what_tells_nothing_is_left_out() -> None:
    trial, ancient = order(1, test=True), order(2, createdAt=AT - timedelta(days=99))
    parts = [
        row for number in (1, 2) for row in (parcel(number, number, LEEDS), part(number, number, 5, 1, 1, 1))
    ]
    nowhere = (order(3), parcel(3, 3, None), part(3, 3, 5, 1, 1, 1))
    gone = (order(4), parcel(4, 4, LEEDS), {**part(4, 4, 5, 1, 1, 1)})
    gone[2]["lineItem"]["variant"] = None
    assert read(trial, ancient, *parts, *nowhere, *gone) == []
