"""The API's words for the analysis."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, model_validator

from inventorysync.analysis.lists import Abc, Bucket, Xyz
from inventorysync.analysis.rules import DAYS_MAX, Measure
from inventorysync.kit.money import Money
from inventorysync.replenishment.rule_schemas import RuleFields

Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Limit = Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3)]
Days = Annotated[StrictInt, Field(ge=1, le=DAYS_MAX)]


class RulesFields(BaseModel, extra="forbid"):
    """By what items are classed, and what is dead, in excess and lost."""

    measure: Measure = Field(
        description="What ranks items: `value`, units sold at today's price; `margin`, that less "
        "today's cost; `units`"
    )
    days: Days = Field(description="Of so many days before today")
    share_a: Share = Field(description="Class A is what makes up so much of the sum, in percent")
    share_b: Share = Field(description="Up to here class B, with A's share in it")
    limit_x: Limit = Field(description="Class X: squared variation of weekly demand up to here")
    limit_y: Limit = Field(description="Class Y up to here, Z beyond")
    dead_days: Days = Field(description="Dead is what is there and has not sold for so many days")
    excess_days: Days = Field(
        description="Excess is beyond the order-up-to level and what so many days ask for"
    )
    excess_percent: Annotated[Decimal, Field(ge=50, le=99, max_digits=4, decimal_places=2)] = Field(
        description="with this chance, in percent"
    )
    lost_days: Days = Field(description="Lost sales of the last so many days")

    @model_validator(mode="after")
    def _in_order(self) -> "RulesFields":
        if self.share_b < self.share_a:
            raise ValueError("share_b lies below share_a")
        if self.limit_y < self.limit_x:
            raise ValueError("limit_y lies below limit_x")
        return self


class AnalysisRulesInput(RulesFields):
    """What the shop is to analyse by instead."""

    version: Annotated[StrictInt, Field(ge=0, le=2**62, description="As it was seen; 0 for none yet")]


class AnalysisRulesOut(RulesFields):
    """What the shop analyses by."""

    version: int


class Cell(BaseModel):
    """Items of a class. Money held and sold leave out those without a cost or a price, which are counted."""

    abc: Abc = Field(description="`none`: their value is not known, for want of a price or a cost")
    xyz: Xyz
    items: int
    on_hand: int
    held: Money
    without_cost: int
    sold: int
    revenue: Money = Field(description="Units sold at today's price")
    without_price: int


class Figure(BaseModel):
    """What a list comes to; `money` leaves out levels without a cost or a price, which are counted."""

    levels: int
    units: int
    money: Money
    without_money: int


class LostFigure(Figure):
    """What an empty shelf did not sell; four times in five between `low` and `high`."""

    days: int = Field(description="Of levels: two items out for three days are six")
    low: Money
    high: Money
    untold: int = Field(description="Levels with days of which nothing near tells what was asked for")


class CoverBucket(BaseModel):
    """Levels whose stock lasts so long; `idle`: stock that nobody is expected to ask for."""

    bucket: Bucket
    levels: int
    units: int
    held: Money
    without_cost: int


class AnalysisOut(BaseModel):
    """What the analysis found, as of `made_at`, by the rules of then."""

    state: Literal["never", "no_sales", "ready"]
    run_id: UUID | None
    made_at: datetime | None
    last_day: date | None = Field(description="The last day that it knows of")
    known_days: int = Field(description="So many days of sales were known")
    shelf_days: int = Field(description="Of so many days it was known what was out of stock")
    has_forecast: bool = Field(description="False: excess and cover are not known yet")
    running: UUID | None = Field(description="The job that works it out now")
    rules: AnalysisRulesOut | None = Field(description="Those that it was made by")
    per: Literal["item", "level"] = Field(description="What a class counts")
    cells: list[Cell]
    held: Figure
    dead: Figure | None = Field(description="Null while fewer days of sales are known than it takes")
    excess: Figure | None
    lost: LostFigure | None = Field(description="Null while of no day it is known what was out of stock")
    cover: list[CoverBucket]
    vendors: list[str]
    product_types: list[str]
    currency: str


class LevelOut(BaseModel):
    """A line of a list; what is not known is null."""

    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    vendor: str
    product_type: str
    location_id: str | None = Field(description="Null for an item at all locations together")
    location_name: str
    abc: Abc
    xyz: Xyz
    variation: float | None
    on_hand: int
    coming: int
    held: Money | None
    sold: int
    revenue: Money | None
    value: Money | None = Field(description="By the rules' measure; null also where that is units")
    last_sold: date | None
    idle_days: int | None
    order_up_to: int | None
    needed: int | None
    excess: int | None
    excess_value: Money | None
    lacking_elsewhere: int
    cover: float | None
    daily: float | None
    lost_days: int
    lost_units: float
    lost_value: Money | None
    lost_low: Money | None
    lost_high: Money | None
    untold_days: int


class LevelPage(BaseModel):
    """A list, the greatest amount first; what has none comes last."""

    items: list[LevelOut]
    next: str | None = None


class ListRulesInput(BaseModel, extra="forbid"):
    """What the rules of all lines of a list are to say."""

    run_id: UUID = Field(description="The analysis that was seen; another one by now is refused with 409")
    fields: RuleFields


class ListRulesSet(BaseModel):
    """How many rules say otherwise than before."""

    changed: int


class AnalysisAsked(BaseModel):
    """The job that works the analysis out."""

    job_id: UUID
