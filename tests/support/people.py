"""People of a shop in tests: each with a browser of their own."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from support.running_api import ShopInApi

OWN_PAGE = {"X-InventorySync": "1"}
PASSWORD = "a long enough password"


@dataclass
class Person:
    """Somebody in front of a browser: it keeps cookies, and the page its access token."""

    browser: httpx2.AsyncClient
    email: str
    headers: dict[str, str]

    async def ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Ask the API as the page does."""
        headers = {**self.headers, **request.pop("headers", {})}
        return await self.browser.request(method, f"/api/v1/{path}", headers=headers, **request)


def browser_of(app: FastAPI) -> httpx2.AsyncClient:
    """A browser without a cookie."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=OWN_PAGE)


async def invited(api: httpx2.AsyncClient, shop: ShopInApi, role: str, **more: Any) -> dict[str, Any]:
    """An invitation by the shop's key: its answer, with the link's token."""
    wanted = {"email": f"{uuid4().hex}@example.com", "role": role, **more}
    answer = await api.post("/api/v1/invitations", json=wanted, headers=shop.headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return {**found, "token": found["link"].partition("#token=")[2]}


async def joined(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, role: str, **more: Any) -> Person:
    """Somebody who was invited, has joined and is signed in."""
    found = await invited(api, shop, role, **more)
    browser = browser_of(app)
    wanted = {"token": found["token"], "name": f"A {role}", "password": PASSWORD}
    answer = await browser.post("/api/v1/sign-in/accept", json=wanted)
    assert answer.status_code == 200, answer.text
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return Person(browser, found["email"], headers)
