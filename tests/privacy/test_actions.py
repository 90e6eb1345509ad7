"""Compliance requests on a real database and Valkey."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import redis.asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from support.every_table import fill_every_table, rows_of

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.kit.problems import NotFound
from inventorysync.people.actions import standing_of_staff
from inventorysync.privacy import actions, jobs, queries

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner's view of the database: every shop, every table."""
    engine = create_async_engine(sqlalchemy_url(database_url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest.fixture
async def cache(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    async with redis.asyncio.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


async def enter_shop(owner: AsyncConnection) -> tuple[int, str]:
    domain = f"shop-{os.urandom(6).hex()}.myshopify.com"
    statement = text(
        "INSERT INTO shop (domain, name, state) VALUES (:domain, 'x', 'uninstalled') RETURNING shop_id"
    )
    return int(await owner.scalar(statement, {"domain": domain})), domain


async def test_erasing_a_shop_leaves_none_of_its_rows_and_keys_and_all_of_the_others(
    database: Database,
    owner: AsyncConnection,
    cache: redis.asyncio.Redis,
) -> None:
    erased, domain = await enter_shop(owner)
    kept, other_domain = await enter_shop(owner)
    tables = await fill_every_table(owner, erased)
    await fill_every_table(owner, kept)
    assert len(tables) > 15
    assert set((await rows_of(owner, tables, erased)).values()) == {1}
    for name in (domain, other_domain):
        await cache.set(f"shopify-budget:{name}", "1")
    await cache.set(f"level:shop:{erased}:7", "1")

    await actions.erase_shop(database, cache, erased)

    assert set((await rows_of(owner, tables, erased)).values()) == {0}
    assert set((await rows_of(owner, tables, kept)).values()) == {1}
    assert await cache.keys(f"*{domain}*") == []
    assert await cache.keys(f"*shop:{erased}*") == []
    assert await cache.get(f"shopify-budget:{other_domain}") == "1"
    await actions.erase_shop(database, cache, erased)


async def test_a_shop_is_erased_once_no_worker_drives_it(
    database: Database,
    owner: AsyncConnection,
    cache: redis.asyncio.Redis,
) -> None:
    shop_id, _ = await enter_shop(owner)
    until = SystemClock().now() + timedelta(seconds=1.5)
    lease = "INSERT INTO sync_stream (shop_id, holder, lease_until) VALUES (:shop, 'a worker', :until)"
    await owner.execute(text(lease), {"shop": shop_id, "until": until})
    await jobs.erase_shop(database, SystemClock(), cache, shop_id)
    assert SystemClock().now() >= until, "what its last turns write would outlive it"
    assert await rows_of(owner, ["shop", "sync_stream"], shop_id) == {"shop": 0, "sync_stream": 0}


async def test_a_shop_that_came_back_is_not_erased(
    database: Database,
    owner: AsyncConnection,
    cache: redis.asyncio.Redis,
) -> None:
    shop_id, _ = await enter_shop(owner)
    tables = await fill_every_table(owner, shop_id)
    await owner.execute(text("UPDATE shop SET state = 'active' WHERE shop_id = :id"), {"id": shop_id})
    await actions.erase_shop(database, cache, shop_id)
    assert set((await rows_of(owner, tables, shop_id)).values()) == {1}


async def test_the_running_product_itself_may_not_delete_from_the_ledger(
    database: Database,
    owner: AsyncConnection,
) -> None:
    shop_id, _ = await enter_shop(owner)
    await fill_every_table(owner, shop_id)
    for statement in ("DELETE FROM stock_entry", "UPDATE stock_entry SET delta = 2"):
        with pytest.raises(Exception, match="permission denied for table stock_entry"):
            async with database.shop(shop_id) as connection:
                await connection.execute(text(statement))
    assert (await rows_of(owner, ["stock_entry"], shop_id)) == {"stock_entry": 1}


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact"])
async def test_a_request_about_a_customer_is_recorded_and_answered_once(
    database: Database,
    owner: AsyncConnection,
    topic: str,
) -> None:
    shop_id, _ = await enter_shop(owner)
    async with database.shop(shop_id) as connection:
        for _ in range(2):
            await actions.answer_customer_request(
                connection,
                shop_id,
                topic=topic,
                webhook_id="w-1",
                received_at=NOW,
                now=NOW,
            )
        requests = await queries.list_requests(connection, shop_id)
        with pytest.raises(NotFound):
            await actions.answer_customer_request(
                connection,
                shop_id,
                topic="shop/redact",
                webhook_id="w-2",
                received_at=NOW,
                now=NOW,
            )
    assert [(request.topic, request.answer["records"]) for request in requests] == [(topic, 0)]


async def test_no_table_has_a_column_for_personal_data(owner: AsyncConnection) -> None:
    statement = text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns "
        "WHERE table_schema = 'public'",
    )
    columns = list((await owner.scalars(statement)).all())
    assert len(columns) > 100
    personal = ("email", "phone", "customer", "first_name", "last_name", "address", "zip", "street", "ip_")
    found = {column for column in columns if any(word in column for word in personal)}
    own_people = {"member.email", "invitation.email"}  # by their invitation alone
    suppliers = {"supplier.email", "supplier.phone", "supplier.address"}  # as the shop has typed them
    own_shop = {"purchasing_rules.buyer_address"}  # as its orders say it
    assert found == own_people | suppliers | own_shop, "nothing of customers"


async def test_of_staff_only_shopifys_number_is_kept(database: Database, owner: AsyncConnection) -> None:
    shop_id, _ = await enter_shop(owner)
    async with database.shop(shop_id) as connection:
        await standing_of_staff(connection, shop_id, "42", NOW)
    found = await owner.execute(
        text("SELECT shopify_user, email, name, role FROM member WHERE shop_id = :id"), {"id": shop_id}
    )
    assert tuple(found.one()) == ("42", None, "", "owner")
