"""Webhook bodies of 2026-07 and later, by topic (PLATFORM.md B). No field of a customer exists here."""

from datetime import datetime
from typing import Any

from devstore.state.records import (
    Fulfillment,
    InventoryItem,
    Level,
    Location,
    Order,
    OrderLine,
    Product,
    Refund,
    Variant,
    gid,
)


def time_text(at: datetime) -> str:
    """ISO 8601 in UTC with Z, microseconds where there are any."""
    return at.isoformat().replace("+00:00", "Z")


def level_update(level: Level) -> dict[str, Any]:
    """inventory_levels/update and /connect."""
    return {
        "inventory_item_id": level.item_id,
        "location_id": level.location_id,
        "available": level.quantities["available"],
        "updated_at": time_text(level.touched_at),
        "admin_graphql_api_id": level.gid,
    }


def inventory_item(item: InventoryItem) -> dict[str, Any]:
    """inventory_items/create and /update."""
    return {
        "id": item.id,
        "sku": item.sku,
        "cost": None if item.cost is None else str(item.cost),
        "tracked": item.tracked,
        "requires_shipping": item.requires_shipping,
        "country_code_of_origin": item.country_code_of_origin,
        "province_code_of_origin": item.province_code_of_origin,
        "harmonized_system_code": item.harmonized_system_code,
        "country_harmonized_system_codes": [],
        "created_at": time_text(item.created_at),
        "updated_at": time_text(item.updated_at),
        "admin_graphql_api_id": gid("InventoryItem", item.id),
    }


def product(record: Product, variants: "list[tuple[Variant, int]]") -> dict[str, Any]:
    """products/create and /update: each variant with its available pieces; the first 100 in full."""
    return {
        "id": record.id,
        "admin_graphql_api_id": gid("Product", record.id),
        "title": record.title,
        "handle": record.handle,
        "status": record.status.lower(),
        "vendor": record.vendor,
        "product_type": record.product_type,
        "tags": ", ".join(record.tags),
        "created_at": time_text(record.created_at),
        "updated_at": time_text(record.updated_at),
        "variants": [variant(one, pieces) for one, pieces in variants[:100]],
        "variant_gids": [
            {"admin_graphql_api_id": gid("ProductVariant", one.id), "updated_at": time_text(one.updated_at)}
            for one, _ in variants
        ],
    }


def variant(record: Variant, available: int) -> dict[str, Any]:
    """A variant inside a product, and the body of variants/in_stock and /out_of_stock."""
    return {
        "id": record.id,
        "admin_graphql_api_id": gid("ProductVariant", record.id),
        "product_id": record.product_id,
        "inventory_item_id": record.inventory_item_id,
        "title": record.title,
        "sku": record.sku,
        "barcode": record.barcode,
        "price": str(record.price),
        "position": record.position,
        "inventory_policy": record.inventory_policy.lower(),
        "inventory_quantity": available,
        "created_at": time_text(record.created_at),
        "updated_at": time_text(record.updated_at),
    }


def order(record: Order) -> dict[str, Any]:
    """orders/create, /updated, /cancelled, /fulfilled."""
    return {
        "id": record.id,
        "admin_graphql_api_id": gid("Order", record.id),
        "name": record.name,
        "source_name": record.source_name,
        "test": record.test,
        "created_at": time_text(record.created_at),
        "updated_at": time_text(record.updated_at),
        "cancelled_at": time_text(record.cancelled_at) if record.cancelled_at else None,
        "line_items": [_line(line, line.quantity) for line in record.lines],
        "fulfillments": [fulfillment(record, one) for one in record.fulfillments],
        "refunds": [refund(record, one) for one in record.refunds],
    }


def fulfillment(record: Order, one: Fulfillment) -> dict[str, Any]:
    """fulfillments/create and /update."""
    lines = {line.id: line for line in record.lines}
    return {
        "id": one.id,
        "admin_graphql_api_id": gid("Fulfillment", one.id),
        "order_id": record.id,
        "location_id": one.location_id,
        "status": one.status.lower(),
        "created_at": time_text(one.created_at),
        "updated_at": time_text(one.created_at),
        "line_items": [_line(lines[line_id], quantity) for line_id, quantity in one.pieces.items()],
    }


def refund(record: Order, one: Refund) -> dict[str, Any]:
    """refunds/create."""
    return {
        "id": one.id,
        "admin_graphql_api_id": gid("Refund", one.id),
        "order_id": record.id,
        "created_at": time_text(one.created_at),
        "restock": any(line.restock_type != "NO_RESTOCK" for line in one.lines),
        "refund_line_items": [
            {
                "line_item_id": line.line_id,
                "quantity": line.quantity,
                "restock_type": line.restock_type.lower(),
                "location_id": line.location_id,
            }
            for line in one.lines
        ],
    }


def location(record: Location) -> dict[str, Any]:
    """locations/create, /update, /activate, /deactivate."""
    return {
        "id": record.id,
        "admin_graphql_api_id": gid("Location", record.id),
        "name": record.name,
        "active": record.is_active,
        "city": record.city,
        "country_code": record.country_code,
        "created_at": time_text(record.created_at),
        "updated_at": time_text(record.updated_at),
    }


def _line(line: OrderLine, quantity: int) -> dict[str, Any]:
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "variant_id": line.variant_id,
        "sku": line.sku,
        "title": line.title,
        "quantity": quantity,
        "price": str(line.price),
    }
