"""Asking for the ledger's proof, and reading what it found."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy import text
from support.running_api import ShopInApi

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.ops.figures import Figures
from inventorysync.stock.jobs import prove_ledger, schedule_proofs, seal_ledgers
from inventorysync.stock.proof import PROVE


async def run_proof(database: Database) -> None:
    """Do what a worker does with the jobs that wait."""
    clock = SystemClock()
    async with database.system() as connection:
        taken = await queue.take(connection, clock.now(), queue.REMEMBER, 1000)
    for job in taken:
        assert job.kind == PROVE

        async def report(_figures: object) -> None:
            """Nobody looks."""

        result = await prove_ledger(database, job.shop_id, report)
        async with database.system() as connection:
            await queue.finish(connection, job, clock.now(), result=result)


async def proof_of(api: httpx2.AsyncClient, shop: ShopInApi) -> Any:
    answer = await api.get("/api/v1/proof", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def nothing_waits(database: Database) -> None:
    async with database.system() as connection:
        await connection.execute(text("DELETE FROM job"))


@pytest.mark.usefixtures("nothing_waits")
async def test_a_proof_is_asked_for_once_and_says_what_it_found(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    assert (await proof_of(api, shop))["state"] == "never"
    first, second = [await api.post("/api/v1/proof", headers=shop.headers) for _ in range(2)]
    assert (first.status_code, first.json()) == (202, second.json())
    assert (await proof_of(api, shop))["running"] == first.json()["job_id"]
    await run_proof(database)
    found = await proof_of(api, shop)
    assert (found["state"], found["running"]) == ("broken", None)
    says = f"item {shop.item_id} at location {shop.location_id}: available is 12, its entries sum to 0"
    assert {"what": "balance", "says": says} in found["faults"]
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET available = 0, on_hand = 0"))
    await api.post("/api/v1/proof", headers=shop.headers)
    await run_proof(database)
    assert (await proof_of(api, shop))["state"] == "sound"


@pytest.mark.usefixtures("nothing_waits")
async def test_every_ledger_is_proven_once_a_day_and_the_faults_are_in_the_metrics(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    now = app.state.clock.now()
    assert await schedule_proofs(database, now) >= 1
    assert await schedule_proofs(database, now) == 0
    await run_proof(database)
    await Figures(database, app.state.redis, SystemClock(), "http://127.0.0.1").refresh()
    found = await proof_of(api, shop)
    told = REGISTRY.get_sample_value("inventorysync_ledger_faults") or 0
    assert told >= len(found["faults"]) > 0
    assert await seal_ledgers(database) >= 0
