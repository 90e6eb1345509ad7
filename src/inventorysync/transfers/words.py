"""A transfer as it was read, and as it is kept: frozen values that cross rooms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

DRAFT, READY, MOVING, TRANSFERRED, CANCELED = (
    "DRAFT",
    "READY_TO_SHIP",
    "IN_PROGRESS",
    "TRANSFERRED",
    "CANCELED",
)
OPEN_STATES: Final = (DRAFT, READY, MOVING)
ON_THE_WAY: Final = ("IN_TRANSIT", "PARTIALLY_RECEIVED")
LINES_MAX = 250  # of any array in an input of Shopify's

StepKind = Literal[
    "create",
    "edit",
    "set_items",
    "remove_items",
    "mark_ready",
    "cancel",
    "delete",
    "ship",
    "mark_in_transit",
    "set_tracking",
    "receive",
    "recall",
]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """Units of an item that go; `picked` of them are in draft shipments, `shipped` have left."""

    item_id: int
    number: int | None
    quantity: int
    picked: int = 0
    shipped: int = 0


@dataclass(frozen=True, slots=True)
class SeenShipmentLine:
    """Units of an item in a shipment."""

    line_id: int
    item_id: int
    quantity: int
    accepted: int
    rejected: int

    @property
    def remaining(self) -> int:
        """Units that have not arrived."""
        return self.quantity - self.accepted - self.rejected


@dataclass(frozen=True, slots=True)
class Tracking:
    """Who carries a shipment, and when it is expected."""

    company: str | None = None
    number: str | None = None
    url: str | None = None
    arrives_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenShipment:
    """A shipment."""

    shipment_id: int
    name: str
    state: str
    tracking: Tracking
    created_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    lines: tuple[SeenShipmentLine, ...]


@dataclass(frozen=True, slots=True)
class SeenTransfer:
    """A transfer with everything in it; `is_whole` is false where it has more than one reading carries."""

    number: int | None
    name: str
    state: str
    origin_id: int | None
    destination_id: int | None
    reference: str
    note: str
    created_at: datetime | None
    lines: tuple[SeenLine, ...]
    shipments: tuple[SeenShipment, ...] = ()
    is_whole: bool = True

    def line_of(self, item_id: int) -> SeenLine | None:
        """The line of an item."""
        return next((line for line in self.lines if line.item_id == item_id), None)

    def shipment(self, shipment_id: int) -> SeenShipment | None:
        """One of its shipments."""
        return next((one for one in self.shipments if one.shipment_id == shipment_id), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing wanted of Shopify, as a worker takes it."""

    step_id: UUID
    transfer_id: UUID
    number: int | None
    kind: StepKind
    wanted: dict[str, Any]
    key: UUID
    payload: dict[str, Any] | None
    actor: str
    request_id: str | None
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    keys_burnt: int


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a transfer: the timeline's words."""

    what: str
    details: dict[str, Any] = field(default_factory=dict)
