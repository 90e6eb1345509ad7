import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis.asyncio
from shopify.stand_in import SHOP, MovableClock

from inventorysync.entry.embedded.valkey import start_valkey
from inventorysync.kit.clock import SystemClock
from inventorysync.shopify.budget import Budget, LocalBudget, Priority, SharedBudget
from inventorysync.shopify.operation import ThrottleStatus

STANDARD = ThrottleStatus(maximum_available=2000, currently_available=2000, restore_rate=100)


@pytest.fixture(params=["local", "shared"])
async def budget(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Budget]:
    if request.param == "local":
        yield LocalBudget(SystemClock())
        return
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        yield SharedBudget(client, SystemClock(), prefix=f"{uuid.uuid4()}:")


async def test_bulk_work_leaves_a_fifth_of_the_bucket_to_people_who_wait(budget: Budget) -> None:
    await budget.settle(SHOP, 0, 0, STANDARD)
    assert await budget.take(SHOP, 900, Priority.BULK) == 0
    assert await budget.take(SHOP, 700, Priority.BULK) == 0
    assert await budget.take(SHOP, 100, Priority.BULK) == pytest.approx(1.0, abs=0.3)
    assert await budget.take(SHOP, 300, Priority.INTERACTIVE) == 0
    assert await budget.take(SHOP, 300, Priority.INTERACTIVE) == pytest.approx(2.0, abs=0.3)


async def test_what_a_request_did_not_take_is_given_back(budget: Budget) -> None:
    await budget.settle(SHOP, 0, 0, STANDARD)
    assert await budget.take(SHOP, 1000, Priority.INTERACTIVE) == 0
    assert await budget.take(SHOP, 990, Priority.INTERACTIVE) == 0
    await budget.settle(SHOP, 1000, 100, None)
    assert await budget.take(SHOP, 850, Priority.INTERACTIVE) == 0


async def test_shopifys_own_figures_win_where_they_are_lower(budget: Budget) -> None:
    low = ThrottleStatus(maximum_available=2000, currently_available=10, restore_rate=50)
    await budget.settle(SHOP, 0, 0, low)
    status = await budget.status(SHOP)
    assert status is not None
    assert (status.maximum, status.restore_rate) == (2000, 50)
    assert status.available == pytest.approx(10, abs=5)
    assert await budget.take(SHOP, 60, Priority.INTERACTIVE) == pytest.approx(1.0, abs=0.2)


async def test_shops_do_not_share_a_bucket(budget: Budget) -> None:
    await budget.settle(SHOP, 0, 0, STANDARD)
    assert await budget.take(SHOP, 2000, Priority.INTERACTIVE) == 0
    assert await budget.take("other.myshopify.com", 900, Priority.INTERACTIVE) == 0
    assert await budget.status("unknown.myshopify.com") is None


async def test_the_bucket_fills_again_with_time_up_to_its_maximum() -> None:
    clock = MovableClock()
    budget = LocalBudget(clock)
    await budget.settle(SHOP, 0, 0, STANDARD)
    assert await budget.take(SHOP, 2000, Priority.INTERACTIVE) == 0
    assert await budget.take(SHOP, 500, Priority.INTERACTIVE) == pytest.approx(5.0)
    await clock.sleep(3600)
    assert await budget.take(SHOP, 2000, Priority.INTERACTIVE) == 0


async def test_replicas_share_one_bucket_and_go_on_alone_when_redis_goes_away(tmp_path: Path) -> None:
    with start_valkey(tmp_path) as url:
        clients = [redis.asyncio.Redis.from_url(url, socket_connect_timeout=1) for _ in range(2)]
        first, second = (SharedBudget(client, SystemClock()) for client in clients)
        await first.settle(SHOP, 0, 0, STANDARD)
        assert await first.take(SHOP, 1990, Priority.INTERACTIVE) == 0
        assert await second.take(SHOP, 500, Priority.INTERACTIVE) > 4
    assert await second.take(SHOP, 500, Priority.INTERACTIVE) == 0
    await second.settle(SHOP, 500, 400, STANDARD)
    for client in clients:
        await client.aclose()
