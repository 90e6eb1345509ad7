"""What the overview answers of what needs a person."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from inventorysync.kit.money import Money

ConcernKind = Literal[
    "access_lost",
    "import_failed",
    "negative",
    "unconfirmed",
    "failed_changes",
    "stuck_transfers",
    "sells_out",
    "without_cost",
]
Formula = Literal["units_at_price", "units_at_cost", "week_of_sales_at_price"]


class ConcernLevel(BaseModel):
    """One of the levels of a concern that have most at risk."""

    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    units: int
    at_risk: Money | None


class Concern(BaseModel):
    """Something that needs a person, and what it may cost."""

    kind: ConcernKind
    count: int = Field(description="Levels, or transfers; 1 for what is of the whole shop")
    units: int | None = Field(description="Units of all levels; of sells_out those sold in `days_of_sales`")
    at_risk: Money | None = Field(description="By the formula; null where nothing is known to multiply with")
    formula: Formula | None = Field(description="How at_risk is computed")
    levels_without_amount: int = Field(description="Levels that at_risk leaves out: no price, no cost")
    levels: list[ConcernLevel] = Field(description="Those with most at risk")
    detail: str | None = Field(description="The error of an import that failed")


class Attention(BaseModel):
    """What needs a person today: first what keeps all figures from being true, then by money at risk."""

    concerns: list[Concern]
    days_of_sales: int = Field(description="Whole days of sales that are known, at most 28")
    days_needed: int = Field(description="Days of sales below which no week of sales is reckoned")
    sales_known_since: datetime | None = Field(description="Orders are recorded from then on")
