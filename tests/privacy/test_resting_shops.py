"""What reaches a shop that nobody drives: the removal of the app, and the request to erase it."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from inventorysync.entry.bootstrap import Parts, open_parts
from inventorysync.entry.handlers import handlers_of
from inventorysync.entry.jobs import JobRunner, kinds_of
from inventorysync.kit.db import sqlalchemy_url
from inventorysync.kit.nudges import Nudger
from inventorysync.settings import Settings
from inventorysync.sync.inbox import absorb
from inventorysync.sync.resting import absorb_of_resting

NOW = datetime.now(UTC)


@pytest.fixture
async def parts(database_url: str, redis_url: str) -> AsyncIterator[Parts]:
    settings = Settings(
        database_url=database_url,
        redis_url=redis_url,
        shopify_api_key="client-1",
        shopify_api_secret="secret-1",
        secret_key="a key of the tests",
    )
    async with open_parts(settings, "test") as opened:
        yield opened


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(sqlalchemy_url(database_url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def enter_shop(owner: AsyncConnection, state: str, installed_at: datetime) -> int:
    statement = text(
        "INSERT INTO shop (domain, name, state, installed_at) VALUES (:domain, 'x', :state, :at) "
        "RETURNING shop_id",
    )
    domain = f"shop-{os.urandom(6).hex()}.myshopify.com"
    return int(await owner.scalar(statement, {"domain": domain, "state": state, "at": installed_at}))


async def deliver(owner: AsyncConnection, shop_id: int, topic: str, hint: str = "{}") -> None:
    statement = text(
        "INSERT INTO webhook_waiting (shop_id, webhook_id, topic, received_at, hint) "
        "VALUES (:shop, :id, :topic, :at, CAST(:hint AS json))",
    )
    values = {"shop": shop_id, "id": os.urandom(8).hex(), "topic": topic, "at": NOW, "hint": hint}
    await owner.execute(statement, values)


def no_nudge(_shop_id: int, _what: object) -> None:
    """Nobody listens: jobs are found by looking."""


async def run_jobs(parts: Parts, owner: AsyncConnection, shop_id: int) -> None:
    """Run until none of the shop's jobs is open."""
    kinds = kinds_of(parts, Nudger(parts.redis), no_nudge, no_nudge)
    runner = JobRunner(parts.database, parts.clock, kinds)
    stopping = asyncio.Event()
    running = asyncio.create_task(runner.run(stopping))
    waiting = "SELECT count(*) FROM job WHERE shop_id = :shop AND state IN ('waiting', 'running')"
    for _ in range(400):
        if not await owner.scalar(text(waiting), {"shop": shop_id}):
            break
        await asyncio.sleep(0.05)
    stopping.set()
    runner.bell.set()
    await running


async def state_of(owner: AsyncConnection, shop_id: int) -> str | None:
    found = await owner.scalar(text("SELECT state FROM shop WHERE shop_id = :shop"), {"shop": shop_id})
    return str(found) if found else None


async def test_a_shop_that_waits_for_a_login_is_uninstalled_and_later_erased_without_a_trace(
    parts: Parts,
    owner: AsyncConnection,
) -> None:
    shop_id = await enter_shop(owner, "needs_reauth", NOW - timedelta(days=3))
    await deliver(owner, shop_id, "app/uninstalled")
    await absorb_of_resting(parts.database, handlers_of(parts, no_nudge), NOW)
    assert await state_of(owner, shop_id) == "uninstalled"

    await deliver(owner, shop_id, "shop/redact")
    late = '{"inventory_item_id": "gid://shopify/InventoryItem/1", "location_id": "gid://shopify/Location/2"}'
    await deliver(owner, shop_id, "inventory_levels/update", late)
    await absorb_of_resting(parts.database, handlers_of(parts, no_nudge), NOW)
    await run_jobs(parts, owner, shop_id)
    assert await state_of(owner, shop_id) is None
    for table in ("job", "sync_wake", "webhook_waiting", "webhook_inbox", "sync_stream"):
        left = f"SELECT count(*) FROM {table} WHERE shop_id = :shop"
        assert await owner.scalar(text(left), {"shop": shop_id}) == 0, table


async def test_a_customers_request_to_a_resting_shop_is_answered(
    parts: Parts, owner: AsyncConnection
) -> None:
    shop_id = await enter_shop(owner, "uninstalled", NOW - timedelta(days=3))
    await deliver(owner, shop_id, "customers/redact")
    await absorb_of_resting(parts.database, handlers_of(parts, no_nudge), NOW)
    await run_jobs(parts, owner, shop_id)
    answered = text("SELECT count(*) FROM privacy_request WHERE shop_id = :shop")
    assert await owner.scalar(answered, {"shop": shop_id}) == 1


async def test_a_late_removal_does_not_undo_a_newer_installation(
    parts: Parts, owner: AsyncConnection
) -> None:
    shop_id = await enter_shop(owner, "active", NOW + timedelta(seconds=1))
    await deliver(owner, shop_id, "app/uninstalled")
    assert await absorb_of_resting(parts.database, handlers_of(parts, no_nudge), NOW) == 0, (
        "its own stream absorbs it"
    )
    await absorb(parts.database, shop_id, handlers_of(parts, no_nudge), NOW)
    assert await state_of(owner, shop_id) == "active"
