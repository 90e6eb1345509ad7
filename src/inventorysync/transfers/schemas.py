"""The API's words for transfers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.quantity import DELTA_MAX
from inventorysync.transfers.words import LINES_MAX, StepKind

TransferState = Literal["DRAFT", "READY_TO_SHIP", "IN_PROGRESS", "TRANSFERRED", "CANCELED", "OTHER"]
ShipmentState = Literal["DRAFT", "IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED", "OTHER"]
StepState = Literal["waiting", "sending", "refused", "unknown", "dropped"]
Units = Annotated[StrictInt, Field(ge=0, le=DELTA_MAX)]
SomeUnits = Annotated[StrictInt, Field(ge=1, le=DELTA_MAX)]
Version = Annotated[
    StrictInt,
    Field(ge=1, le=2**62, description="The version the client saw; another one by now is refused with 409"),
]
Note = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=255, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00]+$")]


class LineInput(BaseModel, extra="forbid"):
    """How many units of an item."""

    inventory_item_id: str
    quantity: Units


class ShipLineInput(BaseModel, extra="forbid"):
    """How many units of an item leave."""

    inventory_item_id: str
    quantity: SomeUnits


class TransferInput(BaseModel, extra="forbid"):
    """A transfer to be made: a draft, or ready to ship, which reserves its units at the origin."""

    origin_id: str
    destination_id: str
    lines: Annotated[list[LineInput], Field(max_length=LINES_MAX)]
    reference: Short = ""
    note: Note = ""
    ready: bool = False


class EditInput(BaseModel, extra="forbid"):
    """What a draft, or a transfer that is ready, is to hold instead."""

    version: Version
    origin_id: str
    destination_id: str
    lines: Annotated[list[LineInput], Field(max_length=LINES_MAX)]
    reference: Short = ""
    note: Note = ""


class VersionInput(BaseModel, extra="forbid"):
    """Only the version the client saw."""

    version: Version


class TrackingInput(BaseModel, extra="forbid"):
    """Who carries a shipment."""

    company: Short | None = None
    number: Short | None = None
    url: Url | None = None
    arrives_at: AwareDatetime | None = None


class ShipInput(BaseModel, extra="forbid"):
    """A shipment: of these lines, or of all that is left; a draft unless it is in transit."""

    version: Version
    lines: Annotated[list[ShipLineInput], Field(min_length=1, max_length=LINES_MAX)] | None = None
    tracking: TrackingInput | None = None
    in_transit: bool = True


class SetTrackingInput(BaseModel, extra="forbid"):
    """New tracking of a shipment."""

    version: Version
    tracking: TrackingInput


class ArrivedInput(BaseModel, extra="forbid"):
    """What arrived of a shipment's line."""

    line_id: str
    accepted: Units = 0
    rejected: Units = 0


class ReceiveInput(BaseModel, extra="forbid"):
    """What arrived of a shipment; the rest is still expected."""

    version: Version
    lines: Annotated[list[ArrivedInput], Field(min_length=1, max_length=LINES_MAX)]


class TransferUndoInput(BaseModel, extra="forbid"):
    """Take a transfer back, or only show what that would do."""

    version: Version
    reason: Note = ""
    dry_run: bool = False


class End(BaseModel):
    """A location at one end; hidden where it is not one of the viewer's."""

    location_id: str | None
    name: str
    is_hidden: bool


class OtherTransfer(BaseModel):
    """Another transfer, by its address and name."""

    id: str
    name: str


class Trouble(BaseModel):
    """The step that waits for a person."""

    kind: StepKind
    state: StepState
    code: str
    message: str


class TransferSummary(BaseModel):
    """A transfer without its lines."""

    id: str = Field(description="Shopify's number, or ours until Shopify has made the draft")
    key: UUID = Field(description="Our id, which never changes")
    gid: str | None
    name: str
    state: TransferState
    origin: End | None
    destination: End | None
    reference: str
    note: str
    actor: str | None = Field(description="Who made it here; null where it was made in Shopify")
    created_at: datetime
    version: int
    is_whole: bool
    line_count: int
    units: int
    shipped: int
    accepted: int
    rejected: int
    arrives_at: datetime | None
    syncing: StepKind | None = Field(description="The step that is on its way to Shopify")
    trouble: Trouble | None
    undoes: OtherTransfer | None


class TransferPage(BaseModel):
    """Transfers, newest first."""

    items: list[TransferSummary]
    next: str | None = None


class TransferLineOut(BaseModel):
    """An item of a transfer."""

    inventory_item_id: str
    sku: str
    barcode: str
    title: str
    variant_title: str
    ordered: int
    picked: int
    shipped: int
    accepted: int
    rejected: int
    to_ship: int
    to_receive: int
    available_at_origin: int | None
    available_at_destination: int | None


class ShipmentLineOut(BaseModel):
    """Units of an item in a shipment."""

    id: str
    inventory_item_id: str
    quantity: int
    accepted: int
    rejected: int
    remaining: int


class TrackingOut(BaseModel):
    """Who carries a shipment."""

    company: str | None
    number: str | None
    url: str | None
    arrives_at: datetime | None


class ShipmentOut(BaseModel):
    """A part of a transfer that travels as one."""

    id: str
    name: str
    state: ShipmentState
    tracking: TrackingOut
    created_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    lines: list[ShipmentLineOut]


class StepOut(BaseModel):
    """Something wanted of Shopify that is not done."""

    id: UUID
    kind: StepKind
    state: StepState
    actor: str
    created_at: datetime
    attempts: int
    last_error: str | None
    code: str | None
    message: str | None


class MayDo(BaseModel):
    """What the viewer's locations let them do; the state and their permissions decide the rest."""

    ship: bool
    receive: bool


class TransferOut(TransferSummary):
    """A transfer with everything in it."""

    lines: list[TransferLineOut]
    shipments: list[ShipmentOut]
    steps: list[StepOut]
    undone_by: list[OtherTransfer]
    mine: MayDo


class TransferEventOut(BaseModel):
    """Something that happened to a transfer."""

    id: int
    at: datetime
    actor: str | None = Field(description="null where it happened in Shopify")
    what: str
    details: dict[str, Any]


class Timeline(BaseModel):
    """All that happened, oldest first."""

    items: list[TransferEventOut]


class TransferUndoLine(BaseModel):
    """What taking back does with an item: `units` leave the destination."""

    inventory_item_id: str
    sku: str
    title: str
    accepted: int
    rejected: int
    taken_back: int
    units: int
    available: int
    after: int
    problem: Literal["undone", "gone"] | None


class TransferUndoPreview(BaseModel):
    """What taking a transfer back would do by now."""

    units: int
    negative: int
    rejected: int
    lines: list[TransferUndoLine]
