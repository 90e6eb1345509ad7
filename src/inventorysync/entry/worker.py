"""The worker process: drives the streams of shops, one worker a shop at a time, many shops at once."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from inventorysync.analysis.jobs import schedule_analyses
from inventorysync.billing.jobs import schedule_plan_readings
from inventorysync.costing.jobs import schedule_costing
from inventorysync.entry.announcer import Announcer
from inventorysync.entry.backing_up import keep_backed_up
from inventorysync.entry.bells import Bells, ring_at_nudges, wait_for
from inventorysync.entry.bootstrap import Parts, open_parts
from inventorysync.entry.handlers import handlers_of
from inventorysync.entry.jobs import JobRunner, kinds_of
from inventorysync.entry.reporting import start_logs
from inventorysync.entry.worker_door import Pulse, open_worker_door
from inventorysync.imports.jobs import schedule_forgetting
from inventorysync.kit.metrics import BUILD, STREAM_FAILURES, STREAM_THINGS
from inventorysync.kit.nudges import Nudger
from inventorysync.kit.queue import actions as queue
from inventorysync.ops.figures import note_pool
from inventorysync.recovery.jobs import schedule_recoveries
from inventorysync.replenishment.jobs import schedule_suggestions
from inventorysync.sales.jobs import schedule_forecasts
from inventorysync.settings import Settings
from inventorysync.shops.jobs import schedule_token_renewals
from inventorysync.shops.queries import list_shops
from inventorysync.stock.jobs import make_checkpoints, schedule_proofs, seal_ledgers
from inventorysync.stocktakes.jobs import schedule_due_counts
from inventorysync.sync.first_import import ask_for_import
from inventorysync.sync.inbox import forget_old_webhooks
from inventorysync.sync.past_orders import schedule_past_orders
from inventorysync.sync.resting import absorb_of_resting
from inventorysync.sync.stream import Lane, ShopStream, StreamTools, give_leases, take_lease

log = structlog.get_logger(__name__)
RENEW_SECONDS = 2.5
LOOK_FOR_SHOPS_SECONDS = 1.0
FAILED_WAIT_SECONDS = 2.0
ERRANDS_SECONDS = 5.0
GARBAGE_AFTER = 100_000  # a batch of rows is no garbage: looking for some took a quarter of an import
SCHEDULES_SECONDS = 60.0
LEAVING_SECONDS = 8.0  # platforms kill after ten, and a turn may wait much longer for Shopify


async def together(coroutines: Sequence[Coroutine[None, None, None]]) -> None:
    """Run side by side; all end before the first failure is raised."""
    results = await asyncio.gather(*coroutines, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


class Worker:
    """Takes shops that nobody drives and drives them until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._announcer = Announcer(parts.database, parts.redis)
        self._bells = Bells()
        nudger = self._nudger = Nudger(parts.redis)
        self._jobs = JobRunner(
            parts.database,
            parts.clock,
            kinds_of(parts, nudger, self._announcer.stocktake_moved, self._announcer.transfer_moved),
        )
        self._driven: dict[int, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self.pulse = Pulse()
        settings = parts.settings
        self._tools = StreamTools(
            database=parts.database,
            link=parts.link,
            admin=parts.admin,
            clock=parts.clock,
            together=together,
            handlers=handlers_of(parts, nudger.nudge),
            levels_changed=self._announcer.levels_changed,
            change_set_moved=self._announcer.change_set_moved,
            transfer_moved=self._announcer.transfer_moved,
            import_progressed=self._announcer.import_progressed,
            reconcile_every=timedelta(hours=settings.reconcile_hours),
        )

    def stop(self) -> None:
        """Finish the turns that run now, as far as LEAVING_SECONDS suffice, then end."""
        self._stopping.set()
        self._bells.ring_all()
        self._jobs.bell.set()

    async def run(self) -> None:
        """Drive shops until stopped; what is unfinished is taken over by another worker."""
        announcing = asyncio.create_task(self._announcer.run())
        errands = asyncio.create_task(self._run_errands())
        running = asyncio.create_task(self._jobs.run(self._stopping))
        ringing = asyncio.create_task(ring_at_nudges(self._parts.redis, self._bells, self._ring))
        backing_up = asyncio.create_task(self._back_up())
        log.info("worker_started", holder=self._holder)
        while not self._stopping.is_set():
            self.pulse.beat()
            try:
                await self._take_shops()
            except Exception:
                log.exception("shops_not_listed")
            await self._pause(LOOK_FOR_SHOPS_SECONDS)
        await self._leave({errands, running, *self._driven.values()})
        aside = (announcing, ringing, backing_up)
        for task in aside:
            task.cancel()
        await asyncio.gather(*aside, return_exceptions=True)
        log.info("worker_stopped", holder=self._holder)

    async def _leave(self, tasks: set[asyncio.Task[None]]) -> None:
        """Let turns end; what is cut off is as after a kill, and the leases run out as they do then.

        Shopify may be carrying out what it was just asked for: nobody is to look too early whether it has.
        """
        _, unfinished = await asyncio.wait(tasks, timeout=LEAVING_SECONDS)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if unfinished:
            log.warning("turns_cut_off", turns=len(unfinished))
        else:
            await give_leases(self._parts.database, self._holder)

    def _ring(self, shop_id: int, what: str) -> None:
        if what == queue.NUDGE:
            self._jobs.bell.set()
        else:
            self._bells.ring(shop_id, what)

    async def _take_shops(self) -> None:
        async with self._parts.database.system() as connection:
            active = await list_shops(connection)
        self._driven = {shop: task for shop, task in self._driven.items() if not task.done()}
        for shop in active:
            if shop.shop_id not in self._driven and await self._lease(shop.shop_id):
                self._driven[shop.shop_id] = asyncio.create_task(self._drive(shop.shop_id))

    async def _lease(self, shop_id: int) -> bool:
        return await take_lease(self._parts.database, shop_id, self._holder, self._parts.clock.now())

    async def _drive(self, shop_id: int) -> None:
        structlog.contextvars.bind_contextvars(shop_id=shop_id)
        stream = ShopStream(self._tools, shop_id)
        await ask_for_import(self._parts.database, shop_id, self._parts.clock.now(), once=True)
        renewing = asyncio.create_task(self._renew(shop_id))
        lanes = [asyncio.create_task(self._follow(shop_id, lane, renewing)) for lane in stream.lanes]
        try:
            await asyncio.gather(*lanes)
        finally:
            for task in (renewing, *lanes):
                task.cancel()
            self._bells.forget(shop_id)

    async def _follow(self, shop_id: int, lane: Lane, renewing: asyncio.Task[None]) -> None:
        bell = self._bells.bell(shop_id, lane.name)
        while not (self._stopping.is_set() or renewing.done()):
            structlog.contextvars.bind_contextvars(job_id=uuid4().hex[:12])
            bell.clear()
            done = await self._turn(lane)
            if done:
                for name in lane.wakes:
                    self._bells.ring(shop_id, name)
            elif not self._stopping.is_set():
                await wait_for(bell, self._parts.settings.worker_poll_seconds)

    async def _turn(self, lane: Lane) -> int:
        try:
            done = await lane.turn()
        except Exception as error:
            STREAM_FAILURES.labels(type(error).__name__).inc()
            log.exception("stream_failed")
            await self._pause(FAILED_WAIT_SECONDS)
            return 0
        STREAM_THINGS.inc(done)
        return done

    async def _renew(self, shop_id: int) -> None:
        """Keep the lease while long work runs; ends when the shop is lost or no longer active."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                async with self._parts.database.system() as connection:
                    active = {shop.shop_id for shop in await list_shops(connection)}
                if shop_id not in active or not await self._lease(shop_id):
                    return
            except Exception:
                log.exception("lease_not_renewed")

    async def _run_errands(self) -> None:
        """What belongs to no driven shop: webhooks of resting shops, schedules, and what may be forgotten."""
        schedules_at = self._parts.clock.now()
        while not self._stopping.is_set():
            now = self._parts.clock.now()
            try:
                await absorb_of_resting(self._parts.database, self._tools.handlers, now)
                await forget_old_webhooks(self._parts.database, now)
                if now >= schedules_at:
                    await self._run_schedules(now)
                    schedules_at = now + timedelta(seconds=SCHEDULES_SECONDS)
            except Exception:
                log.exception("errand_failed")
            await self._pause(ERRANDS_SECONDS)

    async def _back_up(self) -> None:
        if self._parts.settings.backup_to:
            await keep_backed_up(self._parts.settings, self._parts.database, self._parts.clock)

    async def _run_schedules(self, now: datetime) -> None:
        await schedule_recoveries(self._parts.database, self._nudger.nudge, now)
        await schedule_token_renewals(self._parts.database, now)
        await schedule_plan_readings(self._parts.database, self._parts.billing, now)
        await schedule_proofs(self._parts.database, now)
        await schedule_forgetting(self._parts.database, now)
        await schedule_due_counts(self._parts.database, now)
        await seal_ledgers(self._parts.database)
        await make_checkpoints(self._parts.database, now)
        await schedule_costing(self._parts.database, now)
        if self._parts.settings.planning_enabled:
            await schedule_past_orders(self._parts.database, now)
            await schedule_forecasts(self._parts.database, now)
            await schedule_suggestions(self._parts.database, now)
            await schedule_analyses(self._parts.database, now)
        async with self._parts.database.system() as connection:
            await queue.forget_old_jobs(connection, now)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def run_worker(settings: Settings) -> None:
    """Open everything, run one worker, stop it at SIGTERM or SIGINT."""
    async with open_parts(settings, "worker") as parts:
        worker = Worker(parts)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        BUILD.labels(settings.release_name, "worker").set(1)
        with open_worker_door(settings, worker.pulse, lambda: note_pool(parts.database)):
            await worker.run()


def main() -> None:
    """The worker as the environment configures it; raises WeakSettings in production."""
    settings = Settings()
    settings.require_production_secrets()
    start_logs(settings, "worker")
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    asyncio.run(run_worker(settings))
