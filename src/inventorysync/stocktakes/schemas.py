"""The API's words for stocktakes."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Money
from inventorysync.stock.filters import LENGTH_MAX

LINES_MAX = 20_000
SCANS_MAX = 500
UNITS_MAX = 1_000_000
LOCATIONS_MAX = 50
State = Literal["draft", "counting", "review", "posting", "posted", "canceled"]
Outcome = Literal["posted", "same", "not_counted", "unsure", "gone"]
Show = Literal["all", "counted", "different", "not_counted", "unsure"]
Plain = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\x00]+$")
]
Label = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=255, strip_whitespace=True, pattern=r"^[^\x00]*$")]
SomeCode = Annotated[
    str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True, pattern=r"^[^\x00]+$")
]
Version = Annotated[
    StrictInt,
    Field(ge=1, le=2**62, description="The version the client saw; another one by now is refused with 409"),
]


class Scope(BaseModel, extra="forbid"):
    """Which items: all that is given holds together; nothing given means all of the location."""

    search: Plain | None = None
    vendor: Plain | None = None
    product_type: Plain | None = None
    tag: Plain | None = None
    bin: Annotated[str, StringConstraints(max_length=60, min_length=1, pattern=r"^[^\x00]+$")] | None = None
    filter: Annotated[str, Field(max_length=LENGTH_MAX)] | None = None


class ScopePreviewInput(BaseModel, extra="forbid"):
    """A scope, and where it would be counted."""

    location_ids: Annotated[list[str], Field(min_length=1, max_length=LOCATIONS_MAX)]
    scope: Scope = Scope()


class ScopeCount(BaseModel):
    """How many items a scope holds at a location, and how many of them lie in a known bin."""

    location_id: str
    items: int
    in_bins: int
    lines_max: int = LINES_MAX


class ScopePreview(BaseModel):
    """How many items there are to count."""

    locations: list[ScopeCount]


class StocktakeInput(BaseModel, extra="forbid"):
    """A stocktake to be made at each of these locations, as a draft."""

    location_ids: Annotated[list[str], Field(min_length=1, max_length=LOCATIONS_MAX)]
    scope: Scope = Scope()
    label: Label = ""
    is_blind: bool = False


class StocktakeEdit(BaseModel, extra="forbid"):
    """What a draft is to be instead."""

    version: Version
    scope: Scope | None = None
    label: Label | None = None
    is_blind: bool | None = None


class SectionInput(BaseModel, extra="forbid"):
    """A part of the place, by a name of one's own."""

    name: Annotated[
        str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True, pattern=r"^[^\x00]+$")
    ]


class ClaimInput(BaseModel, extra="forbid"):
    """Count a section from now on; `take_over` also where somebody else does."""

    take_over: bool = False


class DoneInput(BaseModel, extra="forbid"):
    """Whether a section is counted to its end."""

    is_done: bool = True


class ScanInput(BaseModel, extra="forbid"):
    """What was seen; with `corrects`, that another scan was a mistake (then it has no units of its own)."""

    id: UUID = Field(description="Made on the device: a scan counts once however often it is sent")
    section_id: UUID
    code: Code = ""
    inventory_item_id: str | None = Field(
        default=None, description="Where the device knows the item; else the code is looked up"
    )
    units: Annotated[StrictInt, Field(ge=0, le=UNITS_MAX)] = 0
    scanned_at: AwareDatetime = Field(description="By the device's clock")
    corrects: UUID | None = None


class ClockInput(BaseModel, extra="forbid"):
    """A device's clock against ours, as a round trip to `GET /stocktakes/clock` has shown."""

    offset_ms: Annotated[StrictInt, Field(ge=-(10**12), le=10**12)] = Field(
        description="The server's time less the device's, as the device has measured it"
    )
    within_ms: Annotated[StrictInt, Field(ge=0, le=3_600_000)] = Field(
        description="By how much that may be wrong, either way: half of what the round trip took"
    )


class ClockOut(BaseModel):
    """The server's time."""

    server_at: datetime


class ScansInput(BaseModel, extra="forbid"):
    """Scans of one device, all or none of them."""

    device: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
    sent_at: AwareDatetime = Field(description="By the device's clock, when this was sent")
    clock: ClockInput | None = Field(
        default=None,
        description="What the device knows of its clock; without it a request is taken to have been on its"
        " way for up to ten seconds, and what moved in that time makes a line unsure",
    )
    scans: Annotated[list[ScanInput], Field(min_length=1, max_length=SCANS_MAX)]


class ScanKept(BaseModel):
    """What became of a scan: whether it is new, and the item it counts for, if any."""

    id: UUID
    is_new: bool
    inventory_item_id: str | None


class ScansKept(BaseModel):
    """What became of scans, in the order they were sent; and the server's time, to set the clock by."""

    scans: list[ScanKept]
    server_at: datetime


class CodeInput(BaseModel, extra="forbid"):
    """What an unknown code is: an item, or with null nothing that is counted here."""

    code: SomeCode
    inventory_item_id: str | None


class ItemsInput(BaseModel, extra="forbid"):
    """Items to be counted too."""

    version: Version
    inventory_item_ids: Annotated[list[str], Field(min_length=1, max_length=500)]


class RecountInput(BaseModel, extra="forbid"):
    """What to count once more: these items, the largest differences in money, or those over an amount."""

    version: Version
    inventory_item_ids: Annotated[list[str], Field(max_length=LINES_MAX)] | None = None
    largest: Annotated[StrictInt, Field(ge=1, le=LINES_MAX)] | None = None
    over: Annotated[Decimal, Field(ge=0, le=10**12)] | None = None
    unsure: bool = Field(default=False, description="Also whatever moved while it was counted")


class ApprovalInput(BaseModel, extra="forbid"):
    """What is posted. Lines that nobody counted, and those that moved meanwhile, only if it is said."""

    version: Version
    not_counted: Literal["leave", "zero"] = "leave"
    unsure: Literal["leave", "post"] = "leave"


class VersionInput(BaseModel, extra="forbid"):
    """Only the version the client saw."""

    version: Version


class EndInput(BaseModel, extra="forbid"):
    """The version the client saw, checked where it is given: each scan moves it, and the end loses none."""

    version: Version | None = None


class Section(BaseModel):
    """A part of the place and how far it is."""

    id: UUID
    name: str
    bin: str | None
    round: int
    claimed_by: str | None
    claimed_at: datetime | None
    is_mine: bool
    done_by: str | None
    done_at: datetime | None
    scans: int
    units: int
    items: int
    items_expected: int | None = Field(
        description="How many items are to be found there, where that is known"
    )
    last_at: datetime | None


class Counter(BaseModel):
    """Somebody who counts, and how much they have scanned."""

    actor: str
    scans: int
    units: int
    devices: int
    last_at: datetime


class UnknownCode(BaseModel):
    """A code that nothing carries, or several items do; `is_nothing` once somebody has said so."""

    code: str
    scans: int
    units: int
    first_at: datetime
    last_at: datetime
    is_nothing: bool
    resolved_to: str | None
    title: str
    resolved_by: str | None


class OutsideItem(BaseModel):
    """An item that was scanned and is not among those to be counted."""

    inventory_item_id: str
    sku: str
    title: str
    units: int
    last_at: datetime


class Tally(BaseModel):
    """How far a stocktake is, and what it comes to; the differences are null while it is blind."""

    lines: int
    counted: int
    not_counted: int
    to_recount: int
    unsure: int | None
    different: int | None
    units_over: int | None
    units_short: int | None
    value_over: Money | None
    value_short: Money | None
    without_cost: int | None = Field(description="Lines that differ and whose item has no unit cost")
    zero_units: int | None = Field(description="Units that counting the uncounted as none would take away")
    zero_value: Money | None


class StocktakeSummary(BaseModel):
    """A stocktake without what is in it."""

    id: UUID
    number: int
    label: str
    location_id: str
    location_name: str
    state: State
    is_blind: bool
    round: int
    version: int
    lines: int
    counted: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    reviewed_at: datetime | None
    ended_at: datetime | None
    schedule_id: UUID | None
    change_set_id: UUID | None


class StocktakePage(BaseModel):
    """Stocktakes, newest first."""

    items: list[StocktakeSummary]
    next: str | None = None


class StocktakesMade(BaseModel):
    """The stocktakes that were made, one for each location."""

    items: list[StocktakeSummary]


class StocktakeOut(StocktakeSummary):
    """A stocktake with how far it is."""

    scope: dict[str, Any]
    started_by: str | None
    reviewed_by: str | None
    approved_by: str | None
    approved_at: datetime | None
    not_counted: Literal["leave", "zero"] | None
    unsure: Literal["leave", "post"] | None
    waits_for: str | None = Field(description="What keeps the posting, while something does")
    ended_by: str | None
    tally: Tally
    sections: list[Section]
    counters: list[Counter]
    unknown_codes: list[UnknownCode]
    outside: list[OutsideItem]
    may_approve: bool
    expected_is_hidden: bool


class Line(BaseModel):
    """An item that is counted."""

    inventory_item_id: str
    sku: str
    barcode: str
    title: str
    variant_title: str
    bin: str | None
    round: int
    counted: int | None
    scans: int
    counters: list[str]
    first_at: datetime | None
    last_at: datetime | None
    expected: int | None
    difference: int | None
    unit_cost: Money | None
    value: Money | None = Field(description="The difference at cost; null where there is no cost")
    is_unsure: bool | None = Field(description="Whether it moved while it was being counted")
    outcome: Outcome | None


class LinePage(BaseModel):
    """Lines, the largest differences in money first once they are shown."""

    items: list[Line]
    next: str | None = None


class CountItem(BaseModel):
    """What a device keeps of an item, to know its codes without a connection."""

    inventory_item_id: str
    title: str
    variant_title: str
    sku: str
    barcode: str
    bin: str | None
    round: int
    expected: int | None


class CountItemPage(BaseModel):
    """Items to be counted."""

    items: list[CountItem]
    next: str | None = None


class ScanOut(BaseModel):
    """A scan as it was kept."""

    id: UUID
    section_id: UUID
    device: str
    counter: str
    code: str
    inventory_item_id: str | None
    title: str
    units: int
    corrects: UUID | None
    is_corrected: bool
    scanned_at: datetime
    at: datetime
    received_at: datetime


class ScanPage(BaseModel):
    """Scans, those that came last first."""

    items: list[ScanOut]
    next: str | None = None
