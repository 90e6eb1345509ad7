"""Fills an empty store with the demonstration shop."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from devstore.demo_data.past import recall, replay
from devstore.demo_data.records import DemoProduct, DemoShop
from devstore.demo_data.shop import make_shop
from devstore.state import NAMES, InventoryItem, Level, LevelKey, Location, Product, Store, Variant


class StoreNotEmpty(Exception):
    """The store has a shop already: a load would mix two."""


def load_demo(store: Store, products: int | None = None, locations: int | None = None) -> dict[str, Any]:
    """Load the shop as of the store's own clock, in one transaction, and say how much of it there is.

    See `make_shop` for the numbers. Raises StoreNotEmpty.
    """
    if not store.is_empty:
        raise StoreNotEmpty("This store has a shop already; use another data directory for a new one.")
    now = store.clock.now()
    shop = make_shop(now, products, locations)
    with _no_collection(), store.transaction():
        places = _insert_locations(store, shop)
        variants = _insert_products(store, shop)
        orders, moves = recall(store, shop, now, variants, places)
        quantities = {
            LevelKey(variants[opening.sku].inventory_item_id, places[opening.location]): dict.fromkeys(
                NAMES, 0
            )
            for opening in shop.openings
        }
        touched: dict[LevelKey, datetime] = {}
        store.insert_history(replay(moves, quantities, touched))
        store.insert_levels(
            _level(store, key, numbers, shop.began_at, touched.get(key, shop.began_at))
            for key, numbers in quantities.items()
        )
        store.insert_orders(orders)
    return {
        "products": len(shop.products),
        "variants": len(variants),
        "locations": len(places),
        "levels": len(quantities),
        "orders": len(orders),
        "lines": len(shop.lines),
    }


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of records are made and none is garbage: looking for it would cost an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _insert_locations(store: Store, shop: DemoShop) -> list[int]:
    made = [
        Location(
            store.next_id("Location"), one.name, shop.began_at, shop.began_at, one.city, one.country_code
        )
        for one in shop.locations
    ]
    store.insert_locations(made)
    return [one.id for one in made]


def _insert_products(store: Store, shop: DemoShop) -> dict[str, Variant]:
    at = shop.began_at
    products: list[Product] = []
    variants: list[Variant] = []
    items: list[InventoryItem] = []
    for one in shop.products:
        product = Product(
            store.next_id("Product"),
            one.title,
            _handle(one),
            at,
            at,
            vendor=one.vendor,
            product_type=one.product_type,
            tags=[one.product_type.lower()],
        )
        products.append(product)
        made = _variants(store, one, product.id, at)
        variants += [variant for variant, _ in made]
        items += [item for _, item in made]
    store.insert_products(products, variants, items)
    return {variant.sku: variant for variant in variants}


def _variants(
    store: Store, one: DemoProduct, product_id: int, at: datetime
) -> Sequence[tuple[Variant, InventoryItem]]:
    made = []
    for position, demo in enumerate(one.variants, start=1):
        item = InventoryItem(store.next_id("InventoryItem"), demo.sku, at, at, cost=demo.cost)
        variant = Variant(
            id=store.next_id("ProductVariant"),
            product_id=product_id,
            inventory_item_id=item.id,
            title=demo.option,
            sku=demo.sku,
            price=demo.price,
            created_at=at,
            updated_at=at,
            barcode=demo.barcode,
            position=position,
        )
        made.append((variant, item))
    return made


def _handle(one: DemoProduct) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", f"{one.title} {one.code}".lower()))


def _level(store: Store, key: LevelKey, quantities: dict[str, int], began: datetime, at: datetime) -> Level:
    changed = {name: at for name, quantity in quantities.items() if quantity}
    return Level(store.next_id("InventoryLevel"), *key, quantities, began, at, changed)
