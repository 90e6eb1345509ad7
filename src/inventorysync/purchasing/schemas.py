"""The API's words for purchase orders."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Amount, Money

LINES_MAX = 2_000
UNITS_MAX = 10_000_000
OrderState = Literal[
    "draft",
    "awaiting_approval",
    "approved",
    "sent",
    "confirmed",
    "partly_received",
    "received",
    "closed",
    "canceled",
]
STATES: tuple[OrderState, ...] = get_args(OrderState)
Line = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Words = Annotated[str, StringConstraints(max_length=4_000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
SomeWords = Annotated[Words, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Cost = Annotated[Decimal, Field(ge=0, le=Decimal(10**9), max_digits=15, decimal_places=6)]
Rate = Annotated[Decimal, Field(gt=0, le=Decimal(10**6), max_digits=16, decimal_places=9)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Units = Annotated[StrictInt, Field(ge=1, le=UNITS_MAX)]
Version = Annotated[
    StrictInt,
    Field(ge=1, le=2**62, description="The version the client saw; another one by now is refused with 409"),
]


class OrderLineInput(BaseModel, extra="forbid"):
    """Units of an item; without a cost it is the supplier's for so many, where they have said one."""

    inventory_item_id: str
    quantity: Units
    unit_cost: Cost | None = None
    tax_rate: Percent | None = Field(default=None, description="In percent")
    expected_on: date | None = Field(default=None, description="Where it differs from the order's")


class OrderInput(BaseModel, extra="forbid"):
    """A purchase order as a draft."""

    supplier_id: UUID
    location_id: str = Field(description="Where it is to arrive")
    currency: Currency | None = Field(default=None, description="The supplier's, if not given")
    rate: Rate | None = Field(
        default=None,
        description="What one of the order's currency is worth in the shop's; 1 where both are the same",
    )
    reference: Line = ""
    expected_on: date | None = None
    terms: Words | None = Field(default=None, description="The supplier's payment terms, if not given")
    note: Words = Field(default="", description="Printed on the order")
    lines: Annotated[list[OrderLineInput], Field(max_length=LINES_MAX)]


class OrderEdit(OrderInput):
    """What a draft is to hold instead."""

    version: Version


class VersionInput(BaseModel, extra="forbid"):
    """Only the version the client saw."""

    version: Version


class SubmitInput(VersionInput):
    """Hand a draft in; `as_is` where the supplier has agreed to quantities beside their packs."""

    as_is: bool = False


class ReasonedInput(VersionInput):
    """A step that says why."""

    note: Words = ""


class ConfirmInput(VersionInput):
    """What the supplier has confirmed."""

    reference: Line | None = Field(default=None, description="Their number of it")
    expected_on: date | None = None


class SplitLine(BaseModel, extra="forbid"):
    """Units of a line that go into the second order."""

    line_id: UUID
    quantity: Units


class SplitInput(VersionInput):
    """What goes into a second order."""

    lines: Annotated[list[SplitLine], Field(min_length=1, max_length=LINES_MAX)]


class MergeInput(VersionInput):
    """Another order whose lines come into this one."""

    order_id: UUID
    other_version: Version


class CommentInput(BaseModel, extra="forbid"):
    """Something to be said among the people of the shop."""

    words: SomeWords


class TermsRow(BaseModel, extra="forbid"):
    """An item, by its id or by a code: SKU, barcode or the supplier's own; and how many."""

    inventory_item_id: str | None = None
    code: Code | None = None
    quantity: Units = 1


class TermsInput(BaseModel, extra="forbid"):
    """Rows to be looked up in a supplier's terms."""

    rows: Annotated[list[TermsRow], Field(min_length=1, max_length=LINES_MAX)]


class BreakOut(BaseModel):
    """What one costs from so many units on."""

    from_units: int
    unit_cost: Amount


class PackProblemOut(BaseModel):
    """Why a quantity is not one the supplier sells; `remedy` is the next larger one that is."""

    code: Literal["minimum", "pack"]
    message: str
    remedy: int


class ItemOut(BaseModel):
    """An item by its words."""

    inventory_item_id: str
    sku: str
    barcode: str
    title: str
    variant_title: str


class TermsOut(BaseModel):
    """A row as it was understood: `one` item, `none`, or `several` that share the code."""

    row: int
    code: str | None
    quantity: int
    found: Literal["one", "none", "several"]
    item: ItemOut | None
    is_sold: bool = Field(description="Whether the supplier is known to sell it")
    supplier_code: str
    pack: int
    minimum: int
    unit_cost: Amount | None = Field(description="Of one, where so many are ordered")
    price_breaks: list[BreakOut]
    problem: PackProblemOut | None


class TermsAnswer(BaseModel):
    """All rows in their order, in one currency; `unread` are rows of a file without a code and a quantity."""

    currency: str
    items: list[TermsOut]
    unread: int = 0


class OrderStep(BaseModel):
    """A state the order came into, when and by whom."""

    state: OrderState
    at: datetime
    actor: str


class Place(BaseModel):
    """A location."""

    location_id: str
    name: str


class OrderSummary(BaseModel):
    """A purchase order without its lines."""

    id: UUID
    number: int
    name: str
    state: OrderState
    supplier_id: UUID
    supplier_name: str
    location: Place
    currency: str
    total: Money
    line_count: int
    units: int
    received: int
    expected_on: date | None
    reference: str
    version: int
    created_by: str
    created_at: datetime
    origin: str | None = Field(description="What an order of another system was called there")


class OrderPage(BaseModel):
    """Purchase orders, newest first."""

    items: list[OrderSummary]
    next: str | None = None


class OrderLineOut(ItemOut):
    """An item of an order."""

    line_id: UUID
    code: str
    pack: int
    minimum: int
    quantity: int
    unit_cost: Amount | None
    tax_rate: Amount | None
    expected_on: date | None
    total: Amount
    received: int
    returned: int
    received_before: int = Field(
        description="Of the received units: those that arrived before the order was brought here"
    )
    open: int = Field(description="Still to come")
    most: int = Field(description="How many may arrive in all")
    problem: PackProblemOut | None


class TaxOut(BaseModel):
    """What a tax comes to."""

    rate: Amount
    amount: Amount


class TotalsOut(BaseModel):
    """What an order comes to in its currency; `in_shop` in the shop's, at the order's rate."""

    goods: Amount
    taxes: list[TaxOut]
    total: Amount
    in_shop: Money | None


class MailOut(BaseModel):
    """A mail to the supplier, and what became of it."""

    id: UUID
    recipient: str
    subject: str
    words: str
    attachments: list[str]
    actor: str
    at: datetime
    state: Literal["sending", "sent", "failed", "not_set_up"]
    problem: str


class CommentOut(BaseModel):
    """What somebody has said."""

    id: int
    at: datetime
    actor: str
    words: str


class OrderFile(BaseModel):
    """A file that somebody has put with an order."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    added_by: str
    added_at: datetime


class MayDo(BaseModel):
    """What the viewer may do now that their permissions alone do not tell."""

    approve: bool = Field(description="Whether their role and its limit let them approve this order")
    needs_approval: bool = Field(description="Whether it waits for another when they hand it in")


class OrderOut(OrderSummary):
    """A purchase order with everything in it."""

    rate: Amount | None
    terms: str
    note: str
    supplier_email: str
    minimum_order: Amount | None = Field(description="Least worth of an order with this supplier")
    is_below_minimum: bool
    totals: TotalsOut
    lines: list[OrderLineOut]
    steps: list[OrderStep]
    comments: list[CommentOut]
    mails: list[MailOut]
    files: list[OrderFile]
    mine: MayDo


class OrderEventOut(BaseModel):
    """Something that happened to an order."""

    id: int
    at: datetime
    actor: str
    what: str
    details: dict[str, Any]


class Timeline(BaseModel):
    """All that happened, oldest first."""

    items: list[OrderEventOut]


class OpenOrder(BaseModel):
    """Units of an item that are still to come with one order."""

    order_id: UUID
    name: str
    state: OrderState
    supplier_name: str
    location: Place
    expected_on: date | None
    quantity: int
    received: int
    open: int


class OnOrderAt(BaseModel):
    """Units of an item still to come to a location."""

    location: Place
    open: int


class OnOrder(BaseModel):
    """What of an item is on order: at each location, and with which orders."""

    open: int
    places: list[OnOrderAt]
    orders: list[OpenOrder]
