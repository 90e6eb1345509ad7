"""The shops room on a real database, with Shopify's token endpoint and Admin API on a wire."""

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import jwt
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from support.running_api import settings_for

from inventorysync.kit.db import Database
from inventorysync.kit.limits import RateLimits
from inventorysync.kit.problems import Refusal
from inventorysync.kit.vault import Vault
from inventorysync.people.door import PeoplesDoor
from inventorysync.people.tokens import Signing
from inventorysync.shopify.budget import LocalBudget
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.signatures import App
from inventorysync.shopify.tokens import Tokens
from inventorysync.shops.access import Gate
from inventorysync.shops.actions import ShopifyLink
from inventorysync.shops.routes import router

CLIENT_ID = "client-1"
CLIENT_SECRET = "shpss_0123456789abcdef0123456789abcdef"


class AdvancingClock:
    """The real time and what a test adds to it; sleeping adds, and takes no time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class TokenEndpoint:
    """Shopify as far as shops need it: hands out numbered pairs, answers who the shop is."""

    exchanges: int = 0
    refreshes: int = 0
    refusal: str = ""
    refresh_token: str = ""
    scope: str = "read_products,write_inventory"

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/graphql.json"):
            return self._shop(urlsplit(str(request.url)).hostname or "")
        if self.refusal:
            return httpx2.Response(400, json={"error": self.refusal})
        if b"refresh_token" in request.content.split(b"grant_type", 1)[1][:30]:
            self.refreshes += 1
            if self.refresh_token.encode() not in request.content:
                return httpx2.Response(400, json={"error": "invalid_grant"})
        else:
            self.exchanges += 1
        number = self.exchanges + self.refreshes
        self.refresh_token = f"shprt_{number}"
        return httpx2.Response(
            200,
            json={
                "access_token": f"shpat_{number}",
                "scope": self.scope,
                "expires_in": 3600,
                "refresh_token": self.refresh_token,
                "refresh_token_expires_in": 7_776_000,
            },
        )

    def _shop(self, domain: str) -> httpx2.Response:
        shop = {
            "id": "gid://shopify/Shop/1",
            "name": "The Demo Shop",
            "myshopifyDomain": domain,
            "currencyCode": "GBP",
            "ianaTimezone": "Europe/London",
            "plan": {"publicDisplayName": "Advanced", "shopifyPlus": False, "partnerDevelopment": True},
        }
        scopes = [{"handle": handle} for handle in self.scope.split(",")]
        installation = {"id": "gid://shopify/AppInstallation/1", "accessScopes": scopes}
        return httpx2.Response(200, json={"data": {"shop": shop, "currentAppInstallation": installation}})


@pytest.fixture
def shopify() -> TokenEndpoint:
    return TokenEndpoint()


@pytest.fixture
def clock() -> AdvancingClock:
    return AdvancingClock()


@pytest.fixture
async def link(
    database: Database,
    shopify: TokenEndpoint,
    clock: AdvancingClock,
) -> AsyncIterator[ShopifyLink]:
    app = App(CLIENT_ID, CLIENT_SECRET)
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(shopify)) as http:
        yield ShopifyLink(
            database=database,
            vault=Vault("a vault key for the tests, long enough"),
            tokens=Tokens(app, http, clock, lambda: 1.0),
            admin=AdminClient(http, LocalBudget(clock), clock, lambda: 1.0),
            clock=clock,
        )


@pytest.fixture
def gate(link: ShopifyLink) -> Gate:
    signing = Signing(
        "a key for the tests that is long enough", "HS256", "http://test", timedelta(minutes=15)
    )
    return Gate(App(CLIENT_ID, CLIENT_SECRET), link, PeoplesDoor(link.database, link.clock, signing))


@pytest.fixture
async def api(gate: Gate, redis_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The room's routes, served in process."""
    app = FastAPI()
    app.state.gate = gate
    app.state.settings = settings_for("", redis_url)
    app.state.limits = RateLimits(redis_url)
    app.include_router(router, prefix="/api/v1")

    async def render(_request: Request, refusal: Exception) -> JSONResponse:
        assert isinstance(refusal, Refusal)
        return JSONResponse(refusal.as_problem(None), refusal.status, refusal.headers)

    app.add_exception_handler(Refusal, render)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        yield client


IdTokens = Callable[..., str]


@pytest.fixture
def domain() -> str:
    """A shop of this test alone."""
    return f"shop-{os.urandom(6).hex()}.myshopify.com"


@pytest.fixture
def id_token(domain: str) -> IdTokens:
    def make(user: str = "42", *, shop: str = domain, secret: str = CLIENT_SECRET, **changes: Any) -> str:
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": f"https://{shop}/admin",
            "dest": f"https://{shop}",
            "aud": CLIENT_ID,
            "sub": user,
            "exp": now + 60,
            "nbf": now,
            "iat": now,
            "jti": os.urandom(8).hex(),
            **changes,
        }
        return jwt.encode(claims, secret, algorithm="HS256")

    return make
