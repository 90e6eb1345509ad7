"""The API's words for replays."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.ordering.replay import Unmet
from inventorysync.replays.question import HABITS, WEEKS_MAX, WEEKS_MIN, Habit, ScopeKind

Name = Annotated[str, StringConstraints(max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
State = Literal["waiting", "running", "done", "failed", "canceled"]


class ReplayInput(BaseModel, extra="forbid"):
    """What to try on the shop's own past."""

    applies_to: ScopeKind = "shop"
    name: Name = Field(default="", description="The vendor or the type")
    inventory_item_id: str | None = None
    location_id: str | None = Field(default=None, description="All locations in sight, if not given")
    weeks: Annotated[StrictInt, Field(ge=WEEKS_MIN, le=WEEKS_MAX)] = 26
    unmet: Unmet = Field(default="lost", description="What becomes of demand that is not served at once")
    seed: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] = Field(
        default=1, description="Draws the lead times: the same seed gives the same replay"
    )
    habits: Annotated[list[Habit], Field(min_length=1, max_length=len(HABITS))] = list(HABITS)


class ReplayAsked(BaseModel):
    """The replay that was asked for."""

    id: UUID


class ApplyInput(BaseModel, extra="forbid"):
    """Which of the tried policies shall hold."""

    habit: Habit
    level: Annotated[float, Field(gt=0, le=1)]


class Applied(BaseModel):
    """How many rules say otherwise now than before."""

    changed: int


class FiguresOut(BaseModel):
    """What came of a habit at a level: money in the shop's currency, shares between 0 and 1."""

    habit: Habit
    level: float = Field(description="A share, days of cover, or times the mean; 0 for the rules of today")
    fill_rate: float | None = Field(description="Share of units asked for that were there")
    cycle_service: float | None = Field(description="Share of deliveries before which nothing was lacking")
    days_out: float = Field(description="Share of days that ended with an empty shelf")
    mean_held: float
    most_held: float
    orders: int = Field(description="Lines ordered")
    ordered: int
    lost: int = Field(description="Units asked for that were not there")


class HappenedOut(BaseModel):
    """What truly was."""

    days_out: float
    lost: int = Field(description="Estimated: what days of an empty shelf would have sold")
    asked: int
    mean_held: float
    most_held: float
    receipts: int | None = Field(description="Lines received; null where none was")


class OutcomeOut(BaseModel):
    """What came of a replay."""

    figures: list[FiguresOut]
    happened: HappenedOut | None = Field(description="Null where the ledger began later")
    series: int = Field(description="Items by location that were replayed, those that sold for most")
    of_all: int
    share: Share = Field(description="Of the sales of all that were asked about")
    without_cost: int = Field(description="Series of which no cost is known: they count as no money")
    counted_since: date
    until: date = Field(description="The first day after the replay")
    known_since: date


class ReplayOut(BaseModel):
    """A replay."""

    id: UUID
    applies_to: ScopeKind
    name: str
    inventory_item_id: str | None
    location_id: str | None
    weeks: int
    unmet: Unmet
    seed: int
    habits: list[Habit]
    state: State
    done: int
    steps: int
    problem: str
    outcome: OutcomeOut | None
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    applied: ApplyInput | None
    applied_by: str | None
    applied_at: datetime | None


class Replays(BaseModel):
    """The newest replays; the applicable habits are those a rule can state."""

    items: list[ReplayOut]
    applicable: list[Habit]
    currency: str
    weeks_most: int = Field(description="So many of the last weeks can be replayed; 0 for none yet")
