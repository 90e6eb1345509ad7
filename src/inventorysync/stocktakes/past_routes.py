"""Stocktakes of another system over HTTP: to be read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Amount
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.stocktakes import past_queries
from inventorysync.stocktakes.past_queries import PastLineRecord, PastRecord

router = APIRouter(prefix="/past-stocktakes", tags=["stocktakes"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


class PastStocktakeOut(BaseModel):
    """A stocktake of another system. Nothing of it was ever posted here."""

    id: UUID
    name: str
    location_id: str
    location_name: str
    source: str = Field(description="Where it comes from")
    counted_at: datetime
    kept_by: str
    kept_at: datetime
    lines: int
    differing: int = Field(description="Lines of which another number was counted than was expected")
    units_over: int
    units_short: int


class PastStocktakePage(BaseModel):
    """Earlier stocktakes, the last counted first."""

    items: list[PastStocktakeOut]
    next: str | None = None


class PastLineOut(BaseModel):
    """What was counted of an item; one that the shop has no more is known by its words alone."""

    inventory_item_id: str | None
    sku: str
    barcode: str
    title: str
    expected: int | None
    counted: int
    difference: int | None
    unit_cost: Amount | None


class PastLinePage(BaseModel):
    """Lines in the order of the file."""

    items: list[PastLineOut]
    next: str | None = None


@router.get("")
async def list_past_stocktakes(
    viewer: Reader, connection: ShopConnection, limit: Limit = LIMIT_DEFAULT, cursor: str | None = None
) -> PastStocktakePage:
    """Stocktakes of another system, at locations in sight."""
    after = read_cursor(cursor, "counted", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    rows = await past_queries.list_past_stocktakes(connection, viewer.shop_id, before=before, limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("counted", (last.counted_at, last.past_id)) if last else None
    return PastStocktakePage(items=[_head(row) for row in rows[:limit]], next=following)


@router.get("/{past_id}")
async def get_past_stocktake(viewer: Reader, connection: ShopConnection, past_id: UUID) -> PastStocktakeOut:
    """A stocktake of another system."""
    return _head(await past_queries.get_past_stocktake(connection, viewer.shop_id, past_id))


@router.get("/{past_id}/lines")
async def list_past_lines(
    viewer: Reader,
    connection: ShopConnection,
    past_id: UUID,
    differing: bool = False,  # noqa: FBT001, FBT002  # a question in the address
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> PastLinePage:
    """What was counted, line by line; `differing`: only what was not as expected."""
    await past_queries.get_past_stocktake(connection, viewer.shop_id, past_id)
    after = read_cursor(cursor, "place", (int,))
    rows = await past_queries.list_past_lines(
        connection,
        viewer.shop_id,
        past_id,
        differing=differing,
        after=min(after[0], 2**31 - 1) if after else 0,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("place", (last.place,)) if last else None
    return PastLinePage(items=[_line(row) for row in rows[:limit]], next=following)


def _head(row: PastRecord) -> PastStocktakeOut:
    told = row._asdict()
    return PastStocktakeOut(
        id=told.pop("past_id"), location_id=gid("Location", told.pop("location_id")), **told
    )


def _line(row: PastLineRecord) -> PastLineOut:
    return PastLineOut(
        inventory_item_id=None if row.item_id is None else gid("InventoryItem", row.item_id),
        sku=row.sku,
        barcode=row.barcode,
        title=row.title,
        expected=row.expected,
        counted=row.counted,
        difference=None if row.expected is None else row.counted - row.expected,
        unit_cost=row.unit_cost,
    )
