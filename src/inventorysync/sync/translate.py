"""Shopify's products, variants and locations in the catalogue's and locations' own words."""

from inventorysync.catalog.actions import ProductRow, VariantRow
from inventorysync.kit.gid import number_of
from inventorysync.locations.actions import LocationRow
from inventorysync.shopify import catalogue
from inventorysync.shopify.generated import bulk_catalogue


def product_row(product: catalogue.Product | bulk_catalogue.Product) -> ProductRow:
    """A product as the catalogue keeps it."""
    return ProductRow(
        product_id=number_of("Product", product.id),
        title=product.title,
        handle=product.handle,
        status=product.status,
        vendor=product.vendor,
        product_type=product.product_type,
        tags=list(product.tags),
        updated_at=product.updated_at,
    )


def variant_row(variant: catalogue.Variant | bulk_catalogue.ProductVariant, product_id: int) -> VariantRow:
    """A variant and its item as the catalogue keeps them."""
    item = variant.inventory_item
    return VariantRow(
        variant_id=number_of("ProductVariant", variant.id),
        product_id=product_id,
        item_id=number_of("InventoryItem", item.id),
        title=variant.title,
        sku=item.sku or variant.sku or "",
        barcode=variant.barcode or "",
        price=variant.price,
        tracked=item.tracked,
        requires_shipping=item.requires_shipping,
        unit_cost=item.unit_cost.amount if item.unit_cost else None,
        updated_at=variant.updated_at,
    )


def location_row(location: catalogue.Location) -> LocationRow:
    """A location as we keep it."""
    return LocationRow(
        location_id=number_of("Location", location.id),
        name=location.name,
        is_active=location.is_active,
        fulfills_online_orders=location.fulfills_online_orders,
        city=location.address.city or "",
        country_code=location.address.country_code or "",
        updated_at=location.updated_at,
    )
