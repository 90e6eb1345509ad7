"""One process: the store, its Admin API, its webhooks, its control addresses and its admin page."""

import asyncio
import contextlib
import gc
import json
import os
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from devstore.admin import admin_routes
from devstore.admin.charges import charge_routes
from devstore.admin.plans import plan_routes
from devstore.admin_api import AdminApi
from devstore.auth import Gatekeeper
from devstore.clock import Clock
from devstore.config import Config, read_scopes
from devstore.control import Control
from devstore.customers import Customers
from devstore.demo_data.loading import load_demo
from devstore.faults import Faults
from devstore.files import Files
from devstore.graphql import GraphQL
from devstore.installation import send_due_redaction
from devstore.partner_api import partner_routes
from devstore.state import Store
from devstore.webhooks import Deliveries

HOST = "127.0.0.1"
NOTE = "devstore.json"
STORE_FILE = "devstore.db"
TICK_SECONDS = 0.5
YOUNG_OBJECTS_MAX = 100_000  # an answer makes tens of thousands: looking at them halfway frees nothing


def serve(config: Config) -> None:
    """Load the shop if there is none, answer until told to end. Raises OSError when the port is taken."""
    with socket.create_server((HOST, config.port)) as listener:
        bound = replace(config, port=listener.getsockname()[1])
        store = open_store(bound)
        try:
            app = make_app(bound, store)
            settings = uvicorn.Config(
                app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, lifespan="on"
            )
            server = uvicorn.Server(settings)
            asyncio.run(server.serve(sockets=[listener]))
        finally:
            store.close()


def open_store(config: Config) -> Store:
    """The store of the data directory; an empty one gets the demonstration shop."""
    store = Store.open(config.data_dir / STORE_FILE, Clock())
    if store.is_empty:
        load_demo(store, config.products, config.locations)
    # A year of orders stays for good: looking through it again and again would halve the speed of answers.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX)
    return store


def make_app(config: Config, store: Store) -> ASGIApp:
    """Everything over one open store, as an ASGI application."""
    base_url = f"http://{HOST}:{config.port}"
    faults = Faults()
    gatekeeper = Gatekeeper(store, config, read_scopes(config.app_config))
    files = Files(base_url, config.data_dir / "files", config.client_secret, store.clock, faults)
    deliveries = Deliveries(store, config, faults, is_installed=lambda: gatekeeper.is_installed)
    customers = Customers(store)
    graphql = GraphQL(
        store=store,
        config=config,
        gatekeeper=gatekeeper,
        subscriptions=deliveries,
        files=files,
        faults=faults,
    )
    control = Control(store, config, gatekeeper, faults, deliveries, customers)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await deliveries.start()
        await graphql.start()
        ticking = asyncio.create_task(_tick(lambda: send_due_redaction(store, config)))
        if config.speed > 0:
            customers.start(config.speed)
        leave_note(config.data_dir, base_url)
        yield
        ticking.cancel()
        await customers.stop()
        await graphql.stop()
        await deliveries.stop()

    routes = [
        Route("/health", _healthy),
        *AdminApi(gatekeeper, graphql, faults).routes(),
        *files.routes(),
        *control.routes(),
        *admin_routes(store, config, deliveries, gatekeeper),
        *charge_routes(store, config.shop_domain),
        *plan_routes(store, config.shop_domain),
        *partner_routes(store, config, faults),
    ]
    return _with_abort(Starlette(routes=routes, lifespan=lifespan))


def leave_note(data_dir: Path, url: str) -> None:
    """Tell commands of this directory where the store answers."""
    note = data_dir / NOTE
    note.with_suffix(".tmp").write_text(json.dumps({"url": url, "pid": os.getpid()}))
    note.with_suffix(".tmp").replace(note)


async def _healthy(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _tick(act: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(TICK_SECONDS)
        act()


def _with_abort(app: ASGIApp) -> ASGIApp:
    """Lets a route end its TCP connection: uvicorn's own `send` knows it, Starlette hides it."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["devstore.abort"] = send.__self__.transport.abort  # type: ignore[attr-defined]
        await app(scope, receive, send)

    return call
