"""The API's words for stock."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Money
from inventorysync.kit.quantity import DELTA_MAX, AdjustableName, QuantityName

Reason = Literal[
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
]
Cause = Literal[
    "order",
    "fulfilment",
    "refund",
    "cancellation",
    "order_edit",
    "transfer",
    "shipment",
    "receipt",
    "count",
    "adjustment",
    "shopify_adjustment",
    "other_app",
    "opening",
    "restore_baseline",
    "deleted",
    "unexplained",
]
LINES_MAX = 10_000
NOTE_MAX = 2000


class Quantities(BaseModel):
    """Units by Shopify's quantity names."""

    available: int
    committed: int
    reserved: int
    damaged: int
    safety_stock: int
    quality_control: int
    on_hand: int
    incoming: int


class Level(BaseModel):
    """An item at a location."""

    sku: str
    barcode: str
    title: str
    variant_title: str
    vendor: str
    product_type: str
    tags: list[str]
    inventory_item_id: str
    location_id: str
    location_name: str
    quantities: Quantities
    price: Money | None
    unit_cost: Money | None
    is_active: bool
    tracked: bool
    state: Literal["in_stock", "out_of_stock", "negative", "inactive"]
    pending: int = Field(description="Units of `available` on their way to Shopify")
    updated_at: datetime


class LevelPage(BaseModel):
    """Levels; `total` is counted on the first page: up to 10,000, up to 1,000 in a wide search."""

    items: list[Level]
    next: str | None
    total: int | None
    total_is_capped: bool = False


class Item(BaseModel):
    """An inventory item with its quantities over all locations."""

    inventory_item_id: str
    product_id: str | None
    variant_ids: list[str]
    title: str
    variant_title: str
    sku: str
    barcode: str
    vendor: str
    product_type: str
    tags: list[str]
    price: Money | None
    unit_cost: Money | None
    tracked: bool
    is_deleted: bool
    quantities: Quantities
    locations: int
    updated_at: datetime | None


class ItemDetail(Item):
    """An item and its levels."""

    levels: list[Level]


class ItemPage(BaseModel):
    """Items; `total` is counted on the first page: up to 10,000, up to 1,000 in a wide search."""

    items: list[Item]
    next: str | None
    total: int | None
    total_is_capped: bool = False


class Document(BaseModel):
    """What a movement stands on."""

    kind: str
    id: str
    label: str
    url: str | None = None


class Movement(BaseModel):
    """Part of an entry that has one cause; the parts of an entry sum to it."""

    entry_id: str
    cause: Cause
    name: QuantityName
    delta: int
    balance: int
    effective_at: datetime
    recorded_at: datetime
    actor: str | None
    reason: Reason | None
    document: Document | None
    location_id: str
    location_name: str
    change_set_id: UUID | None


class MovementPage(BaseModel):
    """Movements, newest first."""

    items: list[Movement]
    next: str | None
    total: int | None = None


class HistoryPoint(BaseModel):
    """A change of a balance."""

    at: datetime
    balance: int
    delta: int
    cause: Cause
    entry_id: str


class History(BaseModel):
    """A quantity over time, oldest first."""

    name: QuantityName
    opening: int
    points: list[HistoryPoint]


class LevelThen(BaseModel):
    """An item at a location as it was; `quantities` is null from before its opening was read."""

    location_id: str
    location_name: str
    quantities: Quantities | None


class LevelsThen(BaseModel):
    """An item's levels at a moment, as the entries up to it sum up.

    `quantities` are the sums over the locations; null where nothing was recorded yet.
    """

    as_of: datetime
    recorded_since: datetime | None = Field(description="The first entry; null where there is none")
    is_recorded: bool = Field(description="Whether anything was recorded by then")
    quantities: Quantities | None
    items: list[LevelThen]


class DocumentOfItem(BaseModel):
    """An order, a transfer or a change set, and what it did to an item in all."""

    kind: str
    id: str
    label: str
    actor: str | None
    causes: list[Cause]
    locations: list[str]
    first_at: datetime
    last_at: datetime
    quantities: Quantities


class DocumentPage(BaseModel):
    """Documents, the one that moved the item last first."""

    items: list[DocumentOfItem]
    next: str | None


class WeekOfSales(BaseModel):
    """Units in the week that begins on a Monday of the shop's own zone."""

    week: date
    units_sold: int
    units_cancelled: int = Field(description="Cancelled, or taken off an order")
    units_returned: int = Field(description="Put back into stock by a refund")


class SalesByWeek(BaseModel):
    """An item's sales, oldest week first; no week is shown from before `recorded_since`."""

    time_zone: str
    recorded_since: datetime | None
    weeks: list[WeekOfSales]


Held = Annotated[StrictInt, Field(ge=-DELTA_MAX, le=DELTA_MAX)]
Delta = Annotated[StrictInt, Field(ge=-DELTA_MAX, le=DELTA_MAX)]
Units = Annotated[StrictInt, Field(ge=1, le=DELTA_MAX)]


class AdjustLine(BaseModel, extra="forbid"):
    """Add `delta` units to one quantity of a level."""

    inventory_item_id: str
    location_id: str
    name: AdjustableName = "available"
    delta: Delta
    expected: Held | None = Field(
        default=None,
        description="What the level held of `name`, with units on their way, when this was decided: "
        "if it holds another number now, nothing is changed and 409 names the lines",
    )


class MoveLine(BaseModel, extra="forbid"):
    """Move units from one quantity of a level to another."""

    inventory_item_id: str
    location_id: str
    from_name: AdjustableName
    to_name: AdjustableName
    quantity: Units


class _ChangeSetInput(BaseModel, extra="forbid"):
    reason: Reason
    note: Annotated[str, StringConstraints(max_length=NOTE_MAX)] = ""
    dry_run: bool = False


class AdjustInput(_ChangeSetInput):
    """Adjust quantities."""

    kind: Literal["adjust"]
    lines: Annotated[list[AdjustLine], Field(min_length=1, max_length=LINES_MAX)]


class MoveInput(_ChangeSetInput):
    """Move units between quantities of a level."""

    kind: Literal["move"]
    lines: Annotated[list[MoveLine], Field(min_length=1, max_length=LINES_MAX)]


ChangeSetInput = Annotated[AdjustInput | MoveInput, Field(discriminator="kind")]


class LineError(BaseModel):
    """Why Shopify refused a line."""

    code: str
    message: str


class ChangeSetLine(BaseModel):
    """One level's part of a change set."""

    line: int
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    name: QuantityName | None
    delta: int | None
    from_name: QuantityName | None
    to_name: QuantityName | None
    quantity: int | None
    state: Literal["pending", "pushing", "confirmed", "failed"]
    error: LineError | None
    confirmed_at: datetime | None


class ChangeSetCounts(BaseModel):
    """How many lines are in which state."""

    pending: int
    pushing: int
    confirmed: int
    failed: int


class ChangeSet(BaseModel):
    """A change somebody wanted, and how far it has come."""

    id: UUID
    kind: Literal["adjust", "move"]
    reason: str
    note: str
    state: Literal["pending", "pushing", "confirmed", "partly_failed", "failed"]
    created_at: datetime
    actor: str
    confirmed_at: datetime | None
    counts: ChangeSetCounts
    lines: list[ChangeSetLine]


class ChangeSetPage(BaseModel):
    """Change sets, newest first."""

    items: list[ChangeSet]
    next: str | None
    total: int | None = None


class PreviewLine(BaseModel):
    """What a line would do."""

    inventory_item_id: str
    location_id: str
    before: Quantities
    after: Quantities
    seen: int = Field(description="What `name` holds with the units on their way, as `expected` wants it")
    problem: str | None


class Preview(BaseModel):
    """What a change set would do; nothing was written."""

    dry_run: Literal[True] = True
    lines: list[PreviewLine]
