"""Replays: asked for, carried out by the worker, ended early, applied as a rule."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import numpy as np
import pytest
from sqlalchemy import text
from support.running_api import ShopInApi

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob
from inventorysync.replays.actions.living import live
from inventorysync.replays.jobs import give_up

REPLAYS = "/api/v1/replays"
ITEM, PLACE = "gid://shopify/InventoryItem", "gid://shopify/Location"
DAYS = 200


class ReplayDesk:
    """Whoever asks for replays, with the worker's part at hand."""

    def __init__(self, api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> None:
        self.api, self.database, self.shop = api, database, shop

    async def ask(self, method: str, path: str = "", expect: int = 200, **request: Any) -> Any:
        """A request, and its answer."""
        answer = await self.api.request(method, REPLAYS + path, headers=self.shop.headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def replayed(self, **asked: Any) -> Any:
        """A replay from its asking to its end."""
        made = await self.ask("POST", expect=202, json=asked)
        await self.live(made["id"])
        return await self.ask("GET", f"/{made['id']}")

    async def live(self, replay_id: str) -> str:
        """What the worker does."""
        return await live(self.database, SystemClock().now, self.shop.shop_id, UUID(replay_id))

    async def fails_always(self, replay_id: str, error: str) -> None:
        """What the worker does after the last attempt."""
        job = LeasedJob(self.shop.shop_id, uuid4(), "replays.replay", {"replay_id": replay_id}, 3, None)
        await give_up(self.database, SystemClock(), job, error)


@pytest.fixture
async def desk(api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> ReplayDesk:
    """Items 1 to 4 at places 1 and 2, sold every day for DAYS days; item 3 has no cost."""
    today = datetime.now(UTC).date()
    dice = np.random.default_rng(3)
    scope = {"shop": shop.shop_id}
    items = [
        {**scope, "item": item, "sku": f"S{item}", "title": f"Item {item}",
         "vendor": "Mill" if item < 3 else "Kiln", "cost": None if item == 3 else 2 * item}
        for item in range(1, 5)
    ]  # fmt: skip
    keys = [{**scope, "item": item, "place": place} for item in range(1, 5) for place in (1, 2)]
    sold = [
        {**key, "day": today - timedelta(days=DAYS - number), "units": int(units)}
        for key in keys
        for number, units in enumerate(dice.poisson(key["item"] + key["place"], DAYS))
    ]
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(ITEMS, items)
        await connection.execute(PLACES, [{**scope, "place": place} for place in (1, 2)])
        await connection.execute(LEVELS, keys)
        await connection.execute(SOLD, sold)
        await connection.execute(
            text("""INSERT INTO sales_mark (shop_id, fact_id, movement_id, seen_fact_id, seen_movement_id,
                      zone, built_at, past_since)
                    VALUES (:shop, 0, 0, 0, 0, 'UTC', now(), :since)
                    ON CONFLICT (shop_id) DO UPDATE SET built_at = now(), past_since = :since"""),
            {"shop": shop.shop_id, "since": datetime.now(UTC) - timedelta(days=DAYS)},
        )
    return ReplayDesk(api, database, shop)


ITEMS = text("""
    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor, product_type,
      tracked, requires_shipping, price, unit_cost)
    VALUES (:shop, :item, :sku, '', :title, '', :vendor, 'Cups', true, true, 9, :cost)
""")
PLACES = text("""
    INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
    VALUES (:shop, :place, 'Place', true, true, 'Leeds', 'GB')
""")
LEVELS = text("""
    INSERT INTO inventory_level (shop_id, item_id, location_id, booked_at, checked_at)
    VALUES (:shop, :item, :place, now(), now())
""")
SOLD = text("""
    INSERT INTO sales_day (shop_id, item_id, location_id, day, orders, ordered, cancelled, returned, one_off,
      units)
    VALUES (:shop, :item, :place, :day, 1, :units, 0, 0, 0, :units)
""")


def by_habit(replay: Mapping[str, Any]) -> dict[tuple[str, float], Any]:
    return {(each["habit"], each["level"]): each for each in replay["outcome"]["figures"]}


async def test_a_replay_tells_what_each_policy_would_have_served_and_held(desk: ReplayDesk) -> None:
    replay = await desk.replayed(weeks=12)
    assert (replay["state"], replay["done"]) == ("done", replay["steps"])
    figures = by_habit(replay)
    assert len(figures) == replay["steps"]
    best = figures["cycle", 0.98]
    assert best["fill_rate"] > 0.95
    assert best["mean_held"] > figures["cycle", 0.8]["mean_held"] > 0
    assert best["ordered"] > 0
    outcome = replay["outcome"]
    assert (outcome["series"], outcome["of_all"], outcome["share"]) == (8, 8, 1)
    assert outcome["without_cost"] == 2
    assert outcome["happened"] is None, "the ledger does not reach back so far"
    again = await desk.replayed(weeks=12)
    assert again["outcome"]["figures"] == outcome["figures"], "the same seed, the same replay"
    listed = await desk.ask("GET")
    assert listed["weeks_most"] == 200 // 7 - 4
    assert [each["id"] for each in listed["items"]] == [again["id"], replay["id"]]


async def test_a_scope_is_kept_and_what_was_chosen_becomes_its_rule(desk: ReplayDesk) -> None:
    replay = await desk.replayed(
        applies_to="vendor", name="Mill", location_id=f"{PLACE}/2", weeks=8, habits=["cycle", "cover"]
    )
    assert replay["outcome"]["series"] == 2
    chosen = {"habit": "cycle", "level": 0.98}
    assert (await desk.ask("POST", f"/{replay['id']}/apply", json=chosen)) == {"changed": 1}
    rules = (await desk.api.get("/api/v1/policies", headers=desk.shop.headers)).json()["items"]
    (rule,) = [each for each in rules if each["name"] == "Mill"]
    assert (rule["goal"], rule["service_percent"], rule["location_id"]) == ("cycle", "98.00", f"{PLACE}/2")
    kept = await desk.ask("GET", f"/{replay['id']}")
    assert kept["applied"] == chosen
    changes = await desk.api.get("/api/v1/policies/changes", headers=desk.shop.headers)
    assert [each["how"] for each in changes.json()["items"]] == ["replay"]
    shares = await desk.replayed(applies_to="vendor", name="Mill", weeks=8, habits=["shop"])
    await desk.ask("POST", f"/{shares['id']}/apply", json={"habit": "shop", "level": 0.95})
    rules = (await desk.api.get("/api/v1/policies", headers=desk.shop.headers)).json()["items"]
    (rule,) = [each for each in rules if each["name"] == "Mill" and each["location_id"] is None]
    assert (rule["goal"], rule["service_percent"]) == ("shop", "95.00")
    for habit, level in (("cover", 28.0), ("cycle", 0.97), ("rules", 0.5)):
        refused = await desk.ask(
            "POST", f"/{replay['id']}/apply", 422, json={"habit": habit, "level": min(level, 1)}
        )
        assert refused["type"].endswith("not-applicable")


async def test_one_that_was_ended_stays_so_and_nothing_of_it_can_be_applied(desk: ReplayDesk) -> None:
    made = await desk.ask("POST", expect=202, json={"weeks": 8})
    await desk.ask("POST", f"/{made['id']}/cancel", 204)
    assert await desk.live(made["id"]) == "canceled"
    await desk.ask("POST", f"/{made['id']}/cancel", 409)
    await desk.ask("POST", f"/{made['id']}/apply", 409, json={"habit": "cycle", "level": 0.9})
    assert (await desk.ask("GET", f"/{made['id']}"))["outcome"] is None


async def test_what_cannot_be_replayed_says_why(desk: ReplayDesk) -> None:
    too_long = await desk.replayed(weeks=52)
    assert too_long["state"] == "failed"
    assert "200 days of demand are known, and 392 are needed" in too_long["problem"]
    nothing = await desk.replayed(applies_to="type", name="Bowls", weeks=8)
    assert nothing["problem"] == "nothing of this was sold in these weeks"
    for wrong, field in (
        ({"applies_to": "vendor"}, "name"),
        ({"applies_to": "item"}, "inventory_item_id"),
        ({"applies_to": "item", "inventory_item_id": "7a"}, "inventory_item_id"),
        ({"weeks": 3}, "body.weeks"),
        ({"habits": []}, "body.habits"),
        ({"location_id": "gid://shopify/Product/1"}, "location_id"),
    ):
        refused = await desk.ask("POST", expect=422, json=wrong)
        assert refused["errors"][0]["field"].endswith(field.removeprefix("body."))


async def test_one_whose_job_fails_each_time_ends_as_failed_and_says_so(desk: ReplayDesk) -> None:
    for error, told in (("TimeoutError: ", "took too long"), ("ValueError: no rows", "something went wrong")):
        made = await desk.ask("POST", expect=202, json={"weeks": 8})
        await desk.fails_always(made["id"], error)
        ended = await desk.ask("GET", f"/{made['id']}")
        assert (ended["state"], ended["outcome"]) == ("failed", None)
        assert told in ended["problem"]
        assert "ValueError" not in ended["problem"]
        assert ended["ended_at"] is not None
        await desk.ask("POST", f"/{made['id']}/cancel", 409)
