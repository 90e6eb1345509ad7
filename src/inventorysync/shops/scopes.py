"""Scopes the app asks Shopify for; shopify.app.toml says the same to Shopify."""

from collections.abc import Iterable

REQUIRED = (
    "read_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "read_returns",
    "read_inventory_transfers",
    "read_inventory_shipments",
    "write_inventory_transfers",
    "write_inventory_shipments",
    "write_inventory_shipments_received_items",
)


def missing(granted: Iterable[str]) -> list[str]:
    """Required scopes that are not granted; writing includes reading."""
    has = set(granted)
    has |= {f"read_{scope.removeprefix('write_')}" for scope in has if scope.startswith("write_")}
    return [scope for scope in REQUIRED if scope not in has]
