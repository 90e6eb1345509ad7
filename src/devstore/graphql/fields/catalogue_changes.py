"""Mutations of products, variants, locations and orders: what a merchant or another app does."""

from decimal import Decimal
from typing import Any

from devstore.graphql.context import Context
from devstore.graphql.errors import FieldError
from devstore.graphql.selection import Resolver
from devstore.inventory import UserError
from devstore.orders import OrderRefused, Wanted, announce_product, place_order
from devstore.state import NAMES, InventoryItem, Level, Location, Product, Variant, number_of, payloads

Args = dict[str, Any]
Payload = dict[str, Any]
_VARIANT_FIELDS = frozenset(
    {"id", "barcode", "price", "compareAtPrice", "inventoryPolicy", "inventoryItem", "optionValues"}
)
_ITEM_FIELDS = frozenset({"sku", "tracked", "requiresShipping", "cost"})


def _refuse_unknown(kind: str, given: Args, known: frozenset[str]) -> None:
    """FieldError for an input field that this store would silently drop."""
    for name in sorted(given.keys() - known):
        raise FieldError(f"The development store does not execute {kind}.{name}.", "NOT_EXECUTED")


def _variants_bulk_update(_source: Any, args: Args, context: Context) -> Payload:
    store = context.store
    product = store.products.get(number_of(args["productId"], "Product") or 0)
    if product is None:
        error = UserError(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
        return {"product": None, "productVariants": None, "userErrors": [error]}
    own = {one.id: one for one in store.variants_of_product(product.id)}
    found: list[tuple[Variant, Args]] = []
    errors = []
    for index, given in enumerate(args["variants"]):
        _refuse_unknown("ProductVariantsBulkInput", given, _VARIANT_FIELDS)
        variant = own.get(number_of(given.get("id") or "", "ProductVariant") or 0)
        if variant is None:
            path = ["variants", str(index), "id"]
            errors.append(UserError(path, "Product variant does not exist", "PRODUCT_VARIANT_DOES_NOT_EXIST"))
        else:
            found.append((variant, given))
    if errors and not args.get("allowPartialUpdates"):
        return {"product": product, "productVariants": None, "userErrors": errors}
    with store.transaction():
        for variant, given in found:
            _write_variant(context, variant, given)
        product.updated_at = store.clock.now()
        store.save(product)
        announce_product(store, product.id)
    variants = [variant for variant, _ in found]
    return {"product": product, "productVariants": variants, "userErrors": errors}


def _write_variant(context: Context, variant: Variant, given: Args) -> None:
    store = context.store
    if "barcode" in given:
        variant.barcode = given["barcode"]
    if given.get("price") is not None:
        variant.price = Decimal(str(given["price"]))
    if "compareAtPrice" in given:
        amount = given["compareAtPrice"]
        variant.compare_at_price = None if amount is None else Decimal(str(amount))
    if given.get("inventoryPolicy"):
        variant.inventory_policy = given["inventoryPolicy"]
    variant.updated_at = store.clock.now()
    if changes := given.get("inventoryItem"):
        _refuse_unknown("InventoryItemInput", changes, _ITEM_FIELDS)
        item = store.items[variant.inventory_item_id]
        _write_item(item, changes)
        item.updated_at, variant.sku = variant.updated_at, item.sku
        store.save(item)
        store.emit("inventory_items/update", payloads.inventory_item(item))
    store.save(variant)


def _write_item(item: InventoryItem, given: Args) -> None:
    item.sku = given.get("sku", item.sku) or ""
    item.tracked = given.get("tracked", item.tracked)
    item.requires_shipping = given.get("requiresShipping", item.requires_shipping)
    if "cost" in given:
        item.cost = None if given["cost"] is None else Decimal(str(given["cost"]))


def _product_set(_source: Any, args: Args, context: Context) -> Payload:
    """Creates products with their variants; changing a product this way is not executed."""
    given, store = args["input"], context.store
    known = {"title", "handle", "status", "vendor", "productType", "tags", "productOptions", "variants"}
    _refuse_unknown("ProductSetInput", given, frozenset(known))
    if args.get("identifier") or not args.get("synchronous", True):
        raise FieldError(
            "The development store executes productSet for new products, at once.", "NOT_EXECUTED"
        )
    if not given.get("title"):
        error = UserError(["input", "title"], "Title can't be blank", "BLANK")
        return {"product": None, "userErrors": [error]}
    with store.transaction():
        now = store.clock.now()
        product = Product(
            id=store.next_id("Product"),
            title=given["title"],
            handle=given.get("handle") or "-".join(given["title"].lower().split()),
            created_at=now,
            updated_at=now,
            status=given.get("status") or "ACTIVE",
            vendor=given.get("vendor") or "",
            product_type=given.get("productType") or "",
            tags=list(given.get("tags") or ()),
        )
        store.save(product)
        for position, variant in enumerate(given.get("variants") or [{}], start=1):
            _add_variant(context, product, variant, position)
        shown = [(one, 0) for one in store.variants_of_product(product.id)]
        store.emit("products/create", payloads.product(product, shown))
    return {"product": product, "productSetOperation": None, "userErrors": []}


def _add_variant(context: Context, product: Product, given: Args, position: int) -> None:
    store, now = context.store, product.created_at
    known = _VARIANT_FIELDS | {"sku", "position", "inventoryQuantities"}
    _refuse_unknown("ProductVariantSetInput", given, known - {"id"})
    details = given.get("inventoryItem") or {}
    _refuse_unknown("InventoryItemInput", details, _ITEM_FIELDS)
    item = InventoryItem(store.next_id("InventoryItem"), given.get("sku") or "", now, now)
    _write_item(item, details)
    options = given.get("optionValues") or []
    variant = Variant(
        id=store.next_id("ProductVariant"),
        product_id=product.id,
        inventory_item_id=item.id,
        title=" / ".join(str(one.get("name")) for one in options) or "Default Title",
        sku=item.sku,
        price=Decimal(str(given.get("price") or 0)),
        created_at=now,
        updated_at=now,
        barcode=given.get("barcode"),
        position=position,
    )
    store.save(item)
    store.save(variant)
    store.emit("inventory_items/create", payloads.inventory_item(item))
    for row in given.get("inventoryQuantities") or ():
        location_id = number_of(row["locationId"], "Location")
        if location_id not in store.locations or row["name"] not in ("available", "on_hand"):
            raise FieldError(
                "Opening quantities are `available` or `on_hand` at a known location.", "INVALID"
            )
        level = Level(
            store.next_id("InventoryLevel"), item.id, location_id, dict.fromkeys(NAMES, 0), now, now
        )
        store.save(level)
        store.change(level.key, {"available": row["quantity"]}, "opening", actor=context.actor)


def _product_delete(_source: Any, args: Args, context: Context) -> Payload:
    product = context.store.products.get(number_of(args["input"]["id"], "Product") or 0)
    if product is None:
        return {"deletedProductId": None, "userErrors": [UserError(["id"], "Product does not exist")]}
    context.store.delete_product(product)
    return {"deletedProductId": args["input"]["id"], "userErrors": []}


def _location_add(_source: Any, args: Args, context: Context) -> Payload:
    given, store = args["input"], context.store
    if any(one.name == given["name"] for one in store.locations.values()):
        error = UserError(["input", "name"], "You already have a location with this name", "TAKEN")
        return {"location": None, "userErrors": [error]}
    with store.transaction():
        now = store.clock.now()
        location = Location(
            id=store.next_id("Location"),
            name=given["name"],
            created_at=now,
            updated_at=now,
            city=given["address"].get("city") or "",
            country_code=given["address"]["countryCode"],
            fulfills_online_orders=given.get("fulfillsOnlineOrders", True),
        )
        store.save(location)
        store.emit("locations/create", payloads.location(location))
    return {"location": location, "userErrors": []}


def _order_create(_source: Any, args: Args, context: Context) -> Payload:
    """Lines of variants and quantities; stock moves as for any order."""
    rows = args["order"].get("lineItems") or []
    wanted = [
        Wanted(number_of(one.get("variantId") or "", "ProductVariant") or 0, one["quantity"]) for one in rows
    ]
    try:
        order = place_order(context.store, wanted, source_name="api")
    except OrderRefused as refusal:
        return {"order": None, "userErrors": [UserError(["order", "lineItems"], str(refusal), "INVALID")]}
    return {"order": order, "userErrors": []}


MUTATIONS: dict[str, Resolver] = {
    "productVariantsBulkUpdate": _variants_bulk_update,
    "productSet": _product_set,
    "productDelete": _product_delete,
    "locationAdd": _location_add,
    "orderCreate": _order_create,
}
