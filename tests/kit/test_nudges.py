"""Nudges reach the workers at once, many as one, and cost nothing when Redis is away."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from inventorysync.kit.nudges import Nudger, listen_for_nudges


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    client: Redis = Redis.from_url(redis_url)
    yield client
    await client.aclose()


async def test_a_nudge_says_of_which_shop_and_which_work(redis: "Redis") -> None:
    nudges = listen_for_nudges(redis)
    assert await anext(nudges) is None
    nudger = Nudger(redis)
    nudger.nudge(7001, "read")
    assert await anext(nudges) == (7001, "read")
    nudger.nudge(7002, "write")
    assert await anext(nudges) == (7002, "write")
    await nudges.aclose()


async def test_a_thousand_nudges_at_once_are_one_message(redis: "Redis") -> None:
    nudges = listen_for_nudges(redis)
    await anext(nudges)
    nudger = Nudger(redis)
    for _ in range(1000):
        nudger.nudge(7003, "read")
    nudger.nudge(7004, "read")
    assert [await anext(nudges), await anext(nudges)] == [(7003, "read"), (7004, "read")]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(nudges), 0.3)
    await nudges.aclose()


async def test_without_redis_a_nudge_returns_at_once_and_fails_nothing() -> None:
    nobody: Redis = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=1)
    nudger = Nudger(nobody)
    began = time.perf_counter()
    for shop_id in range(1000):
        nudger.nudge(shop_id, "read")
    assert time.perf_counter() - began < 1
    await asyncio.sleep(0.2)
    nudger.nudge(1, "read")
    await nobody.aclose()
