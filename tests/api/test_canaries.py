"""Secrets and personal data in every input: found in no log, metric, error report, address or table."""

import io
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.running_api import ShopInApi, running_api, settings_for, webhook
from support.sentry import Receiver, sentry_receiver

from inventorysync.entry.jobs import JobKind, JobRunner
from inventorysync.entry.reporting import start_logs
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.kit.queue import actions as queue

OPERATOR = "the operator of these canaries 0123456789"
SECRETS = {
    "access token": "shpat_canary0123456789abcdef01234567",
    "api secret": "shpss_canary0123456789abcdef01234567",
    "api key": "isk_1_canary0123456789abcdefABCDEF",
    "id token": "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.Y2FuYXJ5c2lnbmF0dXJl",
    "signature": "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2E=",
    "e-mail": "canary.person@leak.example",
    "telephone": "+44 20 7946 0958",
}
PASSWORD = "a canary of a password 7f3a1c"
PERSON = "Canary Birdwhistle"
ALL = (*SECRETS.values(), PASSWORD, PERSON)
TOGETHER = " ".join(SECRETS.values())


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with sentry_receiver() as receiver:
        yield receiver


@pytest.fixture
def logs() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
async def watched(
    database_url: str,
    redis_url: str,
    receiver: Receiver,
    logs_as_before: None,  # noqa: ARG001 - put back after the app has ended
    logs: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """The api with everything written that it ever writes, and errors reported."""
    settings = settings_for(database_url, redis_url).model_copy(
        update={
            "log_level": "DEBUG",
            "enable_sentry": True,
            "sentry_dsn": receiver.dsn,
            "release": "a-release",
            "metrics_token": SecretStr(OPERATOR),
        }
    )
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", logs)
        start_logs(settings, "api")
    async with running_api(settings) as (app, client):
        yield app, client


def breaking_routes(app: FastAPI, database: Database) -> None:
    """Two routes that fail with everything in their hands, before the web app's own takes all addresses."""

    async def broken(note: str) -> None:
        inner = {"password": PASSWORD, "note": note}
        raise RuntimeError(f"cannot: {inner['note']}")

    async def broken_statement(note: str) -> None:
        async with database.system() as connection:
            await connection.execute(text("SELECT CAST(:note AS int)"), {"note": note})

    app.add_api_route("/broken", broken, include_in_schema=False)
    app.add_api_route("/broken-statement", broken_statement, include_in_schema=False)
    app.router.routes[:0] = [app.router.routes.pop(), app.router.routes.pop()]


def requests_of(app: FastAPI, shop: ShopInApi) -> Iterator[dict[str, Any]]:
    """Every operation with canaries in its path, its query, its headers, its cookies and its body."""
    bare = {"Cookie": f"session={SECRETS['id token']}", "X-Request-Id": SECRETS["access token"]}
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if method == "delete" and "api-keys" in path:
                continue  # it would end our own way in
            address = path
            for parameter in operation.get("parameters", []):
                is_text = parameter["schema"].get("type") == "string" and "format" not in parameter["schema"]
                value = TOGETHER if is_text else "1"
                address = address.replace("{" + parameter["name"] + "}", quote(value, safe=""))
            query = {
                parameter["name"]: TOGETHER
                for parameter in operation.get("parameters", [])
                if parameter["in"] == "query"
            }
            body = {"password": PASSWORD, "unknown": TOGETHER, "name": TOGETHER, "note": TOGETHER}
            for headers in (
                shop.headers,
                {"Authorization": f"Bearer {SECRETS['id token']}"},
                {"Authorization": f"Bearer {SECRETS['api key']}"},
            ):
                yield {
                    "method": method.upper(),
                    "url": address,
                    "params": query | {"access_token": SECRETS["access token"]},
                    "headers": bare | headers,
                    **({} if method == "get" else {"json": body}),
                }


def webhooks_of(shop: ShopInApi) -> Iterator[dict[str, Any]]:
    """What Shopify would send with a customer in it, well signed and not."""
    customer = {"email": SECRETS["e-mail"], "phone": SECRETS["telephone"], "first_name": PERSON}
    body = {
        "id": 1,
        "admin_graphql_api_id": "gid://shopify/Order/1",
        "customer": customer,
        "email": SECRETS["e-mail"],
        "note": TOGETHER,
        "shipping_address": customer,
    }
    for topic in ("orders/create", "customers/data_request", "customers/redact", "app/uninstalled", TOGETHER):
        yield webhook(shop, body, **{"X-Shopify-Topic": topic.replace(" ", "-")[:100]})
        forged = {"X-Shopify-Hmac-Sha256": SECRETS["signature"], "X-Shopify-Webhook-Id": uuid4().hex}
        yield webhook(shop, body, **forged)


async def fail_a_job(database: Database, shop: ShopInApi) -> None:
    """A job whose work breaks with secrets in its hands."""

    async def work(*_: object) -> dict[str, Any]:
        raise RuntimeError(f"cannot go on with {TOGETHER}")

    clock = SystemClock()
    runner = JobRunner(
        database, clock, {"canary": JobKind(work, timeout=timedelta(minutes=1), attempts_max=1)}
    )
    async with database.system() as connection:
        await queue.enqueue(connection, lambda *_: None, shop.shop_id, "canary", {}, now=clock.now())
        jobs = await queue.take(connection, clock.now(), queue.REMEMBER, 1000)
    for job in jobs:
        if job.kind == "canary":
            await runner._run_one(job)  # noqa: SLF001 - the runner's own way, without its waits


async def tables(url: str) -> str:
    """Everything that is kept, as text, but what people typed to be kept."""
    engine = create_async_engine(sqlalchemy_url(url))
    kept = []
    async with engine.connect() as connection:
        names = await connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        )
        for name in names.all():
            rows = await connection.scalars(text(f"SELECT t::text FROM {name} t"))
            kept += [f"{name}: {row}" for row in rows]
    await engine.dispose()
    return "\n".join(kept)


def found_in(where: str, given: str) -> list[tuple[str, str]]:
    return [
        (where, line[:400])
        for line in given.splitlines()
        if any(canary in line or quote(canary, safe="") in line for canary in ALL)
    ]


async def test_no_canary_leaves(
    watched: tuple[FastAPI, httpx2.AsyncClient],
    shop: ShopInApi,
    database: Database,
    database_url: str,
    receiver: Receiver,
    logs: io.StringIO,
) -> None:
    app, api = watched
    before = found_in("table", await tables(database_url))
    breaking_routes(app, database)
    asked = 0
    for request in requests_of(app, shop):
        answer = await api.request(**request)
        assert answer.status_code < 500, (request, answer.text)
        assert answer.headers["X-Request-Id"] not in ALL
        asked += 1
    for delivery in webhooks_of(shop):
        await api.post("/webhooks/shopify", **delivery)
    for path in ("/broken", "/broken-statement"):
        failed = await api.get(path, params={"note": TOGETHER}, headers={"X-Request-Id": "canary-run"})
        assert failed.status_code == 500, failed.text
    signing_in = {"email": SECRETS["e-mail"], "password": PASSWORD, "shop": shop.domain}
    await api.post("/api/v1/sign-in", json=signing_in)
    await fail_a_job(database, shop)
    events = receiver.wait_for(4)
    shown = await api.get("/metrics", headers={"Authorization": f"Bearer {OPERATOR}"})

    assert asked > 300
    assert {json.loads(line)["release"] for line in logs.getvalue().splitlines()} == {"a-release"}
    assert found_in("log", logs.getvalue()) == []
    assert found_in("metric", shown.text) == []
    assert found_in("report", "\n".join(receiver.texts)) == []
    assert [found for found in found_in("table", await tables(database_url)) if found not in before] == []
    tags = [event["tags"] for event in events]
    assert {"request_id": "canary-run", "part": "api", "event": "request_failed"}.items() <= tags[0].items()
    assert {event["release"] for event in events} == {"a-release"}
    assert {event["environment"] for event in events} == {"test"}
    assert not any({"request", "user", "server_name", "breadcrumbs"} & set(event) for event in events)
