"""The API's words for saved views, counts and bulk edits."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints, model_validator

from inventorysync.stock.asking import LevelQuestion
from inventorysync.stock.schemas import NOTE_MAX, Reason

Page = Literal["inventory"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
StateText = Annotated[str, StringConstraints(max_length=8_000)]
STATE_FIELDS_MAX = 30
LEVELS_MAX = 10_000  # one change set, which a person has read a preview of and Shopify takes within minutes
UNITS_MAX = 1_000_000_000  # as many as Shopify takes (PLATFORM.md C)
TEXT_MAX = 1_000_000
Deed = Literal["set", "add", "subtract"]
BulkProblem = Literal["untracked", "inactive", "below_zero", "too_large"]


class ViewState(BaseModel, extra="forbid"):
    """What a page shows, as its address says it: parameters by name."""

    parameters: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")], StateText],
        Field(max_length=STATE_FIELDS_MAX),
    ]


class SavedView(BaseModel):
    """The state of a page under a name."""

    view_id: UUID
    page: Page
    name: str
    owner: str
    is_shared: bool
    is_mine: bool
    is_default: bool = Field(description="The page opens with it for whoever asks")
    may_change: bool
    state: ViewState
    created_at: datetime
    updated_at: datetime


class SavedViewPage(BaseModel):
    """Own views first, then those that others share, by name."""

    items: list[SavedView]
    next: str | None = None
    total: int


class SavedViewInput(BaseModel, extra="forbid"):
    """A view to be saved."""

    page: Page = "inventory"
    name: Name
    is_shared: bool = False
    state: ViewState


class SavedViewChange(BaseModel, extra="forbid"):
    """What shall be another; the rest stays."""

    name: Name | None = None
    is_shared: bool | None = None
    state: ViewState | None = None


class DefaultViewInput(BaseModel, extra="forbid"):
    """The view a page opens with for the one who asks; null for the page as it comes."""

    page: Page = "inventory"
    view_id: UUID | None


class FieldValue(BaseModel):
    """What a filter compares with, how it is called, and how many items (at a location: levels) have it."""

    value: str
    name: str
    items: int


class FieldValues(BaseModel):
    """Values that fit, the likeliest first."""

    items: list[FieldValue]


class LevelCount(BaseModel):
    """How many levels a question finds."""

    total: int


Units = Annotated[StrictInt, Field(ge=0, le=UNITS_MAX)]


class LevelName(BaseModel, extra="forbid"):
    """A level by its item and location."""

    inventory_item_id: str
    location_id: str


class SelectionQuestion(LevelQuestion, extra="forbid"):
    """A question in a body, where a word that is not known is a mistake."""


class Selection(BaseModel, extra="forbid"):
    """Levels: those that a question finds but for `except`, or those named in `levels`."""

    question: SelectionQuestion | None = None
    levels: Annotated[list[LevelName], Field(max_length=LEVELS_MAX)] | None = None
    left_out: Annotated[list[LevelName], Field(max_length=LEVELS_MAX, alias="except")] = []

    @model_validator(mode="after")
    def _one_of_both(self) -> "Selection":
        if (self.question is None) == (self.levels is None):
            raise ValueError("a selection has either a question or levels")
        return self


class BulkChange(BaseModel, extra="forbid"):
    """What is done to `available` of every level."""

    do: Deed
    units: Units

    @model_validator(mode="after")
    def _changes_something(self) -> "BulkChange":
        if self.do != "set" and self.units == 0:
            raise ValueError("adding or subtracting nothing changes nothing")
        return self


class BulkPreviewInput(BaseModel, extra="forbid"):
    """What a bulk edit would be."""

    selection: Selection
    change: BulkChange


class BulkLine(BaseModel):
    """One level of a bulk edit; before and after count the units on their way to Shopify."""

    inventory_item_id: str
    location_id: str
    sku: str
    title: str
    variant_title: str
    location_name: str
    before: int
    after: int
    problem: BulkProblem | None


class BulkPreview(BaseModel):
    """What a bulk edit would do; nothing was written. `preview` is what applies exactly this."""

    selected: int
    changed: int
    unchanged: int
    refused: int
    units: int = Field(description="The sum of all differences")
    lines: list[BulkLine] = Field(description="The first that change")
    refused_lines: list[BulkLine] = Field(description="The first that are refused, with the reason")
    refused_by: dict[str, int] = Field(description="How many are refused for which reason")
    preview: str | None = Field(description="Null where nothing would change")


class BulkEditInput(BaseModel, extra="forbid"):
    """A previewed edit, to be carried out."""

    preview: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_MAX)]
    reason: Reason
    note: Annotated[str, StringConstraints(max_length=NOTE_MAX)] = ""


class BulkEdit(BaseModel):
    """The change set that carries a bulk edit out."""

    change_set_id: UUID
    lines: int
