"""The API's words for differences from Shopify."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from inventorysync.kit.quantity import QuantityName

Policy = Literal["take", "push", "ask"]
DifferenceState = Literal["open", "taken", "pushed", "dismissed"]
FoundBy = Literal["webhook", "reconcile", "check", "import"]
DifferenceCause = Literal[
    "lost_webhook", "late_webhook", "stale_reading", "doubted_reading", "believed_reading", "restored"
]


class DifferenceName(BaseModel):
    """One quantity: what was booked, what Shopify had, and what orders and others account for."""

    name: QuantityName
    ours: int
    shopify: int
    units: int
    explained: int


class CountedFact(BaseModel):
    """Something that accounts for units of a difference."""

    name: QuantityName
    units: int
    cause: str
    document_kind: str | None
    document_id: str | None
    document_label: str | None
    occurred_at: datetime


class Difference(BaseModel):
    """A level that differed from Shopify without a webhook having said so, with its evidence."""

    id: UUID
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    found_at: datetime
    found_by: FoundBy
    cause: DifferenceCause
    quantities: list[DifferenceName]
    can_be_pushed: bool
    policy: Policy
    state: DifferenceState
    decided_at: datetime | None
    decided_by: str | None
    announced_at: datetime | None
    change_set_id: UUID | None
    facts: list[CountedFact]
    evidence: dict[str, Any]


class DifferencePage(BaseModel):
    """Differences, newest first."""

    items: list[Difference]
    next: str | None


class PushLine(BaseModel):
    """A quantity that is put back: what the level holds now, and what it will hold."""

    name: QuantityName
    delta: int
    before: int
    after: int


class PushPreview(BaseModel):
    """What putting our number back would do."""

    lines: list[PushLine]


class PushInput(BaseModel):
    """Whether to do it, or only to show it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    dry_run: bool = False


class Pushed(BaseModel):
    """The change set that puts our number back."""

    change_set_id: UUID


class LocationPolicy(BaseModel):
    """What is done with differences at one location."""

    model_config = ConfigDict(extra="forbid")

    location_id: str = Field(max_length=200)
    policy: Policy


class DriftPolicies(BaseModel):
    """What is done with differences: everywhere, and where a location has a policy of its own."""

    model_config = ConfigDict(extra="forbid")

    policy: Policy
    locations: list[LocationPolicy] = Field(default_factory=list, max_length=1000)


class CheckInput(BaseModel):
    """What to compare: all of the shop, a location, or an item."""

    model_config = ConfigDict(strict=True, extra="forbid")

    location_id: str | None = Field(default=None, max_length=200)
    inventory_item_id: str | None = Field(default=None, max_length=200)


class Check(BaseModel):
    """A comparison with Shopify: how far it is, and how many levels differed."""

    id: UUID
    inventory_item_id: str | None
    location_id: str | None
    asked_by: str
    asked_at: datetime
    state: Literal["running", "done", "canceled", "failed"]
    levels_total: int
    levels_checked: int
    levels_different: int
    ended_at: datetime | None


class Checks(BaseModel):
    """The latest comparisons, newest first."""

    items: list[Check]
