"""Records by their global ids."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from devstore.graphql.errors import FieldError
from devstore.state import Store, number_of

ORDER_WINDOW = timedelta(days=60)  # older orders need read_all_orders (PLATFORM.md C.6)


def find_node(context: Any, text: str) -> Any:
    """The record with a global id, or None. FieldError for text that is no global id."""
    store: Store = context.store
    maps: Mapping[str, Mapping[int, Any]] = {
        "Product": store.products,
        "ProductVariant": store.variants,
        "InventoryItem": store.items,
        "InventoryLevel": store.level_of_number,
        "Location": store.locations,
        "Order": store.orders,
        "InventoryTransfer": store.transfers,
        "InventoryShipment": store.shipments,
        "BulkOperation": context.bulk.by_number,
    }
    if not text.startswith("gid://shopify/"):
        raise FieldError(f"Invalid global id '{text}'", "INVALID_FIELD_ARGUMENTS")
    kind = text.removeprefix("gid://shopify/").partition("/")[0]
    number = number_of(text, kind)
    found = None if number is None else maps.get(kind, {}).get(number)
    if kind == "InventoryLevel" and found is not None:
        return context.as_read(found)
    return found if kind != "Order" or found is None or may_see(context, found) else None


def may_see(context: Any, order: Any) -> bool:
    """Whether the app may read an order of this age."""
    if "read_all_orders" in context.scopes:
        return True
    return bool(order.created_at >= context.store.clock.now() - ORDER_WINDOW)
