"""Reading suppliers, what they sell, and for how much they did."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound

FIELDS = (
    "name", "contact", "email", "phone", "address", "account_number", "currency", "payment_terms", "note",
    "lead_days", "minimum_order", "closures", "is_active",
)  # fmt: skip
ROWS_AT_ONCE = 1_000
_COUNT = """
    (SELECT count(*) FROM supplier_item n WHERE n.shop_id = :shop AND n.supplier_id = s.supplier_id)
"""
_LIST = text(f"""
    SELECT s.supplier_id, s.name, s.contact, s.email, s.currency, s.lead_days, s.is_active, {_COUNT},
           lower(s.name)
    FROM supplier s
    WHERE s.shop_id = :shop AND (CAST(:active AS boolean) IS NULL OR s.is_active = :active)
      AND (CAST(:search AS text) = ''
           OR position(lower(:search) IN lower(s.name || ' ' || s.contact || ' ' || s.email)) > 0)
      AND (CAST(:after_name AS text) IS NULL
           OR (lower(s.name), s.supplier_id) > (CAST(:after_name AS text), CAST(:after_id AS uuid)))
    ORDER BY lower(s.name), s.supplier_id LIMIT :limit
""")
_ONE = text(f"""
    SELECT s.supplier_id, {", ".join(f"s.{name}" for name in FIELDS)}, {_COUNT}, s.version, s.created_by,
           s.created_at
    FROM supplier s WHERE s.shop_id = :shop AND s.supplier_id = :id
""")
_ITEM = """
    SELECT n.supplier_id, s.name, n.item_id, coalesce(i.sku, ''), coalesce(i.barcode, ''),
           coalesce(i.title, ''), coalesce(i.variant_title, ''), n.code, n.unit_cost, n.currency,
           n.price_breaks, n.minimum, n.pack, n.lead_days, s.lead_days, n.is_preferred, n.changed_at
    FROM supplier_item n
    JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = n.supplier_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    WHERE n.shop_id = :shop
"""
_FOUND = text("""
    SELECT count(*) FROM supplier WHERE shop_id = :shop AND supplier_id = ANY(CAST(:ids AS uuid[]))
""")
_ITEMS = text(f"""
    {_ITEM} AND n.supplier_id = :id
      AND (CAST(:search AS text) = '' OR position(lower(:search) IN lower(
             n.code || ' ' || coalesce(i.sku, '') || ' ' || coalesce(i.barcode, '') || ' '
             || coalesce(i.title, '') || ' ' || coalesce(i.variant_title, ''))) > 0)
      AND (CAST(:after_title AS text) IS NULL
           OR (coalesce(i.title, ''), n.item_id) > (CAST(:after_title AS text), CAST(:after_item AS bigint)))
    ORDER BY coalesce(i.title, ''), n.item_id LIMIT :limit
""")
_OF_ITEM = text(f"""
    {_ITEM} AND n.item_id = :item ORDER BY n.is_preferred DESC, lower(s.name), n.supplier_id
""")
_EVERY = text(f"""
    SELECT supplier_id, {", ".join(FIELDS)} FROM supplier WHERE shop_id = :shop
    ORDER BY lower(name), supplier_id
""")
_EVERY_ITEM = text(f"""
    {_ITEM} AND (CAST(:id AS uuid) IS NULL OR n.supplier_id = :id)
    ORDER BY lower(s.name), n.supplier_id, coalesce(i.title, ''), n.item_id
""")
_IS_ITEM = text("SELECT 1 FROM inventory_item WHERE shop_id = :shop AND item_id = :item")
_PRICES = text("""
    SELECT price_id, unit_cost, currency, price_breaks, noted_at, noted_by FROM supplier_price
    WHERE shop_id = :shop AND supplier_id = :id AND item_id = :item
      AND (CAST(:before AS bigint) IS NULL OR price_id < :before)
    ORDER BY price_id DESC LIMIT :limit
""")


class SupplierRow(NamedTuple):
    """A supplier in a list; `order` is the name it is ordered by."""

    supplier_id: UUID
    name: str
    contact: str
    email: str
    currency: str
    lead_days: int | None
    is_active: bool
    items: int
    order: str


class ItemRow(NamedTuple):
    """An item as a supplier sells it."""

    supplier_id: UUID
    supplier_name: str
    item_id: int
    sku: str
    barcode: str
    title: str
    variant_title: str
    code: str
    unit_cost: Decimal | None
    currency: str
    price_breaks: list[dict[str, Any]]
    minimum: int
    pack: int
    lead_days: int | None
    supplier_lead_days: int | None
    is_preferred: bool
    changed_at: datetime


class PriceRow(NamedTuple):
    """A price and since when it is valid."""

    price_id: int
    unit_cost: Decimal | None
    currency: str
    price_breaks: list[dict[str, Any]]
    noted_at: datetime
    noted_by: str


async def list_suppliers(
    connection: AsyncConnection,
    shop_id: int,
    *,
    is_active: bool | None,
    search: str,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[SupplierRow]:
    """Suppliers by name."""
    name, supplier_id = after or (None, None)
    arguments = {"shop": shop_id, "active": is_active, "search": search, "limit": limit}
    rows = await connection.execute(_LIST, {**arguments, "after_name": name, "after_id": supplier_id})
    return [SupplierRow._make(row) for row in rows]


async def get_supplier(connection: AsyncConnection, shop_id: int, supplier_id: UUID) -> Any:
    """A supplier with FIELDS, items, version, created_by and created_at; raises NotFound."""
    row = (await connection.execute(_ONE, {"shop": shop_id, "id": supplier_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such supplier in this shop")
    return row


async def require_suppliers(connection: AsyncConnection, shop_id: int, suppliers: Sequence[UUID]) -> None:
    """Raises NotFound where one of these is no supplier of the shop."""
    found = await connection.scalar(_FOUND, {"shop": shop_id, "ids": list(suppliers)})
    if found != len(set(suppliers)):
        raise NotFound("there is no such supplier in this shop")


async def list_items(
    connection: AsyncConnection,
    shop_id: int,
    supplier_id: UUID,
    *,
    search: str,
    after: tuple[str, int] | None,
    limit: int,
) -> list[ItemRow]:
    """What a supplier sells, by title."""
    title, item = after or (None, None)
    arguments = {"shop": shop_id, "id": supplier_id, "search": search, "limit": limit}
    rows = await connection.execute(_ITEMS, {**arguments, "after_title": title, "after_item": item})
    return [ItemRow._make(row) for row in rows]


async def list_suppliers_of(connection: AsyncConnection, shop_id: int, item_id: int) -> list[ItemRow]:
    """Who sells an item, the preferred one first; raises NotFound for an item that is none of the shop's."""
    if await connection.scalar(_IS_ITEM, {"shop": shop_id, "item": item_id}) is None:
        raise NotFound("there is no such item in this shop")
    rows = await connection.execute(_OF_ITEM, {"shop": shop_id, "item": item_id})
    return [ItemRow._make(row) for row in rows]


async def list_prices(
    connection: AsyncConnection,
    shop_id: int,
    supplier_id: UUID,
    item_id: int,
    *,
    before: int | None,
    limit: int,
) -> Sequence[PriceRow]:
    """What an item has cost at a supplier, newest first."""
    scope = {"shop": shop_id, "id": supplier_id, "item": item_id}
    rows = await connection.execute(_PRICES, {**scope, "before": before, "limit": limit})
    return [PriceRow._make(row) for row in rows]


async def every_supplier(connection: AsyncConnection, shop_id: int) -> AsyncIterator[Sequence[Any]]:
    """All suppliers by name, FIELDS and id, some at a time."""
    result = await connection.stream(_EVERY, {"shop": shop_id})
    async for rows in result.partitions(ROWS_AT_ONCE):
        yield rows


async def every_item(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID | None
) -> AsyncIterator[Sequence[Any]]:
    """What all suppliers sell, or one of them, as ItemRow has it, some at a time."""
    result = await connection.stream(_EVERY_ITEM, {"shop": shop_id, "id": supplier_id})
    async for rows in result.partitions(ROWS_AT_ONCE):
        yield [ItemRow._make(row) for row in rows]
