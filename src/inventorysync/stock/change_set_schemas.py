"""The API's words for change sets."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.quantity import DELTA_MAX, AdjustableName, QuantityName
from inventorysync.stock.schemas import LINES_MAX, NOTE_MAX, Document, Quantities, Reason

ChangeSetKind = Literal["adjust", "move", "undo", "import", "count", "transfer", "receipt"]
LineState = Literal["pending", "pushing", "confirmed", "failed"]
LineNumber = Annotated[StrictInt, Field(ge=0, lt=LINES_MAX)]
Held = Annotated[StrictInt, Field(ge=-DELTA_MAX, le=DELTA_MAX)]
Delta = Annotated[StrictInt, Field(ge=-DELTA_MAX, le=DELTA_MAX)]
Units = Annotated[StrictInt, Field(ge=1, le=DELTA_MAX)]


class AdjustLine(BaseModel, extra="forbid"):
    """Add `delta` units to one quantity of a level."""

    inventory_item_id: str
    location_id: str
    name: AdjustableName = "available"
    delta: Delta
    expected: Held | None = Field(
        default=None,
        description="What the level held of `name`, with units on their way, when this was decided: "
        "if it holds another number now, nothing is changed and 409 names the lines",
    )


class MoveLine(BaseModel, extra="forbid"):
    """Move units from one quantity of a level to another."""

    inventory_item_id: str
    location_id: str
    from_name: AdjustableName
    to_name: AdjustableName
    quantity: Units


class _ChangeSetInput(BaseModel, extra="forbid"):
    reason: Reason
    note: Annotated[str, StringConstraints(max_length=NOTE_MAX)] = ""
    dry_run: bool = False


class AdjustInput(_ChangeSetInput):
    """Adjust quantities."""

    kind: Literal["adjust"]
    lines: Annotated[list[AdjustLine], Field(min_length=1, max_length=LINES_MAX)]


class MoveInput(_ChangeSetInput):
    """Move units between quantities of a level."""

    kind: Literal["move"]
    lines: Annotated[list[MoveLine], Field(min_length=1, max_length=LINES_MAX)]


ChangeSetInput = Annotated[AdjustInput | MoveInput, Field(discriminator="kind")]


class LineError(BaseModel):
    """Why Shopify refused a line."""

    code: str
    message: str


class ChangeSetLine(BaseModel):
    """One level's part of a change set."""

    line: int
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    name: QuantityName | None
    delta: int | None
    from_name: QuantityName | None
    to_name: QuantityName | None
    quantity: int | None
    state: LineState
    error: LineError | None
    confirmed_at: datetime | None
    is_undone: bool


class ChangeSetCounts(BaseModel):
    """How many lines are in which state."""

    pending: int
    pushing: int
    confirmed: int
    failed: int


class ChangeSet(BaseModel):
    """A change somebody wanted, and how far it has come."""

    id: UUID
    kind: ChangeSetKind
    reason: Reason
    note: str
    state: Literal["pending", "pushing", "confirmed", "partly_failed", "failed"]
    created_at: datetime
    actor: str
    confirmed_at: datetime | None
    undoes: UUID | None = Field(description="The change set whose lines this one takes back")
    undone_by: list[UUID] = Field(description="Change sets that take back lines of this one")
    document: Document | None = Field(description="The document of ours that this change belongs to")
    counts: ChangeSetCounts
    lines: list[ChangeSetLine]


class ChangeSetPage(BaseModel):
    """Change sets, newest first; their lines are asked for one by one."""

    items: list[ChangeSet]
    next: str | None
    total: int | None = None


class PreviewLine(BaseModel):
    """What a line would do."""

    inventory_item_id: str
    location_id: str
    before: Quantities
    after: Quantities
    seen: int = Field(description="What `name` holds with the units on their way, as `expected` wants it")
    problem: str | None


class Preview(BaseModel):
    """What a change set would do; nothing was written."""

    dry_run: Literal[True] = True
    lines: list[PreviewLine]


class LinePage(BaseModel):
    """Lines of a change set, in their own order."""

    items: list[ChangeSetLine]
    next: str | None


class UndoInput(BaseModel, extra="forbid"):
    """Take a change set back."""

    note: Annotated[str, StringConstraints(max_length=NOTE_MAX)] = ""
    dry_run: bool = False


class UndoPreviewLine(BaseModel):
    """What taking a line back does to its level now."""

    line: int
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    name: QuantityName
    to_name: QuantityName | None = Field(description="Where the units go back to, for those that were moved")
    delta: int
    before: int
    after: int
    moved_since: int = Field(description="Units by which others moved the level since; they stay")
    movements_since: int
    problem: Literal["not_confirmed", "undone", "gone"] | None = Field(
        description="Why the line stays as it is: it never went through, was taken back before, or its item "
        "or location is no more"
    )


class UndoPreview(BaseModel):
    """What an undo would do; nothing was written. `lines` shows what matters most: conflicts first."""

    dry_run: Literal[True] = True
    counts: "UndoCounts"
    lines: list[UndoPreviewLine]


class UndoCounts(BaseModel):
    """Of all lines: how many are taken back, touched by others since, left negative, and left alone."""

    undoable: int
    moved_since: int
    negative: int
    left_alone: int


class StuckLine(BaseModel):
    """A line that did not go through, and waits for a person."""

    change_set_id: UUID
    kind: ChangeSetKind
    note: str
    actor: str
    created_at: datetime
    failed_at: datetime
    line: ChangeSetLine


class StuckPage(BaseModel):
    """Lines that did not go through, the latest first."""

    items: list[StuckLine]
    next: str | None
    total: int


class StuckInput(BaseModel, extra="forbid"):
    """Which failed lines of a change set are meant; all of them where none is named."""

    lines: Annotated[list[LineNumber], Field(max_length=LINES_MAX)] | None = None
