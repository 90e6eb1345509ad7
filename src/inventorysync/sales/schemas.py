"""The API's words for demand, its cleaning, and forecasts."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from inventorysync.kit.money import Money
from inventorysync.sales.cleaning import Step
from inventorysync.sales.event_schemas import PlanEventOut

DemandClass = Literal["smooth", "erratic", "intermittent", "lumpy"]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\x00]+$")
]


class DemandPlace(BaseModel):
    """A location where an item is planned, and what it sold there in the weeks shown."""

    location_id: str
    location_name: str
    units: float
    has_forecast: bool


class DemandWeek(BaseModel):
    """A week of demand: `units` as cleaned, null where the shelf was empty for too long to tell."""

    begins: date
    units: float | None
    ordered: int
    one_off: int
    days_out_of_stock: int


class ForecastWeek(BaseModel):
    """A week ahead: what is expected, and within which bounds with 50 and 90 percent."""

    begins: date
    mean: float
    low_90: float
    low_50: float
    median: float
    high_50: float
    high_90: float


class ForecastOut(BaseModel):
    """A forecast of an item at a location.

    `error` and `naive_error` are units a week over `weeks_tested` weeks of its own backtest. Where it does
    not beat repeating the last week, that is what it does.
    """

    origin: date
    made_at: datetime
    version: int
    method: str
    demand_class: DemandClass
    is_new: bool
    weeks_of_history: int
    weeks_tested: int
    error: float | None
    naive_error: float | None
    beats_naive: bool
    base: list[ForecastWeek]
    planned: list[ForecastWeek]


class EarlierWeek(BaseModel):
    """What was expected of a week, and its bounds with 90 percent."""

    begins: date
    mean: float
    low_90: float
    high_90: float


class EarlierForecast(BaseModel):
    """What was forecast earlier, to be held against what happened.

    `made_afterwards`: it was computed later, with what was known at its origin.
    """

    origin: date
    made_at: datetime
    made_afterwards: bool
    weeks: list[EarlierWeek]


class Demand(BaseModel):
    """Demand and forecast of an item at one of its locations; weeks end where the forecast begins.

    `days_known` is how much history the shop has; `recorded_since` its first day.
    """

    location_id: str | None
    places: list[DemandPlace]
    recorded_since: date | None
    days_known: int
    weeks: list[DemandWeek]
    forecast: ForecastOut | None
    earlier: EarlierForecast | None
    events: list[PlanEventOut]


class SwitchOut(BaseModel):
    """Somebody's word on a cleaning step."""

    switch_id: UUID
    is_on: bool
    reason: str
    made_by: str
    made_at: datetime


class CleaningStep(BaseModel):
    """What a step did to an order or a day, and whether it is done: by itself, or because somebody said so.

    `limit` is how many units the item's other orders stay within, of one-off orders.
    """

    step: Step
    order_id: str | None
    order_label: str
    day: date
    units: int
    limit: int | None
    is_on: bool
    switch: SwitchOut | None


class CleaningOfStep(BaseModel):
    """A step altogether: how often it was done, and how many units or days it took away."""

    step: Step
    times: int
    units: int
    is_on: bool
    switch: SwitchOut | None


class Cleaning(BaseModel):
    """What cleaning did to an item's demand at a location, newest first; not complete where there is more."""

    steps: list[CleaningOfStep]
    items: list[CleaningStep]
    is_complete: bool


class SwitchInput(BaseModel, extra="forbid"):
    """A step to be done or not: of an order, of a day, or of everything of the item at the location."""

    location_id: str
    step: Step
    order_id: str | None = None
    day: Day | None = None
    is_on: StrictBool
    reason: Reason


class ForecastMade(BaseModel):
    """At how many locations a forecast was made anew."""

    locations: int


class Measured(BaseModel):
    """How good forecasts were, in units a week on average of series, shares of weeks inside the bands.

    `held` counts weeks of series that were held against a forecast.
    """

    series: int
    held: int
    sold: float
    missed: float
    missed_by_naive: float
    bias: float
    inside_50: float | None
    inside_90: float | None


class MeasuredClass(Measured):
    """The same of the series of one class, `not_better` of which do not beat repeating the last week."""

    demand_class: DemandClass
    not_better: int
    value: Money


class MeasuredHorizon(Measured):
    """The same of forecasts so many weeks ahead."""

    weeks_ahead: int


class ForecastRunOut(BaseModel):
    """A forecast of the whole shop that waits or goes on."""

    job_id: UUID
    state: str
    phase: str | None
    done: int | None
    total: int | None


class Accuracy(BaseModel):
    """How good the shop's forecasts are: against what happened, and against repeating the last week.

    `horizons` is null for people of some locations only: it is of all.
    """

    days_known: int
    recorded_since: date | None
    origin: date | None
    made_at: datetime | None
    series: int
    not_better: int
    new_series: int
    all: Measured | None
    classes: list[MeasuredClass]
    horizons: list[MeasuredHorizon] | None
    running: ForecastRunOut | None
    last_error: str | None


class MissedItem(BaseModel):
    """An item at a location and how far off its forecasts were, a week; `value` is that at its cost."""

    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    location_id: str
    location_name: str
    demand_class: DemandClass
    sold: float
    missed: float
    missed_by_naive: float
    bias: float
    value: Money | None


class MissedItems(BaseModel):
    """A page of items by what their forecasts' errors cost."""

    items: list[MissedItem]
    next: str | None = None
