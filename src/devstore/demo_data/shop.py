"""Puts the demonstration shop together, and grows it by cloning."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from devstore.demo_data.catalogue import STOCK_CODE, barcode_of, make_products
from devstore.demo_data.history import derive_stock
from devstore.demo_data.places import NAMED_LOCATIONS, is_stocked, make_locations
from devstore.demo_data.reading import RawLine, place_in_time_and_space, read_lines, read_products
from devstore.demo_data.records import DemoProduct, DemoShop, DemoVariant, Opening


def make_shop(now: datetime, products: int | None = None, locations: int | None = None) -> DemoShop:
    """The demonstration shop as it stands at `now` (aware).

    `products` counts codes (variants): fewer than the data has takes those sold most often, more adds clones
    with codes and a stock of their own, without a history. `locations` past four are further stores.
    """
    place_count = len(NAMED_LOCATIONS) if locations is None else locations
    rows = read_products()
    codes = {row["sku"] for row in rows if STOCK_CODE.match(row["sku"])}
    raw = read_lines(codes)
    if products is not None and products < len(codes):
        codes = _most_sold(raw, codes, products)
        rows = [row for row in rows if row["sku"] in codes]
        raw = [line for line in raw if line.sku in codes]
    lines = place_in_time_and_space(raw, now, place_count)
    began_at = (lines[0].at if lines else now) - timedelta(days=1)
    demo_products = make_products(rows)
    levels = [
        (variant.sku, place)
        for product in demo_products
        for variant in product.variants
        for place in range(place_count)
        if is_stocked(variant.sku, place)
    ]
    openings, deliveries = derive_stock(lines, began_at, levels)
    clones = list(_clones(demo_products, max(0, (products or 0) - len(codes))))
    openings += _clone_openings(clones, place_count)
    return DemoShop(
        began_at=began_at,
        locations=make_locations(place_count),
        products=(*demo_products, *clones),
        openings=tuple(openings),
        deliveries=tuple(deliveries),
        lines=tuple(lines),
    )


def _most_sold(raw: Sequence[RawLine], codes: set[str], count: int) -> set[str]:
    sold = Counter(line.sku for line in raw)
    return set(sorted(codes, key=lambda sku: (-sold[sku], sku))[:count])


def _clones(products: Sequence[DemoProduct], wanted: int) -> Iterator[DemoProduct]:
    """Copies of the products with the codes `<code>-<turn>`, until `wanted` variants are made."""
    turn = 0
    while wanted > 0:
        turn += 1
        for product in products:
            if wanted <= 0:
                return
            variants = tuple(_clone_variant(v, turn) for v in product.variants[:wanted])
            wanted -= len(variants)
            yield replace(
                product,
                code=f"{product.code}-{turn}",
                title=f"{product.title} No. {turn + 1}",
                variants=variants,
            )


def _clone_variant(variant: DemoVariant, turn: int) -> DemoVariant:
    sku = f"{variant.sku}-{turn}"
    return replace(variant, sku=sku, barcode=barcode_of(sku))


def _clone_openings(clones: Sequence[DemoProduct], places: int) -> list[Opening]:
    return [
        Opening(variant.sku, place, crc32(f"{variant.sku}/{place}".encode()) % 120)
        for product in clones
        for variant in product.variants
        for place in range(places)
    ]
