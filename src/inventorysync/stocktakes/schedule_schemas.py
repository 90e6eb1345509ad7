"""The API's words for schedules of counts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints, model_validator

from inventorysync.kit.money import Money
from inventorysync.stocktakes.schemas import StocktakeSummary, Version

Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Days = Annotated[StrictInt, Field(ge=1, le=3650)]


class ScheduleFields(BaseModel, extra="forbid"):
    """What a schedule says: shares in percent of the value sold, and after how many days a class is due."""

    name: Annotated[
        str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True, pattern=r"^[^\x00]+$")
    ]
    is_active: bool = True
    is_blind: bool = True
    days_of_sales: Annotated[StrictInt, Field(ge=1, le=730)] = 90
    value_by: Literal["price", "cost"] = "price"
    share_a: Share = Decimal(80)
    share_b: Share = Field(default=Decimal(95), description="Up to here, with A's share in it")
    days_a: Days = 30
    days_b: Days = 90
    days_c: Days = 180
    lines_max: Annotated[StrictInt, Field(ge=1, le=2000)] = 40

    @model_validator(mode="after")
    def _b_follows_a(self) -> "ScheduleFields":
        if self.share_b < self.share_a:
            raise ValueError("share_b lies below share_a")
        return self


class ScheduleInput(ScheduleFields):
    """A schedule to be made."""

    location_id: str


class ScheduleEdit(ScheduleFields):
    """What a schedule is to say instead."""

    version: Version


class CountClass(BaseModel):
    """Items of a class."""

    letter: Literal["A", "B", "C"]
    items: int
    units_sold: int
    value_sold: Money
    every_days: int
    due: int
    being_counted: int
    never_counted: int


class Schedule(BaseModel):
    """A schedule of counts and how its classes stand now."""

    id: UUID
    location_id: str
    location_name: str
    name: str
    is_active: bool
    is_blind: bool
    days_of_sales: int
    value_by: Literal["price", "cost"]
    share_a: Decimal
    share_b: Decimal
    days_a: int
    days_b: int
    days_c: int
    lines_max: int
    version: int
    created_by: str
    created_at: datetime
    ran_on: date | None = Field(description="The shop's day on which it last had its turn")
    classes: list[CountClass]


class SchedulePage(BaseModel):
    """All schedules in sight."""

    items: list[Schedule]


class DueItem(BaseModel):
    """An item whose turn it is."""

    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    letter: Literal["A", "B", "C"]
    units_sold: int
    value_sold: Money
    counted_on: date | None
    due_since: date | None


class DueItems(BaseModel):
    """The items that are due first."""

    items: list[DueItem]


class ScheduleRun(BaseModel):
    """The stocktakes that came of it; none where nothing was due."""

    items: list[StocktakeSummary]
