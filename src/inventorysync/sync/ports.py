"""What the sync core needs of the outside: a store, Shopify, time and ids.

Each method of a store is one transaction. Production gives PostgreSQL and the Admin API; the simulation
gives memory and a pretend shop full of faults.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from inventorysync.kit.clock import Clock
from inventorysync.sync.words import (
    Booking,
    Call,
    LevelKey,
    Outcome,
    PendingLine,
    Reading,
    Reply,
    Shadow,
    Wake,
)


class Store(Protocol):
    """The booked levels and what is on its way, of one shop."""

    async def due_wakes(self, now: datetime, limit: int) -> list[Wake]:
        """Levels to observe whose time has come and that have no unresolved own write, oldest hint first."""
        ...

    async def settle(self, bookings: Sequence[Booking], now: datetime) -> int:
        """Book differences and end their wakes; how many levels changed.

        A booking whose level has moved on since (another generation, an own write) is left alone and its
        wake stays. A wake that was hinted at again since it was claimed stays too.
        """
        ...

    async def pending_lines(self, limit: int) -> list[PendingLine]:
        """Lines to push, interactive before bulk, oldest first.

        Of levels with no unresolved own write, no quarantine, and no wake that must be observed first.
        """
        ...

    async def open_calls(self, calls: Sequence[Call]) -> list[Call]:
        """Write calls and their intents before anything is sent; the calls that could be written.

        A row whose level has moved on since is left out of its call.
        """
        ...

    async def due_calls(self, now: datetime, limit: int) -> list[Call]:
        """Written calls without an outcome whose time has come."""
        ...

    async def conclude(self, call: Call, outcome: Outcome, now: datetime) -> None:
        """Carry out an outcome, once: a call that was concluded before is left alone."""
        ...

    async def stalest_levels(self, before: datetime, limit: int) -> list[LevelKey]:
        """Levels that were last read before a moment and are not waiting to be, longest ago first."""
        ...

    async def wake(self, keys: Sequence[LevelKey], now: datetime) -> None:
        """Hint at levels: one row each, however often."""
        ...


class Shopify(Protocol):
    """A shop's stock as Shopify has it."""

    async def read_levels(self, shadows: Sequence[Shadow]) -> dict[LevelKey, Reading]:
        """Readings of the levels that exist; raises CannotRead when Shopify does not answer."""
        ...

    async def write(self, call: Call) -> Reply:
        """Send a call under its own key and say what came back; never raises for what Shopify did."""
        ...


class CannotRead(Exception):
    """Shopify gave no reading; nothing was changed. `retry_seconds` says when it may."""

    def __init__(self, detail: str, retry_seconds: float = 1.0) -> None:
        super().__init__(detail)
        self.retry_seconds = retry_seconds


@dataclass(frozen=True)
class World:
    """Everything the core works with, of one shop."""

    store: Store
    shopify: Shopify
    clock: Clock
    new_id: Callable[[], UUID]
    together: Callable[[Sequence[Coroutine[None, None, None]]], Awaitable[None]]
