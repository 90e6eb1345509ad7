"""The API's words for receipts and returns."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from inventorysync.kit.money import Amount
from inventorysync.purchasing.schemas import (
    LINES_MAX,
    Code,
    Line,
    Place,
    SomeWords,
    Units,
    VersionInput,
    Words,
)

StockName = Literal["available", "damaged"]


class PutInput(BaseModel, extra="forbid"):
    """Units of a line at a location; damaged ones are on hand and not for sale."""

    line_id: UUID
    location_id: str
    quantity: Units
    name: StockName = "available"


class OtherInput(BaseModel, extra="forbid"):
    """Something that was not ordered: it is noted, and never becomes stock by it."""

    code: Annotated[Code, Field(min_length=1)]
    quantity: Units
    note: Line = ""


class _ArrivalInput(VersionInput):
    effective_at: AwareDatetime | None = Field(
        default=None, description="When it happened; now, if not given"
    )
    note: Words = ""


class ReceiveInput(_ArrivalInput):
    """What has arrived; what is still missing stays expected unless the rest is closed."""

    lines: Annotated[list[PutInput], Field(max_length=LINES_MAX)] = Field(default=[])
    others: Annotated[list[OtherInput], Field(max_length=100)] = Field(default=[])
    close_rest: bool = False


class ReturnInput(_ArrivalInput):
    """What goes back to the supplier."""

    lines: Annotated[list[PutInput], Field(min_length=1, max_length=LINES_MAX)]


class ReceiptUndoInput(VersionInput):
    """Take a receipt or a return back."""

    reason: SomeWords


class OtherOut(BaseModel):
    """Something that was not ordered."""

    code: str
    quantity: int
    note: str


class ReceiptLineOut(BaseModel):
    """Units of a line at a location."""

    line_id: UUID
    inventory_item_id: str
    sku: str
    title: str
    location: Place
    name: StockName
    quantity: int


class ReceiptOut(BaseModel):
    """What arrived at one time, or went back; `waiting` and `failed` are levels that Shopify has not got."""

    id: int
    number: int
    kind: Literal["receipt", "return"]
    effective_at: datetime
    recorded_at: datetime
    recorded_by: str
    currency: str
    rate: Amount
    note: str
    others: list[OtherOut]
    lines: list[ReceiptLineOut]
    change_set_id: UUID | None
    waiting: int
    failed: int
    undone_at: datetime | None
    undone_by: str | None
    undo_change_set_id: UUID | None


class Receipts(BaseModel):
    """Receipts and returns of an order in their order."""

    items: list[ReceiptOut]


class ReceiptUndoLine(BaseModel):
    """What taking back does with a level: `name` changes by `delta` from what it holds now."""

    inventory_item_id: str
    sku: str
    title: str
    location: Place
    name: StockName
    delta: int
    before: int
    after: int
    moved_since: int
    problem: Literal["not_confirmed", "undone", "gone"] | None


class ReceiptUndoPreview(BaseModel):
    """What taking a receipt back would do by now; `negative` levels would hold less than nothing."""

    units: int
    negative: int
    lines: list[ReceiptUndoLine]
