"""The inside of the webhook endpoint: one durable insert per delivery, and nothing else.

A body is reduced to the ids it hints at before it is stored, so that no personal data ever is. Requests
that arrive together share one INSERT and one commit.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
import structlog
from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.metrics import WEBHOOK_DELAY, WEBHOOK_TOPICS, WEBHOOKS, topic_label
from inventorysync.shops.queries import find_shop_by_domain

log = structlog.get_logger(__name__)
BATCH_MAX = 1000
ITEMS_MAX = 500
DEPTH_MAX = 4
NUMBER_MAX = 2**63
REMEMBER_SECONDS = 30.0
PLAN_TOPIC = "app_subscriptions/update"
NESTED_TOPICS = ("inventory_transfers/", "inventory_shipments/")
KEPT = (
    "id",
    "admin_graphql_api_id",
    "inventory_item_id",
    "location_id",
    "order_id",
    "product_id",
    "status",
    "error_code",
    "updated_at",
    "shop_id",
    "previous",
    "current",
)

_INSERT = text("""
    WITH arrived AS (
      SELECT * FROM unnest(CAST(:shops AS int[]), CAST(:ids AS text[]), CAST(:topics AS text[]),
                           CAST(:events AS text[]), CAST(:triggered AS timestamptz[]), CAST(:hints AS text[]),
                           CAST(:items AS bigint[]), CAST(:places AS bigint[]))
        WITH ORDINALITY AS w(shop_id, webhook_id, topic, event_id, triggered_at, hint, item_id, location_id,
                             position)
    ), stored AS (
      INSERT INTO webhook_inbox (shop_id, webhook_id, topic, event_id, triggered_at, received_at, item_id,
                                 location_id)
      SELECT shop_id, webhook_id, topic, event_id, triggered_at, CAST(:now AS timestamptz), item_id,
             location_id
      FROM arrived
      ON CONFLICT (shop_id, webhook_id) DO NOTHING
      RETURNING shop_id, webhook_id
    )
    INSERT INTO webhook_waiting (shop_id, webhook_id, topic, received_at, hint)
    SELECT a.shop_id, a.webhook_id, a.topic, CAST(:now AS timestamptz), a.hint::json
    FROM arrived a JOIN stored USING (shop_id, webhook_id) ORDER BY a.position
""")

_Hint = msgspec.defstruct("_Hint", [(name, Any, msgspec.UNSET) for name in KEPT])
_hints = msgspec.json.Decoder(_Hint)
_encode = msgspec.json.Encoder().encode


class NotAWebhookBody(ValueError):
    """The body is no JSON object."""


class UnknownShop(LookupError):
    """No shop of this domain has the app."""


@dataclass(slots=True)
class Delivery:
    """A verified webhook, reduced to its hint."""

    shop_id: int
    webhook_id: str
    topic: str
    event_id: str | None
    triggered_at: datetime | None
    hint: Mapping[str, Any]


def hint_of(topic: str, body: bytes) -> dict[str, Any]:
    """The ids and states of a body; raises NotAWebhookBody."""
    try:
        known = _hints.decode(body)
    except msgspec.DecodeError as error:
        raise NotAWebhookBody("the body is not a JSON object") from error
    hint = {
        name: value
        for name in KEPT
        if (value := getattr(known, name)) is not msgspec.UNSET and _is_plain(value)
    }
    if topic == PLAN_TOPIC:
        return _status_of_plan(msgspec.json.decode(body))
    if topic.startswith(NESTED_TOPICS) and "inventory_item_id" not in hint:
        items = sorted(_items_in(msgspec.json.decode(body), DEPTH_MAX))[:ITEMS_MAX]
        return {**hint, "items": items} if items else hint
    return hint


def _status_of_plan(body: dict[str, Any]) -> dict[str, Any]:
    plan = body.get("app_subscription")
    status = plan.get("status") if isinstance(plan, dict) else None
    return {"status": status} if isinstance(status, str) else {}


def _is_plain(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(v is None or isinstance(v, int | str | bool) for v in values)


def _items_in(value: Any, depth: int) -> set[int]:
    """Every inventory item that a body of a transfer or shipment speaks of."""
    if depth == 0:
        return set()
    if isinstance(value, list):
        return set().union(*(_items_in(row, depth - 1) for row in value[:ITEMS_MAX]), set())
    if not isinstance(value, dict):
        return set()
    found = set().union(*(_items_in(v, depth - 1) for v in value.values()), set())
    item = value.get("inventory_item_id")
    return found | {item} if isinstance(item, int) else found


def _number_in(delivery: Delivery, name: str) -> int | None:
    """A number that the body of a level's webhook gives, as evidence of what was told when."""
    value = delivery.hint.get(name)
    if not delivery.topic.startswith("inventory_levels/") or not isinstance(value, int):
        return None
    return int(value) if 0 < value < NUMBER_MAX else None


Waiting = tuple[Delivery, "asyncio.Future[None]"]


class Intake:
    """Stores deliveries durably, many in one commit; `nudge` hears of which shops, after it, and returns."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        nudge: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._nudge = nudge
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._shops: dict[str, tuple[int, float]] = {}

    def known_shop(self, domain: str) -> int | None:
        """The shop of a domain that was looked up lately."""
        known = self._shops.get(domain)
        return known[0] if known is not None and known[1] > monotonic() else None

    async def shop_of(self, domain: str) -> int:
        """The shop of a domain; raises UnknownShop."""
        async with self._database.system() as connection:
            shop = await find_shop_by_domain(connection, domain)
        if shop is None:
            raise UnknownShop(domain)
        self._shops[domain] = (shop.shop_id, monotonic() + REMEMBER_SECONDS)
        return shop.shop_id

    async def store(self, delivery: Delivery) -> None:
        """Return when the delivery is committed; the same delivery twice is one row."""
        committed = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, committed))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await committed

    async def _write_all(self) -> None:
        """Commit what waits; what arrives meanwhile shares the next commit."""
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
                await self._write(batch)
        finally:
            self._writer = None

    async def _write(self, batch: Sequence[Waiting]) -> None:
        insert = self._insert([delivery for delivery, _ in batch])
        (failure,) = await asyncio.gather(insert, return_exceptions=True)
        for _, committed in batch:
            if committed.done():
                continue  # its sender has gone
            if failure is None:
                committed.set_result(None)
            else:
                committed.set_exception(failure)

    async def _insert(self, deliveries: list[Delivery]) -> None:
        unique = list({(d.shop_id, d.webhook_id): d for d in deliveries}.values())
        now = self._clock.now()
        columns = {
            "now": now,
            "shops": [d.shop_id for d in unique],
            "ids": [d.webhook_id for d in unique],
            "topics": [d.topic for d in unique],
            "events": [d.event_id for d in unique],
            "triggered": [d.triggered_at for d in unique],
            "hints": [_encode(d.hint).decode() for d in unique],
            "items": [_number_in(d, "inventory_item_id") for d in unique],
            "places": [_number_in(d, "location_id") for d in unique],
        }
        async with self._database.system() as connection:
            await connection.execute(_INSERT, columns)
        for shop_id in {d.shop_id for d in unique}:
            self._nudge(shop_id)
        WEBHOOKS.labels("stored").inc(len(unique))
        for topic, number in Counter(d.topic for d in unique).items():
            WEBHOOK_TOPICS.labels(topic_label(topic)).inc(number)
        for delivery in unique:
            if delivery.triggered_at is not None:
                WEBHOOK_DELAY.observe(max(0.0, (now - delivery.triggered_at).total_seconds()))
        log.info("webhooks_stored", count=len(unique), topics=sorted({d.topic for d in unique}))
