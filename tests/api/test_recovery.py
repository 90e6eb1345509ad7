"""After a restore: what is held back, what is given up, and whose word ends it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from api.test_leaving import adjust, owner_of
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.people import Person, joined
from support.running_api import ShopInApi

from inventorysync.imports.actions import APPLY
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.kit.problems import Refusal
from inventorysync.privacy.jobs import ERASE_SHOP
from inventorysync.recovery.actions import conclude_reading, confirm, give_up
from inventorysync.recovery.beginning import begin_safe_mode
from inventorysync.recovery.jobs import schedule_recoveries
from inventorysync.recovery.queries import find_recovery
from inventorysync.shops.writing import InSafeMode, require_writing
from inventorysync.sync import decide
from inventorysync.sync.mending import NothingToRestore, plan_push
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import SAID_BY_CHECK, LevelKey, Reading, Wake

MADE_AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


async def restored(database_url: str, shop: ShopInApi) -> None:
    """What a restore says of the database, said of this shop alone: others share it."""
    engine = create_async_engine(sqlalchemy_url(database_url))
    alone = begin_safe_mode("inventorysync-x", MADE_AT, is_dump=True)
    one = f"shop_id = {shop.shop_id}"
    alone = alone.replace("FROM public.shop;", f"FROM public.shop WHERE {one};")
    alone = alone.replace("safe_since = now();", f"safe_since = now() WHERE {one};")
    async with engine.begin() as connection:
        for statement in alone.split(";\n"):
            narrowed = " WHERE " in statement and "public.shop" not in statement
            if statement.strip() and "public.backup_run" not in statement and "sign_in" not in statement:
                await connection.exec_driver_sql(f"{statement} AND {one}" if narrowed else statement)
    await engine.dispose()


@pytest.fixture
async def owner(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> Person:
    return await owner_of(app, api, shop, database)


def store_of(database: Database, shop: ShopInApi) -> PostgresStore:
    return PostgresStore(database, shop.shop_id, lambda *_: None)


async def read(database: Database, shop: ShopInApi, available: int, at: datetime, changes: int = 1) -> None:
    """Shopify is read: the level holds so many now."""
    store, key = store_of(database, shop), LevelKey(shop.item_id, shop.location_id)
    shadow = (await store.shadows([key]))[key]
    quantities = {"available": available, "on_hand": available}
    wake = Wake(shadow, 1, 0, at, SAID_BY_CHECK)
    booking = decide.judge(wake, Reading(key, 1, quantities, at), at)
    assert await store.settle([booking], at) == changes


async def line_of(database: Database, shop: ShopInApi, change_set: str) -> tuple[Any, ...]:
    async with database.shop(shop.shop_id) as connection:
        found = await connection.execute(
            text("SELECT state, error_code FROM change_set_line WHERE change_set_id = :id"),
            {"id": UUID(change_set)},
        )
        return tuple(found.one())


async def test_what_was_on_its_way_is_never_sent_and_shopifys_number_is_booked_once(
    app: FastAPI,
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    database: Database,
    database_url: str,
    owner: Person,
) -> None:
    await read(database, shop, 12, now(), changes=0)
    sent, store = await adjust(api, shop, -4), store_of(database, shop)
    (call,) = await store.open_calls(decide.plan_calls(await store.pending_lines(10), uuid4, now()))
    waiting = await adjust(api, shop, -2)
    await restored(database_url, shop)
    app.state.gate.forget()

    later = now() + timedelta(minutes=5)
    assert await store.due_calls(later, 10) == [], "the call that was open is not sent again"
    assert await store.pending_lines(10) == []
    told = (await owner.ask("GET", "recovery")).json()["recovery"]
    assert (told["state"], told["backup"], told["given_up"]) == ("reading", "inventorysync-x", None)
    assert (await owner.ask("POST", "recovery/confirm")).json()["type"].endswith("still-reading")

    async with database.shop(shop.shop_id) as connection:
        found = await give_up(connection, shop.shop_id, now())
        again = await give_up(connection, shop.shop_id, now())
    assert found is not None
    assert again == found
    assert found.given_up is not None
    assert found.given_up["lines"] == 2
    for change_set in (sent, waiting):
        assert await line_of(database, shop, change_set) == ("failed", "RESTORED")

    await read(database, shop, 8, now() + timedelta(seconds=1))
    await read(database, shop, 7, now() + timedelta(seconds=2))
    async with database.shop(shop.shop_id) as connection:
        causes = await connection.execute(
            text("""
                SELECT m.cause, e.delta FROM stock_entry e
                JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
                WHERE e.name = 'available' AND m.cause <> 'opening' ORDER BY e.entry_id
            """)
        )
        assert list(causes) == [("restore_baseline", -4), ("unexplained", -1)], "the first reading alone"
        assert await conclude_reading(connection, shop.shop_id, found, now()) == {
            "levels": 1,
            "different": 1,
            "units": 4,
        }
    (difference, *_) = (await owner.ask("GET", "drift/differences?state=taken")).json()["items"][-1:]
    assert (difference["cause"], difference["can_be_pushed"]) == ("restored", False)
    with pytest.raises(NothingToRestore):
        async with database.shop(shop.shop_id) as connection:
            await plan_push(connection, shop.shop_id, UUID(difference["id"]))

    wanted = await adjust(api, shop, 1)
    assert await store.pending_lines(10) == []
    answer = await owner.ask("POST", "recovery/confirm")
    assert (answer.status_code, answer.json()) == (200, {"recovery": None})
    lines = await store.pending_lines(10)
    assert [str(line.change_set_id) for line in lines] == [wanted], "only what was wanted since"
    assert await store.due_calls(later, 10) == []
    assert (await owner.ask("POST", "recovery/confirm")).status_code == 409
    async with database.shop(shop.shop_id) as connection:
        entries = await connection.execute(
            text("SELECT action, actor, after FROM audit_entry WHERE subject LIKE 'recovery:%' ORDER BY at")
        )
        begun, ended = entries.all()
    assert (begun.action, begun.actor, begun.after["given_up"]["lines"]) == ("shop.restored", "restore", 2)
    assert (ended.action, ended.after["levels_different"]) == ("shop.restore_confirmed", 1)
    assert ended.actor.startswith("member:")
    assert call.change_set_id == UUID(sent)


async def test_only_an_owner_confirms_and_whoever_reads_sees_it(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database_url: str
) -> None:
    manager = await joined(app, api, shop, "manager")
    await restored(database_url, shop)
    app.state.gate.forget()
    assert (await manager.ask("GET", "shop")).json()["safe_since"] is not None
    assert (await manager.ask("GET", "recovery")).json()["recovery"]["made_at"] == "2026-11-27T03:00:00Z"
    for headers in (manager.headers, shop.headers):
        assert (await api.post("/api/v1/recovery/confirm", headers=headers)).status_code == 403
    other = (await api.get("/api/v1/recovery", headers=other_shop.headers)).json()
    assert other == {"recovery": None}
    assert (await api.get("/api/v1/shop", headers=other_shop.headers)).json()["safe_since"] is None


async def test_documents_that_may_have_ended_since_are_canceled_and_jobs_do_not_run_again(
    shop: ShopInApi, database: Database, database_url: str
) -> None:
    at = now() - timedelta(hours=1)
    numbers = {name: uuid4() for name in ("file", "count", "draft", "job", "redact")}
    scope = {"shop": shop.shop_id, "at": at, **numbers}
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO import_file (shop_id, import_id, kind, name, bytes, format, encoding, delimiter,
                  source, headings, sample, roles, options, state, actor, created_at)
                VALUES (:shop, :file, 'counts', 'a.csv', 1, 'csv', '', '', '', '{}', '[]', '{}', '{}',
                        'applying', 'x', :at)
            """),
            scope,
        )
        for name, state in (("count", "posting"), ("draft", "draft")):
            await connection.execute(
                text("""
                    INSERT INTO stocktake (shop_id, stocktake_id, number, label, location_id, scope, is_blind,
                      state, created_by, created_at)
                    VALUES (:shop, :id, :number, '', :place, '{}', false, :state, 'x', :at)
                """),
                {
                    **scope,
                    "id": numbers[name],
                    "state": state,
                    "number": 1 + (name == "draft"),
                    "place": shop.location_id,
                },
            )
        await connection.execute(
            text("""
                INSERT INTO stocktake_scan (shop_id, scan_id, stocktake_id, section_id, device, counter, code,
                  units, scanned_at, skew_ms, within_ms, at, received_at)
                VALUES (:shop, :count, :count, :count, '', '', '', 1, :at, 0, 0, :at, :at)
            """),
            scope,
        )
        for name, kind in (("job", APPLY), ("redact", ERASE_SHOP)):
            await connection.execute(
                text("""
                    INSERT INTO job (shop_id, job_id, kind, dedup_key, arguments, next_attempt_at, created_at)
                    VALUES (:shop, :id, :kind, '', '{}', :at, :at)
                """),
                {**scope, "id": numbers[name], "kind": kind},
            )
    await restored(database_url, shop)
    async with database.shop(shop.shop_id) as connection:
        found = await give_up(connection, shop.shop_id, now())
        assert found is not None
        assert found.given_up is not None
        assert (found.given_up["imports"], found.given_up["stocktakes"]) == (1, 1)
        counts = await connection.execute(text("SELECT state FROM stocktake ORDER BY number"))
        assert list(counts.scalars()) == ["canceled", "draft"], "one without a scan was counted by nobody"
        states = await connection.execute(
            text("SELECT kind, state FROM job WHERE state <> 'done' ORDER BY 1")
        )
        assert list(states) == [(APPLY, "failed"), (ERASE_SHOP, "waiting")]
        state = await connection.scalar(text("SELECT state FROM import_file"))
        assert state == "canceled"
        with pytest.raises(InSafeMode):
            await require_writing(connection, shop.shop_id)


async def test_a_shop_is_asked_to_be_read_anew_once(
    shop: ShopInApi, database: Database, database_url: str
) -> None:
    await restored(database_url, shop)
    for _ in range(2):
        await schedule_recoveries(database, lambda *_: None, now())
    async with database.shop(shop.shop_id) as connection:
        jobs = await connection.scalar(text("SELECT count(*) FROM job WHERE kind = 'recover'"))
        assert jobs == 1
        assert await find_recovery(connection, shop.shop_id) is not None
        with pytest.raises(Refusal, match="every level has to be read"):
            await confirm(connection, shop.shop_id, "x", now())
