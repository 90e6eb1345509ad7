"""Taking over products, variants and items as Shopify has them, and forgetting what it deleted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

WORD = re.compile(r"[^\W_]+", re.UNICODE)
WORD_LENGTH_MAX = 40
CODE_TAIL_MIN = 3


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as Shopify has it."""

    product_id: int
    title: str
    handle: str
    status: str
    vendor: str
    product_type: str
    tags: list[str]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant and the item behind it."""

    variant_id: int
    product_id: int
    item_id: int
    title: str
    sku: str
    barcode: str
    price: Decimal
    tracked: bool
    requires_shipping: bool
    unit_cost: Decimal | None
    updated_at: datetime


_PRODUCTS = text("""
    INSERT INTO product (shop_id, product_id, title, handle, status, vendor, product_type, tags, updated_at)
    SELECT CAST(:shop AS int), p.id, p.title, p.handle, p.status, p.vendor, p.product_type,
           CASE WHEN p.tags = '' THEN '{}'::text[] ELSE string_to_array(p.tags, chr(31)) END, p.updated_at
    FROM unnest(CAST(:ids AS bigint[]), CAST(:titles AS text[]), CAST(:handles AS text[]),
                CAST(:statuses AS text[]), CAST(:vendors AS text[]), CAST(:types AS text[]),
                CAST(:tags AS text[]), CAST(:updated AS timestamptz[]))
      AS p(id, title, handle, status, vendor, product_type, tags, updated_at)
    ORDER BY p.id
    ON CONFLICT (shop_id, product_id) DO UPDATE SET
      title = excluded.title, handle = excluded.handle, status = excluded.status,
      vendor = excluded.vendor, product_type = excluded.product_type, tags = excluded.tags,
      updated_at = excluded.updated_at
    WHERE (product.title, product.handle, product.status, product.vendor, product.product_type, product.tags)
      IS DISTINCT FROM (excluded.title, excluded.handle, excluded.status, excluded.vendor,
                        excluded.product_type, excluded.tags)
""")

_VARIANTS = text("""
    INSERT INTO variant (shop_id, variant_id, product_id, item_id, title, sku, barcode, price, updated_at)
    SELECT CAST(:shop AS int), v.id, v.product_id, v.item_id, v.title, v.sku, v.barcode, v.price, v.updated_at
    FROM unnest(CAST(:ids AS bigint[]), CAST(:products AS bigint[]), CAST(:items AS bigint[]),
                CAST(:titles AS text[]), CAST(:skus AS text[]), CAST(:barcodes AS text[]),
                CAST(:prices AS numeric[]), CAST(:updated AS timestamptz[]))
      AS v(id, product_id, item_id, title, sku, barcode, price, updated_at)
    ORDER BY v.id
    ON CONFLICT (shop_id, variant_id) DO UPDATE SET
      product_id = excluded.product_id, item_id = excluded.item_id, title = excluded.title,
      sku = excluded.sku, barcode = excluded.barcode, price = excluded.price,
      updated_at = excluded.updated_at
    WHERE (variant.product_id, variant.item_id, variant.title, variant.sku, variant.barcode, variant.price)
      IS DISTINCT FROM (excluded.product_id, excluded.item_id, excluded.title, excluded.sku,
                        excluded.barcode, excluded.price)
""")

_ITEMS = text("""
    INSERT INTO inventory_item (shop_id, item_id, product_id, sku, barcode, title, variant_title, vendor,
                                product_type, tags, tracked, requires_shipping, unit_cost, price, updated_at)
    SELECT CAST(:shop AS int), v.item_id, v.product_id, v.sku, v.barcode, coalesce(p.title, ''),
           CASE WHEN v.title = 'Default Title' THEN '' ELSE v.title END, coalesce(p.vendor, ''),
           coalesce(p.product_type, ''), coalesce(p.tags, '{}'),
           v.tracked, v.requires_shipping, v.cost, v.price, v.updated_at
    FROM unnest(CAST(:items AS bigint[]), CAST(:products AS bigint[]), CAST(:titles AS text[]),
                CAST(:skus AS text[]), CAST(:barcodes AS text[]), CAST(:prices AS numeric[]),
                CAST(:tracked AS boolean[]), CAST(:shipping AS boolean[]), CAST(:costs AS numeric[]),
                CAST(:updated AS timestamptz[]))
      AS v(item_id, product_id, title, sku, barcode, price, tracked, requires_shipping, cost, updated_at)
    LEFT JOIN product p ON p.shop_id = :shop AND p.product_id = v.product_id
    ORDER BY v.item_id
    ON CONFLICT (shop_id, item_id) DO UPDATE SET
      product_id = excluded.product_id, sku = excluded.sku, barcode = excluded.barcode,
      title = excluded.title, variant_title = excluded.variant_title, vendor = excluded.vendor,
      product_type = excluded.product_type, tags = excluded.tags, tracked = excluded.tracked,
      requires_shipping = excluded.requires_shipping, unit_cost = excluded.unit_cost,
      price = excluded.price, updated_at = excluded.updated_at, deleted_at = NULL
    WHERE (inventory_item.product_id, inventory_item.sku, inventory_item.barcode, inventory_item.title,
           inventory_item.variant_title, inventory_item.vendor, inventory_item.product_type,
           inventory_item.tags, inventory_item.tracked, inventory_item.unit_cost, inventory_item.price)
      IS DISTINCT FROM (excluded.product_id, excluded.sku, excluded.barcode, excluded.title,
           excluded.variant_title, excluded.vendor, excluded.product_type, excluded.tags, excluded.tracked,
           excluded.unit_cost, excluded.price)
       OR inventory_item.deleted_at IS NOT NULL
    RETURNING item_id, sku, barcode, title, variant_title, vendor, array_to_string(tags, ' ')
""")

_NAME_ITEMS = text("""
    UPDATE inventory_item i
    SET title = p.title, vendor = p.vendor, product_type = p.product_type, tags = p.tags
    FROM product p
    WHERE i.shop_id = :shop AND p.shop_id = :shop AND p.product_id = i.product_id
      AND (i.title, i.vendor, i.product_type, i.tags)
        IS DISTINCT FROM (p.title, p.vendor, p.product_type, p.tags)
    RETURNING i.item_id, i.sku, i.barcode, i.title, i.variant_title, i.vendor, array_to_string(i.tags, ' ')
""")
_FORGET_WORDS = text("""
    DELETE FROM item_word WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_WORDS = text("""
    INSERT INTO item_word (shop_id, word, item_id)
    SELECT CAST(:shop AS int), w.word, w.item_id
    FROM unnest(CAST(:words AS text[]), CAST(:items AS bigint[])) AS w(word, item_id)
    ORDER BY 2, 3
    ON CONFLICT DO NOTHING
""")


async def save_products(connection: AsyncConnection, shop_id: int, products: Sequence[ProductRow]) -> None:
    """Take products over; unchanged ones cost no write."""
    columns: dict[str, Any] = {
        "ids": [p.product_id for p in products],
        "titles": [p.title for p in products],
        "handles": [p.handle for p in products],
        "statuses": [p.status for p in products],
        "vendors": [p.vendor for p in products],
        "types": [p.product_type for p in products],
        "tags": [chr(31).join(p.tags) for p in products],
        "updated": [p.updated_at for p in products],
    }
    await connection.execute(_PRODUCTS, {"shop": shop_id, **columns})


async def save_variants(
    connection: AsyncConnection, shop_id: int, variants: Sequence[VariantRow]
) -> list[int]:
    """Take variants and their items over, with the words items are found by; the items that changed.

    An item whose product is not known yet stays without its name: see name_items.
    """
    columns: dict[str, Any] = {
        "ids": [v.variant_id for v in variants],
        "products": [v.product_id for v in variants],
        "items": [v.item_id for v in variants],
        "titles": [v.title for v in variants],
        "skus": [v.sku for v in variants],
        "barcodes": [v.barcode for v in variants],
        "prices": [v.price for v in variants],
        "updated": [v.updated_at for v in variants],
    }
    await connection.execute(_VARIANTS, {"shop": shop_id, **columns})
    first_of_item = list({v.item_id: v for v in reversed(variants)}.values())
    columns = {
        "items": [v.item_id for v in first_of_item],
        "products": [v.product_id for v in first_of_item],
        "titles": [v.title for v in first_of_item],
        "skus": [v.sku for v in first_of_item],
        "barcodes": [v.barcode for v in first_of_item],
        "prices": [v.price for v in first_of_item],
        "tracked": [v.tracked for v in first_of_item],
        "shipping": [v.requires_shipping for v in first_of_item],
        "costs": [v.unit_cost for v in first_of_item],
        "updated": [v.updated_at for v in first_of_item],
    }
    changed = (await connection.execute(_ITEMS, {"shop": shop_id, **columns})).all()
    await _index_words(connection, shop_id, {row[0]: list(row[1:]) for row in changed})
    return [row[0] for row in changed]


async def name_items(connection: AsyncConnection, shop_id: int) -> int:
    """Give items the names of their products where they differ; how many.

    The rows of a bulk result come in any order, a variant even before its product (PLATFORM.md C.2).
    """
    changed = (await connection.execute(_NAME_ITEMS, {"shop": shop_id})).all()
    await _index_words(connection, shop_id, {row[0]: list(row[1:]) for row in changed})
    return len(changed)


async def _index_words(connection: AsyncConnection, shop_id: int, items: dict[int, list[str]]) -> None:
    if not items:
        return
    await connection.execute(_FORGET_WORDS, {"shop": shop_id, "items": list(items)})
    pairs = [
        (word, item_id)
        for item_id, (sku, barcode, *texts) in items.items()
        for word in words_of(" ".join(texts)) | tails_of(sku) | tails_of(barcode)
    ]
    columns = {"words": [word for word, _ in pairs], "items": [item for _, item in pairs]}
    await connection.execute(_WORDS, {"shop": shop_id, **columns})


def words_of(text_: str) -> set[str]:
    """The words of a text, folded for search."""
    return {word[:WORD_LENGTH_MAX] for word in WORD.findall(text_.casefold())}


def tails_of(code: str) -> set[str]:
    """A code and its ends, so that a part from anywhere in it finds it."""
    folded = "".join(WORD.findall(code.casefold()))[:WORD_LENGTH_MAX]
    starts = range(max(1, len(folded) - CODE_TAIL_MIN + 1))
    return {folded[start:] for start in starts} - {""}


async def forget_products(
    connection: AsyncConnection,
    shop_id: int,
    product_ids: Sequence[int],
    now: datetime,
) -> list[int]:
    """Shopify deleted these products: their variants go, their items are marked; the items' numbers."""
    scope = {"shop": shop_id, "products": list(product_ids)}
    items = await connection.execute(
        text("""
            UPDATE inventory_item SET deleted_at = :now
            WHERE shop_id = :shop AND product_id = ANY(CAST(:products AS bigint[])) AND deleted_at IS NULL
            RETURNING item_id
        """),
        {**scope, "now": now},
    )
    found = list(items.scalars())
    for table in ("variant", "product"):
        await connection.execute(
            text(
                f"DELETE FROM {table} WHERE shop_id = :shop AND product_id = ANY(CAST(:products AS bigint[]))"
            ),
            scope,
        )
    return found


async def forget_item(connection: AsyncConnection, shop_id: int, item_id: int, now: datetime) -> None:
    """Shopify deleted this item; its history stays."""
    scope = {"shop": shop_id, "item": item_id}
    statement = "UPDATE inventory_item SET deleted_at = :now WHERE shop_id = :shop AND item_id = :item"
    await connection.execute(text(statement), {**scope, "now": now})
    await connection.execute(text("DELETE FROM variant WHERE shop_id = :shop AND item_id = :item"), scope)
