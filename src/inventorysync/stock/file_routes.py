"""Movements and change sets as files, over HTTP: CSV and XLSX, written while they are read."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.quantity import QuantityName
from inventorysync.kit.spreadsheets import Format
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.shops.file_answers import answer_rows, check_rows
from inventorysync.shops.queries import get_shop
from inventorysync.stock import change_set_queries, files, queries
from inventorysync.stock.files import Rows, Span
from inventorysync.stock.queries import PartFilter
from inventorysync.stock.schemas import Cause

router = APIRouter(tags=["files"])
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
DAYS_USUAL, DAYS_MAX = 31, 366


class MovementFileQuestion(BaseModel):
    """Which movements a file holds; `from` and `to` are days of the shop's own zone, both included."""

    model_config = ConfigDict(extra="forbid")

    format: Format = "csv"
    location_id: Annotated[str | None, Query(max_length=200)] = None
    name: QuantityName | None = None
    cause: Cause | None = None
    since: date | None = Field(default=None, alias="from", ge=FIRST_DAY, le=LAST_DAY)
    until: date | None = Field(default=None, alias="to", ge=FIRST_DAY, le=LAST_DAY)


@router.get("/items/{inventory_item_id:path}/movement-file", response_class=Response)
async def get_item_movement_file(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    asked: Annotated[MovementFileQuestion, Query()],
) -> StreamingResponse:
    """An item's movements as a file, every one that the page's list would show."""
    try:
        item = number_of("InventoryItem", inventory_item_id)
    except NotAGid as error:
        raise NotFound("there is no such item in this shop") from error
    row = await queries.get_item(connection, viewer.shop_id, item)
    zone = ZoneInfo((await get_shop(connection, viewer.shop_id)).time_zone)
    span = _days(asked.since or FIRST_DAY, asked.until or LAST_DAY, zone)
    check_rows(asked.format, await queries.count_entries(connection, viewer.shop_id, item, *span))
    parts = PartFilter(asked.cause, span[0] if asked.since else None, span[1] if asked.until else None)
    place = _location(asked.location_id)

    def rows(reading: AsyncConnection) -> Rows:
        return files.movements_of_item(
            reading, viewer.shop_id, item, location_id=place, name=asked.name, parts=parts
        )

    stem = f"movements-{''.join(sign for sign in row.sku if sign.isascii() and sign.isalnum())[:40] or item}"
    return await answer_rows(request, viewer, rows, files.MOVEMENT_HEADINGS, stem, asked.format)


@router.get("/movement-file", response_class=Response)
async def get_movement_file(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    asked: Annotated[MovementFileQuestion, Query()],
) -> StreamingResponse:
    """The shop's movements that took effect within some days, at most a year: the last month unless asked."""
    zone = ZoneInfo((await get_shop(connection, viewer.shop_id)).time_zone)
    last = asked.until or request.app.state.clock.now().astimezone(zone).date()
    first = asked.since or last - timedelta(days=DAYS_USUAL - 1)
    span = _days(first, last, zone)
    if (last - first).days >= DAYS_MAX:
        raise Invalid.field("from", f"is more than {DAYS_MAX} days before the end", "too_long")
    check_rows(asked.format, await queries.count_entries(connection, viewer.shop_id, None, *span))
    wanted = Span(*span, _location(asked.location_id), asked.name, asked.cause)

    def rows(reading: AsyncConnection) -> Rows:
        return files.movements_of_shop(reading, viewer.shop_id, wanted)

    return await answer_rows(request, viewer, rows, files.MOVEMENT_HEADINGS, "movements", asked.format)


@router.get("/change-set-file", response_class=Response)
async def get_change_set_file(
    request: Request,
    viewer: Reader,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """Every change set as a file, without its lines, newest first."""

    def rows(reading: AsyncConnection) -> Rows:
        return files.change_sets(reading, viewer.shop_id)

    return await answer_rows(request, viewer, rows, files.CHANGE_HEADINGS, "changes", format)


@router.get("/change-sets/{change_set_id}/line-file", response_class=Response)
async def get_line_file(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    change_set_id: UUID,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """The lines of a change set as a file, in their order, each with its state and what Shopify said."""
    found = await change_set_queries.list_change_sets(
        connection, viewer.shop_id, change_set_id=change_set_id, limit=1
    )
    if not found:
        raise NotFound("there is no such change set in this shop")

    def rows(reading: AsyncConnection) -> Rows:
        return files.lines_of_change(reading, viewer.shop_id, change_set_id)

    return await answer_rows(request, viewer, rows, files.LINE_HEADINGS, "change-lines", format)


def _days(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the beginning of a day to the end of another; raises Invalid where there is none between."""
    if last < first:
        raise Invalid.field("to", "is before from", "before_from")
    ends = datetime.combine(min(last, LAST_DAY - timedelta(days=1)) + timedelta(days=1), time(), zone)
    return datetime.combine(first, time(), zone).astimezone(UTC), ends.astimezone(UTC)


def _location(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return number_of("Location", text)
    except NotAGid as error:
        raise Invalid.field("location_id", str(error)) from error
