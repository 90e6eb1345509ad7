"""The overview and the locations over HTTP."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from inventorysync.kit.cache import begin_generation, kept_or_made, scope_name
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.money import Money
from inventorysync.kit.problems import Invalid
from inventorysync.locations.actions import choose_shown
from inventorysync.reports import queries
from inventorysync.reports.attention import list_concerns
from inventorysync.reports.schemas import Attention
from inventorysync.shops.access import Admin, Reader, Viewer
from inventorysync.shops.queries import get_shop
from inventorysync.stock.answers import money_of, movements_of
from inventorysync.stock.queries import list_recent_entries
from inventorysync.stock.schemas import Movement
from inventorysync.sync.queries import import_progress

router = APIRouter(tags=["overview"])
DAYS = 30
RECENT = 20


class Location(BaseModel):
    """A location and what lies there."""

    location_id: str
    name: str
    is_active: bool
    fulfills_online_orders: bool
    city: str
    country_code: str
    is_left_out: bool
    levels: int
    units_on_hand: int
    value: Money | None


class LocationPage(BaseModel):
    """All locations."""

    items: list[Location]
    next: str | None = None
    total: int


class ShownLocations(BaseModel):
    """The locations that figures and lists are of."""

    location_ids: list[str] = Field(max_length=1000)


class LocationFigures(BaseModel):
    """What lies at a location."""

    location_id: str
    name: str
    units_on_hand: int
    value: Money | None


class ChangesToday(BaseModel):
    """What happened since midnight in the shop's own time zone."""

    movements: int
    units_sold: int
    units_returned: int
    adjustments: int


class DailyFigures(BaseModel):
    """A day: units sold, units that came back, and levels whose last unit to sell went."""

    day: str
    units_sold: int
    units_in: int
    run_out: int


class RecentMovement(Movement):
    """A movement and the item it was of."""

    inventory_item_id: str
    sku: str
    title: str


class Overview(BaseModel):
    """The shop's stock at a glance; value is units on hand at Shopify's unit cost."""

    units_on_hand: int
    stock_value: Money | None
    items: int
    levels: int
    out_of_stock: int
    negative: int
    items_without_cost: int
    by_location: list[LocationFigures]
    changes_today: ChangesToday
    recent: list[RecentMovement]
    daily: list[DailyFigures]


@router.get("/locations")
async def list_locations(request: Request, viewer: Reader) -> LocationPage:
    """All locations with what lies there."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        currency = (await get_shop(connection, viewer.shop_id)).currency
        rows = await queries.by_location(connection, viewer.shop_id)
    items = [_location(row, currency) for row in rows]
    return LocationPage(items=items, total=len(items))


@router.put("/locations/shown", status_code=status.HTTP_204_NO_CONTENT)
async def choose_shown_locations(request: Request, viewer: Admin, wanted: ShownLocations) -> None:
    """Leave all other locations out of figures and lists; their stock is read and booked as before."""
    state = request.app.state
    try:
        shown = {number_of("Location", location) for location in wanted.location_ids}
    except NotAGid as error:
        raise Invalid.field("location_ids", str(error)) from error
    async with state.database.shop(viewer.shop_id) as connection:
        await choose_shown(connection, viewer.shop_id, shown, viewer.actor, state.clock.now())
    await begin_generation(state.redis, viewer.shop_id)


@router.get("/overview", response_model=Overview)
async def get_overview(request: Request, viewer: Reader) -> Response:
    """What is on the shelf, what it is worth, what happened."""

    async def make() -> bytes:
        return (await _overview(request, viewer)).model_dump_json().encode()

    state = request.app.state
    name = f"overview:{scope_name(viewer.locations)}"
    figures = await kept_or_made(state.redis, viewer.shop_id, name, state.settings.cache_ttl, make)
    return Response(figures, media_type="application/json")


@router.get("/attention", response_model=Attention)
async def get_attention(request: Request, viewer: Reader) -> Response:
    """What needs a person today, in order of money at risk; each amount with the formula it is by."""

    async def make() -> bytes:
        async with state.database.shop(viewer.shop_id) as connection:
            shop = await get_shop(connection, viewer.shop_id)
            progress = await import_progress(connection, viewer.shop_id)
            found = await list_concerns(connection, shop, progress, state.clock.now())
        return found.model_dump_json().encode()

    state = request.app.state
    name = f"attention:{scope_name(viewer.locations)}"
    figures = await kept_or_made(state.redis, viewer.shop_id, name, state.settings.cache_ttl, make)
    return Response(figures, media_type="application/json")


async def _overview(request: Request, viewer: Viewer) -> Overview:
    now = request.app.state.clock.now()
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        shop = await get_shop(connection, viewer.shop_id)
        zone = ZoneInfo(shop.time_zone)
        today = datetime.combine(now.astimezone(zone).date(), time(), zone)
        since = today - timedelta(days=DAYS - 1)
        totals = await queries.totals(connection, viewer.shop_id)
        rows = await queries.by_location(connection, viewer.shop_id)
        facts = await queries.facts_by_day(connection, viewer.shop_id, shop.time_zone, since)
        run_out = await queries.run_out_by_day(connection, viewer.shop_id, shop.time_zone, since)
        movements, adjustments = await queries.count_since(connection, viewer.shop_id, today)
        recent = await list_recent_entries(connection, viewer.shop_id, RECENT)
    units, value, levels, out_of_stock, negative, items, without_cost = totals
    daily = _daily(facts, run_out, since.date(), today.date())
    returned = sum(f[2] for f in facts if f[0] == today.date() and f[1] != "order")
    places = [_location(row, shop.currency) for row in rows]
    return Overview(
        units_on_hand=units,
        stock_value=money_of(value, shop.currency),
        items=items,
        levels=levels,
        out_of_stock=out_of_stock,
        negative=negative,
        items_without_cost=without_cost,
        by_location=[LocationFigures(**place.model_dump()) for place in places if not place.is_left_out],
        changes_today=ChangesToday(
            movements=movements,
            units_sold=daily[-1].units_sold,
            units_returned=returned,
            adjustments=adjustments,
        ),
        recent=_recent(recent),
        daily=daily,
    )


def _location(row: Any, currency: str) -> Location:
    number, name, is_active, online, city, country, is_left_out, levels, units, value = row
    return Location(
        location_id=gid("Location", number),
        name=name,
        is_active=is_active,
        fulfills_online_orders=online,
        city=city,
        country_code=country,
        is_left_out=is_left_out,
        levels=levels,
        units_on_hand=units,
        value=money_of(value, currency),
    )


def _daily(facts: Any, run_out: dict[Any, int], first: Any, last: Any) -> list[DailyFigures]:
    sold: dict[Any, int] = defaultdict(int)
    back: dict[Any, int] = defaultdict(int)
    for day, cause, units in facts:
        if cause == "order":
            sold[day] -= int(units)
        else:
            back[day] += int(units)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        DailyFigures(day=str(d), units_sold=sold[d], units_in=back[d], run_out=run_out.get(d, 0))
        for d in days
    ]


def _recent(rows: Any) -> list[RecentMovement]:
    found = []
    for row in rows:
        item, sku, title = row[15:18]
        about = {"inventory_item_id": gid("InventoryItem", item), "sku": sku or "", "title": title or ""}
        found += [RecentMovement(**movement.model_dump(), **about) for movement in movements_of([row])]
    return found[:RECENT]
