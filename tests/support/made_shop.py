"""Small shops made up at random, with their sales, shelves and forecasts, and what follows from them by hand.

The arithmetic here is plain Python over lists, written apart from the product's own.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil, sqrt
from statistics import mean, pvariance, variance
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert, text

from inventorysync.kit.db import Database
from inventorysync.sales.models import ForecastSeries
from support.morning_desk import FILLERS, certain
from support.running_api import ShopInApi

KNOWN = 140
"""Days of which sales are known."""
AROUND = 28
LEAD_AND_REVIEW = 21
VENDORS = ("Mill", "Kiln")
TODAY = datetime.now(UTC).date()


@dataclass(frozen=True)
class Shelf:
    """An item at a place. Days are numbered from the first that is known; `empty` is from one to another."""

    item: int
    place: int
    price: Decimal | None
    cost: Decimal | None
    on_hand: int
    daily: int | None
    came: int | None
    empty: tuple[int, int] | None
    sold: dict[int, int] = field(default_factory=dict)

    @cached_property
    def units(self) -> list[int]:
        return [self.sold.get(day, 0) for day in range(KNOWN)]

    @cached_property
    def out(self) -> list[bool]:
        """A day of sales from a shelf that was empty all day is no day out of stock."""
        begin, end = self.empty or (KNOWN, KNOWN)
        return [begin <= day < end and not self.sold.get(day) for day in range(KNOWN)]

    def weeks(self) -> list[float | None]:
        found: list[float | None] = []
        for end in range(KNOWN, 6, -7):
            days = range(end - 7, end)
            open_days = [day for day in days if not self.out[day]]
            told = sum(self.units[day] for day in open_days) * 7 / max(len(open_days), 1)
            found.append(max(told, sum(self.units[day] for day in days)) if len(open_days) >= 3 else None)
        return found[::-1]

    def idle(self) -> int | None:
        if self.on_hand <= 0:
            return None
        since = max([self.came or 0, *(day + 1 for day in self.sold)])
        return KNOWN - since

    def excess(self, days: int) -> int | None:
        return None if self.needed(days) is None else max(self.on_hand - (self.needed(days) or 0), 0)

    def needed(self, days: int) -> int | None:
        return ceil((self.daily or 0) * (LEAD_AND_REVIEW + days))

    def lost(self, counted: int) -> tuple[float, float]:
        """Units and their variance."""
        open_days = [self.units[day] for day in range(KNOWN) if not self.out[day]]
        missing, days = 0.0, 0
        for day in range(KNOWN - counted, KNOWN):
            near = [
                self.units[each]
                for each in range(max(day - AROUND, 0), min(day + AROUND + 1, KNOWN))
                if not self.out[each]
            ]
            if self.out[day] and near:
                days += 1
                missing += max(mean(near), self.units[day]) - self.units[day]
        by_day = variance(open_days) if len(open_days) > 1 else 0.0
        return missing, by_day * days + by_day * days**2 / max(len(open_days), 1)


def variation(weeks: list[float | None]) -> float | None:
    """The squared variation from the first week with a sale on."""
    first = next((at for at, week in enumerate(weeks) if week), None)
    known = [] if first is None else [week for week in weeks[first:] if week is not None]
    return pvariance(known) / mean(known) ** 2 if len(known) >= 4 else None


def together(shelves: list[Shelf]) -> list[float | None]:
    """Weeks of an item at all its places; where one was empty its mean stands in."""
    rows = [shelf.weeks() for shelf in shelves if shelf.sold]
    if not rows:
        return []
    means = [mean(known) if (known := [week for week in row if week is not None]) else 0.0 for row in rows]
    return [
        None
        if all(row[at] is None for row in rows)
        else sum(row[at] if row[at] is not None else means[n] for n, row in enumerate(rows))  # type: ignore[misc]
        for at in range(len(rows[0]))
    ]


def classes(worth: dict[int, Decimal | None], share_a: int = 80, share_b: int = 95) -> dict[int, str]:
    """The walk from the largest value."""
    total = sum(max(value, Decimal()) for value in worth.values() if value is not None)
    seen, found = Decimal(), {}
    for item, value in sorted(worth.items(), key=lambda each: (-(each[1] or Decimal(-(10**9))), each[0])):
        if value is None:
            found[item] = "none"
            continue
        if value > 0 and seen * 100 < total * share_a:
            found[item] = "A"
        else:
            found[item] = "B" if value > 0 and seen * 100 < total * share_b else "C"
        seen += max(value, Decimal())
    return found


MONEY = st.none() | st.decimals(Decimal("0.50"), Decimal(60), places=2)


@st.composite
def shelves(draw: st.DrawFn) -> list[Shelf]:
    """One to four items at two places."""
    made = []
    for item in range(1, draw(st.integers(1, 4)) + 1):
        price, cost = draw(MONEY), draw(MONEY)
        for place in (1, 2):
            begin = draw(st.integers(1, KNOWN - 1))
            days = st.dictionaries(st.integers(0, KNOWN - 1), st.integers(1, 6), max_size=25)
            made.append(
                Shelf(
                    item,
                    place,
                    price,
                    cost,
                    on_hand=draw(st.integers(0, 120)),
                    daily=draw(st.none() | st.integers(1, 3)),
                    came=draw(st.none() | st.integers(1, KNOWN - 1)),
                    empty=draw(st.none() | st.just((begin, min(begin + draw(st.integers(1, 80)), KNOWN)))),
                    sold=draw(days),
                )
            )
    return made


_FIRST = (
    "UPDATE inventory_level SET is_active = false WHERE shop_id = :shop",
    "UPDATE shop SET time_zone = 'UTC' WHERE shop_id = :shop",
    """INSERT INTO sales_mark
         (shop_id, fact_id, movement_id, seen_fact_id, seen_movement_id, zone, past_since)
       VALUES (:shop, 0, 0, 0, 0, 'UTC', :began)""",
    """INSERT INTO location
         (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
       SELECT :shop, n, 'Place ' || n, true, true, '', 'GB' FROM generate_series(1, 2) n""",
)
_ITEM = text("""
    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor, product_type,
      tracked, requires_shipping, price, unit_cost)
    VALUES (:shop, :item, :sku, '', :sku, '', :vendor, 'Cups', true, true, :price, :cost)
    ON CONFLICT DO NOTHING
""")
_LEVEL = text("""
    INSERT INTO inventory_level (shop_id, item_id, location_id, available, on_hand, booked_at, checked_at)
    VALUES (:shop, :item, :place, :on_hand, :on_hand, now(), now())
""")
_MOVE = text("""
    WITH moved AS (
      INSERT INTO stock_movement (shop_id, cause, effective_at, recorded_at)
      VALUES (:shop, :cause, CAST(:at AS timestamptz), CAST(:at AS timestamptz)) RETURNING movement_id
    )
    INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
    SELECT :shop, :item, :place, movement_id, k.name, k.delta, k.balance FROM moved
    CROSS JOIN unnest(CAST(:names AS text[]), CAST(:deltas AS bigint[]), CAST(:balances AS bigint[]))
      AS k(name, delta, balance)
""")
_SALE = text("""
    INSERT INTO past_sale (shop_id, order_id, item_id, location_id, label, at, ordered, cancelled, returned)
    VALUES (:shop, :order, :item, :place, '', :at, :units, 0, 0)
""")


async def write_shop(database: Database, shop: ShopInApi, made: list[Shelf], *, forecasts: bool) -> None:
    """Have a shop be as it was made up; its own item is put aside."""
    scope = {"shop": shop.shop_id}
    async with database.shop(shop.shop_id) as connection:
        for statement in _FIRST:
            began = {"began": _moment(0)} if ":began" in statement else {}
            await connection.execute(text(statement), {**scope, **began})
        for number, shelf in enumerate(made):
            key = {**scope, "item": shelf.item, "place": shelf.place}
            about = {"sku": f"S{shelf.item}", "vendor": VENDORS[shelf.item % 2]}
            await connection.execute(
                _ITEM, {**scope, "item": shelf.item, "price": shelf.price, "cost": shelf.cost, **about}
            )
            await connection.execute(_LEVEL, {**key, "on_hand": shelf.on_hand})
            for move in _moves(shelf):
                await connection.execute(_MOVE, {**key, **move})
            for day, units in shelf.sold.items():
                sale = {"order": number * 1_000 + day, "at": _moment(day, 12), "units": units}
                await connection.execute(_SALE, {**key, **sale})
            if forecasts and shelf.daily is not None:
                await connection.execute(insert(ForecastSeries).values(_series(key, shelf.daily)))


def _moves(shelf: Shelf) -> list[dict[str, Any]]:
    """Five were there when the ledger began, or came on a day; none were while the shelf was empty."""
    both = {"names": ["available", "on_hand"], "deltas": [5, 5], "balances": [5, 5]}
    gone = {"names": ["available"], "deltas": [-5], "balances": [0]}
    back = {"names": ["available"], "deltas": [5], "balances": [5]}
    moves: list[dict[str, Any]] = [{"cause": "opening", "at": _moment(0), **back}]
    if shelf.came is None:
        moves = [{"cause": "opening", "at": _moment(0), **both}]
    else:
        came = {"names": ["on_hand"], "deltas": [5], "balances": [5]}
        moves.append({"cause": "receipt", "at": _moment(shelf.came), **came})
    if shelf.empty is not None:
        begin, end = shelf.empty
        moves.append({"cause": "order", "at": _moment(begin), **gone})
        moves.append({"cause": "receipt", "at": _moment(end), **back})
    return moves


def _moment(day: int, hour: int = 0) -> datetime:
    return datetime.combine(TODAY - timedelta(days=KNOWN - day), time(hour), UTC)


def _series(key: dict[str, int], daily: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        column.name: FILLERS[str(column.type).split("(", maxsplit=1)[0]]
        for column in ForecastSeries.__table__.columns
        if not column.nullable and column.server_default is None and str(column.type) in FILLERS
    }
    named = {"shop_id": key["shop"], "item_id": key["item"], "location_id": key["place"]}
    return {**values, **named, "outlook": certain(daily).packed(), "made_at": datetime.now(UTC)}


def deviation(variances: list[float]) -> float:
    """Of a sum of what varies by itself."""
    return sqrt(sum(variances))
