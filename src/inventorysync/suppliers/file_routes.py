"""Suppliers and what they sell as files: the columns are those that imports of them take."""

from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.kit.money import plain_amount
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Batches, Value, Values
from inventorysync.shops.access import Reader
from inventorysync.shops.file_answers import answer_rows
from inventorysync.suppliers import queries

router = APIRouter(tags=["suppliers"])
SUPPLIER_HEADINGS = (
    "Supplier id", "Supplier", "Contact", "Email", "Phone", "Address", "Account number", "Currency",
    "Payment terms", "Lead days", "Minimum order", "Note", "Active",
)  # fmt: skip
ITEM_HEADINGS = (
    "Supplier", "Inventory item id", "SKU", "Barcode", "Product", "Supplier code", "Unit cost", "Currency",
    "Price breaks", "Minimum", "Pack", "Lead days", "Preferred",
)  # fmt: skip
FileFormat = Annotated[Format, Query(alias="format")]


@router.get("/supplier-file", response_class=Response)
async def get_supplier_file(
    request: Request, viewer: Reader, wanted: FileFormat = "csv"
) -> StreamingResponse:
    """Every supplier, also archived ones, as a file that can be edited and imported again."""
    rows = _rows(queries.every_supplier, viewer.shop_id, lambda row: _supplier(row, wanted))
    return await answer_rows(request, viewer, rows, SUPPLIER_HEADINGS, "suppliers", wanted)


@router.get("/supplier-item-file", response_class=Response)
async def get_supplier_item_file(
    request: Request, viewer: Reader, supplier_id: UUID | None = None, wanted: FileFormat = "csv"
) -> StreamingResponse:
    """What all suppliers sell, or one of them, as a file that can be edited and imported again."""

    def every(connection: AsyncConnection, shop_id: int) -> AsyncIterator[Sequence[Any]]:
        return queries.every_item(connection, shop_id, supplier_id)

    rows = _rows(every, viewer.shop_id, lambda row: _item(row, wanted))
    return await answer_rows(request, viewer, rows, ITEM_HEADINGS, "supplier-items", wanted)


def _rows(
    every: Callable[[AsyncConnection, int], AsyncIterator[Sequence[Any]]],
    shop_id: int,
    told: Callable[[Any], Values],
) -> Callable[[AsyncConnection], Batches]:
    async def batches(connection: AsyncConnection) -> Batches:
        async for rows in every(connection, shop_id):
            yield [told(row) for row in rows]

    return batches


def _supplier(row: Any, wanted: Format) -> Values:
    return (
        str(row.supplier_id), row.name, row.contact, row.email, row.phone, row.address, row.account_number,
        row.currency, row.payment_terms, row.lead_days, _amount(row.minimum_order, wanted), row.note,
        "yes" if row.is_active else "no",
    )  # fmt: skip


def _item(row: Any, wanted: Format) -> Values:
    breaks = "; ".join(f"{each['from_units']}: {_clear(each['unit_cost'])}" for each in row.price_breaks)
    title = " · ".join(part for part in (row.title, row.variant_title) if part)
    return (
        row.supplier_name, gid("InventoryItem", row.item_id), row.sku, row.barcode, title, row.code,
        _amount(row.unit_cost, wanted), row.currency, breaks, row.minimum, row.pack, row.lead_days,
        "yes" if row.is_preferred else "no",
    )  # fmt: skip


def _amount(amount: Decimal | None, wanted: Format) -> Value:
    """An amount that is read again as itself: a text in CSV, where 1.234 may be thousands."""
    if amount is None or wanted == "xlsx":
        return amount
    return _clear(plain_amount(amount))


def _clear(digits: str) -> str:
    whole, _, decimals = digits.partition(".")
    return f"{digits}0" if len(decimals) == 3 and len(whole) <= 3 else digits
