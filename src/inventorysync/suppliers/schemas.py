"""The API's words for suppliers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints, model_validator

from inventorysync.kit.money import Amount, Money

ITEMS_MAX = 500
BREAKS_MAX = 20
CLOSURES_MAX = 100
DAYS_MAX = 730
UNITS_MAX = 1_000_000
State = Literal["active", "archived", "all"]

Line = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Email = Annotated[
    str,
    StringConstraints(
        max_length=254, strip_whitespace=True, pattern=r"^$|^[^@\s\x00]+@[^@\s\x00]+\.[^@\s.\x00]+$"
    ),
]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Cost = Annotated[Decimal, Field(ge=0, le=Decimal(10**9), max_digits=15, decimal_places=6)]
Days = Annotated[StrictInt, Field(ge=0, le=DAYS_MAX)]
Units = Annotated[StrictInt, Field(ge=1, le=UNITS_MAX)]


class Closure(BaseModel, extra="forbid"):
    """Days, both included, on which a supplier sends nothing."""

    starts_on: date
    ends_on: date
    note: Line = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on lies before starts_on")
        return self


class SupplierInput(BaseModel, extra="forbid"):
    """What is known of a supplier; lead time in days from sending an order to its arrival."""

    name: Name
    contact: Line = ""
    email: Email = ""
    phone: Line = ""
    address: Words = ""
    account_number: Line = Field(default="", description="The shop's number with this supplier")
    currency: Currency = Field(description="In which they are paid (ISO 4217)")
    payment_terms: Line = ""
    note: Words = ""
    lead_days: Days | None = None
    minimum_order: Cost | None = Field(default=None, description="Least worth of an order, in their currency")
    closures: Annotated[list[Closure], Field(max_length=CLOSURES_MAX)] = []
    is_active: bool = True


class SupplierEdit(SupplierInput):
    """A supplier as it shall be; `version` is that of the one that was looked at."""

    version: Annotated[StrictInt, Field(ge=1, le=2**62)]


class SupplierSummary(BaseModel):
    """A supplier in a list."""

    id: UUID
    name: str
    contact: str
    email: str
    currency: str
    lead_days: int | None
    is_active: bool
    items: int = Field(description="How many items they sell to the shop")


class SupplierPage(BaseModel):
    """Suppliers by name."""

    items: list[SupplierSummary]
    next: str | None = None


class SupplierOut(BaseModel):
    """A supplier."""

    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    address: str
    account_number: str
    currency: str
    payment_terms: str
    note: str
    lead_days: int | None
    minimum_order: Amount | None
    closures: list[Closure]
    is_active: bool
    items: int
    version: int
    created_by: str
    created_at: datetime


class PriceBreak(BaseModel, extra="forbid"):
    """What a piece costs from this many pieces on."""

    from_units: Annotated[StrictInt, Field(ge=2, le=UNITS_MAX)]
    unit_cost: Cost


class SupplierItemInput(BaseModel, extra="forbid"):
    """How a supplier sells an item; without a currency it is the supplier's."""

    inventory_item_id: str
    code: Line = Field(default="", description="What the supplier calls it")
    unit_cost: Cost | None = None
    currency: Currency | None = None
    price_breaks: Annotated[list[PriceBreak], Field(max_length=BREAKS_MAX)] = []
    minimum: Units = Field(default=1, description="Least pieces of it in an order")
    pack: Units = Field(default=1, description="Pieces are ordered in multiples of this")
    lead_days: Days | None = Field(default=None, description="Where it differs from the supplier's")
    is_preferred: bool = False


class SupplierItemsInput(BaseModel, extra="forbid"):
    """Items of a supplier, all or none of them."""

    items: Annotated[list[SupplierItemInput], Field(min_length=1, max_length=ITEMS_MAX)]


class SupplierItemsSet(BaseModel):
    """How many items are sold otherwise now than before."""

    changed: int


class BreakOut(BaseModel):
    """What a piece costs from this many pieces on."""

    from_units: int
    unit_cost: Money


class SupplierItemOut(BaseModel):
    """An item as a supplier sells it."""

    supplier_id: UUID
    supplier_name: str
    inventory_item_id: str
    sku: str
    barcode: str
    title: str
    variant_title: str
    code: str
    unit_cost: Money | None
    price_breaks: list[BreakOut]
    minimum: int
    pack: int
    lead_days: int | None = Field(description="The item's own; else the supplier's counts")
    supplier_lead_days: int | None
    is_preferred: bool
    changed_at: datetime


class SupplierItemPage(BaseModel):
    """Items of a supplier by title, or suppliers of an item, the preferred one first."""

    items: list[SupplierItemOut]
    next: str | None = None


class PriceOut(BaseModel):
    """A price that was valid from a moment on."""

    unit_cost: Money | None
    price_breaks: list[BreakOut]
    noted_at: datetime
    noted_by: str


class PricePage(BaseModel):
    """Prices of an item at a supplier, newest first."""

    items: list[PriceOut]
    next: str | None = None
