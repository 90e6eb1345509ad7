"""Months over HTTP: their equation, their journal, closing and opening them again."""

import calendar
import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import bill_queries, journal, months, reading
from inventorysync.costing.actions import closing
from inventorysync.costing.asking import answer_standing, find_rules
from inventorysync.costing.month_schemas import (
    CorrectedItemOut,
    MonthLine,
    MonthList,
    MonthOut,
    MonthsTouched,
    MonthSummary,
    NotInvoiced,
    ReceiptNotInvoiced,
    ReopenInput,
)
from inventorysync.kit.gid import gid
from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import plain_text
from inventorysync.periods.queries import Zone, before, get_zone, list_closed, month_of
from inventorysync.shops.access import Admin, Buyer, Owner, ShopConnection, Viewer

router = APIRouter(prefix="/months", tags=["costing"])
MonthText = Annotated[str, Path(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$", description="A month as YYYY-MM")]
MONTHS_SHOWN = 120
CORRECTED_SHOWN = 50
AMOUNT = re.compile(r"-?\d+(\.\d+)?")


@router.get("")
async def list_months(request: Request, viewer: Buyer, connection: ShopConnection) -> MonthList:
    """Months since the first entry, the latest first."""
    zone = await get_zone(connection, viewer.shop_id)
    this = month_of(zone.day_of(_now(request)))
    first = await months.first_month(connection, viewer.shop_id, zone) or this
    closed = await list_closed(connection, viewer.shop_id)
    items: list[MonthSummary] = []
    month = this
    while month >= first and len(items) < MONTHS_SHOWN:
        row = closed.get(month)
        items.append(
            MonthSummary(
                month=f"{month:%Y-%m}",
                state="closed" if row else "running" if month == this else "open",
                closed_at=row.closed_at if row else None,
                closed_by=row.closed_by if row else None,
            )
        )
        month = before(month)
    return MonthList(items=items)


@router.get("/{month}")
async def get_month(
    request: Request, viewer: Buyer, connection: ShopConnection, month: MonthText
) -> MonthOut:
    """What stock was worth at the beginning and the end of a month, and what happened in between.

    A closed month is as it was reported. Whoever works with some locations sees those.
    """
    zone = await get_zone(connection, viewer.shop_id)
    day = _known(request, zone, month)
    found = await months.read_month(connection, viewer.shop_id, zone, day, _now(request))
    corrected = []
    if found.corrections and found.state != "closed":
        corrected = list(
            await months.list_corrections(connection, viewer.shop_id, zone, day, CORRECTED_SHOWN)
        )
    row = (await list_closed(connection, viewer.shop_id)).get(day)
    first = await months.first_month(connection, viewer.shop_id, zone)
    return MonthOut(
        month=month,
        state=found.state,
        currency=zone.currency,
        starts_on=day,
        ends_on=_last_day(day),
        opening=found.opening,
        corrections=_lines(found.corrections),
        corrected_items=[
            CorrectedItemOut(
                inventory_item_id=gid("InventoryItem", each.item_id),
                sku=each.sku,
                title=each.title,
                account=each.account,
                value=each.value,
            )
            for each in corrected
        ],
        lines=_lines(found.lines),
        ending=found.ending,
        not_invoiced=await _not_invoiced(connection, viewer, zone, day),
        closed_at=row.closed_at if row else None,
        closed_by=row.closed_by if row else None,
        can_close=found.state == "open" and first is not None and first <= day,
        standing=await answer_standing(request, connection, viewer.shop_id),
    )


@router.post("/{month}/close")
async def post_close_month(
    request: Request, viewer: Admin, connection: ShopConnection, month: MonthText
) -> MonthsTouched:
    """Close a month, and the open ones before it: its figures stay, and nothing is entered into it."""
    zone = await get_zone(connection, viewer.shop_id)
    day, now = _known(request, zone, month), _now(request)
    closed = await closing.close_month(connection, viewer.shop_id, day, viewer.actor, now)
    return MonthsTouched(months=[f"{each:%Y-%m}" for each in closed])


@router.post("/{month}/reopen")
async def post_reopen_month(
    request: Request, viewer: Owner, connection: ShopConnection, month: MonthText, wanted: ReopenInput
) -> MonthsTouched:
    """Open a month again, with those that were closed after it; for an owner, and noted with the reason."""
    zone = await get_zone(connection, viewer.shop_id)
    day, now = _known(request, zone, month), _now(request)
    opened = await closing.open_month(connection, viewer.shop_id, day, viewer.actor, wanted.reason, now)
    return MonthsTouched(months=[f"{each:%Y-%m}" for each in opened])


@router.get("/{month}/journal", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def get_month_journal(
    request: Request,
    viewer: Admin,
    connection: ShopConnection,
    month: MonthText,
    program: Annotated[journal.Program, Query()] = "xero",
) -> Response:
    """A month as a journal in the columns that Xero or QuickBooks Online import; its lines sum to nothing."""
    zone = await get_zone(connection, viewer.shop_id)
    day = _known(request, zone, month)
    found = await months.read_month(connection, viewer.shop_id, zone, day, _now(request))
    accounts = (await find_rules(connection, viewer.shop_id)).accounts.model_dump()
    digits = (await reading.get_rules(connection, viewer.shop_id)).digits
    lines = journal.journal_of(found, accounts)
    rows = journal.rows_for(program, lines, day, _last_day(day), accounts["tax_rate"], digits)
    piece = io.StringIO(newline="")
    csv.writer(piece).writerows([_cell(value) for value in row] for row in rows)
    headers = {
        "Content-Disposition": f'attachment; filename="journal-{month}-{program}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(piece.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)


async def _not_invoiced(
    connection: AsyncConnection, viewer: Viewer, zone: Zone, month: date
) -> NotInvoiced | None:
    if viewer.locations is not None:
        return None
    last = _last_day(month)
    rows = await bill_queries.list_not_invoiced(connection, viewer.shop_id, last, zone.ends(last))
    return NotInvoiced(
        value=sum((row.value for row in rows), Decimal(0)),
        receipts=[
            ReceiptNotInvoiced(
                id=row.id,
                order_id=row.order_id,
                name=f"PO-{row.order_number} / {row.number}",
                supplier_name=row.supplier_name,
                effective_at=row.effective_at,
                value=row.value,
            )
            for row in rows
        ],
    )


def _cell(value: str) -> str:
    return value if AMOUNT.fullmatch(value) else plain_text(value)


def _lines(lines: Sequence[months.Line]) -> list[MonthLine]:
    return [MonthLine(account=a, units=u, value=v) for a, u, v in lines]


def _known(request: Request, zone: Zone, month: str) -> date:
    day = date.fromisoformat(f"{month}-01")
    if day > zone.day_of(_now(request)):
        raise Invalid.field("month", "lies in the future", "in_the_future")
    return day


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock.now()
    return moment
