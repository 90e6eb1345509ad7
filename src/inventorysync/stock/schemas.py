"""The API's words for stock."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from inventorysync.kit.money import Money
from inventorysync.kit.quantity import QuantityName

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


class EarlierUnits(BaseModel):
    """A quantity of a level before InventorySync, counted back from the opening by Shopify's own file."""

    name: QuantityName
    units: int


class LevelThen(BaseModel):
    """An item at a location as it was; `quantities` is null from before its opening was read.

    From before it, `earlier` holds what an imported history of Shopify tells, which is no part of the ledger.
    """

    location_id: str
    location_name: str
    quantities: Quantities | None
    earlier: list[EarlierUnits]


class EarlierMovement(BaseModel):
    """A change from before InventorySync, as Shopify's own file tells it."""

    at: datetime
    location_id: str
    location_name: str
    name: QuantityName
    delta: int
    balance: int
    activity: str
    actor: str
    document: str


class EarlierLevel(BaseModel):
    """How far Shopify's file reaches for a quantity of a level, and whether it can be all of it."""

    location_id: str
    location_name: str
    name: QuantityName
    first_at: datetime
    last_at: datetime
    opening: int
    opened_at: datetime | None
    connects: bool = Field(
        description="False where counting back from the opening comes to less than nothing: rows are missing"
    )


class EarlierPage(BaseModel):
    """What happened to an item before its opening, newest first; `levels` are those of all pages."""

    items: list[EarlierMovement]
    levels: list[EarlierLevel]
    next: str | None


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
