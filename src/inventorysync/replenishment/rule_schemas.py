"""The API's words for rules of replenishment."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Amount
from inventorysync.ordering.policy import Goal
from inventorysync.replenishment.nearest import Kind

RULES_MAX = 1_000
DAYS_MAX, UNITS_MAX = 730, 10_000_000
Name = Annotated[
    str, StringConstraints(max_length=255, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Days = Annotated[StrictInt, Field(ge=0, le=DAYS_MAX)]
SomeDays = Annotated[StrictInt, Field(ge=1, le=DAYS_MAX)]
Units = Annotated[StrictInt, Field(ge=0, le=UNITS_MAX)]
SomeUnits = Annotated[StrictInt, Field(ge=1, le=UNITS_MAX)]
Service = Annotated[Decimal, Field(ge=50, le=Decimal("99.9"), max_digits=4, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=500, max_digits=5, decimal_places=2)]
Sum = Annotated[Decimal, Field(ge=0, le=Decimal(10**9), max_digits=15, decimal_places=4)]


class RuleFields(BaseModel, extra="forbid"):
    """What a rule says; null leaves a field to rules that are further away."""

    is_ordered: bool | None = Field(default=None, description="False: never suggested")
    goal: Goal | None = Field(
        default=None,
        description="`cycle`: chance of no shortage until the next delivery; `fill`: share of demand served; "
        "`shop`: share of all that is asked for of the rule's items together, for the least money; "
        "`costs`: the cheapest; `fixed`: from min_stock to max_stock, whatever is forecast",
    )
    service_percent: Service | None = Field(
        default=None, description="For the goals `cycle`, `fill` and `shop`"
    )
    lead_days: Days | None = Field(default=None, description="Instead of what was measured or agreed")
    lead_deviation_days: Days | None = None
    review_days: SomeDays | None = Field(default=None, description="How often one orders")
    minimum: SomeUnits | None = Field(default=None, description="Of one order; else the supplier's")
    pack: SomeUnits | None = Field(default=None, description="Else the supplier's")
    min_stock: Units | None = None
    max_stock: Units | None = None
    shelf_life_days: SomeDays | None = None
    order_cost: Sum | None = Field(default=None, description="What one more line of an order costs")
    holding_percent: Percent | None = Field(default=None, description="Of a unit's cost, in a year")
    budget: Sum | None = Field(default=None, description="Most that suggestions under this rule may cost")


class RuleInput(RuleFields):
    """A rule as somebody wants it: fields that are not named stay as they are.

    A rule of which no field says anything is removed.
    """

    applies_to: Kind
    name: Name = Field(default="", description="The vendor or the type")
    inventory_item_id: str | None = None
    location_id: str | None = Field(default=None, description="Everywhere, if not given")
    version: Annotated[StrictInt, Field(ge=0, le=2**62)] | None = Field(
        default=None, description="As it was seen, 0 for none; another one by now is refused with 409"
    )


class RulesInput(BaseModel, extra="forbid"):
    """Rules, all or none of them."""

    rules: Annotated[list[RuleInput], Field(min_length=1, max_length=RULES_MAX)]


class RulesSet(BaseModel):
    """How many rules say otherwise now than before."""

    changed: int


class RuleOut(BaseModel):
    """A rule of the shop."""

    id: UUID
    applies_to: Kind
    name: str
    inventory_item_id: str | None
    sku: str
    title: str
    variant_title: str
    location_id: str | None
    location_name: str
    is_ordered: bool | None
    goal: Goal | None
    service_percent: Amount | None
    lead_days: int | None
    lead_deviation_days: int | None
    review_days: int | None
    minimum: int | None
    pack: int | None
    min_stock: int | None
    max_stock: int | None
    shelf_life_days: int | None
    order_cost: Amount | None
    holding_percent: Amount | None
    budget: Amount | None
    version: int
    changed_by: str
    changed_at: datetime


class RulePage(BaseModel):
    """Rules, those for all first; `defaults` hold where no rule says anything."""

    items: list[RuleOut]
    next: str | None = None
    defaults: dict[str, Any]
    currency: str


class RuleChangeOut(BaseModel):
    """A change of rules, which can be taken back until one of them is changed again."""

    id: UUID
    at: datetime
    actor: str
    how: Literal["edit", "bulk", "file", "replay", "analysis", "undo"]
    rules: int
    undone_at: datetime | None
    undone_by: str | None


class RuleChanges(BaseModel):
    """The newest changes, newest first."""

    items: list[RuleChangeOut]
