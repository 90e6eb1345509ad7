"""Reading the shop, its locations and its products."""

from collections.abc import Sequence
from dataclasses import dataclass

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.generated import (
    locations_page,
    product_variants_page,
    products_by_ids,
    shop_and_installation,
)

PAGE = 250
PRODUCTS_MAX = 25  # a product carries up to 250 variants in one answer

Product = products_by_ids.Product
Variant = products_by_ids.ProductVariant
Location = locations_page.Location


@dataclass(frozen=True)
class ShopDetails:
    """What the shop says of itself and of our installation."""

    gid: str
    domain: str
    name: str
    currency: str
    time_zone: str
    plan: str
    scopes: tuple[str, ...]


async def read_shop(client: AdminClient, access: ShopAccess) -> ShopDetails:
    """The shop's identity, currency, time zone, plan and the scopes it has granted."""
    variables = shop_and_installation.Variables()
    data = await client.execute(
        access,
        shop_and_installation.OPERATION,
        variables,
        priority=Priority.INTERACTIVE,
    )
    return ShopDetails(
        gid=data.shop.id,
        domain=data.shop.myshopify_domain,
        name=data.shop.name,
        currency=data.shop.currency_code,
        time_zone=data.shop.iana_timezone,
        plan=data.shop.plan.public_display_name,
        scopes=tuple(sorted(scope.handle for scope in data.current_app_installation.access_scopes)),
    )


async def read_locations(client: AdminClient, access: ShopAccess) -> list[Location]:
    """All locations, also inactive ones and those of fulfilment services."""
    found: list[Location] = []
    after: str | None = None
    while True:
        variables = locations_page.Variables(first=PAGE, after=after)
        data = await client.execute(access, locations_page.OPERATION, variables)
        found.extend(data.locations.nodes)
        after = data.locations.page_info.end_cursor
        if not data.locations.page_info.has_next_page or after is None:
            return found


async def read_products(
    client: AdminClient,
    access: ShopAccess,
    product_gids: Sequence[str],
    *,
    priority: Priority = Priority.BULK,
) -> list[Product | None]:
    """Products with all their variants in the order asked for, None where there is no such product."""
    found: list[Product | None] = []
    for start in range(0, len(product_gids), PRODUCTS_MAX):
        variables = products_by_ids.Variables(ids=list(product_gids[start : start + PRODUCTS_MAX]))
        data = await client.execute(access, products_by_ids.OPERATION, variables, priority=priority)
        found.extend(data.nodes)
    for product in found:
        if product is not None and product.variants.page_info.has_next_page:
            await _read_further_variants(client, access, product, priority)
    return found


async def _read_further_variants(
    client: AdminClient,
    access: ShopAccess,
    product: Product,
    priority: Priority,
) -> None:
    """Append the variants behind the first page to the product's own list."""
    after = product.variants.page_info.end_cursor
    while after:
        variables = product_variants_page.Variables(product_id=product.id, first=PAGE, after=after)
        data = await client.execute(access, product_variants_page.OPERATION, variables, priority=priority)
        if data.product is None:
            return
        page = data.product.variants
        product.variants.nodes.extend(_as_of_products(variant) for variant in page.nodes)
        after = page.page_info.end_cursor if page.page_info.has_next_page else None


def _as_of_products(variant: product_variants_page.ProductVariant) -> Variant:
    item = variant.inventory_item
    cost = item.unit_cost
    return products_by_ids.ProductVariant(
        id=variant.id,
        title=variant.title,
        sku=variant.sku,
        barcode=variant.barcode,
        price=variant.price,
        updated_at=variant.updated_at,
        inventory_item=products_by_ids.InventoryItem(
            id=item.id,
            sku=item.sku,
            tracked=item.tracked,
            requires_shipping=item.requires_shipping,
            updated_at=item.updated_at,
            unit_cost=products_by_ids.MoneyV2(amount=cost.amount, currency_code=cost.currency_code)
            if cost
            else None,
        ),
    )
