"""The API's words for costs and values."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from inventorysync.kit.money import Amount, Money

Method = Literal["fifo", "average"]
Account = Literal["opening", "receipts", "landed", "adjustments", "cogs", "write_offs", "transfers"]
Kind = Literal[
    "opening", "receipt", "transfer", "adjustment", "sale", "write_off", "supplier_return", "return", "lost"
]
Basis = Literal["known", "last_known", "unknown"]
By = Literal["location", "vendor", "type"]
Cost = Annotated[Decimal, Field(ge=0, le=Decimal(10**9), max_digits=15, decimal_places=6)]


class Standing(BaseModel):
    """Whether the figures hold all that the ledger has."""

    is_current: bool
    costed_at: datetime | None


class ValueGroup(BaseModel):
    """A location, a vendor or a product type; `key` is a location's id, or the name itself.

    What is on the way between locations has no key and no name.
    """

    key: str | None
    name: str
    items: int
    units: int
    value: Amount
    unknown_items: int = Field(description="Items in stock of which no cost is known: they count as nothing")


class Value(BaseModel):
    """What stock was worth at the end of a day."""

    as_of: date
    method: Method
    currency: str
    by: By
    units: int
    value: Amount
    unknown_items: int
    groups: list[ValueGroup]
    standing: Standing


class ValueItem(BaseModel):
    """An item and what it was worth."""

    inventory_item_id: str
    sku: str
    title: str
    variant_title: str
    units: int
    value: Amount
    unit_cost: Amount | None = Field(description="Value by units, rounded; null where there are none")
    is_unknown: bool


class ValueItemPage(BaseModel):
    """Items, the most valuable first."""

    items: list[ValueItem]
    next: str | None


class LayerOut(BaseModel):
    """Units that came together; less than none are owed: they left before they came."""

    source: str
    at: datetime
    units: int
    value: Amount
    unit_cost: Amount


class PlaceCost(BaseModel):
    """An item at a location; `location_id` is null for what is on the way."""

    location_id: str | None
    location_name: str
    units: int
    value: Amount
    unit_cost: Amount | None
    layers: list[LayerOut]


class ItemCost(BaseModel):
    """What an item's stock costs, and how that is known."""

    as_of: date
    method: Method
    currency: str
    units: int
    value: Amount
    unit_cost: Amount | None
    opening_cost: Money | None
    opening_noted_by: str | None
    opening_noted_at: datetime | None
    is_unknown: bool
    places: list[PlaceCost]
    standing: Standing


class CostEntryOut(BaseModel):
    """What something did to the value of an item at a place."""

    at: datetime
    location_id: str | None
    location_name: str
    kind: Kind
    account: Account
    units: int
    value: Amount
    basis: Basis
    document_kind: str | None
    document_id: str | None
    document_label: str | None


class CostEntryPage(BaseModel):
    """Entries, newest first."""

    items: list[CostEntryOut]
    next: str | None


AccountName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class AccountNames(BaseModel, extra="forbid"):
    """The accounts that a journal names: codes in Xero, names in QuickBooks; `tax_rate` is Xero's."""

    inventory: AccountName = "Inventory"
    received_not_invoiced: AccountName = "Goods received not invoiced"
    landed: AccountName = "Landed costs to be invoiced"
    cogs: AccountName = "Cost of goods sold"
    write_offs: AccountName = "Stock written off"
    adjustments: AccountName = "Stock adjustments"
    opening: AccountName = "Opening stock"
    in_transit: AccountName = "Stock of other locations"
    tax_rate: AccountName = "Tax Exempt"


class CostingRulesOut(BaseModel):
    """How the shop costs its stock."""

    method: Method
    accounts: AccountNames
    version: int


class CostingRulesInput(BaseModel, extra="forbid"):
    """How the shop shall cost its stock; `version` is that of the rules that were looked at."""

    method: Method
    accounts: AccountNames
    version: Annotated[int, Field(ge=0)]


class OpeningCostInput(BaseModel, extra="forbid"):
    """What a unit cost that was there when the ledger began, in the shop's currency."""

    unit_cost: Cost
