"""Lines of an order before they are written: looked up by code or item, pasted, or read from a file."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.kit.spreadsheets import NotASpreadsheet
from inventorysync.purchasing import answers
from inventorysync.purchasing.looking_up import Row, look_up
from inventorysync.purchasing.order_files import BYTES_MAX, ReadFile, TooManyRows, read_order_file
from inventorysync.purchasing.requests import number_in
from inventorysync.purchasing.schemas import Currency, TermsAnswer, TermsInput
from inventorysync.shops.access import Buyer, ShopConnection, Viewer
from inventorysync.suppliers.queries import get_supplier

router = APIRouter(prefix="/suppliers/{supplier_id}", tags=["purchase orders"])
BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
InCurrency = Annotated[Currency | None, Query(description="The order's; the supplier's, if not given")]


class TooLarge(Refusal):
    """The file is larger than an order can be."""

    status = 413
    type = "file-too-large"
    title = "The file is too large"


@router.post("/terms")
async def post_terms(
    viewer: Buyer,
    connection: ShopConnection,
    supplier_id: UUID,
    wanted: TermsInput,
    currency: InCurrency = None,
) -> TermsAnswer:
    """Which items rows mean, and how the supplier sells so many of them. Nothing is changed."""
    rows, problems = [], []
    for place, row in enumerate(wanted.rows):
        if (row.inventory_item_id is None) == (not row.code):
            message = "either this or a code says which item is meant"
            problems.append(FieldProblem(field=f"rows.{place}.inventory_item_id", message=message))
            continue
        item = (
            None
            if row.inventory_item_id is None
            else number_in(f"rows.{place}.inventory_item_id", "InventoryItem", row.inventory_item_id)
        )
        rows.append(Row(row.quantity, item, row.code or None))
    if problems:
        raise Invalid(f"{len(problems)} rows name no item", errors=problems)
    return await _answer(connection, viewer, supplier_id, currency, rows)


@router.post("/order-lines", openapi_extra=BINARY)
async def post_order_lines(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    supplier_id: UUID,
    currency: InCurrency = None,
) -> TermsAnswer:
    """The same for the rows of a CSV or XLSX file: codes and quantities. The body is the file itself."""
    read = await _read(request)
    rows = [Row(line.quantity, None, line.code) for line in read.lines]
    return await _answer(connection, viewer, supplier_id, currency, rows, read.unread)


async def _answer(
    connection: AsyncConnection,
    viewer: Viewer,
    supplier_id: UUID,
    currency: str | None,
    rows: list[Row],
    unread: int = 0,
) -> TermsAnswer:
    supplier = await get_supplier(connection, viewer.shop_id, supplier_id)
    theirs = currency or supplier.currency
    found = await look_up(connection, viewer.shop_id, supplier_id, theirs, rows)
    items = [answers.terms_out(place, each) for place, each in enumerate(found)]
    return TermsAnswer(currency=theirs, items=items, unread=unread)


async def _read(request: Request) -> ReadFile:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > BYTES_MAX:
            raise TooLarge(f"files of up to {BYTES_MAX // 1024**2} MB are read: split it")
    try:
        return await asyncio.to_thread(_read_bytes, bytes(content))
    except (NotASpreadsheet, TooManyRows) as error:
        raise Invalid.field("file", str(error), "unreadable") from error


def _read_bytes(content: bytes) -> ReadFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "order")
        path.write_bytes(content)
        return read_order_file(path)
