"""One item over HTTP: its levels now and then, its movements, history, documents and sales."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.quantity import QuantityName
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.shops.queries import get_shop
from inventorysync.stock import answers, before, lists, past, queries
from inventorysync.stock.conditions import Filter
from inventorysync.stock.schemas import (
    Cause,
    DocumentOfItem,
    DocumentPage,
    EarlierLevel,
    EarlierMovement,
    EarlierPage,
    EarlierUnits,
    History,
    HistoryPoint,
    ItemDetail,
    LevelsThen,
    LevelThen,
    MovementPage,
    SalesByWeek,
    WeekOfSales,
)

router = APIRouter(tags=["stock"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Text = Annotated[str | None, Query(max_length=200)]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
CLOCKS_DIFFER = timedelta(minutes=5)  # a browser's clock may be ahead of ours by this much
Moment = Annotated[
    AwareDatetime | None,
    Query(ge=datetime.combine(FIRST_DAY, time(), UTC), le=datetime.combine(LAST_DAY, time(), UTC)),
]


@router.get("/items/{inventory_item_id:path}/movements")
async def list_movements(
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    location_id: Text = None,
    name: QuantityName | None = None,
    cause: Cause | None = None,
    since: Annotated[date | None, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY)] = None,
    until: Annotated[date | None, Query(alias="to", ge=FIRST_DAY, le=LAST_DAY)] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> MovementPage:
    """An item's movements, newest first; an entry with several causes is several movements.

    `from` and `to` are days of the shop's own zone, both included.
    """
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    after = read_cursor(cursor, "newest", (int,))
    wanted = await _wanted_parts(connection, viewer.shop_id, cause, since, until)
    rows = await queries.list_entries(
        connection,
        viewer.shop_id,
        item,
        location_id=_location_number(location_id),
        name=name,
        parts=wanted,
        before=after[0] if after else None,
        limit=limit + 1,
    )
    page = rows[:limit]
    parts = answers.movements_of(page)
    return MovementPage(
        items=[part for part in parts if wanted.matches(part.cause, part.effective_at)],
        next=write_cursor("newest", (page[-1][0],)) if len(rows) > limit else None,
    )


async def _wanted_parts(
    connection: AsyncConnection, shop_id: int, cause: str | None, since: date | None, until: date | None
) -> queries.PartFilter:
    if since and until and until < since:
        raise Invalid.field("to", "is before from", "before_from")
    if since is None and until is None:
        return queries.PartFilter(cause)
    zone = ZoneInfo((await get_shop(connection, shop_id)).time_zone)
    return queries.PartFilter(
        cause,
        datetime.combine(since, time(), zone) if since else None,
        datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    )


@router.get("/items/{inventory_item_id:path}/history")
async def get_history(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    name: QuantityName = "available",
    location_id: Text = None,
    days: Annotated[int, Query(ge=1, le=730)] = 90,
) -> History:
    """A quantity of an item over time, with the cause of each change."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    place = _location_number(location_id)
    since = request.app.state.clock.now() - timedelta(days=days)
    opening, rows = await queries.history_points(connection, viewer.shop_id, item, name, place, since)
    balance, points = opening, []
    for at, delta, entry_id, cause in rows:
        balance += delta
        points.append(HistoryPoint(at=at, balance=balance, delta=delta, cause=cause, entry_id=str(entry_id)))
    return History(name=name, opening=opening, points=points)


@router.get("/items/{inventory_item_id:path}/levels")
async def get_levels_then(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    as_of: Moment = None,
    known_at: Moment = None,
) -> LevelsThen:
    """All quantities of every location at a moment (now, if none is given), from the ledger's entries.

    `known_at` leaves out what was recorded later.
    They are the balances of `/history` at that moment. A location is null before its opening was read.
    """
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    now = request.app.state.clock.now()
    at = as_of or now
    if at > now + CLOCKS_DIFFER:
        raise Invalid.field("as_of", "lies in the future", "in_the_future")
    rows = await past.levels_at(connection, viewer.shop_id, item, at, known_at or now + CLOCKS_DIFFER)
    since = min((first_at for _, _, first_at, *_ in rows if first_at), default=None)
    is_recorded = since is not None and since <= at
    earlier = await before.units_before(connection, viewer.shop_id, item, at)
    levels, known = [], []
    for place, name, _, opened_at, *units in rows:
        is_open = is_recorded and (opened_at is None or opened_at <= at)
        quantities = answers.quantities_of(units) if is_open else None
        told = {} if is_open else earlier.get(place, {})
        levels.append(
            LevelThen(
                location_id=gid("Location", place),
                location_name=name,
                quantities=quantities,
                earlier=[EarlierUnits(name=each, units=held) for each, held in told.items()],
            )
        )
        if is_open:
            known.append(units)
    total = answers.quantities_of([sum(column) for column in zip(*known, strict=True)]) if known else None
    return LevelsThen(as_of=at, recorded_since=since, is_recorded=is_recorded, quantities=total, items=levels)


@router.get("/items/{inventory_item_id:path}/earlier")
async def list_earlier(
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> EarlierPage:
    """What happened to an item before InventorySync, as an imported history of Shopify tells it.

    Balances are counted back from the opening; where they come to less than nothing rows are missing.
    """
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    after = read_cursor(cursor, "earlier", (datetime, int))
    since = (after[0], after[1]) if after else None
    rows = await before.list_earlier(connection, viewer.shop_id, item, since, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return EarlierPage(
        items=[_earlier_of(row) for row in rows[:limit]],
        levels=[_told_of(row) for row in await before.levels_told(connection, viewer.shop_id, item)],
        next=write_cursor("earlier", (last.at, last.earlier_id)) if last else None,
    )


def _earlier_of(row: Any) -> EarlierMovement:
    return EarlierMovement(
        at=row.at,
        location_id=gid("Location", row.location_id),
        location_name=row[-1],
        name=row.name,
        delta=row.delta,
        balance=row.balance,
        activity=row.activity,
        actor=row.actor,
        document=row.document,
    )


def _told_of(row: Any) -> EarlierLevel:
    place, place_name, name, first_at, last_at, opening, opened_at, least = row
    return EarlierLevel(
        location_id=gid("Location", place),
        location_name=place_name,
        name=name,
        first_at=first_at,
        last_at=last_at,
        opening=opening,
        opened_at=opened_at,
        connects=least >= 0 or name == "available",  # what can be sold may be less than nothing
    )


@router.get("/items/{inventory_item_id:path}/documents")
async def list_documents(
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> DocumentPage:
    """Orders, transfers and change sets that moved the item, the one that did so last first."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    after = read_cursor(cursor, "newest", (datetime, str, str))
    place = (after[0], after[1], after[2]) if after else None
    rows = await past.list_documents(connection, viewer.shop_id, item, before=place, limit=limit + 1)
    documents = [
        DocumentOfItem(
            kind=kind,
            id=number,
            label=label or number,
            actor=actor,
            causes=causes,
            locations=places,
            first_at=first_at,
            last_at=last_at,
            quantities=answers.quantities_of(units),
        )
        for kind, number, label, actor, first_at, last_at, causes, places, *units in rows[:limit]
    ]
    last = documents[-1] if len(rows) > limit else None
    following = write_cursor("newest", (last.last_at, last.kind, last.id)) if last else None
    return DocumentPage(items=documents, next=following)


@router.get("/items/{inventory_item_id:path}/sales")
async def get_sales(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    inventory_item_id: str,
    weeks: Annotated[int, Query(ge=1, le=260)] = 26,
) -> SalesByWeek:
    """Units sold, cancelled and returned by week, this week last; they begin on Monday in the shop's zone."""
    item = await _known(connection, viewer.shop_id, inventory_item_id)
    shop = await get_shop(connection, viewer.shop_id)
    zone = ZoneInfo(shop.time_zone)
    since = await past.sales_recorded_since(connection, viewer.shop_id, item)
    if since is None:
        return SalesByWeek(time_zone=shop.time_zone, recorded_since=None, weeks=[])
    this_week = _monday(request.app.state.clock.now(), zone)
    first = max(this_week - timedelta(weeks=weeks - 1), min(_monday(since, zone), this_week))
    start = datetime.combine(first, time(), zone)
    sums = await past.sales_by_week(connection, viewer.shop_id, item, shop.time_zone, start)
    shown = [first + timedelta(weeks=number) for number in range((this_week - first).days // 7 + 1)]
    nothing = past.WeekSums(0, 0, 0)
    return SalesByWeek(
        time_zone=shop.time_zone,
        recorded_since=since,
        weeks=[_week(monday, sums.get(monday, nothing)) for monday in shown],
    )


def _monday(moment: datetime, zone: ZoneInfo) -> date:
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _week(monday: date, sums: past.WeekSums) -> WeekOfSales:
    return WeekOfSales(
        week=monday,
        units_sold=sums.sold,
        units_cancelled=sums.cancelled,
        units_returned=sums.returned,
    )


@router.get("/items/{inventory_item_id:path}")
async def get_item(viewer: Reader, connection: ShopConnection, inventory_item_id: str) -> ItemDetail:
    """An item and its levels."""
    item = _item_number(inventory_item_id)
    row = await queries.get_item(connection, viewer.shop_id, item)
    found = await lists.list_levels(
        connection, viewer.shop_id, Filter(item_id=item), order="location", limit=LIMIT_MAX
    )
    currency = (await get_shop(connection, viewer.shop_id)).currency
    levels = [answers.level_of(level, currency) for level in found.rows]
    return ItemDetail(**answers.item_of(row, currency).model_dump(), levels=levels)


async def _known(connection: AsyncConnection, shop_id: int, inventory_item_id: str) -> int:
    """The number of an item of this shop; raises NotFound."""
    item = _item_number(inventory_item_id)
    await queries.get_item(connection, shop_id, item)
    return item


def _item_number(text: str) -> int:
    try:
        return number_of("InventoryItem", text)
    except NotAGid as error:
        raise NotFound("there is no such item in this shop") from error


def _location_number(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return number_of("Location", text)
    except NotAGid as error:
        raise Invalid.field("location_id", str(error)) from error
