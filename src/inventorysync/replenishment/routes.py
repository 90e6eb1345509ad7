"""Suggestions over HTTP: the morning, its lines and their arithmetic, decisions, drafts; an item's card."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.money import Money
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.queue.actions import enqueue
from inventorysync.kit.queue.queries import latest_job
from inventorysync.ordering.budget import Buyable, best_set
from inventorysync.purchasing.requests import tell, who_asks
from inventorysync.replenishment import answers, queries
from inventorysync.replenishment.actions import deciding, drafting
from inventorysync.replenishment.actions.deciding import Seen
from inventorysync.replenishment.actions.ruling import Who
from inventorysync.replenishment.actions.suggesting import SUGGEST
from inventorysync.replenishment.gathering import read_batch, read_shared
from inventorysync.replenishment.queries import LineFilter, Run
from inventorysync.replenishment.rule_queries import find_item, list_named
from inventorysync.replenishment.schemas import (
    ArithmeticOut,
    BudgetInput,
    BudgetOut,
    ChooseInput,
    DismissalPage,
    Dismissed,
    DismissInput,
    DraftsInput,
    DraftsMade,
    GroupsOut,
    LineKind,
    LineOut,
    LinePage,
    OrderMade,
    RunAsked,
    RunOut,
    SeenLine,
    TransferMade,
    WhenToBuy,
)
from inventorysync.shops.access import Buyer, Reader, ShopConnection, Viewer
from inventorysync.shops.queries import get_shop

router = APIRouter(prefix="/suggestions", tags=["replenishment"])
item_router = APIRouter(prefix="/items/{inventory_item_id:path}", tags=["replenishment"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Header(min_length=1, max_length=255)]


@router.get("")
async def list_suggestions(
    viewer: Reader,
    connection: ShopConnection,
    kind: LineKind | None = None,
    supplier_id: UUID | None = None,
    without_supplier: bool = False,  # noqa: FBT001, FBT002  a parameter of a query
    location_id: str | None = None,
    origin_id: str | None = None,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> LinePage:
    """Open suggestions for locations in sight, those with most money at risk first."""
    after = read_cursor(cursor, "risk", (str, UUID))
    wanted = LineFilter(
        kind=kind,
        supplier_id=supplier_id,
        without_supplier=without_supplier,
        location_id=_number("location_id", "Location", location_id) if location_id else None,
        origin_id=_number("origin_id", "Location", origin_id) if origin_id else None,
        search=search.strip(),
    )
    rows = await queries.list_lines(
        connection,
        viewer.shop_id,
        wanted,
        after=(_amount(after[0]), after[1]) if after else None,
        limit=limit + 1,
    )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return LinePage(
        items=[answers.line_of(row, viewer.currency) for row in shown],
        next=write_cursor("risk", (str(last.at_risk), last.suggestion_id)) if last else None,
    )


@router.get("/groups")
async def get_groups(viewer: Reader, connection: ShopConnection) -> GroupsOut:
    """The morning: what to buy by supplier and location, what to move by pairs of locations."""
    run = await queries.find_run(connection, viewer.shop_id)
    going = await latest_job(connection, viewer.shop_id, SUGGEST, is_open=True)
    groups = await queries.list_groups(connection, viewer.shop_id)
    state: Any = "never"
    if run is not None:
        state = "ready" if run.figures.get("has_forecast") or groups else "no_forecast"
    return GroupsOut(
        state=state,
        run=_run_of(run) if run else None,
        running=going and going.job_id,
        groups=[answers.group_of(group, viewer.currency) for group in groups],
    )


@router.post("/runs", status_code=202)
async def post_run(request: Request, viewer: Buyer, connection: ShopConnection) -> RunAsked:
    """Have suggestions worked out now; nothing where they are being worked out already."""
    state = request.app.state
    job_id = await enqueue(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        SUGGEST,
        {},
        now=state.clock.now(),
        request_id=request.state.request_id,
    )
    return RunAsked(job_id=job_id)


@router.post("/budget")
async def post_budget(viewer: Buyer, connection: ShopConnection, wanted: BudgetInput) -> BudgetOut:
    """Which lines to buy for a sum of money. Nothing is changed."""
    place = _number("location_id", "Location", wanted.location_id) if wanted.location_id else None
    rows = await queries.list_weighed(connection, viewer.shop_id, wanted.supplier_id, place)
    chosen = best_set([Buyable(cost, float(risk)) for _, _, cost, risk in rows], wanted.money)
    spent = sum((rows[at][2] for at in chosen), Decimal())
    left = sum((row[3] for at, row in enumerate(rows) if at not in chosen), Decimal())
    return BudgetOut(
        lines=[SeenLine(id=rows[at][0], version=rows[at][1]) for at in sorted(chosen)],
        cost=Money(amount=spent, currency=viewer.currency),
        left_out=len(rows) - len(chosen),
        at_risk_left=Money(amount=left, currency=viewer.currency),
    )


@router.post("/drafts", status_code=201)
async def post_drafts(
    request: Request, viewer: Buyer, connection: ShopConnection, idempotency_key: Key, wanted: DraftsInput
) -> DraftsMade:
    """Make drafts of these lines: an order for each supplier and location, a transfer for each pair."""
    shop_id, state = viewer.shop_id, request.app.state
    lines = [Seen(line.id, line.version, line.quantity) for line in wanted.lines]
    may_move = "write" in viewer.permissions
    who = who_asks(request, viewer)
    made = await drafting.make_drafts(connection, shop_id, lines, who, idempotency_key, may_move=may_move)
    if made.is_new:
        for order_id in made.orders:
            tell(request, connection, shop_id, order_id)
        for transfer_id in made.transfers:
            _tell_transfer(state, connection, shop_id, transfer_id)
    return await _made(connection, shop_id, made)


@router.post("/dismiss")
async def post_dismiss(
    request: Request, viewer: Buyer, connection: ShopConnection, wanted: DismissInput
) -> Dismissed:
    """Have these not be suggested at their locations, and say why."""
    who = _who(request, viewer)
    if wanted.until is not None and wanted.until <= await _today(request, connection, viewer):
        raise Invalid.field("until", "is not after today", "past")
    lines = [Seen(line.id, line.version) for line in wanted.lines]
    gone = await deciding.dismiss(connection, viewer.shop_id, lines, wanted.reason, wanted.until, who)
    return Dismissed(dismissed=gone)


@router.get("/dismissals")
async def list_dismissals(
    request: Request,
    viewer: Reader,
    connection: ShopConnection,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> DismissalPage:
    """What is not to be suggested at locations in sight, newest first."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    today = await _today(request, connection, viewer)
    before = (after[0], after[1]) if after else None
    rows = await queries.list_dismissals(connection, viewer.shop_id, today, before=before, limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return DismissalPage(
        items=[answers.dismissal_of(row) for row in shown],
        next=write_cursor("newest", (last.made_at, last.dismissal_id)) if last else None,
    )


@router.delete("/dismissals/{dismissal_id}", status_code=204)
async def delete_dismissal(
    request: Request, viewer: Buyer, connection: ShopConnection, dismissal_id: UUID
) -> None:
    """Have an item be suggested again, from the next time on."""
    await deciding.take_back(connection, viewer.shop_id, dismissal_id, _who(request, viewer))


@router.get("/{suggestion_id}/arithmetic")
async def get_arithmetic(viewer: Reader, connection: ShopConnection, suggestion_id: UUID) -> ArithmeticOut:
    """A suggestion made again from its stored inputs, step by step."""
    row = await queries.get_line(connection, viewer.shop_id, suggestion_id)
    numbers = sorted(set(row.inputs.get("rules", {}).values()))
    rules = {str(rule.policy_id): rule for rule in await list_named(connection, viewer.shop_id, numbers)}
    return answers.arithmetic_of(row, rules)


@router.patch("/{suggestion_id}")
async def patch_suggestion(
    request: Request, viewer: Buyer, connection: ShopConnection, suggestion_id: UUID, wanted: ChooseInput
) -> LineOut:
    """Have a suggestion be of another quantity."""
    who = _who(request, viewer)
    await deciding.choose_quantity(
        connection, viewer.shop_id, suggestion_id, wanted.version, wanted.quantity, who
    )
    return answers.line_of(await queries.get_line(connection, viewer.shop_id, suggestion_id), viewer.currency)


@item_router.get("/when-to-buy")
async def get_when_to_buy(
    request: Request, viewer: Reader, connection: ShopConnection, inventory_item_id: str
) -> WhenToBuy:
    """Reorder point, order-up-to level and cover of an item at locations in sight, worked out now."""
    shop_id = viewer.shop_id
    item = _number("inventory_item_id", "InventoryItem", inventory_item_id)
    if await find_item(connection, shop_id, item) is None:
        raise NotFound("there is no such item in this shop")
    shared = await read_shared(connection, shop_id, request.app.state.clock.now())
    batch = await read_batch(connection, shop_id, [item], shared)
    spots = batch.spots[0] if batch.spots else []
    names = await queries.name_places(connection, shop_id)
    rows = await queries.list_dismissals(connection, shop_id, shared.today, item_id=item, limit=LIMIT_MAX)
    dismissed = {row.location_id: answers.dismissal_of(row) for row in rows}
    suggested = await queries.list_open_of(connection, shop_id, item)
    source = spots[0].source if spots else None
    supplier = await queries.find_supplier_name(connection, shop_id, source.supplier_id) if source else ""
    return WhenToBuy(
        items=[
            answers.when_of(spot, names, supplier, dismissed.get(spot.location_id), suggested)
            for spot in spots
        ],
        unit_cost=answers.cost_of(spots[0]) if spots else None,
    )


def _tell_transfer(state: Any, connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> None:
    after_commit(connection, lambda: state.nudger.nudge(shop_id, "transfer"))
    after_commit(connection, lambda: state.announcer.transfer_moved(shop_id, transfer_id))


async def _made(connection: AsyncConnection, shop_id: int, made: drafting.Made) -> DraftsMade:
    orders, transfers = await queries.name_documents(connection, shop_id, made.orders, made.transfers)
    return DraftsMade(
        orders=[_order_made(row) for row in orders], transfers=[_transfer_made(row) for row in transfers]
    )


def _order_made(row: Sequence[Any]) -> OrderMade:
    number, name, supplier, location, lines = row
    return OrderMade(id=number, name=name, supplier_name=supplier, location_name=location, lines=lines)


def _transfer_made(row: Sequence[Any]) -> TransferMade:
    number, origin, destination, lines = row
    return TransferMade(id=number, origin_name=origin, destination_name=destination, lines=lines)


def _run_of(run: Run) -> RunOut:
    return RunOut(
        made_at=run.made_at,
        forecast_at=run.forecast_at,
        levels=run.figures.get("levels", 0),
        without_forecast=run.figures.get("without_forecast", 0),
    )


def _who(request: Request, viewer: Viewer) -> Who:
    return Who(viewer.actor, request.app.state.clock.now(), viewer.locations)


async def _today(request: Request, connection: AsyncConnection, viewer: Viewer) -> Any:
    zone = (await get_shop(connection, viewer.shop_id)).time_zone
    return request.app.state.clock.now().astimezone(ZoneInfo(zone)).date()


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except ArithmeticError as error:
        raise Invalid.field("cursor", "is not a cursor of this list") from error
    if not amount.is_finite():
        raise Invalid.field("cursor", "is not a cursor of this list")
    return amount


def _number(field: str, noun: str, text: str) -> int:
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
