"""Purchase orders over HTTP: written, handed in, agreed to, placed, ended."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.purchasing import answers, queries
from inventorysync.purchasing.actions import approving, dividing, drafting, placing
from inventorysync.purchasing.actions.drafting import WantedOrder, WantedOrderLine
from inventorysync.purchasing.requests import (
    Asking,
    BuyerAsking,
    Speaker,
    answer_order,
    number_in,
    once,
    tell,
    who_asks,
)
from inventorysync.purchasing.schemas import (
    CommentInput,
    ConfirmInput,
    MergeInput,
    OnOrder,
    OrderEdit,
    OrderInput,
    OrderOut,
    OrderPage,
    OrderState,
    ReasonedInput,
    SplitInput,
    SubmitInput,
    Timeline,
    VersionInput,
)
from inventorysync.shops.access import Reader, ShopConnection

router = APIRouter(prefix="/purchase-orders", tags=["purchase orders"])
item_router = APIRouter(prefix="/items/{inventory_item_id:path}", tags=["purchase orders"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("")
async def list_purchase_orders(
    viewer: Reader,
    connection: ShopConnection,
    state: Annotated[list[OrderState] | None, Query()] = None,
    supplier_id: UUID | None = None,
    location_id: str | None = None,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> OrderPage:
    """Purchase orders for locations in sight, newest first."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    wanted = queries.OrderFilter(
        states=tuple(state) if state else None,
        supplier_id=supplier_id,
        location_id=number_in("location_id", "Location", location_id) if location_id else None,
        search=search.strip() or None,
    )
    before = (after[0], after[1]) if after else None
    rows = await queries.list_orders(connection, viewer.shop_id, wanted, before=before, limit=limit + 1)
    shown = rows[:limit]
    currencies = {row.order.order_id: row.order.currency for row in shown}
    priced = await queries.list_priced(connection, viewer.shop_id, list(currencies))
    totals = answers.totals_by_order(priced, currencies)
    page = [answers.summary_of(row, totals.get(row.order.order_id, answers.NOTHING)) for row in shown]
    following = write_cursor("newest", (page[-1].created_at, page[-1].id)) if len(rows) > limit else None
    return OrderPage(items=page, next=following)


@router.get("/{order_id}")
async def get_purchase_order(viewer: Reader, connection: ShopConnection, order_id: UUID) -> OrderOut:
    """A purchase order."""
    return await answer_order(connection, viewer, order_id)


@router.get("/{order_id}/timeline")
async def get_order_timeline(viewer: Reader, connection: ShopConnection, order_id: UUID) -> Timeline:
    """All that happened to an order, oldest first."""
    await queries.get_order(connection, viewer.shop_id, order_id)
    rows = await queries.list_events(connection, viewer.shop_id, order_id)
    return Timeline(items=[answers.event_of(row) for row in rows])


@router.post("", status_code=201)
async def post_purchase_order(asking: BuyerAsking, wanted: OrderInput) -> OrderOut:
    """Write a draft; nothing is ordered by it."""

    async def work() -> UUID:
        return await drafting.make_order(asking.connection, asking.shop_id, _wanted(wanted), asking.who)

    return await once(asking, "make", wanted, work)


@router.put("/{order_id}")
async def put_purchase_order(asking: BuyerAsking, order_id: UUID, wanted: OrderEdit) -> OrderOut:
    """Have a draft hold this instead."""

    async def work() -> UUID:
        await drafting.edit_order(
            asking.connection, asking.shop_id, order_id, wanted.version, _wanted(wanted), asking.who
        )
        return order_id

    return await once(asking, f"edit {order_id}", wanted, work)


@router.post("/{order_id}/submit")
async def post_submit(asking: BuyerAsking, order_id: UUID, wanted: SubmitInput) -> OrderOut:
    """Hand a draft in: approved at once, or by somebody with more rights where the shop's rules say so."""

    async def work() -> UUID:
        await approving.submit_order(
            asking.connection, asking.shop_id, order_id, wanted.version, asking.who, as_is=wanted.as_is
        )
        return order_id

    return await once(asking, f"submit {order_id}", wanted, work)


@router.post("/{order_id}/approve")
async def post_approve(asking: BuyerAsking, order_id: UUID, wanted: VersionInput) -> OrderOut:
    """Agree to an order that waits for it: an owner, or a manager within their limit."""

    async def work() -> UUID:
        await approving.approve_order(asking.connection, asking.shop_id, order_id, wanted.version, asking.who)
        return order_id

    return await once(asking, f"approve {order_id}", wanted, work)


@router.post("/{order_id}/revise")
async def post_revise(asking: BuyerAsking, order_id: UUID, wanted: ReasonedInput) -> OrderOut:
    """Have an order that nobody has sent be a draft again."""
    return await _reasoned(asking, order_id, wanted, "revise")


@router.post("/{order_id}/mark-sent")
async def post_mark_sent(asking: BuyerAsking, order_id: UUID, wanted: ReasonedInput) -> OrderOut:
    """Note that the supplier has the order by another way than a mail from here."""
    return await _reasoned(asking, order_id, wanted, "mark-sent")


@router.post("/{order_id}/cancel")
async def post_cancel_order(asking: BuyerAsking, order_id: UUID, wanted: ReasonedInput) -> OrderOut:
    """Leave an order of which nothing has arrived."""
    return await _reasoned(asking, order_id, wanted, "cancel")


@router.post("/{order_id}/close")
async def post_close(asking: BuyerAsking, order_id: UUID, wanted: ReasonedInput) -> OrderOut:
    """Expect no more of an order that has arrived in part."""
    return await _reasoned(asking, order_id, wanted, "close")


@router.post("/{order_id}/reopen")
async def post_reopen(asking: BuyerAsking, order_id: UUID, wanted: ReasonedInput) -> OrderOut:
    """Expect the rest of a closed order after all."""
    return await _reasoned(asking, order_id, wanted, "reopen")


@router.post("/{order_id}/confirm")
async def post_confirm(asking: BuyerAsking, order_id: UUID, wanted: ConfirmInput) -> OrderOut:
    """Note what the supplier has confirmed."""

    async def work() -> UUID:
        await placing.confirm_order(
            asking.connection,
            asking.shop_id,
            order_id,
            wanted.version,
            wanted.reference,
            wanted.expected_on,
            asking.who,
        )
        return order_id

    return await once(asking, f"confirm {order_id}", wanted, work)


@router.post("/{order_id}/duplicate", status_code=201)
async def post_duplicate(asking: BuyerAsking, order_id: UUID) -> OrderOut:
    """The same items once more as a draft, at what they cost today."""

    async def work() -> UUID:
        return await dividing.duplicate_order(asking.connection, asking.shop_id, order_id, asking.who)

    return await once(asking, f"duplicate {order_id}", None, work)


@router.post("/{order_id}/split", status_code=201)
async def post_split(asking: BuyerAsking, order_id: UUID, wanted: SplitInput) -> OrderOut:
    """Move lines, or units of them, into a second draft; the answer is that one."""
    parts: dict[UUID, int] = {}
    for line in wanted.lines:
        parts[line.line_id] = parts.get(line.line_id, 0) + line.quantity

    async def work() -> UUID:
        tell(asking.request, asking.connection, asking.shop_id, order_id)
        return await dividing.split_order(
            asking.connection, asking.shop_id, order_id, wanted.version, parts, asking.who
        )

    return await once(asking, f"split {order_id}", wanted, work)


@router.post("/{order_id}/merge")
async def post_merge(asking: BuyerAsking, order_id: UUID, wanted: MergeInput) -> OrderOut:
    """Bring the lines of another unsent order of the same supplier, location and currency into this one."""

    async def work() -> UUID:
        tell(asking.request, asking.connection, asking.shop_id, wanted.order_id)
        await dividing.merge_orders(
            asking.connection,
            asking.shop_id,
            order_id,
            wanted.version,
            wanted.order_id,
            wanted.other_version,
            asking.who,
        )
        return order_id

    return await once(asking, f"merge {order_id}", wanted, work)


@router.post("/{order_id}/comments", status_code=201)
async def post_comment(
    request: Request, viewer: Speaker, connection: ShopConnection, order_id: UUID, wanted: CommentInput
) -> OrderOut:
    """Say something about an order to the people of the shop."""
    who = who_asks(request, viewer)
    await placing.comment(connection, viewer.shop_id, order_id, wanted.words, who)
    tell(request, connection, viewer.shop_id, order_id)
    return await answer_order(connection, viewer, order_id)


@item_router.get("/on-order")
async def get_on_order(viewer: Reader, connection: ShopConnection, inventory_item_id: str) -> OnOrder:
    """What of an item is still to come from suppliers to locations in sight."""
    item = number_in("inventory_item_id", "InventoryItem", inventory_item_id)
    return answers.on_order_of(await queries.list_open_lines(connection, viewer.shop_id, item))


def _wanted(given: OrderInput) -> WantedOrder:
    return WantedOrder(
        supplier_id=given.supplier_id,
        location_id=number_in("location_id", "Location", given.location_id),
        lines=[
            WantedOrderLine(
                number_in(f"lines.{place}.inventory_item_id", "InventoryItem", line.inventory_item_id),
                line.quantity,
                line.unit_cost,
                line.tax_rate,
                line.expected_on,
            )
            for place, line in enumerate(given.lines)
        ],
        currency=given.currency,
        rate=given.rate,
        reference=given.reference,
        expected_on=given.expected_on,
        terms=given.terms,
        note=given.note,
    )


_REASONED = {
    "revise": approving.revise_order,
    "mark-sent": placing.mark_sent,
    "cancel": placing.cancel_order,
    "close": placing.close_order,
    "reopen": placing.reopen_order,
}


async def _reasoned(asking: Asking, order_id: UUID, wanted: ReasonedInput, what: str) -> OrderOut:
    """A step that needs nothing but the order, its version and why."""

    async def work() -> UUID:
        await _REASONED[what](
            asking.connection, asking.shop_id, order_id, wanted.version, wanted.note, asking.who
        )
        return order_id

    return await once(asking, f"{what} {order_id}", wanted, work)
