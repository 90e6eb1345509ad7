"""A hundred thousand forged webhooks: none is accepted, all are told why, and nothing has changed."""

import asyncio
import random
from collections import Counter
from typing import Any

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from starlette.types import Message
from support.running_api import (
    API_SECRET,
    WEBHOOK_SECRET,
    ShopInApi,
    running_api,
    settings_for,
    signed,
    webhook,
)

from inventorysync.kit.db import Database

FORGERIES = 100_000
SEED = 20_261_124
PATH = "/webhooks/shopify"
SIGNATURE = "X-Shopify-Hmac-Sha256"
OLD_SECRET = "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"
FOREIGN = ("", "x", API_SECRET[::-1], WEBHOOK_SECRET.upper(), API_SECRET + "0", WEBHOOK_SECRET[:-1])
Request = tuple[dict[str, str], bytes]
COUNTS = text("""
    SELECT (SELECT count(*) FROM webhook_inbox), (SELECT count(*) FROM webhook_waiting),
           (SELECT count(*) FROM sync_wake), (SELECT count(*) FROM job),
           (SELECT sum(available) FROM inventory_level)
""")


def flip(data: bytes, chance: random.Random) -> bytes:
    """The same bytes but for one to three bits."""
    changed = bytearray(data)
    for position in chance.sample(range(len(data) * 8), chance.randint(1, 3)):
        changed[position // 8] ^= 1 << position % 8
    return bytes(changed)


def forge(headers: dict[str, str], body: bytes, other: Request, chance: random.Random) -> Request:
    """An authentic request, changed in one of the ways a forger has."""
    match chance.randrange(6):
        case 0:
            return headers, flip(body, chance)
        case 1:
            forged = flip(headers[SIGNATURE].encode(), chance).decode("latin-1")
            return {**headers, SIGNATURE: forged}, body
        case 2:
            return {**headers, SIGNATURE: other[0][SIGNATURE]}, body
        case 3:
            return headers, other[1]
        case 4:
            return {**headers, SIGNATURE: signed(body, chance.choice(FOREIGN))}, body
        case _:
            length = chance.randrange(len(body))
            return headers, chance.choice([body[:length], body + body[:length] + b" ", b""])


async def status_of(app: FastAPI, request: Request) -> int:
    """What the application answers, without a client in between."""
    headers, body = request
    status = 0
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        "app": app,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status


@pytest.fixture
def quiet() -> Any:
    """A line for each of so many refusals would only be read by nobody."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("quiet")
async def test_a_hundred_thousand_forgeries_change_nothing(
    app: FastAPI, shop: ShopInApi, database: Database
) -> None:
    chance = random.Random(SEED)
    genuine: list[Request] = []
    for number in range(50):
        body = {"inventory_item_id": number, "location_id": number + 1, "available": number * 3}
        request = webhook(shop, body)
        genuine.append((request["headers"], request["content"]))
    async with database.shop(shop.shop_id) as connection:
        before = (await connection.execute(COUNTS)).one()
    answers: Counter[int] = Counter()
    for _ in range(FORGERIES):
        one, other = chance.sample(genuine, 2)
        answers[await status_of(app, forge(*one, other, chance))] += 1
    async with database.shop(shop.shop_id) as connection:
        after = (await connection.execute(COUNTS)).one()
    assert answers == {401: FORGERIES}
    assert after == before
    assert {await status_of(app, request) for request in genuine} == {200}


async def test_a_secret_that_is_being_replaced_still_signs(
    database_url: str, redis_url: str, shop: ShopInApi
) -> None:
    body = b"{}"
    request = webhook(shop, body, **{SIGNATURE: signed(body, OLD_SECRET)})
    async with running_api(settings_for(database_url, redis_url)) as (_, api):
        assert (await api.post(PATH, **request)).status_code == 401
    old = {"shopify_old_api_secret": SecretStr(OLD_SECRET)}
    rotating = settings_for(database_url, redis_url).model_copy(update=old)
    async with running_api(rotating) as (_, api):
        assert (await api.post(PATH, **request)).status_code == 200
        for secret in (API_SECRET, WEBHOOK_SECRET):
            again = webhook(shop, body, **{SIGNATURE: signed(body, secret)})
            assert (await api.post(PATH, **again)).status_code == 200


async def test_two_at_once_of_the_same_forgery_are_both_refused(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    request = webhook(shop, {"id": 1}, **{SIGNATURE: signed(b"other")})
    answers = await asyncio.gather(*(api.post(PATH, **request) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {401}
