"""A small shop and its Admin API, called as an app calls it but without HTTP."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from devstore.auth import Access, Gatekeeper
from devstore.clock import Clock
from devstore.config import Config
from devstore.faults import Faults
from devstore.files import Files
from devstore.graphql import GraphQL
from devstore.state import NAMES, InventoryItem, Level, Location, Product, Store, Variant, gid
from devstore.webhooks.subscriptions import Subscription

SCOPES = [
    "write_products",
    "write_inventory",
    "read_locations",
    "write_orders",
    "read_all_orders",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "read_returns",
    "write_inventory_transfers",
    "write_inventory_shipments",
    "write_inventory_shipments_received_items",
]
ITEM = gid("InventoryItem", 1)
LONDON, PARIS = gid("Location", 1), gid("Location", 2)


class Subscriptions:
    """Keeps subscriptions in memory, where a test needs no deliveries."""

    def __init__(self) -> None:
        self._kept: dict[str, Subscription] = {}

    def subscriptions(self) -> list[Subscription]:
        return list(self._kept.values())

    def subscribe(self, subscription: Subscription) -> None:
        self._kept[subscription.id] = subscription

    def unsubscribe(self, subscription_id: str) -> None:
        del self._kept[subscription_id]


@dataclass
class Shop:
    """The shop, what happened in it, and a way to ask its API."""

    store: Store
    graphql: GraphQL
    gatekeeper: Gatekeeper
    files: Files
    faults: Faults
    events: list[tuple[str, dict[str, Any], str]]
    scopes: frozenset[str]

    def ask(
        self, text: str, variables: dict[str, Any] | None = None, version: str = "2026-10"
    ) -> dict[str, Any]:
        return self.graphql.execute(version, text, variables, None, self.access())

    def access(self) -> Access:
        return Access("token", self.scopes)

    def level(self, location_id: int = 1) -> Level:
        return next(one for one in self.store.levels_of_item(1) if one.location_id == location_id)

    def topics(self) -> list[str]:
        return [topic for topic, _, _ in self.events]


def open_shop(folder: Path) -> Shop:
    store = Store.open(folder / "store.db", Clock())
    fill(store)
    return serve_shop(store, folder)


def serve_shop(store: Store, folder: Path) -> Shop:
    """The API of a store that is open already."""
    config = Config(8100, folder, (), "client", "secret", folder / "shopify.app.toml")
    gatekeeper = Gatekeeper(store, config, SCOPES)
    gatekeeper.install()
    faults = Faults()
    files = Files("http://127.0.0.1:8100", folder, "secret", store.clock, faults)
    graphql = GraphQL(
        store=store,
        config=config,
        gatekeeper=gatekeeper,
        subscriptions=Subscriptions(),
        files=files,
        faults=faults,
    )
    events: list[tuple[str, dict[str, Any], str]] = []
    store.on_event.append(lambda topic, payload, event_id: events.append((topic, payload, event_id)))
    granted = {*SCOPES, *(f"read_{one[6:]}" for one in SCOPES if one.startswith("write_"))}
    return Shop(store, graphql, gatekeeper, files, faults, events, frozenset(granted))


def fill(store: Store) -> None:
    """Two locations, two products; ten pieces of each in London, nothing in Paris."""
    now = store.clock.now()
    store.insert_locations([Location(1, "London", now, now), Location(2, "Paris", now, now)])
    store.insert_products(
        [Product(n, f"Mug {n}", f"mug-{n}", now, now) for n in (1, 2)],
        [Variant(n, n, n, "Default Title", f"MUG-{n}", Decimal(4), now, now) for n in (1, 2)],
        [InventoryItem(n, f"MUG-{n}", now, now, cost=Decimal("1.20")) for n in (1, 2)],
    )
    ten = {**dict.fromkeys(NAMES, 0), "available": 10, "on_hand": 10}
    store.insert_levels([Level(1000 + n, n, 1, dict(ten), now, now) for n in (1, 2)])
