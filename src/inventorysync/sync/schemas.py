"""The API's words for sync."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from inventorysync.kit.quantity import QuantityName
from inventorysync.stock.schemas import Reason


class ImportProgress(BaseModel):
    """How far the first import is."""

    state: Literal["waiting", "running", "done", "failed"]
    phase: Literal["catalogue", "levels", "booking"] | None
    products: int
    variants: int
    levels: int
    variants_expected: int | None
    levels_expected: int | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None


class AskedJob(BaseModel):
    """Work that was asked for; its state stands at `url`."""

    id: UUID
    kind: str
    url: str


class WebhookFigures(BaseModel):
    """The inbox."""

    waiting: int
    oldest_age_seconds: float | None
    last_received_at: datetime | None
    received_24h: int


class ObservingFigures(BaseModel):
    """Levels that wait to be read."""

    waiting: int
    oldest_age_seconds: float | None


class WritingFigures(BaseModel):
    """Own writes whose outcome is not known yet."""

    open: int
    oldest_age_seconds: float | None
    quarantined: int


class ReconciliationFigures(BaseModel):
    """The round over all levels."""

    last_completed_at: datetime | None
    oldest_check_at: datetime | None
    levels_checked: int
    levels_total: int
    running: bool


class ShopifyBudget(BaseModel):
    """The shop's API budget in cost points."""

    available: float
    maximum: float
    restore_rate: float
    api_version: str


class Sync(BaseModel):
    """How the shop's sync stands."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    import_: ImportProgress = Field(alias="import")
    webhooks: WebhookFigures
    observing: ObservingFigures
    writing: WritingFigures
    reconciliation: ReconciliationFigures
    drift_units: int
    shopify: ShopifyBudget | None


class LoggedChange(BaseModel):
    """Units of one quantity."""

    name: QuantityName
    delta: int


class SyncLogEntry(BaseModel):
    """What was seen in Shopify or pushed to it, and what came of it."""

    at: datetime
    direction: Literal["seen", "pushed"]
    inventory_item_id: str
    sku: str
    location_id: str
    location_name: str
    changes: list[LoggedChange]
    result: str
    detail: str | None
    request_id: str | None


class LogParameters(BaseModel):
    """Which rows of the sync log: all that is given holds together; `until` itself is left out."""

    inventory_item_id: str | None = Field(default=None, max_length=200)
    location_id: str | None = Field(default=None, max_length=200)
    direction: Literal["seen", "pushed"] | None = None
    result: Literal["booked", "applied", "again", "keep", "quarantine"] | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    request_id: str | None = Field(default=None, max_length=200, pattern=r"^[^\x00]*$")


class SyncLogPage(BaseModel):
    """The log, newest first."""

    items: list[SyncLogEntry]
    next: str | None
    total: int | None = None


class DriftLevel(BaseModel):
    """A quantity that differs from Shopify's, or differed and waits for a decision.

    `ours` is what was booked when it was found. A write of unknown outcome has no `difference_id`: what
    became of it is said under /quarantine.
    """

    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    name: QuantityName
    ours: int
    shopify: int
    difference: int
    found_at: datetime
    reason: str
    cause: str
    difference_id: UUID | None
    policy: Literal["take", "push", "ask"]


class Drift(BaseModel):
    """Every difference that waits to be settled."""

    drift_units: int
    levels: list[DriftLevel]


class QuarantinedLine(BaseModel):
    """A level of a write that was set aside, and what the write does to it."""

    line: int
    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    changes: list[LoggedChange]


class QuarantinedWrite(BaseModel):
    """A write to Shopify whose outcome stayed unknown: a person looks there and decides."""

    id: UUID
    change_set_id: UUID
    reason: Reason
    note: str
    actor: str
    sent_at: datetime
    set_aside_at: datetime | None
    detail: str | None
    lines: list[QuarantinedLine]


class Quarantine(BaseModel):
    """Every write that waits for a decision, oldest first."""

    items: list[QuarantinedWrite]


class QuarantineInput(BaseModel):
    """What a person found in Shopify."""

    model_config = ConfigDict(strict=True, extra="forbid")

    was_applied: bool


class QuarantineDecision(BaseModel):
    """How a write that was set aside has ended."""

    id: UUID
    was_applied: bool
