"""A development store that answers over HTTP, in a thread of the test's own process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from devstore.auth import EXCHANGE, ID_TOKEN, OFFLINE
from devstore.clock import Clock
from devstore.config import Config
from devstore.server import make_app
from devstore.state import Store
from support.development_shop import fill

CLIENT_ID, CLIENT_SECRET = "client", "a secret of the app, long enough"
SCOPES = "write_products,write_inventory,read_locations,write_orders"
TOML = f"""
[access_scopes]
scopes = "{SCOPES}"
[webhooks]
api_version = "2026-10"
[[webhooks.subscriptions]]
topics = [
  "app/uninstalled", "app/scopes_update", "orders/create", "inventory_levels/update",
  "app_subscriptions/update",
]
compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
uri = "/webhooks/shopify"
"""


@dataclass
class RunningStore:
    """The store's address and what an app or a person does with it."""

    url: str
    http: httpx2.Client

    def dev(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Call a control address and expect it to work."""
        response = self.http.request(method, f"/_dev/{path}", json=body)
        assert response.is_success, response.text
        return response.json()

    def grant(self, **form: Any) -> httpx2.Response:
        """Ask the token endpoint as the app."""
        who = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        return self.http.post("/admin/oauth/access_token", json={**who, **form})

    def exchange(self, id_token: str, **more: Any) -> httpx2.Response:
        """Exchange an ID token for an expiring offline pair."""
        form = {
            "grant_type": EXCHANGE,
            "subject_token": id_token,
            "subject_token_type": ID_TOKEN,
            "requested_token_type": OFFLINE,
            "expiring": 1,
        }
        return self.grant(**form | more)

    def connect(self) -> str:
        """Install the app and have an access token."""
        token: str = self.exchange(self.dev("install")["id_token"]).json()["access_token"]
        return token

    def ask(self, token: str, query: str, version: str = "2026-10", **variables: Any) -> httpx2.Response:
        """Call the Admin API."""
        return self.http.post(
            f"/admin/api/{version}/graphql.json",
            headers={"X-Shopify-Access-Token": token},
            json={"query": query, "variables": variables},
        )


@contextmanager
def running_store(folder: Path, **choices: Any) -> Iterator[RunningStore]:
    """A small store on a free port; its customers are asleep."""
    (folder / "shopify.app.toml").write_text(TOML)
    store = Store.open(folder / "devstore.db", Clock())
    if store.is_empty:
        fill(store)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = Config(
            port=listener.getsockname()[1],
            data_dir=folder,
            app_urls=choices.pop("app_urls", ("http://127.0.0.1:9",)),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            app_config=folder / "shopify.app.toml",
            speed=0,
            **choices,
        )
        app = make_app(config, store)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the store did not start"
                time.sleep(0.01)
            with httpx2.Client(base_url=url, trust_env=False, timeout=20) as http:
                yield RunningStore(url, http)
        finally:
            server.should_exit = True
            thread.join()
            store.close()
