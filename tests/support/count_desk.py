"""Whoever leads a count in tests of the API, and what a shop sells meanwhile."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.sync.words import LevelKey
from support.count_hands import STOCKTAKES, Device, MovingClock
from support.people import Person, joined
from support.running_api import ShopInApi
from support.settling import see_change


async def join(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, role: str, **more: Any) -> Person:
    """Somebody who signs in by the real time, whatever the test's clock says."""
    moving, app.state.clock = app.state.clock, SystemClock()
    person = await joined(app, api, shop, role, **more)
    app.state.clock = moving
    return person


class Desk:
    """Somebody who makes and reviews stocktakes."""

    def __init__(self, api: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self.api, self.headers = api, headers

    async def ask(self, method: str, path: str, expect: int = 200, **request: Any) -> Any:
        answer = await self.api.request(method, f"{STOCKTAKES}{path}", headers=self.headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def make(self, place: int = 1, **more: Any) -> Any:
        made = await self.ask("POST", "", 201, json={"location_ids": [str(place)], **more})
        return made["items"][0]

    async def started(self, place: int = 1, **more: Any) -> Any:
        made = await self.make(place, **more)
        return await self.step(made["id"], "start")

    async def step(self, number: str, what: str, expect: int = 200, **body: Any) -> Any:
        seen = await self.ask("GET", f"/{number}")
        return await self.ask("POST", f"/{number}/{what}", expect, json={"version": seen["version"], **body})

    async def lines(self, number: str, **params: Any) -> dict[int, Any]:
        found = await self.ask("GET", f"/{number}/lines", params={"limit": 250, **params})
        return {int(line["inventory_item_id"].rpartition("/")[2]): line for line in found["items"]}


async def held(database: Database, shop: ShopInApi, item: int, place: int = 1) -> int:
    async with database.shop(shop.shop_id) as connection:
        statement = text("SELECT on_hand FROM inventory_level WHERE item_id = :item AND location_id = :place")
        return int(await connection.scalar(statement, {"item": item, "place": place}) or 0)


async def sell(
    database: Database,
    shop: ShopInApi,
    item: int,
    units: int,
    at: datetime,
    since: timedelta = timedelta(seconds=1),
) -> None:
    """Units leave the shelf at a time between `since` before and `at`: then the level was last touched."""
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("UPDATE inventory_level SET version = :at WHERE item_id = :item AND location_id = 1"),
            {"at": at - since, "item": item},
        )
    deltas = {"available": -units, "on_hand": -units}
    await see_change(database, shop.shop_id, LevelKey(item, 1), deltas, at)


def device_of(desk: Desk, clock: MovingClock, stocktake: Any, **more: Any) -> Device:
    return Device(desk.api, desk.headers, clock, stocktake["id"], **more)
