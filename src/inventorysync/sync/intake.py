"""The inside of the webhook endpoint: one durable insert per delivery, and nothing else.

A body is reduced to the ids it hints at before it is stored, so that no personal data ever is. Requests
that arrive together share one INSERT and one commit.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.shops.queries import find_shop_by_domain

BATCH_MAX = 500
ITEMS_MAX = 500
DEPTH_MAX = 4
REMEMBER_SECONDS = 30.0
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
    "orders_requested",
    "orders_to_redact",
)

_INSERT = text("""
    INSERT INTO webhook_inbox (shop_id, webhook_id, topic, event_id, triggered_at, received_at, hint)
    SELECT w.shop_id, w.webhook_id, w.topic, w.event_id, w.triggered_at, w.received_at, w.hint::jsonb
    FROM unnest(CAST(:shops AS int[]), CAST(:ids AS text[]), CAST(:topics AS text[]),
                CAST(:events AS text[]), CAST(:triggered AS timestamptz[]),
                CAST(:received AS timestamptz[]), CAST(:hints AS text[]))
      AS w(shop_id, webhook_id, topic, event_id, triggered_at, received_at, hint)
    ON CONFLICT (shop_id, webhook_id) DO NOTHING
""")


class NotAWebhookBody(ValueError):
    """The body is no JSON object."""


class UnknownShop(LookupError):
    """No shop of this domain has the app."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A verified webhook, reduced to its hint."""

    shop_id: int
    webhook_id: str
    topic: str
    event_id: str | None
    triggered_at: datetime | None
    received_at: datetime
    hint: Mapping[str, Any]


def hint_of(body: bytes) -> dict[str, Any]:
    """The ids and states of a body; raises NotAWebhookBody."""
    try:
        parsed = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise NotAWebhookBody("the body is not JSON") from error
    if not isinstance(parsed, dict):
        raise NotAWebhookBody("the body is not a JSON object")
    hint = {name: parsed[name] for name in KEPT if name in parsed and _is_plain(parsed[name])}
    items = [] if "inventory_item_id" in hint else sorted(_items_in(parsed, DEPTH_MAX))[:ITEMS_MAX]
    return {**hint, "items": items} if items else hint


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


@dataclass(slots=True)
class _Batch:
    """Deliveries that share a commit."""

    deliveries: list[Delivery] = field(default_factory=list)
    written: "asyncio.Task[None] | None" = None


class Intake:
    """Stores deliveries durably, many in one commit."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._open: _Batch | None = None
        self._one_at_a_time = asyncio.Lock()
        self._shops: dict[str, tuple[int, float]] = {}

    async def shop_of(self, domain: str) -> int:
        """The shop of a domain; raises UnknownShop."""
        now = self._clock.now().timestamp()
        known = self._shops.get(domain)
        if known is not None and known[1] > now:
            return known[0]
        async with self._database.system() as connection:
            shop = await find_shop_by_domain(connection, domain)
        if shop is None:
            raise UnknownShop(domain)
        self._shops[domain] = (shop.shop_id, now + REMEMBER_SECONDS)
        return shop.shop_id

    async def store(self, delivery: Delivery) -> None:
        """Return when the delivery is committed; the same delivery twice is one row."""
        batch = self._open
        if batch is None or len(batch.deliveries) >= BATCH_MAX:
            batch = self._open = _Batch()
            batch.written = asyncio.create_task(self._write(batch))
        batch.deliveries.append(delivery)
        if batch.written is not None:
            await asyncio.shield(batch.written)

    async def _write(self, batch: _Batch) -> None:
        """While one batch is being committed, the next one fills."""
        async with self._one_at_a_time:
            if self._open is batch:
                self._open = None
            await self._insert(batch.deliveries)

    async def _insert(self, deliveries: list[Delivery]) -> None:
        unique = list({(d.shop_id, d.webhook_id): d for d in deliveries}.values())
        columns = {
            "shops": [d.shop_id for d in unique],
            "ids": [d.webhook_id for d in unique],
            "topics": [d.topic for d in unique],
            "events": [d.event_id for d in unique],
            "triggered": [d.triggered_at for d in unique],
            "received": [d.received_at for d in unique],
            "hints": [msgspec.json.encode(d.hint).decode() for d in unique],
        }
        async with self._database.system() as connection:
            await connection.execute(_INSERT, columns)
