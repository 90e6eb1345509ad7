"""The first steps tick themselves, and are put away by each person alone."""

from datetime import UTC, datetime

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from support.people import Person, invited, joined
from support.running_api import ShopInApi, webhook

from inventorysync.kit.db import Database


async def done(api: httpx2.AsyncClient, shop: ShopInApi) -> list[str]:
    answer = await api.get("/api/v1/first-steps", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return [step["name"] for step in answer.json()["steps"] if step["is_done"]]


async def test_steps_are_done_by_what_the_shop_holds(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    assert await done(api, shop) == ["costs"]
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_item SET unit_cost = NULL"))
        await connection.execute(
            text("""INSERT INTO import_run (shop_id, state, next_attempt_at, started_at)
                    VALUES (:shop, 'done', :now, :now)"""),
            {"shop": shop.shop_id, "now": datetime.now(UTC)},
        )
    assert await done(api, shop) == ["imported"]
    assert (await api.post("/webhooks/shopify", **webhook(shop, {"id": 1}))).status_code == 200
    assert await done(api, shop) == ["imported", "heard"]
    line = {
        "inventory_item_id": f"gid://shopify/InventoryItem/{shop.item_id}",
        "location_id": f"gid://shopify/Location/{shop.location_id}",
        "delta": 1,
    }
    body = {"kind": "adjust", "reason": "correction", "lines": [line]}
    await api.post("/api/v1/change-sets", json=body, headers={**shop.headers, "Idempotency-Key": "1"})
    assert await done(api, shop) == ["imported", "heard", "changed"]
    await joined(app, api, shop, "warehouse")
    assert await done(api, shop) == ["imported", "heard", "changed", "colleague"]


async def test_one_person_puts_them_away_and_another_still_sees_them(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person, other = await joined(app, api, shop, "viewer"), await joined(app, api, shop, "buyer")
    for _ in range(2):
        assert (await person.ask("POST", "first-steps/dismiss")).status_code == 204
    assert (await person.ask("GET", "first-steps")).json()["is_dismissed"] is True
    assert (await other.ask("GET", "first-steps")).json()["is_dismissed"] is False
    for _ in range(2):
        assert (await person.ask("DELETE", "first-steps/dismiss")).status_code == 204
    assert (await person.ask("GET", "first-steps")).json()["is_dismissed"] is False


async def names(person: Person) -> dict[str, bool]:
    answer = await person.ask("GET", "first-steps")
    assert answer.status_code == 200, answer.text
    return {step["name"]: step["is_done"] for step in answer.json()["steps"]}


async def test_each_sees_the_steps_they_may_take(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    mine = [f"gid://shopify/Location/{shop.location_id}"]
    looking = ["imported", "heard", "costs"]
    for role, locations, expected in (
        ("viewer", None, looking),
        ("warehouse", None, [*looking, "changed"]),
        ("manager", mine, [*looking, "changed"]),
        ("manager", None, [*looking, "changed", "colleague"]),
    ):
        person = await joined(app, api, shop, role, locations=locations)
        assert list(await names(person)) == expected, (role, locations)


async def test_a_colleague_is_invited_as_long_as_the_invitation_is_open(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    assert "colleague" not in await done(api, shop)
    for ended in ("withdrawn_at = now()", "expires_at = now() - interval '1 day'"):
        await invited(api, shop, "viewer")
        assert "colleague" in await done(api, shop)
        async with database.shop(shop.shop_id) as connection:
            await connection.execute(text(f"UPDATE invitation SET {ended}"))
        assert "colleague" not in await done(api, shop), ended
