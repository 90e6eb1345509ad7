"""Products, and a product's levels with an edit for each."""

from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from devstore.admin.html import Html, badge, call_form, field, join, link, page, pages, table, tag, void
from devstore.orders import available_of_variant
from devstore.state import Level, Product, Store, Variant

PER_PAGE = 50
SHOWN_NAMES = ("committed", "reserved", "damaged", "safety_stock", "quality_control", "on_hand", "incoming")


def list_page(store: Store, shop: str, request: Request) -> Response:
    """Products by title, with search over title, SKU and barcode."""
    search = request.query_params.get("search", "").strip()
    found = sorted(_found(store, search.lower()), key=lambda product: (product.title, product.id))
    last = max(1, -(-len(found) // PER_PAGE))
    wanted = request.query_params.get("page", "1")
    number = min(max(1, int(wanted) if wanted.isdigit() else 1), last)
    form = tag(
        "form",
        void("input", type="search", name="search", value=search, placeholder="Title, SKU or barcode",
             aria_label="Search products"),
        tag("button", "Search", type="submit"),
        class_="row", role="search",
    )  # fmt: skip
    chosen = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = [_row(store, product) for product in chosen]
    listing = table(
        ["Product", "SKU", "Type", "#Price", "#Available"], rows, empty="No product is like that."
    )
    count = tag("p", f"{len(found):,} products", class_="quiet")
    turn = pages(request.url.path, {"search": search}, number, last)
    return page("Products", request.url.path, shop, form, count, listing, turn)


def _found(store: Store, search: str) -> Iterator[Product]:
    for product in store.products.values():
        variants = store.variants_of_product(product.id)
        if (
            search in product.title.lower()
            or any(search in variant.sku.lower() for variant in variants)
            or any(search == variant.barcode for variant in variants)
        ):
            yield product


def _row(store: Store, product: Product) -> Sequence[object]:
    variants = store.variants_of_product(product.id)
    skus = variants[0].sku if variants else ""
    if len(variants) > 1:
        skus += f" and {len(variants) - 1} more"
    available = sum(available_of_variant(store, variant) for variant in variants)
    prices = sorted({variant.price for variant in variants})
    price = f"£{prices[0]}" + (f" to £{prices[-1]}" if len(prices) > 1 else "") if prices else ""
    return [
        link(f"/store/products/{product.id}", product.title),
        skus,
        product.product_type,
        price,
        available,
    ]


def detail_page(store: Store, shop: str, request: Request) -> Response:
    """A product: its variants, each with its levels."""
    product = store.products.get(request.path_params["number"])
    if product is None:
        return HTMLResponse("There is no such product.", 404)
    facts = " · ".join(filter(None, (product.vendor, product.product_type, product.status.title())))
    sections = join(_variant(store, variant) for variant in store.variants_of_product(product.id))
    back = link("/store/products", "All products", class_="back")
    return page(product.title, request.url.path, shop, back, tag("p", facts, class_="quiet"), sections)


def _variant(store: Store, variant: Variant) -> Html:
    item = store.items[variant.inventory_item_id]
    cost = f"cost £{item.cost}" if item.cost is not None else "cost unknown"
    title = variant.sku if variant.title == "Default Title" else f"{variant.title} · {variant.sku}"
    facts = tag("p", f"£{variant.price} · {cost} · barcode {variant.barcode or 'none'}", class_="quiet")
    rows = [_level(store, variant, level) for level in store.levels_of_item(item.id)]
    heads = ["Location", "Available", *(f"#{name.replace('_', ' ').capitalize()}" for name in SHOWN_NAMES)]
    levels = table(heads, rows, empty="This is stocked nowhere.")
    buy = call_form(
        "/_dev/order",
        void("input", type="hidden", name="sku", value=variant.sku),
        field("Quantity", "quantity", type="number", min=1, value=1, required=True),
        button="Place an order",
        data_done="Ordered",
    )
    return tag("section", tag("h2", title), facts, levels, buy, class_="card")


def _level(store: Store, variant: Variant, level: Level) -> Sequence[object]:
    location = store.locations[level.location_id]
    name = join([location.name, "" if level.is_active else badge("not stocked")])
    edit = call_form(
        "/_dev/edit",
        void("input", type="hidden", name="sku", value=variant.sku),
        void("input", type="hidden", name="location", value=f"gid://shopify/Location/{location.id}"),
        void("input", type="number", name="available", value=level.quantities["available"], required=True,
             aria_label=f"Available at {location.name}"),
        button="Save",
        class_="inline",
        data_done="Saved",
    )  # fmt: skip
    return [name, edit, *(level.quantities[one] for one in SHOWN_NAMES)]
