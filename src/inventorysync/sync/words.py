"""The values that sync speaks in: levels, readings, intents, calls and what Shopify answered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from inventorysync.kit.quantity import Quantities

RECONCILE, IMPORT, CHECK = "sync.reconcile", "sync.import", "sync.check"  # kinds of jobs
SAID_BY_ROUND, SAID_BY_CHECK, ANNOUNCED = 0, 1, 2  # who hints at a level, the surest last


class LevelKey(NamedTuple):
    """An item at a location, by Shopify's numbers."""

    item_id: int
    location_id: int


@dataclass(frozen=True, slots=True)
class Shadow:
    """A level as last booked. `generation` counts every change of the row, `level_id` is None until read."""

    key: LevelKey
    level_id: int | None
    quantities: Quantities
    version: datetime | None
    generation: int
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Wake:
    """A level to observe: its shadow, how often it was hinted at, and how often a reading was too old.

    `said_by` tells a level that something announced from one that is only compared.
    """

    shadow: Shadow
    hints: int
    attempts: int
    first_hinted_at: datetime
    said_by: int = ANNOUNCED


@dataclass(frozen=True, slots=True)
class Reading:
    """What Shopify says of a level, at the newest `updatedAt` of its quantities (PLATFORM.md C.3)."""

    key: LevelKey
    level_id: int | None
    quantities: Quantities
    version: datetime | None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Booking:
    """What to do with a wake: book `difference` (maybe empty), or doubt the reading and take another."""

    wake: Wake
    verdict: Literal["book", "doubted"]
    reading: Reading
    difference: Quantities = field(default_factory=dict)
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A line of a change set that waits to be pushed, with the level it wants to change.

    `from_name` is set for a move. `solo` asks for a call of its own, after a refusal that named no row.
    `document` is how Shopify's history names the document of ours behind it.
    """

    change_set_id: UUID
    line: int
    reason: str
    from_name: str | None
    name: str
    delta: int
    stale_rounds: int
    solo: bool
    priority: int
    shadow: Shadow
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """One row of a call: the line it carries out and what it does to the level's quantities."""

    change_set_id: UUID
    line: int
    key: LevelKey
    generation: int
    deltas: Quantities
    from_name: str | None
    name: str
    delta: int
    expected: int | None
    expected_from: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One mutation. `call_id` is its idempotency key, kept until the outcome is known.

    `request_id` is that of the HTTP request which wanted the change: logs of both carry it.
    """

    call_id: UUID
    change_set_id: UUID
    mutation: Literal["adjust", "move"]
    reason: str
    name: str
    intents: tuple[Intent, ...]
    created_at: datetime
    priority: int = 0
    attempts: int = 0
    request_id: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """Why Shopify refused; `row` is None where it named none."""

    row: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: applied at `applied_at`, refused with errors, or nothing that tells (`unknown`)."""

    kind: Literal["applied", "refused", "unknown", "not_sent"]
    applied_at: datetime | None = None
    errors: tuple[RowError, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reply means for a call.

    `applied`: every row is booked. `again`: each row is released; `stale` rows first observe, `failed` rows
    end with their error, `solo` rows go alone next time. `keep`: the same key later. `quarantine`: a person
    decides.
    """

    verdict: Literal["applied", "again", "keep", "quarantine"]
    applied_at: datetime | None = None
    stale: frozenset[int] = frozenset()
    failed: tuple[tuple[int, RowError], ...] = ()
    solo: bool = False
    retry_at: datetime | None = None
    detail: str = ""
