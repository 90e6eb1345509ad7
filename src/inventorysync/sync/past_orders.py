"""Orders from before the first import, read once by a bulk operation: plans begin with what sold then.

Shopify shows the orders of the last 60 days, older ones to an app with the scope `read_all_orders`
(PLATFORM.md C.6). They move no stock and explain none: their effect is in the openings.
"""

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.gid import number_of
from inventorysync.kit.queue import actions as queue
from inventorysync.sales.actions.past import (
    ALL_ORDERS,
    PastOrderLine,
    note_past_read,
    record_past_lines,
    wants_past_orders,
)
from inventorysync.sales.cleaning import CANCELLED_WITHIN
from inventorysync.shopify import bulk
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.errors import ShopifyUnavailable
from inventorysync.shopify.generated import bulk_past_orders
from inventorysync.shops.queries import get_shop, list_shops
from inventorysync.sync.shopify_gateway import ShopifyGateway

READ_PAST = "sync.read_past_orders"
LOOK_EVERY = timedelta(hours=1)
POLL_SECONDS = 1.0
REACHES_BACK = timedelta(days=730)
BATCH_LINES = 5_000

Progress = Callable[[Mapping[str, Any]], Awaitable[None]]

_IS_IMPORTED = text("SELECT EXISTS (SELECT FROM import_run WHERE shop_id = :shop AND state = 'done')")


class Head(NamedTuple):
    """What all lines of an order share."""

    label: str
    at: datetime
    was_cancelled_soon: bool
    was_cancelled: bool


@dataclass
class Rows:
    """What was read so far. Rows come in no order, so parts wait for their orders until the end."""

    since: datetime
    heads: dict[int, Head] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))

    def take(self, row: Any) -> None:
        """Note a row of the result."""
        if isinstance(row, bulk_past_orders.Order):
            if row.created_at >= self.since and not row.test:
                self.heads[number_of("Order", row.id)] = _head(row)
        elif isinstance(row, bulk_past_orders.FulfillmentOrder):
            location = row.assigned_location.location
            if location is not None:
                place = number_of("Location", location.id)
                self.places[row.id] = number_of("Order", row.parent_id), place
        elif row.line_item.variant is not None:
            line = row.line_item
            item = number_of("InventoryItem", row.line_item.variant.inventory_item.id)
            self.parts.append(row.parent_id)
            number = number_of("LineItem", line.id)
            self.numbers.extend((number, item, row.total_quantity, line.quantity, line.current_quantity))

    def lines(self) -> list[PastOrderLine]:
        """What the orders come to, one line for an order, an item and a location."""
        by_line: dict[tuple[int, int], list[tuple[int, int, int, int, int]]] = defaultdict(list)
        numbers = self.numbers
        for place, parent in enumerate(self.parts):
            order, location = self.places.get(parent, (0, 0))
            if order in self.heads:
                line, item, total, quantity, current = numbers[5 * place : 5 * place + 5]
                by_line[order, line].append((item, location, total, quantity, current))
        sums: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for (order, _), parts in by_line.items():
            for item, location, ordered, gone in _shares(parts):
                sums[order, item, location][0] += ordered
                sums[order, item, location][1] += gone
        return [_line(self.heads[order], *key, *units) for key, units in sums.items() if (order := key[0])]


def _head(row: bulk_past_orders.Order) -> Head:
    cancelled = row.cancelled_at
    soon = cancelled is not None and cancelled - row.created_at <= CANCELLED_WITHIN
    return Head(row.name, row.created_at, soon, cancelled is not None)


def _shares(parts: Sequence[tuple[int, int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Of each part of a line: item, location, units ordered there, and how many of them are gone again.

    A line of one place is as the order has it: what is to be sent is less, where it was changed.
    """
    gone = parts[0][3] - parts[0][4]
    shares = []
    for item, location, total, quantity, _ in parts:
        ordered = quantity if len(parts) == 1 else total
        taken = min(gone, ordered)
        gone -= taken
        shares.append((item, location, ordered, taken))
    return shares


def _line(head: Head, order: int, item: int, location: int, ordered: int, gone: int, _: int) -> PastOrderLine:
    """Who cancelled late had wanted it: those units stay ordered."""
    cancelled = gone if head.was_cancelled_soon else 0
    returned = 0 if head.was_cancelled else gone
    return PastOrderLine(order, item, location, head.label, head.at, ordered, cancelled, returned)


async def read_past_orders(
    database: Database, clock: Clock, gateway: ShopifyGateway, admin: AdminClient, shop_id: int, say: Progress
) -> dict[str, int]:
    """Read the orders that Shopify shows and keep what they wanted; how many orders and lines.

    Safe to repeat: an order is kept once. Raises ShopifyError.
    """
    async with database.shop(shop_id) as connection:
        if not await wants_past_orders(connection, shop_id):
            return {"orders": 0, "lines": 0}
        was_all = ALL_ORDERS in (await get_shop(connection, shop_id)).scopes
    began = clock.now()
    rows = Rows(began - REACHES_BACK)
    url = await _ended(clock, gateway, admin)
    if url is not None:
        stream = bulk.stream(admin, url, bulk_past_orders.QUERY.row_types)
        async with aclosing(stream):
            async for batch in stream:
                for row in batch.rows:
                    rows.take(row)
                await say({"orders": len(rows.heads)})
    lines = await asyncio.to_thread(rows.lines)
    for start in range(0, len(lines), BATCH_LINES):
        async with database.shop(shop_id) as connection:
            await record_past_lines(connection, shop_id, lines[start : start + BATCH_LINES], clock.now())
        await say({"orders": len(rows.heads), "lines": start, "lines_in_all": len(lines)})
    first = min((head.at for head in rows.heads.values()), default=None)
    async with database.shop(shop_id) as connection:
        await note_past_read(connection, shop_id, first, clock.now(), was_all=was_all)
    return {"orders": len(rows.heads), "lines": len(lines)}


async def _ended(clock: Clock, gateway: ShopifyGateway, admin: AdminClient) -> str | None:
    """Where the result of a bulk operation over all orders lies; None where there are none."""
    query = bulk_past_orders.QUERY
    operation = await gateway.with_access(lambda access: bulk.start(admin, access, query))
    while True:
        status = await gateway.with_access(lambda access: bulk.look(admin, access, operation))
        if status is None or (status.has_ended and not status.is_complete):
            ended = status.status if status else "unknown to Shopify"
            raise ShopifyUnavailable(f"the bulk operation over past orders ended: {ended}")
        if status.is_complete:
            return status.url
        await clock.sleep(POLL_SECONDS)


async def ask_for_past_orders(database: Database, shop_id: int, now: datetime) -> None:
    """Have the orders of before be read where they were not, soon: nobody is nudged."""
    async with database.shop(shop_id) as connection:
        if await wants_past_orders(connection, shop_id):
            await queue.enqueue(connection, lambda *_: None, shop_id, READ_PAST, {}, now=now)


async def schedule_past_orders(database: Database, now: datetime) -> int:
    """Ask for past orders in the shops that were imported and whose orders were not read; how many."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
    waiting = []
    for shop_id in shops:
        async with database.shop(shop_id) as connection:
            is_imported = await connection.scalar(_IS_IMPORTED, {"shop": shop_id})
            if is_imported and await wants_past_orders(connection, shop_id):
                waiting.append(shop_id)
    if not waiting:
        return 0
    async with database.system() as connection:
        return await queue.schedule(connection, READ_PAST, waiting, LOOK_EVERY, now)
