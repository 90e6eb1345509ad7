"""Receiving over HTTP: what arrives, what goes back, what is taken back."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NUMBER_MAX, gid
from inventorysync.purchasing import queries
from inventorysync.purchasing.actions import receiving, undoing
from inventorysync.purchasing.actions.receiving import Arrival, Put
from inventorysync.purchasing.receipt_schemas import (
    OtherOut,
    PutInput,
    ReceiptLineOut,
    ReceiptOut,
    Receipts,
    ReceiptUndoInput,
    ReceiptUndoLine,
    ReceiptUndoPreview,
    ReceiveInput,
    ReturnInput,
)
from inventorysync.purchasing.receipts import (
    ReceiptLineRecord,
    ReceiptRecord,
    list_receipt_lines,
    list_receipts,
)
from inventorysync.purchasing.requests import Asking, WriterAsking, number_in, once
from inventorysync.purchasing.schemas import OrderOut, Place
from inventorysync.shops.access import Reader, ShopConnection, Writer
from inventorysync.stock.actions.undo import UndoLine

router = APIRouter(prefix="/purchase-orders/{order_id}", tags=["purchase orders"])
ReceiptNumber = Annotated[int, Path(ge=1, le=NUMBER_MAX)]
SeenVersion = Annotated[int, Query(ge=1, le=NUMBER_MAX)]


@router.get("/receipts")
async def get_receipts(viewer: Reader, connection: ShopConnection, order_id: UUID) -> Receipts:
    """What has arrived of an order, and what went back."""
    await queries.get_order(connection, viewer.shop_id, order_id)
    return await _receipts(connection, viewer.shop_id, order_id)


@router.post("/receive")
async def post_receive_order(asking: WriterAsking, order_id: UUID, wanted: ReceiveInput) -> OrderOut:
    """Write down what has arrived: it becomes stock in Shopify once, under the order's name."""
    arrival = Arrival(
        _puts(wanted.lines),
        wanted.effective_at or asking.who.now,
        wanted.note,
        [other.model_dump() for other in wanted.others],
    )

    async def work() -> UUID:
        made = await receiving.receive(
            asking.connection,
            asking.shop_id,
            order_id,
            wanted.version,
            arrival,
            asking.who,
            close_rest=wanted.close_rest,
        )
        _push(asking, made)
        return order_id

    return await once(asking, f"receive {order_id}", wanted, work)


@router.post("/return")
async def post_return(asking: WriterAsking, order_id: UUID, wanted: ReturnInput) -> OrderOut:
    """Write down what goes back to the supplier: it leaves the stock in Shopify once."""
    arrival = Arrival(_puts(wanted.lines), wanted.effective_at or asking.who.now, wanted.note)

    async def work() -> UUID:
        made = await receiving.send_back(
            asking.connection, asking.shop_id, order_id, wanted.version, arrival, asking.who
        )
        _push(asking, made)
        return order_id

    return await once(asking, f"return {order_id}", wanted, work)


@router.get("/receipts/{receipt_id}/undo-preview")
async def get_undo_preview(
    viewer: Writer,
    connection: ShopConnection,
    order_id: UUID,
    receipt_id: ReceiptNumber,
    version: SeenVersion,
) -> ReceiptUndoPreview:
    """What taking a receipt or a return back would do by now. Nothing is changed."""
    planned = await undoing.plan_receipt_undo(connection, viewer.shop_id, order_id, version, receipt_id)
    return _preview(planned)


@router.post("/receipts/{receipt_id}/undo")
async def post_undo_receipt(
    asking: WriterAsking, order_id: UUID, receipt_id: ReceiptNumber, wanted: ReceiptUndoInput
) -> OrderOut:
    """Take a receipt or a return back by compensating entries."""

    async def work() -> UUID:
        made = await undoing.undo_receipt(
            asking.connection, asking.shop_id, order_id, wanted.version, receipt_id, wanted.reason, asking.who
        )
        _push(asking, made)
        return order_id

    return await once(asking, f"undo {order_id} {receipt_id}", wanted, work)


def _puts(rows: Sequence[PutInput]) -> list[Put]:
    return [
        Put(
            row.line_id,
            number_in(f"lines.{place}.location_id", "Location", row.location_id),
            row.quantity,
            row.name,
        )
        for place, row in enumerate(rows)
    ]


def _push(asking: Asking, change_set_id: UUID | None) -> None:
    """Have a worker send it, and pages show it, when this is committed."""
    if change_set_id is None:
        return
    state, shop_id = asking.request.app.state, asking.shop_id
    after_commit(asking.connection, lambda: state.nudger.nudge(shop_id, "write"))
    after_commit(asking.connection, lambda: state.announcer.change_set_moved(shop_id, change_set_id))


async def _receipts(connection: AsyncConnection, shop_id: int, order_id: UUID) -> Receipts:
    found = await list_receipts(connection, shop_id, order_id)
    lines: dict[int, list[ReceiptLineRecord]] = {}
    for line in await list_receipt_lines(connection, shop_id, [receipt.id for receipt in found]):
        lines.setdefault(line.receipt_id, []).append(line)
    return Receipts(items=[_receipt(receipt, lines.get(receipt.id, [])) for receipt in found])


def _receipt(record: ReceiptRecord, lines: Sequence[ReceiptLineRecord]) -> ReceiptOut:
    told = record._asdict()
    del told["order_id"]
    told["others"] = [OtherOut.model_validate(other) for other in record.others]
    told["lines"] = [
        ReceiptLineOut(
            line_id=line.line_id,
            inventory_item_id=gid("InventoryItem", line.item_id),
            sku=line.sku,
            title=line.title,
            location=_place(line.location_id, line.location_name),
            name="damaged" if line.name == "damaged" else "available",
            quantity=line.quantity,
        )
        for line in lines
    ]
    return ReceiptOut.model_validate(told)


def _undo_line(line: UndoLine) -> ReceiptUndoLine:
    return ReceiptUndoLine(
        inventory_item_id=gid("InventoryItem", line.key[0]),
        sku=line.sku,
        title=line.title,
        location=_place(line.key[1], line.location_name),
        name="damaged" if line.name == "damaged" else "available",
        delta=line.delta,
        before=line.before,
        after=line.after,
        moved_since=line.moved_since,
        problem=line.obstacle,
    )


def _preview(planned: Sequence[UndoLine]) -> ReceiptUndoPreview:
    ordered = sorted(planned, key=lambda line: (line.after >= 0, line.obstacle is None))
    return ReceiptUndoPreview(
        units=sum(abs(line.delta) for line in planned if line.obstacle is None),
        negative=sum(line.obstacle is None and line.after < 0 for line in planned),
        lines=[_undo_line(line) for line in ordered],
    )


def _place(number: int, name: str) -> Place:
    return Place(location_id=gid("Location", number), name=name)
