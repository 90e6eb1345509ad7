"""The API's words for months."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from inventorysync.costing.schemas import Account, Standing
from inventorysync.kit.money import Amount

State = Literal["closed", "open", "running"]
Reason = Annotated[
    str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True, pattern=r"^[^\x00]*$")
]


class MonthSummary(BaseModel):
    """A month and whether it is closed; `running` is the one that is not over."""

    month: str
    state: State
    closed_at: datetime | None
    closed_by: str | None


class MonthList(BaseModel):
    """Months since the first entry, the latest first."""

    items: list[MonthSummary]


class MonthLine(BaseModel):
    """What an account did to the value of stock: the cost of goods sold is negative."""

    account: Account
    units: int
    value: Amount


class CorrectedItemOut(BaseModel):
    """An item of which something became known after its month was closed."""

    inventory_item_id: str
    sku: str
    title: str
    account: Account
    value: Amount


class ReceiptNotInvoiced(BaseModel):
    """A receipt, or goods sent back, that no bill had at the end of the month, with what was booked."""

    id: int
    order_id: UUID
    name: str
    supplier_name: str
    effective_at: datetime
    value: Amount


class NotInvoiced(BaseModel):
    """What had come by the end of a month and no bill said what it cost."""

    value: Amount
    receipts: list[ReceiptNotInvoiced]


class MonthOut(BaseModel):
    """A month's equation: opening + corrections + lines = ending, to the smallest unit of the currency."""

    month: str
    state: State
    currency: str
    starts_on: date
    ends_on: date
    opening: Amount
    corrections: list[MonthLine] = Field(description="What became known of months after they were closed")
    corrected_items: list[CorrectedItemOut]
    lines: list[MonthLine]
    ending: Amount
    not_invoiced: NotInvoiced | None = Field(description="For people who work with all locations")
    closed_at: datetime | None
    closed_by: str | None
    can_close: bool
    standing: Standing


class ReopenInput(BaseModel, extra="forbid"):
    """Why a month is opened again."""

    reason: Reason


class MonthsTouched(BaseModel):
    """Which months were closed or opened, the earliest first."""

    months: list[str]
