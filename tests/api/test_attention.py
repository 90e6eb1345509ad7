"""What needs a person: by which formula, in which order, and for whom."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.cache import begin_generation
from inventorysync.kit.db import Database

NOW = datetime.now(UTC)


async def run(database: Database, shop: ShopInApi, *statements: str, **more: Any) -> None:
    arguments = {"shop": shop.shop_id, "item": shop.item_id, "place": shop.location_id, "now": NOW, **more}
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement), arguments)


async def installed(database: Database, shop: ShopInApi, days: int) -> None:
    await run(
        database,
        shop,
        "UPDATE shop SET installed_at = :at WHERE shop_id = :shop",
        at=NOW - timedelta(days=days, hours=1),
    )


async def priced(database: Database, shop: ShopInApi, price: str = "4.00") -> None:
    await run(database, shop, "UPDATE inventory_item SET price = CAST(:price AS numeric)", price=price)


async def sold(
    database: Database, shop: ShopInApi, units: int, days_ago: int, place: int | None = None
) -> None:
    await run(
        database,
        shop,
        """INSERT INTO stock_fact (shop_id, source, item_id, location_id, cause, occurred_at, recorded_at,
             deltas) VALUES (:shop, :source, :item, :where, 'order', :at, :now,
                   jsonb_build_object('available', CAST(:delta AS bigint)))""",
        source=uuid4().hex,
        at=NOW - timedelta(days=days_ago),
        delta=-units,
        where=place or shop.location_id,
    )


async def attention(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi) -> dict[str, Any]:
    await begin_generation(app.state.redis, shop.shop_id)
    answer = await api.get("/api/v1/attention", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_shop_where_all_is_well_needs_nobody(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    found = await attention(app, api, shop)
    assert found["concerns"] == []
    assert (found["days_of_sales"], found["sales_known_since"]) == (0, None)


async def test_units_below_zero_are_at_risk_at_their_price(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await priced(database, shop)
    await run(database, shop, "UPDATE inventory_level SET available = -3")
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["count"], concern["units"]) == ("negative", 1, 3)
    assert concern["at_risk"] == {"amount": "12.00", "currency": "GBP"}
    assert concern["formula"] == "units_at_price"
    assert [level["sku"] for level in concern["levels"]] == [shop.canary]


async def test_what_sells_and_is_out_of_stock_risks_a_week_of_its_sales(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await installed(database, shop, 14)
    await priced(database, shop)
    await run(database, shop, "UPDATE inventory_level SET available = 0")
    assert (await attention(app, api, shop))["concerns"] == [], "nothing was sold, nothing is missed"
    await sold(database, shop, 20, days_ago=2)
    await sold(database, shop, 8, days_ago=9)
    found = await attention(app, api, shop)
    (concern,) = found["concerns"]
    assert found["days_of_sales"] == 14
    assert (concern["kind"], concern["units"]) == ("sells_out", 28)
    assert concern["at_risk"]["amount"] == "56.00", "28 units in 14 days, times 4.00, times 7 days"


async def levels_of(api: httpx2.AsyncClient, shop: ShopInApi, *conditions: dict[str, Any]) -> int:
    params = {"filter": json.dumps({"all": conditions})}
    answer = await api.get("/api/v1/level-count", params=params, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


async def test_each_concern_of_levels_counts_what_its_filter_of_the_grid_finds(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    """The overview opens these filters (frontend/src/features/overview/places.ts)."""
    tracked = {"field": "tracked", "op": "is", "value": True}
    selling = {"field": "sold", "op": "last_days", "value": 14}
    lists: dict[str, list[dict[str, Any]]] = {
        "negative": [tracked, {"field": "available", "op": "<", "value": 0}],
        "sells_out": [tracked, {"field": "state", "op": "is", "value": "out_of_stock"}, selling],
        "without_cost": [
            tracked,
            {"field": "unit_cost", "op": "is_empty"},
            {"field": "on_hand", "op": ">", "value": 0},
        ],
    }
    await installed(database, shop, 14)
    await priced(database, shop)
    for change in (
        "UPDATE inventory_level SET available = -3",
        "UPDATE inventory_item SET unit_cost = NULL",
        "UPDATE inventory_item SET tracked = false",
        "UPDATE inventory_item SET tracked = true, deleted_at = now()",
        "UPDATE inventory_item SET deleted_at = NULL",
        "UPDATE inventory_level SET available = 0, is_active = false",
    ):
        await sold(database, shop, 2, days_ago=2)
        await run(database, shop, change)
        counted = {each["kind"]: each["count"] for each in (await attention(app, api, shop))["concerns"]}
        found = {kind: await levels_of(api, shop, *conditions) for kind, conditions in lists.items()}
        assert found == {kind: counted.get(kind, 0) for kind in lists}, change


async def test_no_week_of_sales_is_reckoned_from_less_than_a_week(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await installed(database, shop, 3)
    await priced(database, shop)
    await run(database, shop, "UPDATE inventory_level SET available = 0")
    await sold(database, shop, 6, days_ago=1)
    found = await attention(app, api, shop)
    (concern,) = found["concerns"]
    assert (found["days_of_sales"], found["days_needed"]) == (3, 7)
    assert found["sales_known_since"] is not None
    assert (concern["units"], concern["at_risk"], concern["levels_without_amount"]) == (6, None, 1)


async def test_what_is_not_tracked_or_was_deleted_needs_nobody(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await run(database, shop, "UPDATE inventory_level SET available = -3")
    for change in ("tracked = false", "tracked = true, deleted_at = now()"):
        await run(database, shop, f"UPDATE inventory_item SET {change}")
        assert (await attention(app, api, shop))["concerns"] == [], change


async def test_stock_without_a_cost_is_named_with_its_units_and_no_amount(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await run(database, shop, "UPDATE inventory_item SET unit_cost = NULL")
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["count"], concern["units"]) == ("without_cost", 1, 12)
    assert (concern["at_risk"], concern["formula"], concern["levels_without_amount"]) == (None, None, 0)


async def change_line(database: Database, shop: ShopInApi, state: str, settled: datetime) -> None:
    await run(
        database,
        shop,
        """INSERT INTO change_set (shop_id, change_set_id, kind, reason, note, actor, idempotency_key,
             request_hash, created_at)
           VALUES (:shop, :change, 'adjust', 'correction', '', 'tests', :key, '', :now)""",
        """INSERT INTO change_set_line (shop_id, change_set_id, line, item_id, location_id, name, delta,
             priority, state, settled_at)
           VALUES (:shop, :change, 0, :item, :place, 'available', -4, 0, :state, :settled)""",
        change=uuid4(),
        key=uuid4().hex,
        state=state,
        settled=settled,
    )


async def test_a_change_that_failed_is_named_until_somebody_has_dealt_with_it(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await change_line(database, shop, "failed", NOW - timedelta(days=8))
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["units"]) == ("failed_changes", 4)
    assert concern["at_risk"]["amount"] == "10.00"
    await run(database, shop, "UPDATE change_set_line SET closed_at = :now")
    assert (await attention(app, api, shop))["concerns"] == []


async def test_a_write_whose_outcome_is_unknown_counts_its_units_once_at_cost(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await run(
        database,
        shop,
        """INSERT INTO write_call (shop_id, call_id, change_set_id, mutation, payload, state, created_at,
             next_attempt_at) VALUES (:shop, :call, :call, 'adjust', '{}', 'quarantined', :now, :now)""",
        """INSERT INTO level_intent (shop_id, item_id, location_id, call_id, change_set_id, line, deltas)
           VALUES (:shop, :item, :place, :call, :call, 0,
                   jsonb_build_object('available', -6, 'on_hand', -6))""",
        call=uuid4(),
    )
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["units"], concern["at_risk"]["amount"]) == ("unconfirmed", 6, "15.00")


async def stuck_transfer(database: Database, shop: ShopInApi, quantity: int, processed: int) -> None:
    ids = {
        "transfer": uuid4(),
        "step": uuid4(),
        "ours": uuid4(),
        "quantity": quantity,
        "processed": processed,
    }
    await run(
        database,
        shop,
        """INSERT INTO transfer (shop_id, transfer_id, state, origin_id, created_at)
           VALUES (:shop, :transfer, 'IN_PROGRESS', :place, :now)""",
        """INSERT INTO transfer_line (shop_id, transfer_id, item_id, place, quantity)
           VALUES (:shop, :transfer, :item, 0, :quantity)""",
        """INSERT INTO transfer_shipment (shop_id, shipment_id, transfer_id, name, state)
           VALUES (:shop, :place, :transfer, '', 'PARTIALLY_RECEIVED')""",
        """INSERT INTO transfer_shipment_line (shop_id, shipment_id, line_id, transfer_id, item_id, quantity,
             accepted, rejected) VALUES (:shop, :place, 1, :transfer, :item, :quantity, :processed, 1)""",
        """INSERT INTO transfer_step (shop_id, step_id, transfer_id, kind, wanted, key, state, actor,
             created_at, due_at) VALUES (:shop, :step, :transfer, 'receive', '{}', :ours, 'refused', 'tests',
                   :now, :now)""",
        **ids,
    )


async def test_a_transfer_that_is_stuck_risks_what_is_still_to_arrive(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await stuck_transfer(database, shop, quantity=9, processed=2)
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["count"], concern["units"]) == ("stuck_transfers", 1, 6)
    assert (concern["at_risk"]["amount"], concern["formula"]) == ("15.00", "units_at_cost")
    assert [(level["sku"], level["units"]) for level in concern["levels"]] == [(shop.canary, 6)]
    found = (await api.get("/api/v1/transfers", params={"view": "stuck"}, headers=shop.headers)).json()
    assert len(found["items"]) == concern["count"], "the overview opens this list"
    await run(database, shop, "UPDATE transfer_step SET closed_at = :now")
    assert (await attention(app, api, shop))["concerns"] == []


async def test_a_stuck_transfer_of_which_nothing_is_to_arrive_is_named_without_units(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await stuck_transfer(database, shop, quantity=3, processed=2)
    (concern,) = (await attention(app, api, shop))["concerns"]
    assert (concern["kind"], concern["count"], concern["units"]) == ("stuck_transfers", 1, 0)
    assert (concern["at_risk"], concern["levels"], concern["levels_without_amount"]) == (None, [], 0)


async def test_a_stuck_transfer_between_other_locations_is_nobodys_elsewhere(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await stuck_transfer(database, shop, quantity=9, processed=2)
    elsewhere = shop.location_id + 500_000
    await run(
        database,
        shop,
        """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
             country_code) VALUES (:shop, :where, 'Elsewhere', true, true, '', 'GB')""",
        where=elsewhere,
    )
    person = await joined(app, api, shop, "warehouse", locations=[f"gid://shopify/Location/{elsewhere}"])
    assert (await person.ask("GET", "attention")).json()["concerns"] == []


async def test_lost_access_and_a_failed_import_come_before_any_money(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await priced(database, shop, "9.00")
    await run(
        database,
        shop,
        "UPDATE inventory_level SET available = -3",
        """INSERT INTO import_run (shop_id, state, next_attempt_at, started_at, error)
           VALUES (:shop, 'failed', :now, :now, 'the file was not there')""",
        "UPDATE shop SET state = 'needs_reauth' WHERE shop_id = :shop",
    )
    concerns = (await attention(app, api, shop))["concerns"]
    assert [concern["kind"] for concern in concerns] == ["access_lost", "import_failed", "negative"]
    assert concerns[1]["detail"] == "the file was not there"


async def test_what_risks_most_comes_first_and_what_has_no_amount_last(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await installed(database, shop, 28)
    await priced(database, shop)
    await sold(database, shop, 40, days_ago=2)
    await run(
        database,
        shop,
        "UPDATE inventory_level SET available = -1",
        "UPDATE inventory_item SET unit_cost = NULL",
    )
    concerns = (await attention(app, api, shop))["concerns"]
    assert [(c["kind"], c["at_risk"] and c["at_risk"]["amount"]) for c in concerns] == [
        ("sells_out", "40.00"),
        ("negative", "4.00"),
        ("without_cost", None),
    ]


async def test_a_person_of_some_locations_sees_the_concerns_of_those_alone(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    elsewhere = shop.location_id + 500_000
    await priced(database, shop)
    await run(
        database,
        shop,
        """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
             country_code) VALUES (:shop, :where, 'Elsewhere', true, true, '', 'GB')""",
        """INSERT INTO inventory_level (shop_id, item_id, location_id, available, on_hand, booked_at,
             checked_at) VALUES (:shop, :item, :where, -50, -50, :now, :now)""",
        "UPDATE inventory_level SET available = -2 WHERE location_id = :place",
        where=elsewhere,
    )
    mine = f"gid://shopify/Location/{shop.location_id}"
    person = await joined(app, api, shop, "warehouse", locations=[mine])
    (seen,) = (await person.ask("GET", "attention")).json()["concerns"]
    assert (seen["count"], seen["units"], seen["at_risk"]["amount"]) == (1, 2, "8.00")
    assert {level["location_id"] for level in seen["levels"]} == {mine}
    (whole,) = (await attention(app, api, shop))["concerns"]
    assert (whole["count"], whole["units"]) == (2, 52)


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Auckland", "today"), ("Pacific/Honolulu", "yesterday")])
async def test_a_level_that_ran_out_counts_once_on_the_day_of_the_shops_zone(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database, zone: str, day: str
) -> None:
    await run(database, shop, "UPDATE shop SET time_zone = :zone WHERE shop_id = :shop", zone=zone)
    # The first minute of today in the one zone; the last of yesterday in the other.
    shift = "interval '1 minute'" if day == "today" else "interval '-1 minute'"
    for balance in (0, -2):
        await run(
            database,
            shop,
            f"""WITH moved AS (
                  INSERT INTO stock_movement (shop_id, cause, effective_at, recorded_at)
                  SELECT :shop, 'order',
                         date_trunc('day', CAST(:now AS timestamptz), :zone) + {shift}, :now
                  RETURNING movement_id)
                INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
                SELECT :shop, :item, :place, movement_id, 'available', -2, :balance FROM moved""",
            balance=balance,
            zone=zone,
        )
    await begin_generation(app.state.redis, shop.shop_id)
    daily = (await api.get("/api/v1/overview", headers=shop.headers)).json()["daily"]
    expected = {"today": [0, 1], "yesterday": [1, 0]}[day]
    assert [figures["run_out"] for figures in daily[-2:]] == expected
