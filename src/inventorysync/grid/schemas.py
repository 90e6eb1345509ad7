"""The API's words for saved views, counts and bulk edits."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Page = Literal["inventory"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
StateText = Annotated[str, StringConstraints(max_length=8_000)]
STATE_FIELDS_MAX = 30


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


class LevelCount(BaseModel):
    """How many levels a question finds."""

    total: int
