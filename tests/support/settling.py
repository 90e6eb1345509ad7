"""Shopify's part of a change, played by the test: lines are sent, and applied or refused."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities, plus
from inventorysync.sync import decide
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import Booking, LevelKey, Outcome, Reading, RowError, Wake

ALL = 1000
REFUSED = RowError(0, "INVALID_INVENTORY_ITEM", "The item is not stocked there")


def store_of(database: Database, shop_id: int) -> PostgresStore:
    """The store a worker has."""
    return PostgresStore(database, shop_id, lambda *_: None)


async def settle_all(
    database: Database, shop_id: int, now: datetime, refused: Sequence[LevelKey] = ()
) -> None:
    """Send whatever is pending, round after round: applied, but for the levels that are refused."""
    store = store_of(database, shop_id)
    while lines := await store.pending_lines(ALL):
        for call in await store.open_calls(decide.plan_calls(lines, uuid4, now)):
            failed = tuple((n, REFUSED) for n, intent in enumerate(call.intents) if intent.key in refused)
            outcome = Outcome("again", failed=failed) if failed else Outcome("applied", applied_at=now)
            await store.conclude(call, outcome, now)


async def see_change(
    database: Database, shop_id: int, key: LevelKey, deltas: Quantities, now: datetime
) -> None:
    """Somebody else changes a level, and we read it."""
    store = store_of(database, shop_id)
    shadow = (await store.shadows([key]))[key]
    reading = Reading(key, 1, plus(shadow.quantities, deltas), now)
    await store.settle([Booking(Wake(shadow, 1, 0, now), "book", reading, deltas)], now)
