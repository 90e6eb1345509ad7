"""Records by their global ids."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from devstore.graphql.errors import FieldError
from devstore.state import number_of

ORDER_WINDOW = timedelta(days=60)  # older orders need read_all_orders (PLATFORM.md C.6)

PREFIX = "gid://shopify/"
_RECORDS: Mapping[str, Callable[[Any], Mapping[int, Any]]] = {
    "Product": lambda context: context.store.products,
    "ProductVariant": lambda context: context.store.variants,
    "InventoryItem": lambda context: context.store.items,
    "InventoryLevel": lambda context: context.store.level_of_number,
    "Location": lambda context: context.store.locations,
    "Order": lambda context: context.store.orders,
    "InventoryTransfer": lambda context: context.store.transfers,
    "InventoryShipment": lambda context: context.store.shipments,
    "BulkOperation": lambda context: context.bulk.by_number,
}


def find_node(context: Any, text: str) -> Any:
    """The record with a global id, or None. FieldError for text that is no global id."""
    if not text.startswith(PREFIX):
        raise FieldError(f"Invalid global id '{text}'", "INVALID_FIELD_ARGUMENTS")
    kind = text[len(PREFIX) :].partition("/")[0]
    number = number_of(text, kind)
    if number is None or kind not in _RECORDS:
        return None
    found = _RECORDS[kind](context).get(number)
    if found is None:
        return None
    if kind == "InventoryLevel":
        return context.as_read(found)
    return found if kind != "Order" or may_see(context, found) else None


def may_see(context: Any, order: Any) -> bool:
    """Whether the app may read an order of this age."""
    if "read_all_orders" in context.scopes:
        return True
    return bool(order.created_at >= context.store.clock.now() - ORDER_WINDOW)
