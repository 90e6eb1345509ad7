"""Labels over HTTP: formats, PDFs, and codes that several items share."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, StrictInt

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.money import plain_amount
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.labels import queries
from inventorysync.labels.formats import FORMATS, SIZE_MAX_MM, SIZE_MIN_MM, Format, roll
from inventorysync.labels.sheet import Label, refusals, write_pdf
from inventorysync.shops.access import Reader, ShopConnection, Viewer

router = APIRouter(tags=["labels"])
LABELS_MAX = 3_000
ITEMS_MAX = 1_000
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Millimetres = Annotated[float, Field(ge=SIZE_MIN_MM, le=SIZE_MAX_MM)]
Extra = Literal["sku", "price", "variant"]


class LabelFormat(BaseModel):
    """A sheet or a roll."""

    name: str
    title: str
    width_mm: float
    height_mm: float
    per_page: int


class LabelFormats(BaseModel):
    """All formats; any other size can be given in millimetres."""

    items: list[LabelFormat]


class LabelLine(BaseModel, extra="forbid"):
    """An item and how many labels of it."""

    inventory_item_id: str
    copies: Annotated[StrictInt, Field(ge=1, le=LABELS_MAX)] = 1


class OwnSize(BaseModel, extra="forbid"):
    """A roll of another size."""

    width_mm: Millimetres
    height_mm: Millimetres


class LabelsInput(BaseModel, extra="forbid"):
    """Which labels, on what, and drawn how."""

    lines: Annotated[list[LabelLine], Field(min_length=1, max_length=ITEMS_MAX)]
    format: Annotated[str, Field(max_length=40)] = "a4_21"
    size: OwnSize | None = Field(default=None, description="A roll of another size than any format")
    symbology: Literal["auto", "ean", "code128", "qr"] = "auto"
    extras: Annotated[list[Extra], Field(max_length=3)] = []
    first_position: Annotated[StrictInt, Field(ge=0, lt=200)] = Field(
        default=0, description="Where on the first sheet the labels begin: used ones are gone"
    )


class ItemOfCode(BaseModel):
    """One of the items that share a code."""

    inventory_item_id: str
    sku: str
    title: str


class SharedCode(BaseModel):
    """A code that does not say which item is meant."""

    code: str
    items: list[ItemOfCode]


class SharedCodes(BaseModel):
    """Codes that several items share, and how many items have none."""

    items: list[SharedCode]
    next: str | None
    items_in_all: int
    without_barcode: int
    without_sku: int


@router.get("/label-formats")
async def list_formats(_viewer: Reader) -> LabelFormats:
    """Sheets and rolls that labels can be printed on."""
    found = [
        LabelFormat(
            name=each.name,
            title=each.title,
            width_mm=each.label[0],
            height_mm=each.label[1],
            per_page=each.per_page,
        )
        for each in FORMATS.values()
    ]
    return LabelFormats(items=found)


@router.post("/labels", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
async def post_labels(viewer: Reader, connection: ShopConnection, wanted: LabelsInput) -> Response:
    """Labels as a PDF. Nothing is changed; a label that could not be scanned is refused by name."""
    format_ = _format_of(wanted)
    labels = await _labels_of(connection, viewer, wanted)
    refused = await asyncio.to_thread(refusals, labels, format_, wanted.symbology)
    if refused:
        problems = [
            FieldProblem(field=f"lines.{each.index}", message=each.message, code="cannot_be_scanned")
            for each in refused
        ]
        raise Invalid(f"{len(refused)} of {len(labels)} labels cannot be printed", errors=problems)
    content = await asyncio.to_thread(write_pdf, labels, format_, wanted.symbology, wanted.first_position)
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/shared-codes")
async def list_shared_codes(
    viewer: Reader,
    connection: ShopConnection,
    of: Literal["barcode", "sku"] = "barcode",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SharedCodes:
    """Barcodes or SKUs that several items share: scanning one does not say which is meant."""
    after = read_cursor(cursor, of, (str,))
    rows = await queries.list_doubles(connection, viewer.shop_id, of, after[0] if after else "", limit + 1)
    total, without_barcode, without_sku = await queries.count_codes(connection, viewer.shop_id)
    return SharedCodes(
        items=[_shared(*row) for row in rows[:limit]],
        next=write_cursor(of, (rows[limit - 1][0],)) if len(rows) > limit else None,
        items_in_all=total,
        without_barcode=without_barcode,
        without_sku=without_sku,
    )


def _shared(code: str, items: list[int], skus: list[str], titles: list[str]) -> SharedCode:
    found = [
        ItemOfCode(inventory_item_id=gid("InventoryItem", item), sku=sku, title=title)
        for item, sku, title in zip(items, skus, titles, strict=True)
    ]
    return SharedCode(code=code, items=found)


def _format_of(wanted: LabelsInput) -> Format:
    if wanted.size is not None:
        format_ = roll("own", "", wanted.size.width_mm, wanted.size.height_mm)
    elif wanted.format in FORMATS:
        format_ = FORMATS[wanted.format]
    else:
        raise Invalid.field("format", f"is none of {', '.join(FORMATS)}", "unknown")
    if wanted.first_position >= format_.per_page:
        raise Invalid.field("first_position", f"a page has {format_.per_page} labels", "too_large")
    if (copies := sum(line.copies for line in wanted.lines)) > LABELS_MAX:
        raise Invalid.field(
            "lines", f"are {copies:,} labels, and at most {LABELS_MAX:,} are made", "too_many"
        )
    return format_


async def _labels_of(connection: ShopConnection, viewer: Viewer, wanted: LabelsInput) -> list[Label]:
    numbers = [_number(f"lines.{at}", line) for at, line in enumerate(wanted.lines)]
    found = await queries.items_of(connection, viewer.shop_id, numbers)
    problems = [
        FieldProblem(field=f"lines.{at}.inventory_item_id", message="is no item of this shop", code="unknown")
        for at, number in enumerate(numbers)
        if number not in found
    ]
    if problems:
        raise Invalid(f"{len(problems)} of the lines name no item", errors=problems)
    return [
        _label_of(found[number], line.copies, wanted.extras, viewer.currency)
        for number, line in zip(numbers, wanted.lines, strict=True)
    ]


def _label_of(item: Any, copies: int, extras: list[Extra], currency: str) -> Label:
    code = item.barcode or item.sku
    price = f"{plain_amount(item.price)} {currency}" if item.price is not None else ""
    said = {"sku": item.sku if item.sku != code else "", "price": price, "variant": item.variant_title}
    return Label(code, item.title, tuple(said[extra] for extra in extras if said[extra]), copies)


def _number(field: str, line: LabelLine) -> int:
    try:
        return number_of("InventoryItem", line.inventory_item_id)
    except NotAGid as error:
        raise Invalid.field(f"{field}.inventory_item_id", str(error)) from error
