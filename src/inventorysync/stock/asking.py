"""Which levels a request asks for: the same question for pages, counts, files and edits."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.shops.access import Viewer
from inventorysync.shops.queries import get_shop
from inventorysync.stock.conditions import Filter
from inventorysync.stock.filters import LENGTH_MAX, read_filter

State = Literal["in_stock", "out_of_stock", "negative", "incoming", "inactive"]
LevelOrder = Literal[
    "sku", "title", "barcode", "vendor", "product_type", "location", "state", "available",
    "committed", "reserved", "damaged", "safety_stock", "quality_control", "on_hand", "incoming",
    "price", "unit_cost", "value", "updated_at",
    "-sku", "-title", "-barcode", "-vendor", "-product_type", "-location", "-state", "-available",
    "-committed", "-reserved", "-damaged", "-safety_stock", "-quality_control", "-on_hand", "-incoming",
    "-price", "-unit_cost", "-value", "-updated_at",
]  # fmt: skip
Text = Annotated[str | None, Field(max_length=200)]
SECONDS_MAX = 10


class LevelQuestion(BaseModel):
    """Which levels: all that is given holds together; `filter` is an expression of AND and OR."""

    search: Text = None
    sku: Text = None
    barcode: Text = None
    vendor: Text = None
    product_type: Text = None
    location_id: Text = None
    state: State | None = None
    filter: Annotated[str | None, Field(max_length=LENGTH_MAX)] = None


Question = Annotated[LevelQuestion, Query()]


async def wanted_of(
    connection: AsyncConnection, viewer: Viewer, question: LevelQuestion, now: datetime
) -> Filter:
    """The filter that a question means; raises Invalid naming what is wrong.

    From here on a statement of this transaction may take SECONDS_MAX: who asks too much learns so soon.
    """
    expression = None
    if question.filter is not None:
        shop = await get_shop(connection, viewer.shop_id)
        expression = read_filter(question.filter, zone=shop.time_zone, now=now)
        await connection.execute(text(f"SET LOCAL statement_timeout = '{SECONDS_MAX}s'"))
    return Filter(
        search=question.search,
        sku=question.sku,
        barcode=question.barcode,
        vendor=question.vendor,
        product_type=question.product_type,
        location_id=_location_number(question.location_id),
        state=question.state,
        expression=expression,
    )


def _location_number(given: str | None) -> int | None:
    if not given:
        return None
    try:
        return number_of("Location", given)
    except NotAGid as error:
        raise Invalid.field("location_id", str(error)) from error
