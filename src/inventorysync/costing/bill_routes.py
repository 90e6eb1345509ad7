"""Bills over HTTP: entered, corrected, cancelled, and what they changed. For people of all locations."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import bill_queries, reading
from inventorysync.costing.actions import billing
from inventorysync.costing.actions.billing import Measure, WantedBill
from inventorysync.costing.actions.recosting import amount_of
from inventorysync.costing.actions.ruling import Who
from inventorysync.costing.asking import answer_standing
from inventorysync.costing.bill_schemas import (
    BillEdit,
    BillInput,
    BillLineOut,
    BillOut,
    BillPage,
    BillPreview,
    BillSummary,
    ChangeOut,
    ChangePage,
    ChangeSum,
    PreviewShare,
    ReceiptList,
    ReceiptOut,
    ShareOut,
    VersionInput,
)
from inventorysync.costing.bills import BillLine
from inventorysync.costing.events import ON_THE_WAY
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.periods.queries import get_zone
from inventorysync.shops.access import ShopBuyer, ShopConnection, Viewer

router = APIRouter(prefix="/bills", tags=["costing"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
SHARES_SHOWN = 500
SKIP_MAX = 1_000_000


@router.get("")
async def list_bills(
    viewer: ShopBuyer,
    connection: ShopConnection,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> BillPage:
    """Bills by their day, the latest first."""
    after = read_cursor(cursor, "day", (date, UUID))
    rows = await bill_queries.list_bills(
        connection,
        viewer.shop_id,
        search=search.strip(),
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return BillPage(
        items=[BillSummary(**_summary(row)) for row in rows[:limit]],
        next=write_cursor("day", (last.billed_on, last.bill_id)) if last else None,
    )


@router.get("/receipts")
async def list_billable_receipts(
    viewer: ShopBuyer,
    connection: ShopConnection,
    search: Search = "",
    order_id: UUID | None = None,
    limit: Limit = LIMIT_DEFAULT,
) -> ReceiptList:
    """Receipts that a bill may be about, the latest first."""
    rows = await bill_queries.choose_receipts(
        connection, viewer.shop_id, search=search.strip(), order_id=order_id, limit=limit
    )
    return ReceiptList(items=[_receipt(row) for row in rows])


@router.post("/preview")
async def preview_bill(viewer: ShopBuyer, connection: ShopConnection, wanted: BillInput) -> BillPreview:
    """What a bill would add to what its receipts cost, line by line; weights and volumes given are kept."""
    shares = await billing.preview_bill(connection, viewer.shop_id, _wanted(wanted))
    rules = await reading.get_rules(connection, viewer.shop_id)
    return BillPreview(
        currency=rules.currency,
        added=amount_of(sum(share.amount for share in shares), rules),
        shares=[
            PreviewShare(
                line=share.place, receipt_line_id=share.line_id, amount=amount_of(share.amount, rules)
            )
            for share in shares
        ],
    )


@router.post("", status_code=201)
async def post_bill(
    request: Request, viewer: ShopBuyer, connection: ShopConnection, wanted: BillInput
) -> BillOut:
    """Enter a bill; what its receipts cost is computed anew from their layers forward."""
    who = _who(request, viewer)
    bill_id = await billing.enter_bill(connection, viewer.shop_id, _wanted(wanted), who)
    await answer_standing(request, connection, viewer.shop_id)
    return await _one(connection, viewer, bill_id)


@router.get("/{bill_id}")
async def get_bill(viewer: ShopBuyer, connection: ShopConnection, bill_id: UUID) -> BillOut:
    """A bill, what it adds to which goods, and what that changed."""
    return await _one(connection, viewer, bill_id)


@router.put("/{bill_id}")
async def put_bill(
    request: Request, viewer: ShopBuyer, connection: ShopConnection, bill_id: UUID, wanted: BillEdit
) -> BillOut:
    """Have a bill say this; it counts as if it had always said so."""
    who = _who(request, viewer)
    await billing.correct_bill(connection, viewer.shop_id, bill_id, wanted.version, _wanted(wanted), who)
    await answer_standing(request, connection, viewer.shop_id)
    return await _one(connection, viewer, bill_id)


@router.post("/{bill_id}/cancel")
async def post_cancel_bill(
    request: Request, viewer: ShopBuyer, connection: ShopConnection, bill_id: UUID, wanted: VersionInput
) -> BillOut:
    """Have a bill count no more."""
    who = _who(request, viewer)
    await billing.cancel_bill(connection, viewer.shop_id, bill_id, wanted.version, who)
    await answer_standing(request, connection, viewer.shop_id)
    return await _one(connection, viewer, bill_id)


@router.get("/{bill_id}/changes")
async def list_bill_changes(
    viewer: ShopBuyer,
    connection: ShopConnection,
    bill_id: UUID,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ChangePage:
    """What the bill changed of what stock and sales had cost, entry by entry."""
    await bill_queries.get_bill(connection, viewer.shop_id, bill_id)
    place = read_cursor(cursor, "changes", (int,))
    skip = place[0] if place else 0
    if not 0 <= skip <= SKIP_MAX:
        raise Invalid.field("cursor", "is not a cursor of this list")
    rows = await bill_queries.list_changes(connection, viewer.shop_id, bill_id, skip=skip, limit=limit + 1)
    return ChangePage(
        items=[
            ChangeOut(
                version=row.version,
                inventory_item_id=gid("InventoryItem", row.item_id),
                sku=row.sku,
                title=row.title,
                at=row.at,
                location_id=None if row.location_id == ON_THE_WAY else gid("Location", row.location_id),
                location_name=row.location_name,
                kind=row.kind,
                account=row.account,
                document_label=row.document_label,
                before=row.value_before,
                after=row.value_after,
            )
            for row in rows[:limit]
        ],
        next=write_cursor("changes", (skip + limit,)) if len(rows) > limit else None,
    )


async def _one(connection: AsyncConnection, viewer: Viewer, bill_id: UUID) -> BillOut:
    shop = viewer.shop_id
    row = await bill_queries.get_bill(connection, shop, bill_id)
    lines = await bill_queries.list_lines(connection, shop, bill_id)
    shares = await bill_queries.list_shares(connection, shop, bill_id, SHARES_SHOWN)
    changes = await bill_queries.sum_changes(connection, shop, bill_id)
    return BillOut(
        **_summary(row),
        rate=row.rate,
        note=row.note,
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        lines=[BillLineOut(**line._asdict()) for line in lines],
        about=[_receipt(each) for each in await bill_queries.list_receipts_of(connection, shop, bill_id)],
        shares=[
            ShareOut(
                line=share.place,
                kind=lines[share.place].kind,
                inventory_item_id=gid("InventoryItem", share.item_id),
                sku=share.sku,
                title=share.title,
                receipt=_name(share),
                location_name=share.location_name,
                units=share.quantity,
                amount=share.amount,
            )
            for share in shares
        ],
        changes=[ChangeSum(**each._asdict()) for each in changes],
        is_costed=not await bill_queries.waits_for_costs(connection, shop, bill_id),
        shop_currency=(await get_zone(connection, shop)).currency,
    )


def _summary(row: Any) -> dict[str, Any]:
    names = ("supplier_id", "sender", "reference", "billed_on", "currency", "total", "receipts", "state")
    return {"id": row.bill_id, **{name: getattr(row, name) for name in names}}


def _receipt(row: Any) -> ReceiptOut:
    return ReceiptOut(
        id=row.id,
        order_id=row.order_id,
        name=_name(row),
        supplier_id=row.supplier_id,
        supplier_name=row.supplier_name,
        effective_at=row.effective_at,
        locations=row.places or "",
        currency=row.currency,
        rate=row.rate,
        value=row.value or Decimal(0),
        units=row.units or 0,
        has_bill=row.has_bill,
    )


def _name(row: Any) -> str:
    return f"PO-{row.order_number} / {row.number}"


def _wanted(given: BillInput) -> WantedBill:
    return WantedBill(
        given.supplier_id,
        given.sender,
        given.reference,
        given.billed_on,
        given.currency,
        given.rate,
        given.note,
        [BillLine(line.kind, line.says, line.amount, line.spread_by) for line in given.lines],
        given.receipts,
        [
            Measure(_item(place, each.inventory_item_id), each.weight, each.volume)
            for place, each in enumerate(given.measures)
        ],
    )


def _item(place: int, given: str) -> int:
    try:
        return number_of("InventoryItem", given)
    except NotAGid as error:
        raise Invalid.field(f"measures.{place}.inventory_item_id", str(error)) from error


def _who(request: Request, viewer: Viewer) -> Who:
    return Who(viewer.actor, request.app.state.clock.now())
