"""An order over HTTP: what it did to stock. Nothing of its customer is stored."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.problems import NotFound
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.stock import past
from inventorysync.stock.answers import quantities_of_deltas
from inventorysync.stock.schemas import Cause, Quantities

router = APIRouter(tags=["stock"])


class OrderStep(BaseModel):
    """One thing the order did to one item at one location."""

    id: str
    cause: Cause
    occurred_at: datetime
    recorded_at: datetime
    actor: str | None
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    quantities: Quantities
    entries: list[str] = Field(
        description="The entries of the ledger that it explains; none yet where it is too new"
    )


class OrderStock(BaseModel):
    """An order, and what it did to the stock in sight."""

    id: str
    label: str
    first_at: datetime
    last_at: datetime
    quantities: Quantities = Field(description="All steps together")
    steps: list[OrderStep]
    steps_are_capped: bool


@router.get("/orders/{order_id:path}")
async def get_order(
    viewer: Reader, connection: ShopConnection, order_id: Annotated[str, Path(max_length=100)]
) -> OrderStock:
    """What an order did to each item at each location in sight, oldest first."""
    try:
        number = number_of("Order", order_id)
    except NotAGid as error:
        raise NotFound("there is no such order") from error
    rows = await past.list_steps_of_order(connection, viewer.shop_id, gid("Order", number))
    if not rows:
        raise NotFound("no stock in sight was moved by such an order")
    shown = rows[: past.STEPS_MAX]
    steps = [
        OrderStep(
            id=str(row.fact_id),
            cause=row.cause,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            actor=row.actor,
            inventory_item_id=gid("InventoryItem", row.item_id),
            sku=row.sku,
            title=row.title,
            location_id=gid("Location", row.location_id),
            location_name=row.location_name,
            quantities=quantities_of_deltas([row.deltas]),
            entries=[str(entry) for entry in row.entries],
        )
        for row in shown
    ]
    return OrderStock(
        id=gid("Order", number),
        label=next((row.document_label for row in rows if row.document_label), str(number)),
        first_at=shown[0].occurred_at,
        last_at=shown[-1].occurred_at,
        quantities=quantities_of_deltas(row.deltas for row in shown),
        steps=steps,
        steps_are_capped=len(rows) > past.STEPS_MAX,
    )
