"""The API's words for suggestions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Amount, Money
from inventorysync.ordering.policy import Goal
from inventorysync.replenishment.nearest import Kind

LineKind = Literal["buy", "move"]
LINES_MAX = 2_000
UNITS_MAX = 10_000_000
Units = Annotated[StrictInt, Field(ge=1, le=UNITS_MAX)]
Version = Annotated[
    StrictInt, Field(ge=1, le=2**62, description="As it was seen; another one by now is refused with 409")
]
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[^\x00]*$"),
]
LeadFrom = Literal["rule", "measured", "item", "supplier", "nobody"]


class PlaceOut(BaseModel):
    """A location."""

    location_id: str
    name: str


class RunOut(BaseModel):
    """When suggestions were worked out last, from forecasts of when, and of how many levels."""

    made_at: datetime
    forecast_at: datetime | None
    levels: int
    without_forecast: int


class GroupOut(BaseModel):
    """Open lines that become one document: an order of a supplier for a location, or a transfer."""

    kind: LineKind
    supplier_id: UUID | None
    supplier_name: str
    location: PlaceOut
    origin: PlaceOut | None
    lines: int
    units: int
    cost: Money = Field(description="Of the lines whose cost is known")
    without_cost: int
    at_risk: Money
    minimum_order: Money | None = Field(description="Least the supplier takes, in their currency")
    is_below_minimum: bool | None = Field(description="None where the costs are in another currency")


class GroupsOut(BaseModel):
    """The morning: what to buy and what to move, those groups first with most money at risk.

    Money at risk: the units that would be asked for and not be there, on average, until an order of the next
    look could arrive, at what they sell for.
    """

    state: Literal["never", "no_forecast", "ready"]
    run: RunOut | None
    running: UUID | None = Field(description="The job that works them out now")
    groups: list[GroupOut]


class LineOut(BaseModel):
    """A suggestion. `quantity` is what was worked out, `chosen` what somebody wants instead."""

    id: UUID
    kind: LineKind
    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    location: PlaceOut
    origin: PlaceOut | None
    supplier_id: UUID | None
    supplier_name: str
    quantity: int
    chosen: int | None
    minimum: int
    pack: int
    problem: str | None = Field(description="Why the supplier would not sell the chosen quantity")
    available: int
    on_its_way: int
    position: int
    cover_now: float | None = Field(description="Days what there is lasts; null where nobody asks for it")
    cover_after: float | None = Field(description="The same once all of it has come")
    at_risk: Money
    unit_cost: Money | None
    cost: Money | None
    is_within_budget: bool
    made_at: datetime
    version: int


class LinePage(BaseModel):
    """Open suggestions, those with most money at risk first."""

    items: list[LineOut]
    next: str | None = None


class StepOut(BaseModel):
    """A line of the arithmetic: what it is, and its number."""

    key: str
    value: float


class QuantileOut(BaseModel):
    """What demand does not pass with a probability."""

    level: float
    units: float


class LengthOut(BaseModel):
    """A lead time with its chance, and the demand over it and the days until the next look."""

    days: float
    chance: float
    mean: float
    quantiles: list[QuantileOut]


class SaidOut(BaseModel):
    """A field that a rule said, and which rule; without one it is where nobody says anything."""

    field: str
    applies_to: Kind
    name: str
    location_name: str


class ArithmeticOut(BaseModel):
    """A suggestion made again from its stored inputs: `is_same` says that it is the same number."""

    id: UUID
    quantity: int
    recomputed: int
    is_same: bool
    steps: list[StepOut]
    lengths: list[LengthOut]
    lead_from: LeadFrom
    said: list[SaidOut]


class ChooseInput(BaseModel, extra="forbid"):
    """Another quantity for a suggestion; the one worked out takes the change back."""

    version: Version
    quantity: Units


class SeenLine(BaseModel, extra="forbid"):
    """A suggestion as it was seen."""

    id: UUID
    version: Version


class DraftLine(SeenLine):
    """A suggestion for a document, of another quantity where one is given."""

    quantity: Units | None = None


class DismissInput(BaseModel, extra="forbid"):
    """What is not to be suggested, why, and until when; for good where no day is given."""

    lines: Annotated[list[SeenLine], Field(min_length=1, max_length=LINES_MAX)]
    reason: Reason
    until: date | None = None


class Dismissed(BaseModel):
    """How many lines are gone."""

    dismissed: int


class DismissalOut(BaseModel):
    """An item that is not suggested at a location."""

    id: UUID
    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    location: PlaceOut
    quantity: int
    reason: str
    until: date | None
    made_by: str
    made_at: datetime


class DismissalPage(BaseModel):
    """What is not suggested, newest first."""

    items: list[DismissalOut]
    next: str | None = None


class BudgetInput(BaseModel, extra="forbid"):
    """A sum of money in the shop's currency, for all orders or for one supplier's or location's."""

    money: Annotated[Decimal, Field(ge=0, le=Decimal(10**12), max_digits=16, decimal_places=4)]
    supplier_id: UUID | None = None
    location_id: str | None = None


class BudgetOut(BaseModel):
    """The best set of lines for the money: those that take most money off risk together."""

    lines: list[SeenLine]
    cost: Money
    left_out: int
    at_risk_left: Money


class DraftsInput(BaseModel, extra="forbid"):
    """Suggestions that are to be in documents."""

    lines: Annotated[list[DraftLine], Field(min_length=1, max_length=LINES_MAX)]


class OrderMade(BaseModel):
    """A purchase order, as a draft."""

    id: UUID
    name: str
    supplier_name: str
    location_name: str
    lines: int


class TransferMade(BaseModel):
    """A transfer, as a draft."""

    id: UUID
    origin_name: str
    destination_name: str
    lines: int


class DraftsMade(BaseModel):
    """The documents that the suggestions are in."""

    orders: list[OrderMade]
    transfers: list[TransferMade]


class RunAsked(BaseModel):
    """The job that works suggestions out."""

    job_id: UUID


class OpenLine(BaseModel):
    """A suggestion that is open."""

    id: UUID
    kind: LineKind
    units: int


class WhenToBuyAt(BaseModel):
    """When to buy an item for a location, worked out now."""

    location: PlaceOut
    has_forecast: bool
    goal: Goal
    service: float = Field(description="The chance that the reorder point suffices")
    reorder_point: int
    order_up_to: int
    position: int
    available: int
    on_its_way: int
    cover_now: float | None
    expected_demand: float = Field(description="Over lead time and review")
    lead_days: float
    lead_deviation_days: float
    lead_from: LeadFrom
    review_days: int
    minimum: int
    pack: int
    supplier_id: UUID | None
    supplier_name: str
    is_ordered: bool
    dismissal: DismissalOut | None
    said: list[SaidOut]
    suggested: list[OpenLine]


class WhenToBuy(BaseModel):
    """When to buy an item, by location; `unit_cost` is what a unit costs in the shop's currency."""

    items: list[WhenToBuyAt]
    unit_cost: Amount | None
