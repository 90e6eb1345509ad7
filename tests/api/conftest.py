"""The api and two shops in it."""

from collections.abc import AsyncIterator
from itertools import count

import httpx2
import pytest
from fastapi import FastAPI
from support.running_api import ShopInApi, add_shop, running_api, settings_for

from inventorysync.kit.db import Database

NUMBERS = count(1)


@pytest.fixture(scope="session")
async def served(database_url: str, redis_url: str) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    async with running_api(settings_for(database_url, redis_url)) as running:
        yield running


@pytest.fixture
def app(served: tuple[FastAPI, httpx2.AsyncClient]) -> FastAPI:
    return served[0]


@pytest.fixture
def api(served: tuple[FastAPI, httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return served[1]


@pytest.fixture
async def shop(database: Database) -> ShopInApi:
    return await add_shop(database, next(NUMBERS))


@pytest.fixture
async def other_shop(database: Database) -> ShopInApi:
    return await add_shop(database, next(NUMBERS))
