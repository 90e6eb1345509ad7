"""The API's words for bills."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from inventorysync.costing.schemas import Account, Kind
from inventorysync.kit.money import Amount

LINES_MAX = 50
RECEIPTS_MAX = 100
MEASURES_MAX = 2_000
LineKind = Literal["goods", "freight", "duty", "insurance", "other", "discount"]
SpreadBy = Literal["value", "quantity", "weight", "volume"]
State = Literal["entered", "cancelled"]
Line = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Words = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Sum = Annotated[Decimal, Field(ge=0, le=Decimal(10**10), max_digits=15, decimal_places=4)]
Rate = Annotated[Decimal, Field(gt=0, le=Decimal(10**6), max_digits=16, decimal_places=10)]
Each = Annotated[Decimal, Field(gt=0, le=Decimal(10**7), max_digits=15, decimal_places=6)]
ReceiptNumber = Annotated[int, Field(ge=1, lt=2**63)]
BillDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class BillLineInput(BaseModel, extra="forbid"):
    """An amount of a bill, in its currency. Goods are what the goods of its receipts cost in all."""

    kind: LineKind
    says: Line = ""
    amount: Sum
    spread_by: SpreadBy = "value"


class MeasureInput(BaseModel, extra="forbid"):
    """Weight and volume of one unit of an item, in whichever units the shop uses for all; they are kept."""

    inventory_item_id: str
    weight: Each | None = None
    volume: Each | None = None


class BillInput(BaseModel, extra="forbid"):
    """A bill as it is in hand; `rate` is what one of its currency is worth in the shop's."""

    supplier_id: UUID | None = None
    sender: Annotated[Line, StringConstraints(min_length=1, max_length=120)]
    reference: Line = Field(default="", description="The sender's number of the bill")
    billed_on: BillDay
    currency: Currency
    rate: Rate = Decimal(1)
    note: Words = ""
    lines: Annotated[list[BillLineInput], Field(min_length=1, max_length=LINES_MAX)]
    receipts: Annotated[list[ReceiptNumber], Field(min_length=1, max_length=RECEIPTS_MAX)]
    measures: Annotated[list[MeasureInput], Field(max_length=MEASURES_MAX)] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.receipts)) < len(self.receipts):
            raise ValueError("receipts names one of them twice")
        return self


class BillEdit(BillInput):
    """A bill as it shall be; `version` is that of the one that was looked at."""

    version: Annotated[int, Field(ge=1)]


class VersionInput(BaseModel, extra="forbid"):
    """The version that was looked at."""

    version: Annotated[int, Field(ge=1)]


class ReceiptOut(BaseModel):
    """A receipt that a bill may be about; `value` is in the order's currency."""

    id: int
    order_id: UUID
    name: str
    supplier_id: UUID
    supplier_name: str
    effective_at: datetime
    locations: str
    currency: str
    rate: Amount
    value: Amount
    units: int
    has_bill: bool = Field(description="Whether a bill says what its goods cost")


class ReceiptList(BaseModel):
    """Receipts, the latest first."""

    items: list[ReceiptOut]


class BillLineOut(BaseModel):
    """An amount of a bill, in its currency."""

    kind: LineKind
    says: str
    amount: Amount
    spread_by: SpreadBy


class ShareOut(BaseModel):
    """What a line of a bill adds to units of a receipt, in the shop's currency."""

    line: int
    kind: LineKind
    inventory_item_id: str
    sku: str
    title: str
    receipt: str
    location_name: str
    units: int
    amount: Amount


class ChangeSum(BaseModel):
    """By how much a version of the bill changed an account."""

    version: int
    account: Account
    entries: int
    change: Amount


class BillSummary(BaseModel):
    """A bill in a list; its total is in its currency."""

    id: UUID
    supplier_id: UUID | None
    sender: str
    reference: str
    billed_on: date
    currency: str
    total: Amount
    receipts: int
    state: State


class BillPage(BaseModel):
    """Bills, the latest first."""

    items: list[BillSummary]
    next: str | None


class BillOut(BillSummary):
    """A bill, what it adds to which goods, and what that changed."""

    rate: Amount
    note: str
    version: int
    created_by: str
    created_at: datetime
    lines: list[BillLineOut]
    about: list[ReceiptOut]
    shares: list[ShareOut]
    changes: list[ChangeSum]
    is_costed: bool = Field(description="Whether what it adds has been carried through all costs")
    shop_currency: str


class ChangeOut(BaseModel):
    """An entry of cost that a version of the bill made another one; null where there is none."""

    version: int
    inventory_item_id: str
    sku: str
    title: str
    at: datetime
    location_id: str | None
    location_name: str
    kind: Kind
    account: Account
    document_label: str | None
    before: Amount | None
    after: Amount | None


class ChangePage(BaseModel):
    """Changed entries, the latest version first."""

    items: list[ChangeOut]
    next: str | None


class PreviewShare(BaseModel):
    """What a line of the bill would add to a line of a receipt, in the shop's currency."""

    line: int
    receipt_line_id: int
    amount: Amount


class BillPreview(BaseModel):
    """What a bill would add to what its receipts cost."""

    currency: str
    added: Amount
    shares: list[PreviewShare]
