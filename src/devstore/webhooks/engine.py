"""The engine that drains the outbox and delivers: up to 32 requests at a time, with keep-alive."""

import asyncio
import heapq
from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import count, cycle
from typing import Any
from urllib.parse import urljoin

from devstore.config import Config
from devstore.faults import Faults
from devstore.state import Store
from devstore.webhooks.journal import DELIVERED, DROPPED, FAILED, Delivery, Journal
from devstore.webhooks.posting import NoAnswer, Poster
from devstore.webhooks.sending import describe, headers_of, retry_delay
from devstore.webhooks.subscriptions import (
    COMPLIANCE_TOPICS,
    Subscription,
    check_subscription,
    read_subscriptions,
)

CONCURRENCY = 32
CONNECT_SECONDS = 1.0
TOTAL_SECONDS = 5.0
DRAIN_ROWS = 1000
IDLE_SECONDS = 0.25
REORDER_SECONDS = 2.0
"""A reordered delivery is overtaken by those of up to so many seconds."""
ALWAYS_TOPICS = COMPLIANCE_TOPICS | {"app/uninstalled"}
"""Sent also to an app that is not installed any more."""
_API_SUBSCRIPTIONS = "webhook_subscriptions"


class Deliveries:
    """Delivers the store's events. Every method belongs to the store's own event loop.

    A killed process sends again what it had not yet written down as delivered: at least once, as Shopify.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        faults: Faults,
        is_installed: Callable[[], bool] = lambda: True,
    ) -> None:
        self.journal = Journal(store)
        self._store = store
        self._targets = cycle(config.app_urls)
        self._shop_domain = config.shop_domain
        # While a secret is replaced, Shopify signs with the oldest unrevoked one (PLATFORM.md A.6).
        self._secret = config.old_client_secret or config.client_secret
        self._faults = faults
        self._is_installed = is_installed
        self._app_subscriptions = read_subscriptions(config.app_config)
        self._api_subscriptions = {
            one["id"]: Subscription(**one | {"include_fields": tuple(one["include_fields"])})
            for one in store.database.setting(_API_SUBSCRIPTIONS) or []
        }
        self._by_topic: dict[str, list[Subscription]] = {}
        self._sort_by_topic()
        self._heap: list[tuple[float, int, Delivery]] = []
        self._turn = count()
        self._results: list[Delivery] = []
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(CONCURRENCY)
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._poster = Poster(CONNECT_SECONDS)

    async def start(self) -> None:
        """Take up what waits since the last run, and everything that happens from now on."""
        for delivery in self.journal.waiting():
            self._schedule(delivery)
        self._store.on_event.append(self._hear)
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish the running requests and write down what became of them."""
        if self._loop is None:
            return
        self._store.on_event.remove(self._hear)
        self._loop.cancel()
        await asyncio.gather(self._loop, return_exceptions=True)
        await asyncio.gather(*self._running)
        self._write_results()
        self._poster.close()
        self._loop = None

    # --- subscriptions made through the API ---

    def subscriptions(self) -> list[Subscription]:
        """All of them, those of the app's configuration first."""
        return [*self._app_subscriptions, *self._api_subscriptions.values()]

    def subscribe(self, subscription: Subscription) -> None:
        """Add a shop-specific subscription, for good. ValueError for one that could not be served."""
        check_subscription(subscription)
        self._api_subscriptions[subscription.id] = subscription
        self._keep_api_subscriptions()

    def unsubscribe(self, subscription_id: str) -> None:
        """Remove a shop-specific subscription; KeyError for an unknown one."""
        del self._api_subscriptions[subscription_id]
        self._keep_api_subscriptions()

    def _keep_api_subscriptions(self) -> None:
        kept = [asdict(one) for one in self._api_subscriptions.values()]
        self._store.set_setting(_API_SUBSCRIPTIONS, kept)
        self._sort_by_topic()

    def _sort_by_topic(self) -> None:
        self._by_topic.clear()
        for one in self.subscriptions():
            self._by_topic.setdefault(one.topic, []).append(one)

    def _subscriptions_of(self, topic: str) -> Iterable[Subscription]:
        if topic in ALWAYS_TOPICS or self._is_installed():
            return self._by_topic.get(topic, ())
        return ()

    # --- what people and tests see ---

    def states(self, limit: int = 100) -> dict[str, Any]:
        """Counts by state, how many are pending, and the newest deliveries."""
        self._write_results()
        counts = self.journal.counts()
        return {
            "pending": counts["waiting"] + counts["undrained"],
            "counts": counts,
            "deliveries": [describe(one) for one in self.journal.latest(limit)],
        }

    def pending(self) -> int:
        """How many deliveries and events still need an attempt."""
        self._write_results()
        counts = self.journal.counts()
        return counts["waiting"] + counts["undrained"]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is due or on its way; a retry that is due later does not count."""
        if self._running or self._results:
            return False
        undrained = self.journal.counts()["undrained"]
        return not undrained and not (self._heap and self._heap[0][0] <= self._now())

    async def flush(self, timeout_seconds: float = 60.0) -> bool:
        """Wait until it is quiet; whether it became so in time."""
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        while not self.is_quiet:
            if asyncio.get_running_loop().time() > deadline:
                return False
            self._wake.set()
            await asyncio.sleep(0.02)
        return True

    # --- inside ---

    def _hear(self, _topic: str, _payload: dict[str, Any], _event_id: str) -> None:
        self._wake.set()

    def _now(self) -> float:
        return self._store.clock.now().timestamp()

    def _schedule(self, delivery: Delivery) -> None:
        heapq.heappush(self._heap, (delivery.due, next(self._turn), delivery))

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            drained = self._drain()
            started = await self._start_due()
            self._write_results()
            if not drained and not started:
                await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    def _drain(self) -> bool:
        now, faults = self._now(), self._faults
        switches = faults.settings.webhooks
        made = self.journal.drain(self._subscriptions_of, now, DRAIN_ROWS)
        for delivery in made:
            if faults.strikes(switches.drop):
                delivery.state = DROPPED
                self._results.append(delivery)
                continue
            if switches.delay_seconds:
                delivery.due += switches.delay_seconds * faults.dice.random()
            if faults.strikes(switches.reorder):
                delivery.due += REORDER_SECONDS * faults.dice.random()
            self._schedule(delivery)
        return bool(made)

    async def _start_due(self) -> bool:
        started = False
        while self._heap and self._heap[0][0] <= self._now():
            await self._room.acquire()
            _, _, delivery = heapq.heappop(self._heap)
            task = asyncio.create_task(self._attempt(delivery))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            started = True
            if len(self._results) >= DRAIN_ROWS:
                self._write_results()
        return started

    async def _attempt(self, delivery: Delivery) -> None:
        try:
            delivery.attempts += 1
            delivery.answer, succeeded = await self._post(delivery)
            if succeeded:
                await self._repeat_if_faulty(delivery)
                delivery.state = DELIVERED
            else:
                self._retry_or_give_up(delivery)
            self._results.append(delivery)
        finally:
            self._room.release()
            self._wake.set()

    async def _post(self, delivery: Delivery) -> tuple[str, bool]:
        if self._faults.strikes(self._faults.settings.webhooks.fail):
            return "failed on purpose", False
        url = urljoin(next(self._targets), delivery.uri)
        headers = headers_of(delivery, self._secret, self._shop_domain)
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                status = await self._poster.post(url, delivery.body, headers)
        except TimeoutError:
            return "no answer in 5 seconds", False
        except NoAnswer as error:
            return str(error), False
        return str(status), 200 <= status < 300

    async def _repeat_if_faulty(self, delivery: Delivery) -> None:
        if self._faults.strikes(self._faults.settings.webhooks.duplicate):
            delivery.attempts += 1
            again, _ = await self._post(delivery)
            delivery.answer = f"{delivery.answer}, sent twice: {again}"

    def _retry_or_give_up(self, delivery: Delivery) -> None:
        delay = retry_delay(delivery.attempts, self._faults.settings.webhooks.retry_scale)
        if delay is not None:
            delivery.due = self._now() + delay
            self._schedule(delivery)
            return
        delivery.state = FAILED
        if not delivery.is_app_specific and delivery.subscription in self._api_subscriptions:
            self.unsubscribe(delivery.subscription)

    def _write_results(self) -> None:
        if self._results:
            results, self._results = self._results, []
            self.journal.save(results)
