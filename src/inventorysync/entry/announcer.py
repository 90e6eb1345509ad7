"""Tells open pages what changed, after it was committed; many changes become one message."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from inventorysync.kit import events
from inventorysync.kit.cache import begin_generation
from inventorysync.kit.db import Database
from inventorysync.kit.gid import gid
from inventorysync.kit.metrics import LEVELS_CHANGED
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.answers import state_of_counts
from inventorysync.stock.change_set_queries import count_lines_by_state
from inventorysync.stock.change_set_schemas import ChangeSetCounts
from inventorysync.sync.drift_queries import count_drift_units
from inventorysync.sync.queries import import_progress

log = structlog.get_logger(__name__)
GATHER_SECONDS = 0.15
LEVELS_MAX = 200
COUNTED = ("pending", "pushing", "confirmed", "failed")

_LEVELS = text(f"""
    SELECT l.item_id, l.location_id, l.booked_at, {", ".join("l." + name for name in QUANTITY_NAMES)}
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
""")


class Announcer:
    """Gathers changes for a moment and sends them to the pages of their shop."""

    def __init__(self, database: Database, redis: "Redis") -> None:
        self._database = database
        self._redis = redis
        self._levels: dict[int, set[tuple[int, int]]] = {}
        self._imports: set[int] = set()
        self._change_sets: set[tuple[int, UUID]] = set()
        self._transfers: set[tuple[int, UUID]] = set()
        self._stocktakes: set[tuple[int, UUID]] = set()
        self._purchase_orders: set[tuple[int, UUID]] = set()
        self._drift_units: dict[int, int] = {}
        self._something = asyncio.Event()

    def levels_changed(self, shop_id: int, keys: Sequence[tuple[int, int]]) -> None:
        """These levels were booked."""
        if keys:
            LEVELS_CHANGED.inc(len(keys))
            self._levels.setdefault(shop_id, set()).update(keys)
            self._something.set()

    def import_progressed(self, shop_id: int) -> None:
        """The shop's import has come further."""
        self._imports.add(shop_id)
        self._something.set()

    def change_set_moved(self, shop_id: int, change_set_id: UUID) -> None:
        """The change set was written, or some of its lines have come further."""
        self._change_sets.add((shop_id, change_set_id))
        self._something.set()

    def transfer_moved(self, shop_id: int, transfer_id: UUID) -> None:
        """The transfer was made, changed or read anew, or a step of it has come further."""
        self._transfers.add((shop_id, transfer_id))
        self._something.set()

    def stocktake_moved(self, shop_id: int, stocktake_id: UUID) -> None:
        """The stocktake was made or changed, scans came in, or its posting has come further."""
        self._stocktakes.add((shop_id, stocktake_id))
        self._something.set()

    def purchase_order_moved(self, shop_id: int, order_id: UUID) -> None:
        """The purchase order was made or changed, or something of it has arrived."""
        self._purchase_orders.add((shop_id, order_id))
        self._something.set()

    async def run(self) -> None:
        """Send until cancelled. What cannot be told while the database is away, pages ask for themselves."""
        while True:
            await self._something.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._something.clear()
            try:
                await self._send()
            except (SQLAlchemyError, OSError) as error:
                log.warning("changes_not_announced", error=type(error).__name__)

    async def _send(self) -> None:
        levels, self._levels = self._levels, {}
        imports, self._imports = self._imports, set()
        change_sets, self._change_sets = self._change_sets, set()
        moved, self._transfers = self._transfers, set()
        counted, self._stocktakes = self._stocktakes, set()
        bought, self._purchase_orders = self._purchase_orders, set()
        for shop_id, keys in levels.items():
            await begin_generation(self._redis, shop_id)
            await self._publish(shop_id, "levels", await self._message(shop_id, keys))
        for shop_id in imports:
            async with self._database.shop(shop_id) as connection:
                progress = await import_progress(connection, shop_id)
            await self._publish(shop_id, "import", progress.model_dump(mode="json"))
        for shop_id, change_set_id in sorted(change_sets):
            async with self._database.shop(shop_id) as connection:
                counts = await count_lines_by_state(connection, shop_id, change_set_id)
            if any(counts):
                state = state_of_counts(ChangeSetCounts(**dict(zip(COUNTED, counts, strict=True))))
                await self._publish(shop_id, "change_set", {"id": str(change_set_id), "state": state})
        for shop_id, transfer_id in sorted(moved):
            await self._publish(shop_id, "transfer", {"id": str(transfer_id)})
        for shop_id, stocktake_id in sorted(counted):
            await self._publish(shop_id, "stocktake", {"id": str(stocktake_id)})
        for shop_id, order_id in sorted(bought):
            await self._publish(shop_id, "purchase_order", {"id": str(order_id)})
        for shop_id in sorted({shop_id for shop_id, _ in change_sets}):
            await self._send_drift(shop_id)

    async def _send_drift(self, shop_id: int) -> None:
        """A write that was set aside, or decided on, changes the drift: pages hear of it when it has."""
        async with self._database.shop(shop_id) as connection:
            units = await count_drift_units(connection, shop_id)
        if self._drift_units.get(shop_id) != units:
            self._drift_units[shop_id] = units
            await self._publish(shop_id, "sync", {"drift_units": units})

    async def _publish(self, shop_id: int, event: str, data: Any) -> None:
        await events.publish(self._redis, shop_id, event, data)

    async def _message(self, shop_id: int, keys: set[tuple[int, int]]) -> dict[str, Any]:
        if len(keys) > LEVELS_MAX:
            return {"all": True}
        columns = {"items": [item for item, _ in keys], "locations": [place for _, place in keys]}
        async with self._database.shop(shop_id) as connection:
            rows = await connection.execute(_LEVELS, {"shop": shop_id, **columns})
            levels = [
                {
                    "inventory_item_id": gid("InventoryItem", item),
                    "location_id": gid("Location", place),
                    "updated_at": at.isoformat(),
                    "quantities": dict(zip(QUANTITY_NAMES, units, strict=True)),
                }
                for item, place, at, *units in rows
            ]
        return {"levels": levels}
