"""Open pages hear of their own shop, of every kind of change, and of no other shop."""

import asyncio
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.event_stream import open_stream
from support.running_api import ShopInApi

from inventorysync.kit import events
from inventorysync.kit.db import Database


async def want_one_more(api: httpx2.AsyncClient, shop: ShopInApi) -> str:
    line = {"inventory_item_id": str(shop.item_id), "location_id": str(shop.location_id), "delta": 1}
    body = {"kind": "adjust", "reason": "correction", "lines": [line]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    answer = await api.post("/api/v1/change-sets", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def set_aside(database: Database, shop: ShopInApi, change_set_id: str) -> None:
    """As a write whose outcome nobody can learn any more."""
    scope = {"shop": shop.shop_id, "set": change_set_id, "call": uuid4(), "item": shop.item_id}
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """INSERT INTO write_call (shop_id, call_id, change_set_id, mutation, payload, state, created_at,
                 next_attempt_at) VALUES (:shop, :call, :set, 'adjust', '{}', 'quarantined', now(), now())""",
            """INSERT INTO level_intent (shop_id, item_id, location_id, call_id, change_set_id, line, deltas)
               SELECT :shop, item_id, location_id, :call, :set, 0, '{"available": 1, "on_hand": 1}'
               FROM inventory_level WHERE item_id = :item""",
        ):
            await connection.execute(text(statement), scope)


async def test_a_change_set_is_told_when_it_is_written_and_when_it_moves_on(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    async with open_stream(app, shop.headers) as stream:
        made = await want_one_more(api, shop)
        assert await stream.next() == ("change_set", {"id": made, "state": "pending"})
        assert await stream.next() == ("sync", {"drift_units": 0})
        async with database.shop(shop.shop_id) as connection:
            await connection.execute(text("UPDATE change_set_line SET state = 'confirmed'"))
        app.state.announcer.change_set_moved(shop.shop_id, made)
        assert await stream.next() == ("change_set", {"id": made, "state": "confirmed"})


async def test_a_write_that_is_set_aside_is_told_as_drift(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    async with open_stream(app, shop.headers) as stream:
        made = await want_one_more(api, shop)
        assert [await stream.next(), await stream.next()][1] == ("sync", {"drift_units": 0})
        await set_aside(database, shop, made)
        app.state.announcer.change_set_moved(shop.shop_id, made)
        assert [await stream.next(), await stream.next()][1] == ("sync", {"drift_units": 2})


async def test_no_page_hears_of_another_shop(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    async with open_stream(app, shop.headers) as mine, open_stream(app, other_shop.headers) as theirs:
        made = await want_one_more(api, other_shop)
        key = (other_shop.item_id, other_shop.location_id)
        app.state.announcer.levels_changed(other_shop.shop_id, [key])
        app.state.announcer.import_progressed(other_shop.shop_id)
        secret = {"canary": other_shop.canary}
        await events.publish(app.state.redis, other_shop.shop_id, "levels", secret)
        heard = [await theirs.next() for _ in range(5)]
        assert ("levels", secret) in heard
        assert ("change_set", {"id": made, "state": "pending"}) in heard
        with pytest.raises(TimeoutError):
            await mine.next(0.5)
        await events.publish(app.state.redis, shop.shop_id, "sync", {"drift_units": 7})
        assert await mine.next() == ("sync", {"drift_units": 7})


async def test_a_stream_opens_for_nobody_without_a_key(api: httpx2.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer isk_1_wrong"}):
        answer = await asyncio.wait_for(api.get("/events", headers=headers), 5)
        assert answer.status_code == 401
