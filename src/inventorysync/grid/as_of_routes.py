"""The grid as of another moment: pages, a file, and what it comes to by location."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid import export
from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX
from inventorysync.kit.problems import Invalid
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.kit.table_files import MEDIA_TYPES, TURNS
from inventorysync.shops.access import Reader, ShopConnection, Viewer
from inventorysync.shops.file_answers import check_rows
from inventorysync.shops.queries import get_shop
from inventorysync.stock import answers, lists
from inventorysync.stock.as_of import (
    Moment,
    Units,
    held,
    levels_as_of,
    opened_later,
    recorded_since,
    shop_as_of,
)
from inventorysync.stock.asking import LevelQuestion, wanted_of
from inventorysync.stock.schemas import Quantities

router = APIRouter(tags=["as of"])
CLOCKS_DIFFER = timedelta(minutes=5)  # a browser's clock may be ahead of ours by this much
SECONDS_MAX = 20
When = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.combine(date(2000, 1, 1), time(), UTC), le=datetime.combine(date(2999, 1, 1), time(), UTC)
    ),
]
Order = Literal["title", "sku", "barcode", "vendor", "product_type", "location",
                "-title", "-sku", "-barcode", "-vendor", "-product_type", "-location"]  # fmt: skip
COLUMNS: tuple[export.ColumnName, ...] = (
    "title", "sku", "barcode", "vendor", "product_type", "location", "available", "committed", "reserved",
    "damaged", "safety_stock", "quality_control", "on_hand", "incoming", "unit_cost", "value",
)  # fmt: skip


class AsOfQuestion(LevelQuestion):
    """Which levels, at which moment; `known_at` leaves out what was recorded later."""

    as_of: When
    known_at: When | None = None
    sort: Order = "title"


class AsOfPageQuestion(AsOfQuestion):
    """A page of levels at a moment."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    cursor: str | None = None


class AsOfFileQuestion(AsOfQuestion):
    """A file of levels at a moment."""

    format: Literal["csv", "xlsx"] = "csv"


class LevelAsOf(BaseModel):
    """What a level held; null where it was opened later, so that nobody knows."""

    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    location_id: str
    location_name: str
    quantities: Quantities | None


class LevelsAsOf(BaseModel):
    """Levels at a moment."""

    as_of: datetime
    known_at: datetime
    recorded_since: datetime | None = Field(description="Before this the ledger knows nothing")
    items: list[LevelAsOf]
    next: str | None
    total: int | None
    total_is_capped: bool


class LocationAsOf(BaseModel):
    """What a location held; its value at the cost of today."""

    location_id: str
    location_name: str
    levels: int
    unknown: int = Field(description="Levels that were opened later")
    available: int
    on_hand: int
    value: Money


class TotalsAsOf(BaseModel):
    """The whole shop at a moment, by location."""

    as_of: datetime
    known_at: datetime
    recorded_since: datetime | None
    items: list[LocationAsOf]


_LEVELS = text("""
    SELECT l.item_id, l.location_id, coalesce(i.unit_cost, 0)
    FROM inventory_level l JOIN inventory_item i ON i.shop_id = l.shop_id AND i.item_id = l.item_id
    WHERE l.shop_id = :shop
""")
_NAMES = text("SELECT location_id, name FROM location WHERE shop_id = :shop ORDER BY name, location_id")


@router.get("/levels-as-of")
async def list_levels_as_of(
    request: Request, viewer: Reader, connection: ShopConnection, asked: Annotated[AsOfPageQuestion, Query()]
) -> LevelsAsOf:
    """Levels with what they held at a moment; the filter and the order are those of today."""
    moment = _moment(request, asked)
    wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
    found = await lists.list_levels(
        connection, viewer.shop_id, wanted, order=asked.sort, limit=asked.limit, cursor=asked.cursor
    )
    since = await recorded_since(connection, viewer.shop_id)
    keys = [(row[10], row[11]) for row in found.rows]
    units = await levels_as_of(connection, viewer.shop_id, keys, moment)
    is_known = _is_known(since, moment)
    return LevelsAsOf(
        as_of=moment.at,
        known_at=moment.known_at,
        recorded_since=since,
        items=[_level_of(row, units[row[10], row[11]] if is_known else None) for row in found.rows],
        next=found.next,
        total=found.total,
        total_is_capped=found.total_is_capped,
    )


@router.get("/levels-as-of/totals")
async def get_totals_as_of(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    as_of: Annotated[When, Query()],
    known_at: Annotated[When | None, Query()] = None,
) -> TotalsAsOf:
    """What every location held at a moment, at the cost of today."""
    moment = _moment_of(request.app.state.clock.now(), as_of, known_at)
    await _take_time(connection)
    units, unknown, since = await _whole_shop(connection, viewer.shop_id, moment)
    sums: dict[int, list[Any]] = {}
    for item, place, cost in await connection.execute(_LEVELS, {"shop": viewer.shop_id}):
        found = held(units, unknown, (item, place)) if _is_known(since, moment) else None
        total = sums.setdefault(place, [0, 0, 0, 0, Decimal(0)])
        total[0] += 1
        if found is None:
            total[1] += 1
        else:
            on_hand = found[QUANTITY_NAMES.index("on_hand")]
            total[2], total[3], total[4] = total[2] + found[0], total[3] + on_hand, total[4] + cost * on_hand
    names = await connection.execute(_NAMES, {"shop": viewer.shop_id})
    places = [_location_of(place, name, sums[place], viewer) for place, name in names if place in sums]
    return TotalsAsOf(as_of=moment.at, known_at=moment.known_at, recorded_since=since, items=places)


@router.get("/levels-as-of/file", response_class=Response)
async def get_file_as_of(
    request: Request, viewer: Reader, asked: Annotated[AsOfFileQuestion, Query()]
) -> StreamingResponse:
    """A file of levels with what they held at a moment, every one that the filter finds."""
    database, moment = request.app.state.database, _moment(request, asked)
    async with database.shop(viewer.shop_id) as connection:
        shop = await get_shop(connection, viewer.shop_id)
        wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
        rows = await lists.count_levels(connection, viewer.shop_id, wanted)
    check_rows(asked.format, rows)

    async def pieces() -> AsyncIterator[bytes]:
        async with TURNS, database.shop(viewer.shop_id) as connection:
            await _take_time(connection)
            past = await _whole_shop(connection, viewer.shop_id, moment)
            now = export.rows_of(connection, viewer.shop_id, wanted, asked.sort)
            local = export.Local(shop.currency, shop.time_zone)
            async for piece in export.file_of(asked.format, _as_then(now, past, moment), COLUMNS, local):
                yield piece

    at = moment.at.astimezone(ZoneInfo(shop.time_zone)).strftime("%Y-%m-%d %H.%M")
    headers = {
        "Content-Disposition": f'attachment; filename="inventory as of {at}.{asked.format}"',
        "Cache-Control": "no-store",
        "X-Total-Rows": str(rows),
    }
    return StreamingResponse(pieces(), media_type=MEDIA_TYPES[asked.format], headers=headers)


Past = tuple[dict[tuple[int, int], Units], frozenset[tuple[int, int]], datetime | None]


async def _whole_shop(connection: AsyncConnection, shop_id: int, moment: Moment) -> Past:
    units = await shop_as_of(connection, shop_id, moment)
    unknown = await opened_later(connection, shop_id, moment)
    return units, unknown, await recorded_since(connection, shop_id)


async def _as_then(
    batches: AsyncIterator[Sequence[export.Row]], past: Past, moment: Moment
) -> AsyncIterator[Sequence[export.Row]]:
    """Rows of today with the units of then; a level that was not known yet has none."""
    units, unknown, since = past
    first, last = lists.UNITS_AT, lists.UNITS_AT + len(QUANTITY_NAMES)
    async for rows in batches:
        then = []
        for row in rows:
            found = held(units, unknown, (row[10], row[11])) if _is_known(since, moment) else None
            if found is not None:
                then.append([*row[:first], *found, *row[last:]])
        yield then


async def _take_time(connection: AsyncConnection) -> None:
    await connection.execute(text(f"SET LOCAL statement_timeout = '{SECONDS_MAX}s'"))


def _moment(request: Request, asked: AsOfQuestion) -> Moment:
    return _moment_of(request.app.state.clock.now(), asked.as_of, asked.known_at)


def _moment_of(now: datetime, as_of: datetime, known_at: datetime | None) -> Moment:
    for field, moment in (("as_of", as_of), ("known_at", known_at)):
        if moment is not None and moment > now + CLOCKS_DIFFER:
            raise Invalid.field(field, "lies in the future", "in_the_future")
    return Moment(as_of, known_at or now)


def _is_known(since: datetime | None, moment: Moment) -> bool:
    """Whether the shop's ledger had begun, and was known to have."""
    return since is not None and since <= min(moment.at, moment.known_at)


def _level_of(row: Sequence[Any], units: Units | None) -> LevelAsOf:
    return LevelAsOf(
        inventory_item_id=gid("InventoryItem", row[10]),
        sku=row[0],
        title=row[2],
        variant_title=row[3],
        location_id=gid("Location", row[11]),
        location_name=row[-1],
        quantities=None if units is None else answers.quantities_of(units),
    )


def _location_of(place: int, name: str, total: Sequence[Any], viewer: Viewer) -> LocationAsOf:
    levels, unknown, available, on_hand, value = total
    return LocationAsOf(
        location_id=gid("Location", place),
        location_name=name,
        levels=levels,
        unknown=unknown,
        available=available,
        on_hand=on_hand,
        value=Money(amount=value, currency=viewer.currency),
    )
