"""The API's words for how suppliers have delivered."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from inventorysync.purchasing.schemas import OrderState


class PartOut(BaseModel):
    """So many of so many; `share` lies between 0 and 1, and is null where there were none."""

    count: int
    of: int
    share: Decimal | None


class DefectsOut(BaseModel):
    """What was wrong with what arrived; `share` is of what arrived, without what was never ordered."""

    damaged: int = Field(description="Units that were damaged when they arrived")
    returned: int = Field(description="Units that were sent back, without those that arrived damaged")
    of: int
    share: Decimal | None
    never_ordered: int


class PriceDriftOut(BaseModel):
    """By how much the last costs lie over the first of the time: 0.05 are five percent.

    Counted are items that arrived at least twice, each by its units, in the currency most of them have.
    """

    share: Decimal
    items: int
    currency: str


class LeadTimeOut(BaseModel):
    """Days from sending an order to a receipt, of at most the last 20 receipts of two years."""

    receipts: int
    mean: float
    deviation: float
    shortest: float
    median: float
    longest: float
    days: list[float]
    is_planned_with: bool = Field(description="Replenishment plans with it; below three receipts it does not")


class ScoreOut(BaseModel):
    """How a supplier has delivered the orders that were placed since a day of the shop.

    `on_time` counts units that had a day to arrive on: late is also what has not arrived though its day has
    passed. `in_full` counts units, `lines_in_full` lines, of orders from which nothing more is expected.
    People of some locations see what their locations' orders tell.
    """

    supplier_id: UUID
    since: date
    orders: int
    on_time: PartOut
    in_full: PartOut
    lines_in_full: PartOut
    defects: DefectsOut
    price_drift: PriceDriftOut | None
    lead_time: LeadTimeOut | None


class DeliveryOut(BaseModel):
    """What became of an order."""

    order_id: UUID
    number: int
    name: str
    state: OrderState
    placed_at: datetime
    days_to_first: float | None
    days_to_last: float | None
    on_time: PartOut
    in_full: PartOut = Field(description="Also of an order from which more is expected")
    defects: DefectsOut


class ScorePage(BaseModel):
    """Of each supplier that was asked for."""

    items: list[ScoreOut]


class ScoreDetails(ScoreOut):
    """With the orders it is made of, the latest first: at most 100."""

    deliveries: list[DeliveryOut]
