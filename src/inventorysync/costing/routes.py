"""What stock is worth over HTTP: as of a day, by place, vendor and type, down to the layer."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import queries, reading
from inventorysync.costing.actions import ruling
from inventorysync.costing.actions.ruling import Who
from inventorysync.costing.asking import answer_standing, find_rules
from inventorysync.costing.events import ON_THE_WAY
from inventorysync.costing.past import layers_as_of
from inventorysync.costing.schemas import (
    By,
    CostEntryOut,
    CostEntryPage,
    CostingRulesInput,
    CostingRulesOut,
    ItemCost,
    LayerOut,
    OpeningCostInput,
    PlaceCost,
    Standing,
    Value,
    ValueGroup,
    ValueItem,
    ValueItemPage,
)
from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.money import Money
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.periods.queries import Zone, get_zone
from inventorysync.shops.access import Admin, Buyer, ShopConnection, Viewer
from inventorysync.stock.queries import get_item

router = APIRouter(prefix="/costing", tags=["costing"])
item_router = APIRouter(prefix="/items/{inventory_item_id:path}", tags=["costing"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Text = Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]*$")]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY)]
UNIT_DIGITS = Decimal("0.0001")


@router.get("/rules")
async def get_costing_rules(viewer: Buyer, connection: ShopConnection) -> CostingRulesOut:
    """How the shop costs its stock."""
    return await find_rules(connection, viewer.shop_id)


@router.put("/rules")
async def put_costing_rules(
    request: Request, viewer: Admin, connection: ShopConnection, wanted: CostingRulesInput
) -> CostingRulesOut:
    """Have the shop cost its stock like this; another method costs everything anew."""
    accounts = wanted.accounts.model_dump()
    who = _who(request, viewer)
    await ruling.change_rules(connection, viewer.shop_id, wanted.method, accounts, wanted.version, who)
    await answer_standing(request, connection, viewer.shop_id)
    return await find_rules(connection, viewer.shop_id)


@router.get("/value")
async def get_value(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    as_of: Day = None,
    by: By = "location",
) -> Value:
    """What stock was worth at the end of a day of the shop, by what things cost then; today if none is given.

    Documents that were entered later count from the day on which they took effect.
    """
    zone = await get_zone(connection, viewer.shop_id)
    day = _day(request, zone, as_of)
    rows = await queries.value_by(connection, viewer.shop_id, by, zone.ends(day))
    groups = [
        ValueGroup(
            key=gid("Location", int(row.key)) if by == "location" and row.key != str(ON_THE_WAY) else
            (None if by == "location" else row.key),
            name=row.name,
            items=row.items,
            units=row.units,
            value=row.value,
            unknown_items=row.unknown_items,
        )
        for row in rows
    ]  # fmt: skip
    rules = await reading.get_rules(connection, viewer.shop_id)
    return Value(
        as_of=day,
        method=rules.method,
        currency=zone.currency,
        by=by,
        units=sum(row.units for row in rows),
        value=sum((row.value for row in rows), Decimal(0)),
        unknown_items=await queries.count_unknown(connection, viewer.shop_id, zone.ends(day)),
        groups=groups,
        standing=await answer_standing(request, connection, viewer.shop_id),
    )


@router.get("/value/items")
async def list_value_items(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    as_of: Day = None,
    location_id: Text = None,
    on_the_way: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    vendor: Text = None,
    product_type: Text = None,
    is_unknown: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ValueItemPage:
    """The items behind a value, the most valuable first."""
    zone = await get_zone(connection, viewer.shop_id)
    after = read_cursor(cursor, "value", (str, int))
    narrowed: dict[str, object] = {}
    if location_id is not None or on_the_way:
        narrowed["location"] = ON_THE_WAY if on_the_way else _location(location_id or "")
    if vendor is not None:
        narrowed["vendor"] = vendor
    if product_type is not None:
        narrowed["type"] = product_type
    rows = await queries.list_values(
        connection,
        viewer.shop_id,
        zone.ends(_day(request, zone, as_of)),
        narrowed=narrowed,
        is_unknown=is_unknown,
        after=_after(after),
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return ValueItemPage(
        items=[
            ValueItem(
                inventory_item_id=gid("InventoryItem", row.item_id),
                sku=row.sku,
                title=row.title,
                variant_title=row.variant_title,
                units=row.units,
                value=row.value,
                unit_cost=_each(row.value, row.units),
                is_unknown=row.is_unknown,
            )
            for row in rows[:limit]
        ],
        next=write_cursor("value", (f"{last.value:f}", last.item_id)) if last else None,
    )


@item_router.get("/cost")
async def get_item_cost(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    inventory_item_id: str,
    as_of: Day = None,
) -> ItemCost:
    """What an item's stock cost at the end of a day, layer by layer, in the locations of whoever asks."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    zone = await get_zone(connection, viewer.shop_id)
    day = _day(request, zone, as_of)
    rules = await reading.get_rules(connection, viewer.shop_id)
    places = await queries.places_of_item(connection, viewer.shop_id, item, zone.ends(day))
    if day == zone.day_of(_now(request)):
        layers = await queries.list_layers(connection, viewer.shop_id, item)
    else:
        layers = await layers_as_of(connection, viewer.shop_id, item, zone.ends(day))
    shown = [
        PlaceCost(
            location_id=None if place == ON_THE_WAY else gid("Location", place),
            location_name=name,
            units=units,
            value=value,
            unit_cost=_each(value, units),
            layers=[
                LayerOut(
                    source=layer.source,
                    at=layer.at,
                    units=layer.units,
                    value=layer.value,
                    unit_cost=_each(layer.value, layer.units) or Decimal(0),
                )
                for layer in layers
                if layer.location_id == place
            ],
        )
        for place, name, units, value, _ in places
    ]
    units, value = sum(place.units for place in shown), sum((p.value for p in shown), Decimal(0))
    opening = await reading.find_opening_cost(connection, viewer.shop_id, item)
    return ItemCost(
        as_of=day,
        method=rules.method,
        currency=zone.currency,
        units=units,
        value=value,
        unit_cost=_each(value, units),
        opening_cost=Money(amount=opening.unit_cost, currency=zone.currency) if opening else None,
        opening_noted_by=opening.noted_by if opening else None,
        opening_noted_at=opening.noted_at if opening else None,
        is_unknown=any(row[-1] for row in places),
        places=shown,
        standing=await answer_standing(request, connection, viewer.shop_id),
    )


@item_router.put("/opening-cost")
async def put_opening_cost(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    inventory_item_id: str,
    wanted: OpeningCostInput,
) -> Standing:
    """Say what a unit cost that was there when the ledger began; what followed from it is costed anew."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    who = _who(request, viewer)
    await ruling.set_opening_cost(connection, viewer.shop_id, item, wanted.unit_cost, who)
    return await answer_standing(request, connection, viewer.shop_id)


@item_router.get("/cost-entries")
async def list_cost_entries(
    viewer: Buyer,
    connection: ShopConnection,
    inventory_item_id: str,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> CostEntryPage:
    """What each movement did to an item's value, newest first."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    after = read_cursor(cursor, "cost", (datetime, int, int, int))
    before = (after[0], after[1], after[2], after[3]) if after else None
    rows = await queries.list_entries(connection, viewer.shop_id, item, before=before, limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return CostEntryPage(
        items=[
            CostEntryOut(
                at=row.at,
                location_id=None if row.location_id == ON_THE_WAY else gid("Location", row.location_id),
                location_name=row[5],
                **{name: getattr(row, name) for name in _ENTRY_FIELDS},
            )
            for row in rows[:limit]
        ],
        next=write_cursor("cost", (last.at, last.entry_id, last.fact_id, last.number)) if last else None,
    )


_ENTRY_FIELDS = (
    "kind", "account", "units", "value", "basis", "document_kind", "document_id", "document_label",
)  # fmt: skip


def _day(request: Request, zone: Zone, wanted: date | None) -> date:
    today = zone.day_of(_now(request))
    if wanted is not None and wanted > today:
        raise Invalid.field("as_of", "lies in the future", "in_the_future")
    return wanted or today


def _after(place: tuple[object, ...] | None) -> tuple[Decimal, int] | None:
    if place is None:
        return None
    value, item = place
    try:
        return Decimal(str(value)), int(str(item))
    except ArithmeticError as error:
        raise Invalid.field("cursor", "is not a cursor of this list") from error


def _each(value: Decimal, units: int) -> Decimal | None:
    return (value / units).quantize(UNIT_DIGITS, ROUND_HALF_EVEN) if units else None


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock.now()
    return moment


def _who(request: Request, viewer: Viewer) -> Who:
    return Who(viewer.actor, _now(request))


def _location(given: str) -> int:
    try:
        return number_of("Location", given)
    except NotAGid as error:
        raise Invalid.field("location_id", str(error)) from error


async def _known(connection: AsyncConnection, shop_id: int, inventory_item_id: str) -> int:
    try:
        item = number_of("InventoryItem", inventory_item_id)
    except NotAGid as error:
        raise NotFound("there is no such item in this shop") from error
    await get_item(connection, shop_id, item)
    return item
