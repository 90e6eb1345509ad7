"""Runs jobs: takes what is due, keeps its lease, records what came of it (see kit/queue)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog

from inventorysync.analysis import jobs as analysis
from inventorysync.analysis.actions.analysing import ANALYSE
from inventorysync.billing import jobs as billing
from inventorysync.costing import jobs as costing
from inventorysync.costing.actions.due import COST
from inventorysync.entry.bells import wait_for
from inventorysync.entry.bootstrap import Parts
from inventorysync.farewell import jobs as farewell
from inventorysync.farewell.actions import LEAVE
from inventorysync.imports import jobs as imports
from inventorysync.imports.actions import APPLY, CHECK
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.log import hidden
from inventorysync.kit.metrics import JOB_SECONDS, JOBS_ENDED
from inventorysync.kit.nudges import Nudger
from inventorysync.kit.problems import Refusal
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.privacy import jobs as privacy
from inventorysync.recovery import jobs as recovery
from inventorysync.recovery.actions import RECOVER
from inventorysync.replays import jobs as replays
from inventorysync.replays.actions.asking import REPLAY
from inventorysync.replenishment import jobs as replenishment
from inventorysync.replenishment.actions.suggesting import SUGGEST
from inventorysync.sales import jobs as sales
from inventorysync.sales.actions.forecasting import FORECAST
from inventorysync.shops import jobs as shops
from inventorysync.stock import jobs as stock
from inventorysync.stock.proof import PROVE
from inventorysync.stocktakes import jobs as stocktakes
from inventorysync.stocktakes.actions.reviewing import POST
from inventorysync.stocktakes.posting import Moved
from inventorysync.sync import jobs as sync
from inventorysync.sync.checks import compare
from inventorysync.sync.leftovers import Leftovers
from inventorysync.sync.past_orders import READ_PAST, read_past_orders
from inventorysync.sync.shopify_gateway import ShopifyGateway
from inventorysync.sync.words import CHECK as COMPARE
from inventorysync.sync.words import IMPORT, RECONCILE

log = structlog.get_logger(__name__)

AT_ONCE = 8
LEASE = timedelta(seconds=15)
KEEP_SECONDS = 5.0
SWEEP_SECONDS = 2.0  # how late a job may start whose nudge was lost
WAIT_MAX = timedelta(hours=1)

Progress = Callable[[Mapping[str, Any]], Awaitable[None]]
Handler = Callable[[LeasedJob, Progress], Awaitable[Mapping[str, Any]]]
GaveUp = Callable[[LeasedJob, str], Awaitable[None]]


@dataclass(frozen=True)
class JobKind:
    """How jobs of a kind are run: the time one attempt may take, and how many there are.

    `gave_up` has what the job was for say that it failed, before the job itself does.
    """

    handler: Handler
    timeout: timedelta
    attempts_max: int
    gave_up: GaveUp | None = None


class JobRunner:
    """Runs the jobs of all shops, several at once, until it is stopped."""

    def __init__(self, database: Database, clock: Clock, kinds: Mapping[str, JobKind]) -> None:
        self._database = database
        self._clock = clock
        self._kinds = kinds
        self._running: set[asyncio.Task[None]] = set()
        self.bell = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        """Take and run jobs; at the end those that are not done are given back for another worker."""
        while not stopping.is_set():
            self.bell.clear()
            try:
                await self._take()
            except Exception:
                log.exception("jobs_not_taken")
            await wait_for(self.bell, SWEEP_SECONDS)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _take(self) -> None:
        free = AT_ONCE - len(self._running)
        if free <= 0:
            return
        async with self._database.system() as connection:
            taken = await queue.take(connection, self._clock.now(), LEASE, free)
        for job in taken:
            task = asyncio.create_task(self._run_one(job))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.bell.set()  # its place is free

    async def _run_one(self, job: LeasedJob) -> None:
        about: dict[str, Any] = {"job_id": str(job.job_id), "shop_id": job.shop_id, "job_kind": job.kind}
        if job.request_id:
            about["request_id"] = job.request_id
        with structlog.contextvars.bound_contextvars(**about):
            log.info("job_started", attempt=job.attempts)
            working = asyncio.create_task(self._work(job))
            keeping = asyncio.create_task(self._keep(job, working))
            try:
                await working
            except asyncio.CancelledError:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
                if keeping.done():
                    log.warning("job_taken_over")
                else:
                    await self._record(lambda connection: queue.give_back(connection, job, self._clock.now()))
            except Exception:
                log.exception("job_not_recorded")  # its lease ends, then it is run again
            finally:
                keeping.cancel()

    async def _work(self, job: LeasedJob) -> None:
        """Run the handler and record what came of it."""
        kind = self._kinds.get(job.kind)
        if kind is None:
            await self._fail(job, f"there is no work of the kind {job.kind}")
            return

        async def progress(figures: Mapping[str, Any]) -> None:
            await self._record(lambda connection: queue.report(connection, job, figures))

        began = perf_counter()
        try:
            async with asyncio.timeout(kind.timeout.total_seconds()):
                result = await kind.handler(job, progress)
        except Refusal as refusal:
            _count(job, "refused", began)
            await self._fail(job, refusal.detail)
        except Exception as error:
            _count(job, "failed", began)
            log.exception("job_attempt_failed", attempt=job.attempts)
            await self._try_again(job, kind, hidden("error", f"{type(error).__name__}: {error}"))
        else:
            _count(job, "done", began)
            now = self._clock.now()
            await self._record(lambda connection: queue.finish(connection, job, now, result=result))
            log.info("job_done")

    async def _try_again(self, job: LeasedJob, kind: JobKind, error: str) -> None:
        if job.attempts >= kind.attempts_max:
            await self._fail(job, error)
            return
        at = self._clock.now() + min(timedelta(seconds=2**job.attempts), WAIT_MAX)
        await self._record(lambda connection: queue.postpone(connection, job, at, error))

    async def _fail(self, job: LeasedJob, error: str) -> None:
        now = self._clock.now()
        kind = self._kinds.get(job.kind)
        if kind is not None and kind.gave_up is not None:
            await kind.gave_up(job, error)
        await self._record(lambda connection: queue.finish(connection, job, now, error=error))
        log.error("job_failed", error=error)

    async def _keep(self, job: LeasedJob, working: asyncio.Task[None]) -> None:
        """Keep the lease while the work goes on; end the work when the job has become another's."""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            try:
                async with self._database.system() as connection:
                    is_ours = await queue.keep(connection, job, self._clock.now(), LEASE)
            except Exception:
                log.exception("job_not_kept")
                continue
            if not is_ours:
                working.cancel()
                return

    async def _record(self, write: Callable[[Any], Awaitable[None]]) -> None:
        async with self._database.system() as connection:
            await write(connection)


def _count(job: LeasedJob, result: str, began: float) -> None:
    JOBS_ENDED.labels(job.kind, result).inc()
    JOB_SECONDS.labels(job.kind).observe(perf_counter() - began)


def kinds_of(
    parts: Parts, nudger: Nudger, stocktake_moved: Moved, transfer_moved: Moved
) -> dict[str, JobKind]:
    """Every kind of job there is."""
    database, clock = parts.database, parts.clock

    async def answer_customer(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await privacy.answer_customer(database, clock, job.shop_id, job.arguments)

    async def erase_shop(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await privacy.erase_shop(database, clock, parts.redis, job.shop_id)

    async def renew_tokens(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await shops.renew_ageing_tokens(parts.link, job.shop_id)

    async def read_plan(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await billing.read_plan(database, parts.billing, clock, job.shop_id)

    async def prove_ledger(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await stock.prove_ledger(database, job.shop_id, progress)

    async def check_import(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await imports.check(database, clock, job, progress)

    async def apply_import(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await imports.apply(database, clock, nudger.nudge, job)

    async def forget_imports(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await imports.forget(database, clock, job.shop_id)

    async def leave(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        leftovers = Leftovers(parts.link, job.shop_id)
        return await farewell.leave(database, clock, nudger.nudge, transfer_moved, leftovers, job, progress)

    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    return {
        **_kinds_of_sync(parts, nudger),
        **_kinds_of_costing(parts),
        **_kinds_of_sales(parts, nudger),
        **_kinds_of_replenishment(parts),
        privacy.ANSWER_CUSTOMER: JobKind(answer_customer, timeout=minute, attempts_max=50),
        privacy.ERASE_SHOP: JobKind(erase_shop, timeout=hour, attempts_max=50),
        PROVE: JobKind(prove_ledger, timeout=hour, attempts_max=3),
        CHECK: JobKind(check_import, timeout=hour, attempts_max=5),
        APPLY: JobKind(apply_import, timeout=hour, attempts_max=20),
        imports.FORGET: JobKind(forget_imports, timeout=hour, attempts_max=3),
        LEAVE: JobKind(leave, timeout=hour, attempts_max=50),
        billing.READ_PLAN: JobKind(read_plan, timeout=minute, attempts_max=10),
        shops.RENEW_TOKENS: JobKind(renew_tokens, timeout=minute, attempts_max=10),
        **_kinds_of_counts(parts, nudger, stocktake_moved),
    }


def _kinds_of_counts(parts: Parts, nudger: Nudger, moved: Moved) -> dict[str, JobKind]:
    database, clock = parts.database, parts.clock

    async def post_stocktake(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await stocktakes.post(database, clock, nudger.nudge, moved, job)

    async def make_due_counts(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await stocktakes.make_due(database, clock, moved, job.shop_id)

    hour = timedelta(hours=1)
    return {
        POST: JobKind(post_stocktake, timeout=hour, attempts_max=50),
        stocktakes.MAKE_DUE: JobKind(make_due_counts, timeout=hour, attempts_max=3),
    }


def _kinds_of_costing(parts: Parts) -> dict[str, JobKind]:
    database, clock = parts.database, parts.clock

    async def cost_due(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await costing.cost_due(database, clock, job.shop_id, progress)

    return {COST: JobKind(cost_due, timeout=timedelta(hours=1), attempts_max=20)}


def _kinds_of_sales(parts: Parts, nudger: Nudger) -> dict[str, JobKind]:
    database, clock = parts.database, parts.clock

    async def forecast(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await sales.forecast(database, clock, job.shop_id, progress)

    async def read_past(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        gateway = ShopifyGateway(parts.link, job.shop_id)
        read = await read_past_orders(database, clock, gateway, parts.admin, job.shop_id, progress)
        async with database.shop(job.shop_id) as connection:
            await queue.enqueue(connection, nudger.nudge, job.shop_id, FORECAST, {}, now=clock.now())
        return read

    hour = timedelta(hours=1)
    return {
        FORECAST: JobKind(forecast, timeout=2 * hour, attempts_max=5),
        READ_PAST: JobKind(read_past, timeout=6 * hour, attempts_max=20),
    }


def _kinds_of_replenishment(parts: Parts) -> dict[str, JobKind]:
    database, clock = parts.database, parts.clock

    async def suggest(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await replenishment.suggest(database, clock, job, progress)

    async def replay(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        return await replays.replay(database, clock, job)

    async def replay_failed(job: LeasedJob, error: str) -> None:
        await replays.give_up(database, clock, job, error)

    async def analyse(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await analysis.make(database, clock, job, progress)

    hour = timedelta(hours=1)
    return {
        SUGGEST: JobKind(suggest, hour, 5),
        REPLAY: JobKind(replay, hour, 3, replay_failed),
        ANALYSE: JobKind(analyse, hour, 5),
    }


def _kinds_of_sync(parts: Parts, nudger: Nudger) -> dict[str, JobKind]:
    database, clock = parts.database, parts.clock

    async def reconcile(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await sync.reconcile(database, clock, nudger.nudge, job.shop_id, _asked_at(job), progress)

    async def compare_levels(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        check_id = UUID(job.arguments["check_id"])
        return await compare(database, clock, nudger.nudge, job.shop_id, check_id, progress)

    async def import_again(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        return await sync.import_again(database, clock, nudger.nudge, job.shop_id, _asked_at(job), progress)

    async def recover(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        async def read_all(since: datetime) -> None:
            shop = (database, clock, nudger.nudge, job.shop_id, since, progress)
            await sync.import_again(*shop)
            await sync.reconcile(*shop)

        return await recovery.recover(database, clock, nudger.nudge, job, read_all)

    hour = timedelta(hours=1)
    return {
        RECOVER: JobKind(recover, timeout=6 * hour, attempts_max=50),
        RECONCILE: JobKind(reconcile, timeout=hour, attempts_max=5),
        COMPARE: JobKind(compare_levels, timeout=hour, attempts_max=20),
        IMPORT: JobKind(import_again, timeout=6 * hour, attempts_max=5),
    }


def _asked_at(job: LeasedJob) -> datetime:
    return datetime.fromisoformat(job.arguments["asked_at"])
