"""The shop's past in the store's terms: orders with parcels and refunds, and what moved until today.

Orders of the last FULL_DAYS are kept whole. What is older is kept as movements alone, summed by level and
week.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

from devstore.demo_data.history import stock_delta
from devstore.demo_data.records import DemoShop, Kind, Line
from devstore.state import (
    Fulfillment,
    History,
    LevelKey,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Store,
    Variant,
    gid,
)

FULL_DAYS = 63
WAITING_DAYS = 2
WAITING_PERCENT = 40
"""So many of the last days' orders wait longer than usual, so that a shop always has open orders."""
CAUSES = {Kind.SALE: "order", Kind.RETURN: "refund", Kind.CORRECTION: "correction"}
MICROSECOND = timedelta(microseconds=1)


class Move(NamedTuple):
    """A change of one level; on_hand follows by itself."""

    at: datetime
    key: LevelKey
    deltas: tuple[tuple[str, int], ...]
    cause: str
    document: str = ""


@dataclass
class _Sold:
    """Lines by code, so that a return finds the sale it most likely undoes: the latest that can bear it."""

    lines: dict[str, list[tuple[Order, OrderLine, str]]] = field(default_factory=lambda: defaultdict(list))

    def find(self, line: Line) -> tuple[Order, OrderLine] | None:
        """The latest sale to the same country whose sent pieces the return may come from."""
        for order, sold, country in reversed(self.lines[line.sku]):
            sent = bool(order.fulfillments) and order.updated_at < line.at
            if sent and country == line.country and sold.fulfilled - sold.refunded >= line.quantity:
                return order, sold
        return None


def recall(
    store: Store, shop: DemoShop, now: datetime, variants: Mapping[str, Variant], places: Sequence[int]
) -> tuple[list[Order], list[Move]]:
    """The orders to keep, and all movements in order of time."""
    boundary = _monday_before(now - timedelta(days=FULL_DAYS))
    keys = {sku: [LevelKey(v.inventory_item_id, place) for place in places] for sku, v in variants.items()}
    opened = shop.began_at
    moves = [
        Move(opened, keys[o.sku][o.location], (("available", o.quantity),), "opening")
        for o in shop.openings
        if o.quantity
    ]
    moves += [
        Move(d.at, keys[d.sku][d.location], (("available", d.quantity),), "received") for d in shop.deliveries
    ]
    moves += _weekly((line for line in shop.lines if line.at < boundary), keys)
    recent = [line for line in shop.lines if line.at >= boundary]
    orders, more = _recent(store, recent, now, variants, keys)
    moves += more
    moves.sort(key=lambda move: move.at)
    return orders, moves


def _monday_before(at: datetime) -> datetime:
    return (at - timedelta(days=at.weekday())).replace(hour=5, minute=0, second=0, microsecond=0)


def _weekly(lines: Iterable[Line], keys: Mapping[str, Sequence[LevelKey]]) -> Iterator[Move]:
    """One move a level, week and cause, at the week's last line; what comes in goes before what leaves."""
    for _, week in groupby(lines, key=lambda line: _monday_before(line.at)):
        sums: dict[tuple[LevelKey, str], int] = defaultdict(int)
        at = None
        for line in week:
            sums[keys[line.sku][line.location], CAUSES[line.kind]] += stock_delta(line)
            at = line.at
        for (key, cause), delta in sorted(sums.items(), key=lambda pair: -pair[1]):
            if delta and at:
                yield Move(at, key, (("available", delta),), cause)


def _recent(
    store: Store,
    lines: Sequence[Line],
    now: datetime,
    variants: Mapping[str, Variant],
    keys: Mapping[str, Sequence[LevelKey]],
) -> tuple[list[Order], list[Move]]:
    orders: list[Order] = []
    moves: list[Move] = []
    sold = _Sold()
    for (_, kind), found in groupby(lines, key=lambda line: (line.invoice, line.kind)):
        group = list(found)
        if kind is Kind.SALE:
            order = _order(store, group, variants, keys, len(orders))
            orders.append(order)
            moves += _sale_moves(order, "order", order.created_at, (("available", -1), ("committed", 1)))
            for line, made in zip(group, order.lines, strict=True):
                sold.lines[line.sku].append((order, made, line.country))
            sent_at = _sent_at(group[0], now)
            if sent_at:
                _send(store, order, sent_at)
                moves += _sale_moves(order, "fulfilment", sent_at, (("committed", -1),))
        elif kind is Kind.RETURN:
            moves += _give_back(store, group, sold, keys)
        else:
            moves += [
                Move(line.at, keys[line.sku][line.location], (("available", line.quantity),), "correction")
                for line in group
            ]
    return orders, moves


def _order(
    store: Store,
    group: Sequence[Line],
    variants: Mapping[str, Variant],
    keys: Mapping[str, Sequence[LevelKey]],
    count: int,
) -> Order:
    at = group[0].at
    made = [
        OrderLine(
            id=store.next_id("OrderPart"),
            variant_id=variants[line.sku].id,
            item_id=variants[line.sku].inventory_item_id,
            sku=line.sku,
            title=store.products[variants[line.sku].product_id].title,
            quantity=line.quantity,
            price=line.price,
            location_id=keys[line.sku][line.location].location_id,
        )
        for line in group
    ]
    return Order(store.next_id("Order"), f"#{1001 + count}", at, at, made)


def _sale_moves(order: Order, cause: str, at: datetime, effect: Sequence[tuple[str, int]]) -> list[Move]:
    pieces: dict[LevelKey, int] = defaultdict(int)
    for line in order.lines:
        if line.item_id is not None:
            pieces[LevelKey(line.item_id, line.location_id)] += line.quantity
    document = gid("Order", order.id)
    return [
        Move(at, key, tuple((name, sign * quantity) for name, sign in effect), cause, document)
        for key, quantity in pieces.items()
    ]


def _sent_at(line: Line, now: datetime) -> datetime | None:
    """Four to 24 hours after the order, by its number; None while it waits."""
    salt = crc32(line.invoice.encode())
    sent_at = line.at + timedelta(minutes=240 + salt % 1200)
    waits = now - line.at < timedelta(days=WAITING_DAYS) and salt // 1200 % 100 < WAITING_PERCENT
    return None if waits or sent_at > now else sent_at


def _send(store: Store, order: Order, at: datetime) -> None:
    parcels: dict[int, dict[int, int]] = defaultdict(dict)
    for line in order.lines:
        line.fulfilled = line.quantity
        parcels[line.location_id][line.id] = line.quantity
    for location_id, pieces in parcels.items():
        order.fulfillments.append(Fulfillment(store.next_id("OrderPart"), location_id, at, pieces))
    order.updated_at = at


def _give_back(
    store: Store, group: Sequence[Line], sold: _Sold, keys: Mapping[str, Sequence[LevelKey]]
) -> Iterator[Move]:
    refunds: dict[int, tuple[Order, Refund]] = {}
    for line in group:
        key = keys[line.sku][line.location]
        found = sold.find(line)
        document = ""
        if found:
            order, bought = found
            if order.id not in refunds:
                refunds[order.id] = order, Refund(store.next_id("OrderPart"), line.at, [])
            bought.refunded += line.quantity
            refunds[order.id][1].lines.append(RefundLine(bought.id, line.quantity, "RETURN", key.location_id))
            document = gid("Order", order.id)
        yield Move(line.at, key, (("available", line.quantity),), "refund", document)
    for order, refund in refunds.values():
        order.refunds.append(refund)
        order.updated_at = refund.created_at


def replay(
    moves: Iterable[Move], quantities: Mapping[LevelKey, dict[str, int]], touched: dict[LevelKey, datetime]
) -> Iterator[History]:
    """Apply the moves to the quantities; yield the history. A level's times strictly increase."""
    for move in moves:
        key, level = move.key, quantities[move.key]
        at = move.at
        if key in touched and touched[key] >= at:
            at = touched[key] + MICROSECOND
        touched[key] = at
        on_hand = 0
        for name, delta in move.deltas:
            level[name] = balance = level[name] + delta
            on_hand += delta
            yield History(at, *key, name, delta, balance, move.cause, "", move.document)
        if on_hand:
            level["on_hand"] = balance = level["on_hand"] + on_hand
            yield History(at, *key, "on_hand", on_hand, balance, move.cause, "", move.document)
