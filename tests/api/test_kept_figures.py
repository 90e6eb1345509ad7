"""The overview's figures are kept for a while, never longer than they are true, and belong to one shop."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import text
from support.event_stream import open_stream
from support.running_api import ShopInApi, running_api, settings_for

from inventorysync.kit.db import Database

Running = tuple[FastAPI, httpx2.AsyncClient]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    client: Redis = Redis.from_url(redis_url)
    yield client
    await client.aclose()


async def units(api: httpx2.AsyncClient, shop: ShopInApi) -> int:
    answer = await api.get("/api/v1/overview", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["units_on_hand"])


async def put(database: Database, shop: ShopInApi, on_hand: int) -> None:
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET on_hand = :units"), {"units": on_hand})


async def test_figures_are_kept_until_the_page_is_told_of_a_change(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database: Database
) -> None:
    assert (await units(api, shop), await units(api, other_shop)) == (12, 12)
    await put(database, shop, 40)
    assert await units(api, shop) == 12, "kept"
    async with open_stream(app, shop.headers) as stream:
        app.state.announcer.levels_changed(shop.shop_id, [(shop.item_id, shop.location_id)])
        assert (await stream.next())[0] == "levels"
    assert (await units(api, shop), await units(api, other_shop)) == (40, 12)


async def test_an_emptied_redis_and_none_at_all_only_cost_the_computing(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database, database_url: str, redis: "Redis"
) -> None:
    assert await units(api, shop) == 12
    await put(database, shop, 7)
    await redis.flushall()
    assert await units(api, shop) == 7
    async with running_api(settings_for(database_url, "redis://127.0.0.1:1")) as (_, alone):
        assert await units(alone, shop) == 7
        await put(database, shop, 8)
        assert await units(alone, shop) == 8


async def test_every_key_says_whose_it_is_and_holds_nobody_elses(
    database_url: str, redis_url: str, shop: ShopInApi, other_shop: ShopInApi, redis: "Redis"
) -> None:
    await redis.flushall()
    limits = {"requests_per_minute": 100, "requests_per_minute_of_shop": 100}
    async with running_api(settings_for(database_url, redis_url).model_copy(update=limits)) as (app, api):
        for one in (shop, other_shop):
            assert await units(api, one) == 12
            await app.state.gate.link.admin.budget_of(one.domain)
    keys = [key.decode() if isinstance(key, bytes) else key for key in await redis.keys("*")]
    assert len(keys) >= 6
    for key in keys:
        owner = re.search(r"shop:(\d+):|shopify-budget:(.+)", key)
        assert owner, key
        if await redis.type(key) == b"string":
            value = str(await redis.get(key))
            stranger = other_shop if owner[1] == str(shop.shop_id) else shop
            assert stranger.canary not in value, key
            assert stranger.canary not in key
