"""The roots of queries."""

from collections.abc import Callable, Mapping
from typing import Any

from devstore.billing import subscriptions
from devstore.graphql.errors import FieldError
from devstore.graphql.fields import levels, metafields, shop, transfers, webhooks
from devstore.graphql.fields.paging import COUNT_MAX, PAGE_MAX, Connection, by_id, page
from devstore.graphql.fields.search import Reading, matches
from devstore.graphql.nodes import find_node, may_see
from devstore.graphql.selection import Resolver
from devstore.state import number_of

_PRODUCT: Mapping[str, Reading] = {
    "id": lambda one: one.id,
    "updated_at": lambda one: one.updated_at,
    "created_at": lambda one: one.created_at,
    "status": lambda one: one.status,
    "vendor": lambda one: one.vendor,
    "product_type": lambda one: one.product_type,
    "handle": lambda one: one.handle,
    "title": lambda one: one.title,
}
_VARIANT: Mapping[str, Reading] = {
    "id": lambda one: one.id,
    "sku": lambda one: one.sku,
    "barcode": lambda one: one.barcode,
    "product_id": lambda one: one.product_id,
    "updated_at": lambda one: one.updated_at,
}
_ITEM: Mapping[str, Reading] = {
    "id": lambda one: one.id,
    "sku": lambda one: one.sku,
    "updated_at": lambda one: one.updated_at,
    "created_at": lambda one: one.created_at,
}
_ORDER: Mapping[str, Reading] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "updated_at": lambda one: one.updated_at,
    "created_at": lambda one: one.created_at,
    "processed_at": lambda one: one.created_at,
    "test": lambda one: one.test,
}
_SORTS: Mapping[str, Callable[[Any], tuple[Any, ...]]] = {
    "ID": by_id,
    "UPDATED_AT": lambda one: (one.updated_at, one.id),
    "CREATED_AT": lambda one: (one.created_at, one.id),
    "PROCESSED_AT": lambda one: (one.created_at, one.id),
}


def _nodes(_source: Any, args: dict[str, Any], context: Any) -> list[Any]:
    if len(args["ids"]) > PAGE_MAX:
        message = (
            f"The input array size of {len(args['ids'])} is greater than the maximum allowed of {PAGE_MAX}."
        )
        raise FieldError(message, "MAX_INPUT_SIZE_EXCEEDED")
    return [find_node(context, text) for text in args["ids"]]


def _one(kind: str) -> Resolver:
    def find(_source: Any, args: dict[str, Any], context: Any) -> Any:
        return find_node(context, args["id"]) if number_of(args["id"], kind) is not None else None

    return find


def _list(read: Callable[[Any], Any], fields: Mapping[str, Reading]) -> Resolver:
    def find(_source: Any, args: dict[str, Any], context: Any) -> Connection:
        fits = matches(args.get("query"), fields)
        records = [one for one in read(context) if fits(one)] if args.get("query") else list(read(context))
        return page(records, args, _SORTS.get(args.get("sortKey") or "ID", by_id))

    return find


def _locations(context: Any, args: dict[str, Any]) -> Connection:
    shown = [one for one in context.store.locations.values() if one.is_active or args.get("includeInactive")]
    return page(shown, args)


def _visible_orders(context: Any) -> list[Any]:
    return [one for one in context.store.orders.values() if may_see(context, one)]


def _count(records: list[Any], args: dict[str, Any], fields: Mapping[str, Reading]) -> dict[str, Any]:
    fits = matches(args.get("query"), fields)
    count = sum(1 for one in records if fits(one))
    if count > COUNT_MAX:
        return {"count": COUNT_MAX + 1, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


def _installation(context: Any) -> dict[str, Any]:
    return {
        "id": metafields.INSTALLATION,
        "accessScopes": [{"handle": handle} for handle in sorted(context.scopes)],
        "activeSubscriptions": [one for one in subscriptions(context.store) if one.status == "ACTIVE"],
    }


def _bulk_operations(_source: Any, args: dict[str, Any], context: Any) -> Connection:
    fields: Mapping[str, Reading] = {
        "id": lambda one: one.id,
        "status": lambda one: one.status,
        "operation_type": lambda one: one.type,
        "created_at": lambda one: one.created_at,
    }
    fits = matches(args.get("query"), fields)
    return page([one for one in context.bulk.by_number.values() if fits(one)], args, by_id)


FIELDS: dict[str, dict[str, Resolver]] = {
    "QueryRoot": {
        "shop": lambda _s, _a, context: shop.shop(context.shop_domain),
        "currentAppInstallation": lambda _s, _a, context: _installation(context),
        "metafieldDefinitions": lambda _s, args, context: metafields.list_definitions(args, context),
        "inventoryProperties": lambda _s, _a, _c: levels.properties(),
        "node": lambda _s, args, context: find_node(context, args["id"]),
        "nodes": _nodes,
        "locations": lambda _s, args, context: _locations(context, args),
        "location": lambda _s, args, c: (
            find_node(c, args["id"]) if args.get("id") else c.store.locations[min(c.store.locations)]
        ),
        "locationsCount": lambda _s, args, c: _count(list(c.store.locations.values()), args, {}),
        "products": _list(lambda c: c.store.products.values(), _PRODUCT),
        "product": _one("Product"),
        "productsCount": lambda _s, args, c: _count(list(c.store.products.values()), args, _PRODUCT),
        "productVariants": _list(lambda c: c.store.variants.values(), _VARIANT),
        "productVariant": _one("ProductVariant"),
        "productVariantsCount": lambda _s, args, c: _count(list(c.store.variants.values()), args, _VARIANT),
        "inventoryItems": _list(lambda c: c.store.items.values(), _ITEM),
        "inventoryItem": _one("InventoryItem"),
        "inventoryLevel": _one("InventoryLevel"),
        "orders": _list(_visible_orders, _ORDER),
        "order": _one("Order"),
        "ordersCount": lambda _s, args, c: _count(_visible_orders(c), args, _ORDER),
        "inventoryTransfer": _one("InventoryTransfer"),
        "inventoryTransfers": lambda _s, args, context: transfers.list_transfers(args, context),
        "inventoryShipment": _one("InventoryShipment"),
        "bulkOperation": _one("BulkOperation"),
        "bulkOperations": _bulk_operations,
        "webhookSubscriptions": lambda _s, args, context: webhooks.list_subscriptions(args, context),
    },
}
