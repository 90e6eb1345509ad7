"""The figures of the whole system in the metrics: true ones, also when a part is away."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from sqlalchemy import text
from support.databases import create_database
from support.running_api import add_shop
from support.tls import certificate

from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.ops.certificates import certificate_left
from inventorysync.ops.figures import Figures

NOW = datetime.now(UTC)


def value(name: str, **labels: str) -> float:
    found = REGISTRY.get_sample_value(f"inventorysync_{name}", labels)
    assert found is not None, name
    return found


@pytest.fixture
async def own_database(server_url: str) -> AsyncIterator[Database]:
    url = create_database(server_url)
    await asyncio.to_thread(migrate_up, url)
    database = Database(url, pool_size=3)
    yield database
    await database.close()


async def test_the_figures_are_those_of_the_shop_that_is_worst(
    own_database: Database, redis_url: str
) -> None:
    now = datetime.now(UTC)  # others run before, for minutes
    first, second = [await add_shop(own_database, number) for number in (1, 2)]
    for shop, minutes in ((first, 1), (second, 30)):
        at = {
            "shop": shop.shop_id,
            "at": now - timedelta(minutes=minutes),
            "end": now + timedelta(days=minutes),
        }
        async with own_database.shop(shop.shop_id) as connection:
            for statement in (
                "INSERT INTO webhook_inbox (shop_id, webhook_id, topic, received_at)"
                " VALUES (:shop, 'w', 'orders/create', :at)",
                "INSERT INTO webhook_waiting (shop_id, webhook_id, topic, received_at, hint)"
                " VALUES (:shop, 'w', 'orders/create', :at, '{}')",
                "INSERT INTO write_call (shop_id, call_id, change_set_id, mutation, payload, state,"
                " created_at, next_attempt_at) VALUES (:shop, gen_random_uuid(), gen_random_uuid(),"
                " 'adjust', '{}', 'open', :at, :at)",
                "INSERT INTO shop_token (shop_id, access_token, access_expires_at, refresh_token,"
                " refresh_expires_at, key_id, stored_at) VALUES (:shop, '', :end, '', :end, 'k', :at)",
                "INSERT INTO import_run (shop_id, state, levels, levels_expected, next_attempt_at,"
                " started_at) VALUES (:shop, 'running', 25, 100, :at, :at)",
            ):
                await connection.execute(text(statement), at)
    redis = Redis.from_url(redis_url)
    await Figures(own_database, redis, SystemClock(), "http://127.0.0.1").refresh()
    await redis.aclose()
    assert (value("inbox_waiting"), value("intents_open"), value("imports_running")) == (2, 2, 2)
    for name in ("inbox_oldest_seconds", "intent_oldest_seconds", "webhook_silence_seconds"):
        assert value(name) == pytest.approx(1800, abs=60), name
    assert value("import_progress_ratio") == 0.25
    assert value("token_left_seconds") == pytest.approx(86400, abs=120)
    assert value("shops", state="active") == 2
    assert (value("database_up"), value("redis_up")) == (1, 1)


async def test_without_database_and_redis_the_figures_say_so() -> None:
    database = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none", pool_size=1)
    redis = Redis.from_url(f"redis://127.0.0.1:{free_port()}")
    await Figures(database, redis, SystemClock(), "http://127.0.0.1").refresh()
    await redis.aclose()
    await database.close()
    assert (value("database_up"), value("redis_up")) == (0, 0)


@pytest.mark.parametrize("days", [20, -1])
async def test_the_end_of_a_certificate_is_read_also_when_it_has_passed(tmp_path: Path, days: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, timedelta(days=days)))
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        left = await certificate_left(f"https://localhost:{port}/", datetime.now(UTC))
    assert left == pytest.approx(days * 86400, abs=2)


async def test_where_there_is_no_certificate_nothing_is_said() -> None:
    assert await certificate_left("http://127.0.0.1:1/", NOW) is None
    assert await certificate_left(f"https://127.0.0.1:{free_port()}/", NOW) is None
