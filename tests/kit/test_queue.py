"""Jobs: once asked for they are done, whoever dies meanwhile, and the row says what came of them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from support.running_api import ShopInApi, add_shop

from inventorysync.entry.jobs import GaveUp, Handler, JobKind, JobRunner, Progress
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.kit.queue.queries import JobRecord, get_job

LEASE = timedelta(seconds=15)
KIND = "tests.work"


@pytest.fixture
async def shop(database: Database) -> ShopInApi:
    return await add_shop(database, 77)


async def ask(database: Database, shop: ShopInApi, kind: str = KIND, **more: Any) -> UUID:
    async with database.shop(shop.shop_id) as connection:
        return await queue.enqueue(
            connection, lambda *_: None, shop.shop_id, kind, {"n": 1}, now=datetime.now(UTC), **more
        )


async def job_of(database: Database, shop: ShopInApi, job_id: UUID) -> JobRecord:
    async with database.shop(shop.shop_id) as connection:
        return await get_job(connection, shop.shop_id, job_id)


async def run_until(
    database: Database,
    shop: ShopInApi,
    job_id: UUID,
    handler: Handler,
    state: str,
    gave_up: GaveUp | None = None,
) -> None:
    """Run jobs of KIND until this one is in this state."""
    kinds = {KIND: JobKind(handler, timedelta(seconds=5), 2, gave_up)}
    runner, stopping = JobRunner(database, SystemClock(), kinds), asyncio.Event()
    running = asyncio.create_task(runner.run(stopping))
    for _ in range(400):
        if (await job_of(database, shop, job_id)).state == state:
            break
        await asyncio.sleep(0.02)
    stopping.set()
    runner.bell.set()
    await running


async def no_work(_job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
    return {}


async def test_a_job_goes_with_the_transaction_that_asked_for_it(database: Database, shop: ShopInApi) -> None:
    nudged: list[tuple[int, str]] = []

    async def ask_and_fail() -> None:
        async with database.shop(shop.shop_id) as connection:
            await queue.enqueue(
                connection,
                lambda *about: nudged.append(about),
                shop.shop_id,
                KIND,
                {},
                now=datetime.now(UTC),
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()
    async with database.shop(shop.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM job")) == 0
    assert nudged == []


async def test_the_same_job_is_not_open_twice(database: Database, shop: ShopInApi) -> None:
    first, *others = await asyncio.gather(*(ask(database, shop, dedup_key="a") for _ in range(8)))
    assert set(others) == {first}
    assert await ask(database, shop, dedup_key="b") != first
    await run_until(database, shop, first, no_work, "done")
    assert await ask(database, shop, dedup_key="a") != first


async def test_a_job_is_run_once_and_its_progress_and_result_are_kept(
    database: Database, shop: ShopInApi
) -> None:
    seen: list[LeasedJob] = []

    async def work(job: LeasedJob, progress: Progress) -> Mapping[str, Any]:
        if job.job_id == job_id:
            seen.append(job)
        await progress({"half": True})
        return {"answer": 42}

    job_id = await ask(database, shop, request_id="request-1")
    await asyncio.gather(*(run_until(database, shop, job_id, work, "done") for _ in range(3)))
    found = await job_of(database, shop, job_id)
    assert [(job.arguments, job.request_id, job.attempts) for job in seen] == [({"n": 1}, "request-1", 1)]
    assert (found.state, found.progress, found.result, found.error) == (
        "done",
        {"half": True},
        {"answer": 42},
        None,
    )
    assert found.finished_at is not None


async def test_what_fails_is_tried_again_and_ends_failed_with_its_reason(
    database: Database, shop: ShopInApi
) -> None:
    attempts: list[int] = []

    async def work(job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        attempts.append(job.attempts)
        raise ConnectionError("no answer")

    told: list[tuple[int, str, str]] = []

    async def gave_up(job: LeasedJob, error: str) -> None:
        told.append((job.attempts, error, (await job_of(database, shop, job.job_id)).state))

    job_id = await ask(database, shop)
    await run_until(database, shop, job_id, work, "failed", gave_up)
    found = await job_of(database, shop, job_id)
    assert attempts == [1, 2]
    assert (found.state, found.error) == ("failed", "ConnectionError: no answer")
    assert told == [(2, "ConnectionError: no answer", "running")], "only once, before the job ends"


async def test_a_refusal_ends_a_job_at_once(database: Database, shop: ShopInApi) -> None:
    async def work(_job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        raise Refusal("the shop is closed")

    job_id = await ask(database, shop)
    await run_until(database, shop, job_id, work, "failed")
    found = await job_of(database, shop, job_id)
    assert (found.attempts, found.error) == (1, "the shop is closed")


async def test_a_job_without_a_handler_fails_and_says_so(database: Database, shop: ShopInApi) -> None:
    job_id = await ask(database, shop, kind="tests.unknown")
    await run_until(database, shop, job_id, no_work, "failed")
    assert (await job_of(database, shop, job_id)).error == "there is no work of the kind tests.unknown"


async def test_a_job_whose_worker_died_is_anothers_and_the_dead_one_can_say_nothing_more(
    database: Database, shop: ShopInApi
) -> None:
    job_id = await ask(database, shop)
    now = datetime.now(UTC)
    async with database.system() as connection:
        (dead,) = await queue.take(connection, now, LEASE, 100)
    async with database.system() as connection:
        assert await queue.take(connection, now + LEASE / 2, LEASE, 100) == []
    async with database.system() as connection:
        (taken,) = await queue.take(connection, now + 2 * LEASE, LEASE, 100)
    assert (taken.job_id, taken.attempts) == (job_id, 2)
    async with database.system() as connection:
        assert not await queue.keep(connection, dead, now, LEASE)
        await queue.finish(connection, dead, now, result={"from": "the dead"})
    assert (await job_of(database, shop, job_id)).state == "running"
    async with database.system() as connection:
        await queue.finish(connection, taken, now, result={"from": "the living"})
    assert (await job_of(database, shop, job_id)).result == {"from": "the living"}


async def test_a_worker_that_stops_gives_its_jobs_back(database: Database, shop: ShopInApi) -> None:
    async def work(_job: LeasedJob, _progress: Progress) -> Mapping[str, Any]:
        await asyncio.sleep(60)
        return {}

    job_id = await ask(database, shop)
    await run_until(database, shop, job_id, work, "running")
    found = await job_of(database, shop, job_id)
    assert (found.state, found.attempts) == ("waiting", 0)
    await run_until(database, shop, job_id, no_work, "done")
    assert (await job_of(database, shop, job_id)).attempts == 1


async def test_a_job_of_another_shop_is_not_there(database: Database, shop: ShopInApi) -> None:
    other = await add_shop(database, 78)
    job_id = await ask(database, other)
    with pytest.raises(NotFound):
        await job_of(database, shop, job_id)
    await run_until(database, other, job_id, no_work, "done")
