"""The shop's customers: the data's own invoices come again as new orders, at the pace of its open hours.

The first comes at the weekday and time that it is now; nights and Saturdays, when nobody bought, are left
out, so that there is something to see at any hour. They buy only what is there. Some of their orders are
cancelled, most are sent, a few come back; what sold out arrives again some days later. All of it at a speed.
"""

import asyncio
import heapq
import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, groupby
from typing import Any, NamedTuple

from devstore import orders
from devstore.demo_data.reading import SHOP_ZONE, kind_of, read_lines
from devstore.demo_data.records import Kind
from devstore.state import LevelKey, Order, Store

FIRST_MONDAY = date(2011, 10, 31)
WEEKS = 5
"""The last five full weeks of the data, the shop's strongest, come again and again."""
WEEK_SECONDS = 7 * 86_400
HOUR = 3600.0
CANCELLED_SHARE, REFUNDED_SHARE, WAITING_SHARE = 0.03, 0.04, 0.05
RESTOCK_PIECES = 24
PATIENCE_SECONDS = 1.0
CLOSED_FROM_SECONDS = 3600.0  # after an hour without an invoice the shop of the data was closed
OPENING_SECONDS = 300.0  # what is left of such a gap
FIRST_WAIT_SECONDS = 3.0
POSITION = "customers_position"  # whose turn it is: a restart does not bring the same ones again


class Visit(NamedTuple):
    """One invoice of the data: when, in seconds since FIRST_MONDAY and in open hours, and pieces by code."""

    at: float
    open_at: float
    pieces: tuple[tuple[str, int], ...]


def read_visits(skus: frozenset[str]) -> list[Visit]:
    """The invoices that come again, in order of time. Takes some seconds."""
    first = FIRST_MONDAY.isoformat()
    last = (FIRST_MONDAY + timedelta(weeks=WEEKS)).isoformat()
    lines = [line for line in read_lines(skus) if first <= line.at < last and kind_of(line) is Kind.SALE]
    start = datetime.combine(FIRST_MONDAY, datetime.min.time())
    visits: list[Visit] = []
    for (text, _), group in groupby(lines, key=lambda line: (line.at, line.invoice)):
        at = (datetime.fromisoformat(text) - start).total_seconds()
        pieces = tuple((line.sku, line.quantity) for line in group)
        visits.append(Visit(at, _open_at(visits[-1], at) if visits else 0.0, pieces))
    return visits


def _open_at(before: Visit, at: float) -> float:
    gap = at - before.at
    return before.open_at + (gap if gap < CLOSED_FROM_SECONDS else OPENING_SECONDS)


class Customers:
    """Start and stop them at will; every method belongs to the store's event loop."""

    def __init__(self, store: Store, seed: int = 1) -> None:
        self._store = store
        self._dice = random.Random(seed)  # noqa: S311
        self._task: asyncio.Task[None] | None = None
        self._speed = 1.0
        self._visits: list[Visit] | None = None
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._turn = count()
        self._placed = 0

    def start(self, speed: float) -> None:
        """Let them come at `speed` times life; when they are here already, only the speed changes.

        ValueError for a speed of zero or less.
        """
        if speed <= 0:
            raise ValueError("The customers' speed must be above zero.")
        self._speed = speed
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Send them home; their open orders stay open."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def state(self) -> dict[str, Any]:
        """Whether they come, how fast, and how many orders they placed since the process began."""
        is_running = self._task is not None and not self._task.done()
        return {"running": is_running, "speed": self._speed, "orders": self._placed}

    async def _run(self) -> None:
        if self._visits is None:
            skus = frozenset(item.sku for item in self._store.items.values())
            self._visits = await asyncio.to_thread(read_visits, skus)
        loop = asyncio.get_running_loop()
        position = self._store.database.setting(POSITION)
        if position is None:
            position = bisect_left(self._visits, self._moment(), key=lambda visit: visit.at)
        first = self._visit_at(self._visits, position) if self._visits else 0.0
        now, seen = first - FIRST_WAIT_SECONDS * self._speed, loop.time()
        self._take_up_open_orders(now)
        while True:
            now, seen = now + (loop.time() - seen) * self._speed, loop.time()
            position = self._welcome(self._visits, position, now)
            while self._later and self._later[0][0] <= now:
                _, _, act = heapq.heappop(self._later)
                # Somebody else may have finished the order meanwhile.
                with suppress(orders.OrderRefused):
                    act()
                await asyncio.sleep(0)
            await asyncio.sleep(self._until_next(self._visits, position, now))

    def _moment(self) -> float:
        """Now, as seconds in the weeks that come again."""
        local = self._store.clock.now().astimezone(SHOP_ZONE)
        week = local.isocalendar().week % WEEKS
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return week * WEEK_SECONDS + local.weekday() * 86_400 + (local - midnight).total_seconds()

    def _welcome(self, visits: Sequence[Visit], position: int, now: float) -> int:
        """Serve all visits up to `now`; positions count on past the last week, which the first follows."""
        while visits and self._visit_at(visits, position) <= now:
            # What is stocked only where nothing is sent from cannot be bought.
            with suppress(orders.OrderRefused):
                self._buy(visits[position % len(visits)], now)
            position += 1
            self._store.set_setting(POSITION, position)
        return position

    def _visit_at(self, visits: Sequence[Visit], position: int) -> float:
        turn, index = divmod(position, len(visits))
        return turn * (visits[-1].open_at + OPENING_SECONDS) + visits[index].open_at

    def _until_next(self, visits: Sequence[Visit], position: int, now: float) -> float:
        due = [self._later[0][0]] if self._later else []
        if visits:
            due.append(self._visit_at(visits, position))
        wait = (min(due) - now) / self._speed if due else PATIENCE_SECONDS
        return min(max(wait, 0.0), PATIENCE_SECONDS)

    def _buy(self, visit: Visit, now: float) -> None:
        wanted = [line for sku, pieces in visit.pieces if (line := self._wanted(sku, pieces))]
        if not wanted:
            return
        order = orders.place_order(self._store, wanted)
        self._placed += 1
        self._decide_fate(order, now)
        self._reorder_what_sold_out(order, now)

    def _wanted(self, sku: str, pieces: int) -> orders.Wanted | None:
        item = self._store.item_of_sku(sku)
        levels = self._store.levels_of_item(item.id) if item else ()
        most = max((level.quantities["available"] for level in levels if level.is_active), default=0)
        variants = self._store.variants_of_item(item.id) if item else ()
        if not variants or most < 1:
            return None
        return orders.Wanted(variants[0].id, min(pieces, most))

    def _decide_fate(self, order: Order, now: float) -> None:
        draw, store = self._dice.random(), self._store
        if draw < CANCELLED_SHARE:
            self._at(now + self._dice.uniform(0.2, 2) * HOUR, partial(orders.cancel, store, order.id))
            return
        if draw < CANCELLED_SHARE + WAITING_SHARE:
            return
        sent_at = now + self._dice.uniform(2, 24) * HOUR
        self._at(sent_at, partial(orders.fulfil, store, order.id))
        if draw > 1 - REFUNDED_SHARE:
            back_at = sent_at + self._dice.uniform(24, 120) * HOUR
            self._at(back_at, partial(orders.refund, store, order.id))

    def _reorder_what_sold_out(self, order: Order, now: float) -> None:
        for line in order.lines:
            key = LevelKey(line.item_id or 0, line.location_id)
            level = self._store.levels.get(key)
            if level and level.quantities["available"] <= 0:
                pieces = {"available": RESTOCK_PIECES * -(-line.quantity // RESTOCK_PIECES)}
                arrive = partial(self._store.change, key, pieces, "received", actor="supplier")
                self._at(now + self._dice.uniform(24, 96) * HOUR, arrive)

    def _take_up_open_orders(self, now: float) -> None:
        self._later.clear()
        for order in self._store.orders.values():
            if not order.cancelled_at and any(line.open for line in order.lines):
                send = partial(orders.fulfil, self._store, order.id)
                self._at(now + self._dice.uniform(1, 24) * HOUR, send)

    def _at(self, due: float, act: Callable[[], object]) -> None:
        heapq.heappush(self._later, (due, next(self._turn), act))
