"""The orders a list of levels or items can be walked in, each by an index.

A quiet quantity is zero nearly everywhere, so its index holds only the others, and its order is walked in
segments: below zero, zero by the key, above zero. Locations and states are walked the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.models import QUIET_QUANTITIES

STATES_IN_ORDER = (
    "l.is_active AND l.available < 0",
    "l.is_active AND l.available = 0",
    "l.is_active AND l.available > 0",
    "NOT l.is_active",
)
_LOCATIONS = text("""
    SELECT location_id FROM location WHERE shop_id = :shop ORDER BY name COLLATE "C", location_id
""")


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of `where`, by `column`, or by their key alone if that is constant."""

    column: str
    where: str = "true"
    is_constant: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are sorted by.

    `value` is an expression for every row, of type `kind`; the segments give the same order. Several segments
    are told apart by the sign of the value, or have their number for a value. `walks` names the table whose
    index is walked.
    """

    value: str
    kind: type
    walks: str
    segments: tuple[Segment, ...]
    by_sign: bool = False

    def segment_of(self, value: object) -> int:
        """Which segment a row with this value is in."""
        if len(self.segments) == 1 or not isinstance(value, int):
            return 0
        if self.by_sign:
            return (value > 0) - (value < 0) + 1
        return min(max(value, 0), len(self.segments) - 1)

    def undivided(self) -> "Order":
        """The same order in one piece, for few rows."""
        return Order(self.value, self.kind, self.walks, (Segment(self.value),))


def _whole(value: str, kind: type, walks: str = "l") -> Order:
    return Order(value, kind, walks, (Segment(value),))


def _quiet(name: str) -> Order:
    column = f"l.{name}"
    below, above = (Segment(column, f"{column} {sign} 0 AND {column} <> 0") for sign in "<>")
    return Order(
        column, int, "l", (below, Segment("0", f"{column} = 0", is_constant=True), above), by_sign=True
    )


def _by_state() -> Order:
    cases = " ".join(f"WHEN {where} THEN {rank}" for rank, where in enumerate(STATES_IN_ORDER))
    segments = (Segment(str(rank), where, is_constant=True) for rank, where in enumerate(STATES_IN_ORDER))
    return Order(f"CASE {cases} END", int, "l", tuple(segments))


ITEM_ORDERS = {
    "sku": _whole("i.sku", str, "i"),
    "title": _whole("i.title", str, "i"),
    "updated_at": _whole("coalesce(i.updated_at, to_timestamp(0))", datetime, "i"),
}
LEVEL_ORDERS: dict[str, Order] = {
    **{
        name: _quiet(name) if name in QUIET_QUANTITIES else _whole(f"l.{name}", int)
        for name in QUANTITY_NAMES
    },
    "sku": ITEM_ORDERS["sku"],
    "title": ITEM_ORDERS["title"],
    "barcode": _whole("i.barcode", str, "i"),
    "vendor": _whole("i.vendor", str, "i"),
    "product_type": _whole("i.product_type", str, "i"),
    "price": _whole("coalesce(i.price, -1)", Decimal, "i"),
    "unit_cost": _whole("coalesce(i.unit_cost, -1)", Decimal, "i"),
    "value": _whole("coalesce(l.on_hand * l.unit_cost, 0)", Decimal),
    "state": _by_state(),
    "updated_at": _whole("l.booked_at", datetime),
}
BY_LOCATION = "location"


async def order_by_location(connection: AsyncConnection, shop_id: int) -> Order:
    """Locations by name, each walked by its items; levels at a place we do not know come first."""
    places = (await connection.scalars(_LOCATIONS, {"shop": shop_id})).all()
    return _of_places(places)


def _of_places(places: Sequence[int]) -> Order:
    known = f"CAST('{{{','.join(map(str, places))}}}' AS bigint[])"
    segments = [Segment("0", f"l.location_id <> ALL({known})", is_constant=True)]
    segments += [
        Segment(str(rank), f"l.location_id = {place}", is_constant=True)
        for rank, place in enumerate(places, start=1)
    ]
    value = f"coalesce(array_position({known}, l.location_id), 0)"
    return Order(value, int, "l", tuple(segments))
