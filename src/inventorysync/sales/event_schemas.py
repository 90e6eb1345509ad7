"""The API's words for events."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints, model_validator

from inventorysync.sales.plans import Kind, Scope

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
DAYS_MAX = 731
UNITS_MAX = 1_000_000_000
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Version = Annotated[StrictInt, Field(ge=1, le=2**62)]
Text = Annotated[str, StringConstraints(max_length=255, strip_whitespace=True, pattern=r"^[^\x00]*$")]


class PlanEventFields(BaseModel, extra="forbid"):
    """An event: `value` names what `scope` says: an item's id, a type, a vendor, a tag, nothing for the shop.

    A promotion has a factor, or units in all; a launch and an order have units in all; an override has units
    a week; a closure has neither. Units are those of one item.
    """

    kind: Kind
    name: Annotated[
        str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=r"^[^\x00]+$")
    ]
    scope: Scope
    value: Text = ""
    location_id: Text | None = None
    since: Day
    until: Day
    factor: Annotated[float, Field(ge=0, le=100)] | None = None
    units: Annotated[StrictInt, Field(ge=0, le=UNITS_MAX)] | None = None
    note: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""

    @model_validator(mode="after")
    def _holds_together(self) -> "PlanEventFields":
        if self.until < self.since:
            raise ValueError("until is before since")
        if (self.until - self.since).days >= DAYS_MAX:
            raise ValueError(f"an event lasts {DAYS_MAX} days at most")
        if (self.scope == "shop") != (self.value == ""):
            raise ValueError("value names what the scope is about, and is empty for the whole shop")
        if self.kind == "closure" and (self.factor is not None or self.units is not None):
            raise ValueError("a closure has neither factor nor units: nothing is sold")
        if self.kind in ("launch", "order", "override") and (self.units is None or self.factor is not None):
            raise ValueError(f"units are what a {self.kind} is made of")
        if self.kind == "promotion" and (self.factor is None) == (self.units is None):
            raise ValueError("a promotion has either a factor or units")
        if self.units is not None and self.scope != "item":
            raise ValueError("units are those of one item: choose the item, or a factor")
        return self


class PlanEventInput(PlanEventFields):
    """An event to be made."""


class PlanEventEdit(PlanEventFields):
    """What an event is to say instead of the version that was seen."""

    version: Version


class PlanEventStep(BaseModel, extra="forbid"):
    """Which version of an event is meant."""

    version: Version


class PlanEventOut(BaseModel):
    """An event, who made it and who changed it last; `subject` says in words what it is about."""

    event_id: UUID
    kind: Kind
    name: str
    scope: Scope
    value: str
    subject: str
    location_id: str | None
    location_name: str | None
    since: date
    until: date
    factor: float | None
    units: int | None
    note: str
    made_by: str
    made_at: datetime
    changed_by: str | None
    changed_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    can_take_back: bool
    version: int


class PlanEventPage(BaseModel):
    """A page of events, those that end last first."""

    items: list[PlanEventOut]
    next: str | None = None
