"""An edit whose webhook is lost is found by a comparison, explained, and mended as the shop's policy says."""

import asyncio
from typing import Any

from sqlalchemy import text

from e2e.system import System, wait_until
from inventorysync.kit.db import Database

LOSSY = {"webhooks": {"drop": 1.0}}
CALM = {"webhooks": {"drop": 0.0}}


def let_minutes_pass(system: System) -> None:
    """The difference was found a while ago."""

    async def age() -> None:
        database = Database(system.postgres.url, pool_size=1)
        async with database.system() as connection:
            shops = (await connection.execute(text("SELECT shop_id FROM shop"))).scalars().all()
        async with database.shop(shops[0]) as connection:
            await connection.execute(
                text("""
                    UPDATE sync_difference SET found_at = found_at - interval '3 minutes'
                    WHERE state = 'open'
                """)
            )
        await database.close()

    asyncio.run(age())


def edited_unheard(system: System, place: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Somebody takes three units away in Shopify and no webhook says so; what a comparison then finds."""
    rows = [row for row in system.pages("levels", limit=250) if row["quantities"]["available"] >= 9]
    row = rows[place]
    system.store("PUT", "faults", LOSSY)
    available = row["quantities"]["available"] - 3
    system.store("POST", "edit", {"sku": row["sku"], "location": row["location_id"], "available": available})
    check = system.app("POST", "sync/checks", json={}).raise_for_status().json()

    def ended() -> bool:
        (latest, *_) = system.app("GET", "sync/checks").json()["items"]
        return bool(latest["id"] == check["id"] and latest["state"] == "done")

    wait_until(ended, 60, "the comparison")
    system.store("PUT", "faults", CALM)
    (found, *_) = system.app("GET", "drift/differences").json()["items"]
    assert found["inventory_item_id"] == row["inventory_item_id"]
    assert (found["cause"], found["found_by"]) == ("lost_webhook", "check")
    assert {each["name"]: each["units"] for each in found["quantities"]} == {"available": -3, "on_hand": -3}
    assert found["evidence"]["webhooks_received"] == []
    return row, found


def available(system: System, row: dict[str, Any]) -> int:
    key = (row["inventory_item_id"], row["location_id"])
    return system.levels()[key]["available"]


def choose(system: System, policy: str) -> None:
    system.app("PUT", "drift/policies", json={"policy": policy}).raise_for_status()


def test_taking_shopifys_number_is_the_default(system: System) -> None:
    row, found = edited_unheard(system, 0)
    assert found["state"] == "taken"
    assert available(system, row) == row["quantities"]["available"] - 3
    assert system.app("GET", "drift").json() == {"drift_units": 0, "levels": []}
    (check, *_) = system.app("GET", "sync/checks").json()["items"]
    assert check["levels_different"] == 1
    assert check["levels_checked"] == check["levels_total"] > 20


def test_a_person_who_is_asked_puts_our_number_back(system: System) -> None:
    choose(system, "ask")
    row, found = edited_unheard(system, 1)
    assert system.app("GET", "drift").json()["drift_units"] == 6
    system.app("POST", f"drift/differences/{found['id']}/push", json={}).raise_for_status()
    wait_until(lambda: available(system, row) == row["quantities"]["available"], 30, "our number is back")
    assert system.app("GET", "drift").json()["drift_units"] == 0


def test_our_number_is_put_back_by_policy(system: System) -> None:
    choose(system, "push")
    row, found = edited_unheard(system, 2)
    assert found["state"] == "open"
    let_minutes_pass(system)
    wait_until(lambda: available(system, row) == row["quantities"]["available"], 90, "our number is back")
    rows = system.app("GET", "drift/differences").json()["items"]
    assert {row["id"]: row["state"] for row in rows}[found["id"]] == "pushed"
    choose(system, "take")


def test_the_evidence_is_downloaded_and_the_stores_agree(system: System) -> None:
    rows = system.app("GET", "drift/difference-file", params={"format": "json"}).json()
    assert sorted(row["state"] for row in rows) == ["pushed", "pushed", "taken"]
    assert len(system.app("GET", "drift/difference-file").text.splitlines()) == 7
    wait_until(lambda: system.truth() == system.levels(), 30, "the app equals the store")
    system.prove_ledger()
