"""Stock over HTTP: levels, items, change sets."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.stock import answers, lists
from inventorysync.stock.asking import LevelOrder, LevelQuestion, State, wanted_of
from inventorysync.stock.conditions import Filter
from inventorysync.stock.schemas import (
    ItemPage,
    LevelPage,
)

router = APIRouter(tags=["stock"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Text = Annotated[str | None, Query(max_length=200)]
ItemOrder = Literal["sku", "title", "updated_at", "-sku", "-title", "-updated_at"]
Lines = Literal["all", "failed"]


class LevelPageQuestion(LevelQuestion):
    """Which levels, in which order, and where the page begins."""

    sort: LevelOrder = "sku"
    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    cursor: str | None = None
    offset: Annotated[int, Field(ge=0, le=lists.OFFSET_MAX)] = 0


def _page(items: list[dict[str, Any]], found: lists.Listing) -> Response:
    """A page written once: the framework would check it and write it again."""
    page = {
        "items": items,
        "next": found.next,
        "total": found.total,
        "total_is_capped": found.total_is_capped,
    }
    return Response(msgspec.json.encode(page), media_type="application/json")


@router.get("/levels", response_model=LevelPage)
async def list_levels(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    asked: Annotated[LevelPageQuestion, Query()],
) -> Response:
    """Levels, filtered and sorted on the server; from `cursor` on, or from row `offset`."""
    wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
    found = await lists.list_levels(
        connection,
        viewer.shop_id,
        wanted,
        order=asked.sort,
        limit=asked.limit,
        cursor=asked.cursor,
        offset=asked.offset,
    )
    return _page([answers.level_fields(row, viewer.currency) for row in found.rows], found)


@router.get("/items", response_model=ItemPage)
async def list_items(
    viewer: Reader,
    connection: ShopConnection,
    search: Text = None,
    sku: Text = None,
    barcode: Text = None,
    vendor: Text = None,
    product_type: Text = None,
    state: State | None = None,
    sort: ItemOrder = "title",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> Response:
    """Items with their quantities over all locations."""
    wanted = Filter(
        search=search, sku=sku, barcode=barcode, vendor=vendor, product_type=product_type, state=state
    )
    found = await lists.list_items(connection, viewer.shop_id, wanted, order=sort, limit=limit, cursor=cursor)
    items = [answers.item_of(row, viewer.currency).model_dump(mode="json") for row in found.rows]
    return _page(items, found)
