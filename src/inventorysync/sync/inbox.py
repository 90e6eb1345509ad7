"""Draining the inbox: each webhook becomes wakes, in the transaction that marks it done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.sync import wakes
from inventorysync.sync.differences import announce_late

log = structlog.get_logger(__name__)

BATCH_MAX = 10_000
REMEMBER = timedelta(days=7)
FORGET_MAX = 50_000
LATEST = datetime.max.replace(tzinfo=UTC)
_decode = msgspec.json.Decoder(dict[str, Any]).decode
LEVEL_TOPICS = frozenset(
    {"inventory_levels/update", "inventory_levels/connect", "inventory_levels/disconnect"}
)
ITEM_TOPICS = frozenset({"inventory_items/create", "inventory_items/update", "inventory_items/delete"})
PRODUCT_TOPICS = frozenset({"products/create", "products/update", "products/delete"})
ORDER_TOPICS = frozenset(
    {
        "orders/create",
        "orders/updated",
        "orders/cancelled",
        "orders/paid",
        "orders/fulfilled",
        "orders/edited",
        "refunds/create",
        "fulfillments/create",
        "fulfillments/update",
    }
)
LOCATION_TOPICS = frozenset(
    f"locations/{what}" for what in ("create", "update", "activate", "deactivate", "delete")
)
IGNORED_TOPICS = frozenset(
    {
        "variants/in_stock",  # the level's own webhook says the same
        "variants/out_of_stock",
        "orders/delete",  # moves no stock
        "fulfillment_orders/moved",  # the order's own webhook follows
        "app_subscriptions/approaching_capped_amount",  # nothing is billed by use
    }
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that is another room's business."""

    webhook_id: str
    topic: str
    received_at: datetime
    hint: Mapping[str, Any]


Handler = Callable[[int, Webhook], Awaitable[None]]

_WAITING = text("""
    SELECT waiting_id, webhook_id, topic, received_at, hint::text FROM webhook_waiting
    WHERE shop_id = :shop ORDER BY waiting_id LIMIT :limit
""")
_END = text("""
    DELETE FROM webhook_waiting
    WHERE shop_id = :shop AND waiting_id = ANY(CAST(:ids AS bigint[]))
""")
_FORGET = text("""
    DELETE FROM webhook_inbox WHERE (shop_id, webhook_id) IN (
      SELECT shop_id, webhook_id FROM webhook_inbox WHERE received_at < :before LIMIT :limit
    )
""")
_LEVELS_OF_ITEMS = text("""
    SELECT item_id, location_id FROM inventory_level
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")


@dataclass
class Hints:
    """What a batch of webhooks speaks of."""

    levels: dict[tuple[int, int], datetime | None] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)
    products: set[int] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    locations: bool = False
    moved_items: set[int] = field(default_factory=set)
    transfers: set[int] = field(default_factory=set)
    shipments: bool = False
    others: list[Webhook] = field(default_factory=list)

    def add(self, webhook: Webhook) -> None:
        """Take one webhook in; one that does not say what it is about is left to reconciliation."""
        try:
            self._add(webhook)
        except (KeyError, NotAGid) as error:
            log.warning("webhook_without_its_ids", topic=webhook.topic, error=str(error))

    def _add(self, webhook: Webhook) -> None:
        topic, hint = webhook.topic, webhook.hint
        if topic in LEVEL_TOPICS:
            item = number_of("InventoryItem", str(hint["inventory_item_id"]))
            key = (item, number_of("Location", str(hint["location_id"])))
            self.levels[key] = _earlier(self.levels.get(key, LATEST), _moment(hint.get("updated_at")))
        elif topic in ITEM_TOPICS:
            self.items.add(number_of("InventoryItem", str(hint["id"])))
        elif topic in PRODUCT_TOPICS:
            self.products.add(number_of("Product", str(hint["id"])))
        elif topic in ORDER_TOPICS:
            self.orders.add(number_of("Order", str(hint.get("order_id") or hint["id"])))
        elif topic in LOCATION_TOPICS:
            self.locations = True
        elif topic.startswith(("inventory_transfers/", "inventory_shipments/")):
            self._add_movement(topic, hint)
        elif topic.startswith("returns/"):
            if hint.get("order_id"):
                self.orders.add(number_of("Order", str(hint["order_id"])))
        elif topic not in IGNORED_TOPICS:
            self.others.append(webhook)

    def _add_movement(self, topic: str, hint: Mapping[str, Any]) -> None:
        self.moved_items.update(hint.get("items", ()))
        if topic.startswith("inventory_transfers/"):
            self.transfers.add(number_of("InventoryTransfer", str(hint["id"])))
        else:
            self.shipments = True  # it does not say of which transfer


async def absorb(
    database: Database,
    shop_id: int,
    handlers: Mapping[str, Handler],
    now: datetime,
) -> int:
    """Turn waiting webhooks into wakes; how many. Topics of other rooms go to their handler first.

    Handlers run before anything is marked done and are safe to run twice: what fails is absorbed again.
    """
    async with database.shop(shop_id) as connection:
        rows = (await connection.execute(_WAITING, {"shop": shop_id, "limit": BATCH_MAX})).all()
    if not rows:
        return 0
    hints = Hints()
    for _, webhook_id, topic, received_at, hint in rows:
        hints.add(Webhook(webhook_id, topic, received_at, _decode(hint)))
    for webhook in hints.others:
        await _hand_over(shop_id, webhook, handlers)
    async with database.shop(shop_id) as connection:
        ended = await connection.execute(_END, {"shop": shop_id, "ids": [row[0] for row in rows]})
        if ended.rowcount:  # none are left when a handler has just erased the shop
            await _wake(connection, shop_id, hints, now)
    return len(rows)


async def forget_old_webhooks(database: Database, now: datetime) -> int:
    """Delete the record of webhooks older than REMEMBER, some at a time; how many.

    Shopify repeats a delivery for 4 hours (PLATFORM.md B), so no duplicate comes that late.
    """
    async with database.system() as connection:
        forgotten = await connection.execute(_FORGET, {"before": now - REMEMBER, "limit": FORGET_MAX})
        return forgotten.rowcount


async def _hand_over(shop_id: int, webhook: Webhook, handlers: Mapping[str, Handler]) -> None:
    handler = handlers.get(webhook.topic)
    if handler is None:
        log.warning("webhook_topic_without_a_handler", topic=webhook.topic, shop_id=shop_id)
    else:
        await handler(shop_id, webhook)


async def _wake(connection: AsyncConnection, shop_id: int, hints: Hints, now: datetime) -> None:
    levels = set(hints.levels)
    if hints.moved_items:
        found = await connection.execute(
            _LEVELS_OF_ITEMS, {"shop": shop_id, "items": list(hints.moved_items)}
        )
        levels.update((item, location) for item, location in found)
    await announce_late(connection, shop_id, hints.levels, now)
    await wakes.wake_levels(connection, shop_id, levels, now)
    await wakes.wake_things(connection, shop_id, "item", hints.items, now)
    await wakes.wake_things(connection, shop_id, "product", hints.products, now)
    await wakes.wake_things(connection, shop_id, "order", hints.orders, now)
    await wakes.wake_things(connection, shop_id, "transfer", hints.transfers, now)
    if hints.shipments:
        await wakes.wake_things(connection, shop_id, "transfers", [0], now)
    if hints.locations:
        await wakes.wake_things(connection, shop_id, "locations", [0], now)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two changes that webhooks of a level tell; None where one does not say when it was."""
    return None if one is None or other is None else min(one, other)


def _moment(told: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
