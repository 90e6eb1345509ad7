"""Products, variants and inventory items."""

from typing import Any

from devstore.graphql.fields import metafields
from devstore.graphql.fields.paging import Connection, attribute, keys, page
from devstore.graphql.fields.shop import money
from devstore.graphql.selection import Resolver
from devstore.orders import available_of_variant
from devstore.state import InventoryItem, Product, gid


def _levels(source: InventoryItem, args: dict[str, Any], context: Any) -> Connection:
    levels = context.store.levels_of_item(source.id)
    if not args.get("includeInactive"):
        levels = [level for level in levels if level.is_active]
    return page([context.as_read(level) for level in levels], args)


def _level_at(source: InventoryItem, args: dict[str, Any], context: Any) -> Any:
    levels = context.store.levels_of_item(source.id)
    found = next((one for one in levels if gid("Location", one.location_id) == args["locationId"]), None)
    is_shown = found and (found.is_active or args.get("includeInactive"))
    return context.as_read(found) if is_shown else None


def _total(source: Product, context: Any) -> int:
    return sum(
        available_of_variant(context.store, one) for one in context.store.variants_of_product(source.id)
    )


FIELDS: dict[str, dict[str, Resolver]] = {
    "Product": {
        "id": lambda source, _a, _c: gid("Product", source.id),
        "legacyResourceId": lambda source, _a, _c: str(source.id),
        "title": attribute("title"),
        "handle": attribute("handle"),
        "status": attribute("status"),
        "vendor": attribute("vendor"),
        "productType": attribute("product_type"),
        "tags": attribute("tags"),
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("updated_at"),
        "totalInventory": lambda source, _a, context: _total(source, context),
        "tracksInventory": lambda _s, _a, _c: True,
        "isGiftCard": lambda _s, _a, _c: False,
        "hasOnlyDefaultVariant": lambda source, _a, c: len(c.store.variants_of_product(source.id)) == 1,
        "variantsCount": lambda source, _a, c: {
            "count": len(c.store.variants_of_product(source.id)),
            "precision": "EXACT",
        },
        "variants": lambda source, args, c: page(c.store.variants_of_product(source.id), args),
        **metafields.OWNED,
        "featuredMedia": lambda _s, _a, _c: None,
    },
    "ProductVariant": {
        "id": lambda source, _a, _c: gid("ProductVariant", source.id),
        "legacyResourceId": lambda source, _a, _c: str(source.id),
        "title": attribute("title"),
        "displayName": lambda source, _a, c: f"{c.store.products[source.product_id].title} - {source.title}",
        "sku": attribute("sku"),
        "barcode": attribute("barcode"),
        "price": lambda source, _a, _c: f"{source.price:.2f}",
        "compareAtPrice": lambda source, _a, _c: (
            None if source.compare_at_price is None else str(source.compare_at_price)
        ),
        "position": attribute("position"),
        "inventoryPolicy": attribute("inventory_policy"),
        "inventoryQuantity": lambda source, _a, c: available_of_variant(c.store, source),
        **metafields.OWNED,
        "requiresComponents": lambda _s, _a, _c: False,
        "selectedOptions": lambda source, _a, _c: [{"name": "Title", "value": source.title}],
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("updated_at"),
        "product": lambda source, _a, context: context.store.products[source.product_id],
        "inventoryItem": lambda source, _a, context: context.store.items[source.inventory_item_id],
    },
    "ProductSetOperation": keys("id", "status"),
    "SelectedOption": keys("name", "value"),
    "InventoryItem": {
        "id": lambda source, _a, _c: gid("InventoryItem", source.id),
        "legacyResourceId": lambda source, _a, _c: str(source.id),
        "sku": attribute("sku"),
        "tracked": attribute("tracked"),
        "requiresShipping": attribute("requires_shipping"),
        "duplicateSkuCount": lambda source, _a, c: c.store.count_of_sku(source.sku) - 1,
        "countryCodeOfOrigin": attribute("country_code_of_origin"),
        "provinceCodeOfOrigin": attribute("province_code_of_origin"),
        "harmonizedSystemCode": attribute("harmonized_system_code"),
        "unitCost": lambda source, _a, _c: money(source.cost),
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("updated_at"),
        "variant": lambda source, _a, c: next(iter(c.store.variants_of_item(source.id)), None),
        "variants": lambda source, args, c: page(c.store.variants_of_item(source.id), args),
        "inventoryLevels": _levels,
        "inventoryLevel": _level_at,
        "locationsCount": lambda source, _a, c: {
            "count": sum(level.is_active for level in c.store.levels_of_item(source.id)),
            "precision": "EXACT",
        },
        "measurement": lambda source, _a, _c: {
            "id": gid("InventoryItemMeasurement", source.id),
            "weight": None,
        },
    },
    "InventoryItemMeasurement": keys("id", "weight"),
    "Weight": keys("unit", "value"),
}
