"""Whoever asks too much is told when to come again; others, and webhooks, are not touched by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
from support.running_api import ShopInApi, running_api, settings_for, webhook

from inventorysync.kit.limits import RateLimits, TooManyRequests

LIMITS = {"requests_per_minute": 5, "requests_per_minute_of_shop": 8, "failed_sign_ins_per_minute": 4}
PATH = "/api/v1/shop"
NOBODY = {"Authorization": "Bearer isk_1_wrong"}


@asynccontextmanager
async def limited_api(database_url: str, redis_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    settings = settings_for(database_url, redis_url).model_copy(update=LIMITS)
    async with running_api(settings) as (_, client):
        yield client


async def statuses(api: httpx2.AsyncClient, headers: dict[str, str], count: int) -> list[int]:
    return [(await api.get(PATH, headers=headers)).status_code for _ in range(count)]


async def test_a_key_has_its_share_over_all_replicas_and_every_shop_its_own(
    database_url: str, redis_url: str, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    async with (
        limited_api(database_url, redis_url) as first,
        limited_api(database_url, redis_url) as second,
    ):
        found = await statuses(first, shop.headers, 3) + await statuses(second, shop.headers, 4)
        assert found == [200] * 5 + [429] * 2
        refused = await first.get(PATH, headers=shop.headers)
        assert refused.json()["type"] == "urn:inventorysync:problem:too-many-requests"
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert await statuses(second, other_shop.headers, 1) == [200]
        answers = [await first.post("/webhooks/shopify", **webhook(shop, {"id": 1})) for _ in range(12)]
        assert {answer.status_code for answer in answers} == {200}


async def test_who_fails_to_sign_in_too_often_is_told_so_and_good_keys_still_pass(
    database_url: str, redis_url: str, shop: ShopInApi
) -> None:
    async with limited_api(database_url, redis_url) as api:
        assert await statuses(api, NOBODY, 6) == [401] * 4 + [429] * 2
        assert await statuses(api, shop.headers, 1) == [200]


async def test_without_redis_each_process_counts_for_itself(database_url: str, shop: ShopInApi) -> None:
    async with limited_api(database_url, "redis://127.0.0.1:1") as api:
        assert await statuses(api, shop.headers, 7) == [200] * 5 + [429] * 2


async def test_a_limit_is_kept_to_a_hundredth_for_each_replica_also_when_all_ask_at_once(
    redis_url: str,
) -> None:
    limit, replicas = 1000, [RateLimits(redis_url), RateLimits(redis_url)]
    key = uuid4().hex

    async def asks(replica: RateLimits) -> bool:
        try:
            await replica.spend(key, limit)
        except TooManyRequests:
            return False
        return True

    try:
        together = [await asyncio.gather(*(asks(replicas[n % 2]) for n in range(4))) for _ in range(300)]
        answered = sum(sum(answers) for answers in together)
        assert limit - 2 * limit // 100 <= answered <= limit
    finally:
        for replica in replicas:
            await replica.close()
