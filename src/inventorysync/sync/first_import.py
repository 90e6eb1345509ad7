"""The first import: the whole shop by bulk operations, resumable at the last committed row.

Levels are booked by the same judgement and booking as every later reading.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import text

from inventorysync.catalog import actions as catalog
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.gid import number_of
from inventorysync.locations.actions import save_locations
from inventorysync.shopify import bulk, catalogue
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.errors import OutcomeUnknown, ShopifyError, ShopifyUnavailable
from inventorysync.shopify.generated import bulk_catalogue, bulk_inventory_levels
from inventorysync.stock.costs import take_costs
from inventorysync.sync import decide, translate
from inventorysync.sync.past_orders import ask_for_past_orders
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.shopify_gateway import ShopifyGateway, reading_of
from inventorysync.sync.words import SAID_BY_CHECK, LevelKey, Reading, Shadow, Wake

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
ATTEMPTS_MAX = 20
RETRY_MAX = timedelta(minutes=10)
BATCHES_IN_WORK = 2  # one is read while the database books the other
Phase = Literal["catalogue", "levels"]
ANALYZED = {
    "catalogue": ("product", "inventory_item", "item_word", "variant"),
    "levels": ("inventory_level", "stock_entry", "stock_movement"),
}
ANALYZE_GROWTH = 16
NOTHING: dict[Phase, dict[str, int]] = {"catalogue": {"products": 0, "variants": 0}, "levels": {"levels": 0}}
QUERIES = {"catalogue": bulk_catalogue.QUERY, "levels": bulk_inventory_levels.QUERY}


class BulkFailed(ShopifyError):
    """Shopify ended a bulk operation without its result: it is started anew."""


@dataclass
class Run:
    """Where an import is."""

    import_id: int
    phase: Phase
    operation: str | None
    lines_done: int
    attempts: int
    started_at: datetime
    is_first: bool
    analyze_at: int = 0


Counts = dict[str, int]
Save = Callable[[Sequence[Any]], Coroutine[None, None, Counts]]
Work = deque[tuple[int, asyncio.Task[Counts]]]

_FIND = text("""
    SELECT import_id, phase, CASE phase WHEN 'levels' THEN levels_operation ELSE catalogue_operation END,
           lines_done, attempts, started_at,
           NOT EXISTS (SELECT FROM import_run d WHERE d.shop_id = :shop AND d.state = 'done')
    FROM import_run
    WHERE shop_id = :shop AND state IN ('waiting', 'running') AND next_attempt_at <= :now
    ORDER BY import_id LIMIT 1
""")
_ASK = text("""
    INSERT INTO import_run (shop_id, state, phase, next_attempt_at, started_at)
    SELECT CAST(:shop AS int), 'waiting', 'catalogue', CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    WHERE NOT EXISTS (SELECT FROM import_run
                      WHERE shop_id = :shop AND (:once OR state IN ('waiting', 'running')))
""")


async def ask_for_import(database: Database, shop_id: int, now: datetime, *, once: bool) -> None:
    """See to it that the shop is imported; with `once`, only if it never was."""
    async with database.shop(shop_id) as connection:
        await connection.execute(_ASK, {"shop": shop_id, "now": now, "once": once})


class Importer:
    """Carries one shop's import on from where it is."""

    def __init__(
        self,
        database: Database,
        shop_id: int,
        gateway: ShopifyGateway,
        admin: AdminClient,
        store: PostgresStore,
        clock: Clock,
        progressed: Callable[[int], None],
    ) -> None:
        self._database = database
        self._shop_id = shop_id
        self._gateway = gateway
        self._admin = admin
        self._store = store
        self._clock = clock
        self._progressed = progressed

    async def advance(self) -> bool:
        """Carry a due import to its end; whether there was one. What fails is tried again, ever later."""
        run = await self._find()
        if run is None:
            return False
        try:
            await self._carry_on(run)
        except ShopifyError as error:
            await self._postpone(run, error)
        return True

    async def _find(self) -> Run | None:
        async with self._database.shop(self._shop_id) as connection:
            found = await connection.execute(_FIND, {"shop": self._shop_id, "now": self._clock.now()})
            row = found.one_or_none()
        return Run(*row) if row else None

    async def _carry_on(self, run: Run) -> None:
        await self._set(run, state="running", error=None)
        if run.phase == "catalogue":
            await self._read_locations()
            await self._read_result(run, self._save_catalogue)
            async with self._database.shop(self._shop_id) as connection:
                await catalog.name_items(connection, self._shop_id)
            run.phase, run.operation, run.lines_done, run.analyze_at = "levels", None, 0, 0
            await self._set(run, phase="levels", lines_done=0)
        await self._read_result(run, self._book_levels)
        await self._store.all_read(run.started_at, await self._levels_of(run))
        await self._set(run, state="done", phase=None, finished_at=self._clock.now())
        await ask_for_past_orders(self._database, self._shop_id, self._clock.now())

    async def _levels_of(self, run: Run) -> int:
        async with self._database.shop(self._shop_id) as connection:
            found = text("SELECT levels FROM import_run WHERE shop_id = :shop AND import_id = :run")
            return int(await connection.scalar(found, {"shop": self._shop_id, "run": run.import_id}) or 0)

    async def _read_locations(self) -> None:
        found = await self._gateway.with_access(lambda access: catalogue.read_locations(self._admin, access))
        rows = [translate.location_row(location) for location in found]
        async with self._database.shop(self._shop_id) as connection:
            await save_locations(connection, self._shop_id, rows, self._clock.now())

    async def _read_result(self, run: Run, save: Save) -> None:
        """Have the phase's bulk operation, wait for it, and store its rows from where we stopped."""
        status = await self._ended_operation(run)
        await self._set(run, **{f"{_counted(run)}_expected": status.rows - status.root_rows})
        if status.url is None:
            return
        rows = bulk.stream(self._admin, status.url, QUERIES[run.phase].row_types, offset=run.lines_done)
        in_work: Work = deque()
        try:
            async with aclosing(rows):
                async for batch in rows:
                    in_work.append((batch.next_offset, asyncio.create_task(save(batch.rows))))
                    if len(in_work) == BATCHES_IN_WORK:
                        await self._end_oldest(run, in_work)
            while in_work:
                await self._end_oldest(run, in_work)
            if run.is_first:
                await self._database.analyze(*ANALYZED[run.phase])
        finally:
            await asyncio.gather(*(task for _, task in in_work), return_exceptions=True)

    async def _end_oldest(self, run: Run, in_work: Work) -> None:
        """Wait for the oldest batch: the import goes on behind it, whatever became of those after it."""
        offset, task = in_work.popleft()
        await self._count(run, offset, await task)
        self._progressed(self._shop_id)
        if offset >= run.analyze_at:
            await self._database.analyze(ANALYZED[run.phase][0])
            run.analyze_at = offset * ANALYZE_GROWTH

    async def _ended_operation(self, run: Run) -> bulk.BulkStatus:
        if run.operation is None:
            await self._start_operation(run)
        operation = run.operation or ""
        while True:
            status = await self._gateway.with_access(lambda access: bulk.look(self._admin, access, operation))
            if status is None or (status.has_ended and not status.is_complete):
                run.operation = None
                await self._set(run, **{f"{run.phase}_operation": None}, lines_done=0, **NOTHING[run.phase])
                raise BulkFailed(f"bulk operation ended: {status.status if status else 'unknown to Shopify'}")
            if status.is_complete:
                return status
            await self._clock.sleep(POLL_SECONDS)

    async def _start_operation(self, run: Run) -> None:
        query = QUERIES[run.phase]
        try:
            run.operation = await self._gateway.with_access(
                lambda access: bulk.start(self._admin, access, query)
            )
        except OutcomeUnknown as error:
            raise ShopifyUnavailable(str(error)) from error  # a second operation only reads
        await self._set(run, **{f"{run.phase}_operation": run.operation})

    async def _save_catalogue(self, rows: Sequence[Any]) -> Counts:
        products = [row for row in rows if isinstance(row, bulk_catalogue.Product)]
        variants = [
            translate.variant_row(row, number_of("Product", row.parent_id))
            for row in rows
            if isinstance(row, bulk_catalogue.ProductVariant)
        ]
        async with self._database.shop(self._shop_id) as connection:
            await catalog.save_products(
                connection, self._shop_id, [translate.product_row(p) for p in products]
            )
            changed = await catalog.save_variants(connection, self._shop_id, variants)
            await take_costs(connection, self._shop_id, changed)
        return {"products": len(products), "variants": len(variants)}

    async def _book_levels(self, rows: Sequence[Any]) -> Counts:
        readings: dict[LevelKey, Reading] = {}
        for row in rows:
            if isinstance(row, bulk_inventory_levels.InventoryLevel):
                item = number_of("InventoryItem", row.parent_id)
                key = LevelKey(item, number_of("Location", row.location.id))
                readings[key] = reading_of(key, row)
        now = self._clock.now()
        shadows = await self._store.shadows(list(readings))
        news = [(shadows[key], seen) for key, seen in readings.items() if _says_more(seen, shadows[key])]
        compared = [(Wake(shadow, 0, 0, now, SAID_BY_CHECK), seen) for shadow, seen in news]
        bookings = [decide.judge(wake, seen, now) for wake, seen in compared]
        await self._store.settle([b for b in bookings if b.verdict == "book"], now)
        return {"levels": len(readings)}

    async def _count(self, run: Run, offset: int, counts: Counts) -> None:
        """The counts and where the import goes on are one write: an interruption counts nothing twice."""
        run.lines_done = offset
        sums = "".join(f", {name} = {name} + :{name}" for name in counts)
        await self._update(run, f"lines_done = :offset{sums}", {"offset": offset, **counts})

    async def _set(self, run: Run, **values: Any) -> None:
        await self._update(run, ", ".join(f"{name} = :{name}" for name in values), values)

    async def _update(self, run: Run, assignments: str, values: dict[str, Any]) -> None:
        statement = text(f"UPDATE import_run SET {assignments} WHERE shop_id = :shop AND import_id = :run")
        async with self._database.shop(self._shop_id) as connection:
            await connection.execute(statement, {"shop": self._shop_id, "run": run.import_id, **values})

    async def _postpone(self, run: Run, error: ShopifyError) -> None:
        run.attempts += 1
        wait = min(timedelta(seconds=2**run.attempts), RETRY_MAX)
        state = "failed" if run.attempts >= ATTEMPTS_MAX else "waiting"
        log.warning("import_interrupted", shop_id=self._shop_id, error=str(error), attempts=run.attempts)
        later = self._clock.now() + wait
        await self._set(run, state=state, attempts=run.attempts, next_attempt_at=later, error=str(error))
        self._progressed(self._shop_id)


def _says_more(reading: Reading, shadow: Shadow) -> bool:
    """Whether there is anything to write: most levels of a repeated import are as they are known."""
    known = (shadow.level_id, shadow.quantities, shadow.version, shadow.is_active)
    return (reading.level_id, reading.quantities, reading.version, reading.is_active) != known


def _counted(run: Run) -> str:
    return "variants" if run.phase == "catalogue" else "levels"
