"""Demand and forecast of an item over HTTP: weeks, bands, cleaning steps and their switches."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import seeing_all_locations
from inventorysync.sales import answers, event_queries, queries, showing
from inventorysync.sales.actions import forecasting, switching
from inventorysync.sales.actions.switching import WantedSwitch
from inventorysync.sales.event_schemas import PlanEventOut
from inventorysync.sales.plans import Series, concerns
from inventorysync.sales.queries import Known
from inventorysync.sales.requests import item_number, number_in, who_asks
from inventorysync.sales.schemas import Cleaning, Demand, ForecastMade, SwitchInput
from inventorysync.sales.showing import Place
from inventorysync.shops.access import Buyer, Reader, ShopConnection

item_router = APIRouter(prefix="/items/{inventory_item_id:path}", tags=["forecast"])
Text = Annotated[str | None, Query(max_length=200)]
CLEANING_SHOWN = timedelta(weeks=26)


@item_router.get("/demand")
async def get_demand(
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    location_id: Text = None,
    weeks: Annotated[int, Query(ge=1, le=104)] = 26,
) -> Demand:
    """Demand by week and the forecast of an item at a location: that which sold most where none is named."""
    shop_id = viewer.shop_id
    item = await item_number(connection, shop_id, inventory_item_id)
    known = await queries.get_known(connection, shop_id)
    places = await _places(connection, shop_id, item, known)
    place = _chosen(places, location_id)
    answer = Demand(
        location_id=None,
        places=answers.places_of(places),
        recorded_since=known.since,
        days_known=known.days,
        weeks=[],
        forecast=None,
        earlier=None,
        events=[],
    )
    if place is None:
        return answer
    key = (item, place.location_id)
    forecast = (await queries.forecasts(connection, shop_id, [key])).get(key)
    until = forecast.origin if forecast else known.until
    shown = await showing.read_weeks(connection, shop_id, key, known, until, weeks)
    earlier = await showing.find_earlier(connection, shop_id, key, until)
    answer.location_id = answers.places_of([place])[0].location_id
    answer.weeks = answers.weeks_of(shown)
    answer.forecast = answers.forecast_of(forecast) if forecast else None
    answer.earlier = answers.earlier_of(earlier)
    like = await event_queries.find_series(connection, shop_id, *key)
    answer.events = await _events(connection, shop_id, like, shown.begins[0] if shown.begins else until)
    return answer


@item_router.get("/demand-cleaning")
async def get_cleaning(
    viewer: Reader, connection: ShopConnection, inventory_item_id: str, location_id: Text = None
) -> Cleaning:
    """What each cleaning step found in the demand of an item at a location, and who switched what off."""
    shop_id = viewer.shop_id
    item = await item_number(connection, shop_id, inventory_item_id)
    known = await queries.get_known(connection, shop_id)
    place = _chosen(await _places(connection, shop_id, item, known), location_id)
    if place is None:
        return answers.cleaning_of([], [])
    key = (item, place.location_id)
    steps = await showing.list_steps(connection, shop_id, key, known, known.until - CLEANING_SHOWN)
    return answers.cleaning_of(steps, await showing.list_switches(connection, shop_id, key))


@item_router.post("/demand-switches", status_code=201)
async def post_switch(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    inventory_item_id: str,
    wanted: SwitchInput,
) -> ForecastMade:
    """Have a cleaning step done or not, and forecast the item anew."""
    item = await item_number(connection, viewer.shop_id, inventory_item_id)
    switch = WantedSwitch(
        number_in("location_id", "Location", wanted.location_id),
        wanted.step,
        number_in("order_id", "Order", wanted.order_id) if wanted.order_id is not None else None,
        wanted.day,
        wanted.is_on,
        wanted.reason,
    )
    who = who_asks(request, viewer)
    await switching.switch_step(connection, viewer.shop_id, item, switch, who)
    return await _forecast(request, connection, viewer.shop_id, item)


@item_router.delete("/demand-switches/{switch_id}")
async def delete_switch(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    inventory_item_id: str,
    switch_id: UUID,
) -> ForecastMade:
    """Take back what somebody said of a cleaning step, and forecast the item anew."""
    item = await item_number(connection, viewer.shop_id, inventory_item_id)
    await switching.take_back(connection, viewer.shop_id, item, switch_id, who_asks(request, viewer))
    return await _forecast(request, connection, viewer.shop_id, item)


@item_router.post("/demand-forecast")
async def post_forecast(
    request: Request, viewer: Buyer, connection: ShopConnection, inventory_item_id: str
) -> ForecastMade:
    """Forecast an item anew, from all that is known by now."""
    item = await item_number(connection, viewer.shop_id, inventory_item_id)
    return await _forecast(request, connection, viewer.shop_id, item)


async def _forecast(request: Request, connection: AsyncConnection, shop_id: int, item: int) -> ForecastMade:
    """What is sold elsewhere belongs to it: the one-off orders of an item, and where returns were sold."""
    async with seeing_all_locations(connection):
        now = request.app.state.clock.now()
        return ForecastMade(locations=await forecasting.forecast_item(connection, shop_id, item, now))


async def _places(connection: AsyncConnection, shop_id: int, item: int, known: Known) -> list[Place]:
    return await showing.list_places(connection, shop_id, item, known.until - CLEANING_SHOWN)


def _chosen(places: list[Place], location_id: str | None) -> Place | None:
    if location_id:
        number = number_in("location_id", "Location", location_id)
        return next((place for place in places if place.location_id == number), None)
    return places[0] if places else None


async def _events(connection: AsyncConnection, shop_id: int, like: Series, since: date) -> list[PlanEventOut]:
    rows = await event_queries.list_events(connection, shop_id, since=since, limit=event_queries.ALL)
    return [answers.event_of(row) for row in rows if concerns(event_queries.event_of(row), like)]
