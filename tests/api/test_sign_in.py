"""Signing in without Shopify: the right answer to the right password and to everything else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import jwt
import pytest
from fastapi import FastAPI
from support.people import PASSWORD, Person, browser_of, invited, joined
from support.running_api import ShopInApi

from inventorysync.kit.clock import SystemClock
from inventorysync.people import tokens

REFRESH = "inventorysync_refresh"


class LaterClock(SystemClock):
    """The time in a while."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return super().now() + self.by


@pytest.fixture
def later(app: FastAPI) -> Iterator[Any]:
    """Lets time pass for what the application does from now on."""
    real = app.state.clock

    def let_pass(**by: float) -> None:
        app.state.clock = LaterClock(timedelta(**by))

    yield let_pass
    app.state.clock = real


async def sign_in(browser: httpx2.AsyncClient, email: str, password: str, **more: Any) -> httpx2.Response:
    body = {"email": email, "password": password, **more}
    return await browser.post("/api/v1/sign-in/password", json=body)


async def refresh(person: Person) -> httpx2.Response:
    return await person.browser.post("/api/v1/sign-in/refresh")


async def test_an_invitation_leads_to_a_password_and_into_the_shop(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    found = await invited(api, shop, "warehouse")
    browser = browser_of(app)
    offer = await browser.post("/api/v1/sign-in/offer", json={"token": found["token"]})
    assert offer.json() == {
        "shop_name": shop.canary,
        "purpose": "join",
        "email": found["email"],
        "role": "warehouse",
    }
    person = await joined(app, api, shop, "warehouse")
    seen = (await person.ask("GET", "shop")).json()["viewer"]
    assert (seen["kind"], seen["name"], seen["role"]) == ("member", "A warehouse", "warehouse")
    assert seen["permissions"] == ["read", "write"]
    again = await sign_in(browser_of(app), person.email.upper(), PASSWORD)
    assert again.status_code == 200
    assert again.json()["access_token"]


async def test_an_invitation_works_once(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    found = await invited(api, shop, "viewer")
    wanted = {"token": found["token"], "name": "Ada", "password": PASSWORD}
    first = await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)
    second = await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)
    assert (first.status_code, second.status_code) == (200, 410)
    assert second.json()["type"] == "urn:inventorysync:problem:invitation-gone"


async def test_an_invitation_that_expired_or_was_withdrawn_or_sent_again_is_gone(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, later: Any
) -> None:
    withdrawn, replaced, old = [await invited(api, shop, "viewer") for _ in range(3)]
    ended = await api.delete(f"/api/v1/invitations/{withdrawn['id']}", headers=shop.headers)
    assert ended.status_code == 204
    anew = await api.post(f"/api/v1/invitations/{replaced['id']}/send-again", headers=shop.headers)
    assert anew.status_code == 201
    browser = browser_of(app)
    for token in (withdrawn["token"], replaced["token"], "inv_1_x", f"inv_{shop.shop_id}_{uuid4().hex}_x"):
        answer = await browser.post("/api/v1/sign-in/offer", json={"token": token})
        assert answer.status_code == 410, answer.text
    fresh = anew.json()["link"].partition("#token=")[2]
    assert (await browser.post("/api/v1/sign-in/offer", json={"token": fresh})).status_code == 200
    later(days=7, seconds=1)
    gone = await browser.post("/api/v1/sign-in/offer", json={"token": old["token"]})
    assert gone.status_code == 410


@pytest.mark.parametrize(
    ("password", "says"),
    [("short", "12 to 256"), ("aaaaaaaaaaaaaaaa", "different"), ("x" * 257, "12 to 256")],
)
async def test_a_password_that_is_soon_guessed_is_refused_and_the_link_still_works(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, password: str, says: str
) -> None:
    found = await invited(api, shop, "viewer")
    wanted = {"token": found["token"], "name": "Ada", "password": password}
    answer = await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "password"
    assert says in answer.json()["errors"][0]["message"]
    wanted["password"] = PASSWORD
    assert (await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)).status_code == 200


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    wrong = await sign_in(browser_of(app), person.email, "not the password")
    unknown = await sign_in(browser_of(app), "nobody@example.com", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"]
    assert "set-cookie" not in wrong.headers


async def test_somebody_of_two_shops_chooses(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    await joined(app, api, other_shop, "buyer", email=person.email)
    browser = browser_of(app)
    asked = (await sign_in(browser, person.email, PASSWORD)).json()
    assert asked["access_token"] is None
    assert {found["name"] for found in asked["choose"]} == {shop.canary, other_shop.canary}
    entered = await sign_in(browser, person.email, PASSWORD, shop_id=other_shop.shop_id)
    headers = {"Authorization": f"Bearer {entered.json()['access_token']}"}
    seen = await browser.get("/api/v1/shop", headers=headers)
    assert seen.json()["name"] == other_shop.canary
    nowhere = await sign_in(browser, person.email, PASSWORD, shop_id=2**31 - 1)
    assert nowhere.status_code == 401


async def test_a_refresh_token_is_new_each_time_and_an_old_one_ends_the_sign_in(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, later: Any
) -> None:
    person = await joined(app, api, shop, "viewer")
    stolen = person.browser.cookies[REFRESH]
    first = await refresh(person)
    assert first.status_code == 200
    assert person.browser.cookies[REFRESH] != stolen
    thief = browser_of(app)
    thief.cookies.set(REFRESH, stolen, domain="127.0.0.1")
    later(seconds=11)
    caught = await thief.post("/api/v1/sign-in/refresh")
    assert caught.status_code == 401
    assert (await refresh(person)).status_code == 401, "both hands lose it"
    app.state.gate.forget()
    assert (await person.ask("GET", "shop")).status_code == 401
    log = await api.get("/api/v1/audit", params={"action": "sign_in.ended"}, headers=shop.headers)
    assert "used again" in log.json()["items"][0]["after"]["why"]


async def test_two_tabs_that_refresh_at_once_stay_signed_in(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    other_tab = browser_of(app)
    other_tab.cookies.set(REFRESH, person.browser.cookies[REFRESH], domain="127.0.0.1")
    assert (await refresh(person)).status_code == 200
    late = await other_tab.post("/api/v1/sign-in/refresh")
    assert late.status_code == 200
    assert "set-cookie" not in late.headers, "the browser has the newest already"
    assert (await refresh(person)).status_code == 200


async def test_signing_out_ends_this_device_and_everywhere_ends_all(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    phone = browser_of(app)
    token = (await sign_in(phone, person.email, PASSWORD)).json()["access_token"]
    on_phone = {"Authorization": f"Bearer {token}"}
    devices = (await person.ask("GET", "me")).json()["sign_ins"]
    assert [found["is_this"] for found in devices].count(True) == 1
    assert len(devices) == 2
    assert (await person.browser.post("/api/v1/sign-in/end")).status_code == 204
    assert (await person.ask("GET", "shop")).status_code == 401
    assert (await phone.get("/api/v1/shop", headers=on_phone)).status_code == 200
    assert (await phone.delete("/api/v1/me/sign-ins", headers=on_phone)).status_code == 204
    assert (await phone.get("/api/v1/shop", headers=on_phone)).status_code == 401
    assert (await phone.post("/api/v1/sign-in/refresh")).status_code == 401


async def test_another_password_signs_out_every_other_device(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    phone = browser_of(app)
    await sign_in(phone, person.email, PASSWORD)
    wrong = await person.ask("PUT", "me/password", json={"current": "no", "password": "another password"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "current"
    right = {"current": PASSWORD, "password": "another long password"}
    assert (await person.ask("PUT", "me/password", json=right)).status_code == 204
    assert (await person.ask("GET", "shop")).status_code == 200
    assert (await phone.post("/api/v1/sign-in/refresh")).status_code == 401
    assert (await sign_in(browser_of(app), person.email, PASSWORD)).status_code == 401
    assert (await sign_in(browser_of(app), person.email, "another long password")).status_code == 200


async def test_a_forgotten_password_is_set_anew_by_a_link(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    number = (await person.ask("GET", "me")).json()["id"]
    made = await api.post(f"/api/v1/people/{number}/reset-password", headers=shop.headers)
    token = made.json()["link"].partition("#token=")[2]
    wanted = {"token": token, "password": "an entirely new password"}
    assert (await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)).status_code == 200
    assert (await refresh(person)).status_code == 401, "whoever knew the old one is signed out"
    assert (await sign_in(browser_of(app), person.email, "an entirely new password")).status_code == 200
    assert (await browser_of(app).post("/api/v1/sign-in/accept", json=wanted)).status_code == 410


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"exp": datetime(2026, 1, 1, tzinfo=UTC)}, id="expired"),
        pytest.param({"nbf": datetime(2099, 1, 1, tzinfo=UTC)}, id="not yet"),
        pytest.param({"iss": "https://elsewhere.example"}, id="of another installation"),
        pytest.param({"aud": "another app"}, id="for another app"),
        pytest.param({"shop": 2**30}, id="for another shop"),
        pytest.param({"sid": uuid4().hex}, id="of no sign-in"),
        pytest.param({"sub": uuid4().hex}, id="of nobody"),
        pytest.param({"shop": "x"}, id="of no number"),
        pytest.param({"exp": None}, id="without an end"),
    ],
)
async def test_a_token_that_was_not_given_out_so_opens_nothing(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, change: dict[str, Any]
) -> None:
    person = await joined(app, api, shop, "viewer")
    signing = app.state.signing
    token = person.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, signing.key, algorithms=[signing.algorithm], audience=tokens.AUDIENCE)
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}
    for key, algorithm in ((signing.key, signing.algorithm), ("a forger's key that is long enough", "HS256")):
        forged = jwt.encode(
            changed if key == signing.key else claims, key, algorithm, headers={"typ": tokens.ACCESS}
        )
        answer = await api.get("/api/v1/shop", headers={"Authorization": f"Bearer {forged}"})
        assert answer.status_code == 401, answer.text
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"typ": tokens.ACCESS})
    answer = await api.get("/api/v1/shop", headers={"Authorization": f"Bearer {unsigned}"})
    assert answer.status_code == 401


async def test_an_access_token_opens_no_other_shop_than_the_one_it_was_given_out_for(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    person, stranger = await joined(app, api, shop, "manager"), await joined(app, api, other_shop, "manager")
    signing = app.state.signing
    token = person.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, signing.key, algorithms=[signing.algorithm], audience=tokens.AUDIENCE)
    moved = {**claims, "shop": other_shop.shop_id}
    written = jwt.encode(moved, signing.key, signing.algorithm, headers={"typ": tokens.ACCESS})
    answer = await api.get("/api/v1/shop", headers={"Authorization": f"Bearer {written}"})
    assert answer.status_code == 401, answer.text
    for each, own in ((person, shop), (stranger, other_shop)):
        assert (await each.ask("GET", "shop")).json()["domain"] == own.domain
    assert other_shop.canary not in (await person.ask("GET", "levels")).text
    hidden = await person.ask("GET", f"items/gid%3A%2F%2Fshopify%2FInventoryItem%2F{other_shop.item_id}")
    assert hidden.status_code == 404


async def test_a_foreign_page_cannot_refresh_or_sign_anybody_in_or_out(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    for path in ("refresh", "end", "password"):
        body = {"email": person.email, "password": PASSWORD}
        for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
            answer = await person.browser.post(f"/api/v1/sign-in/{path}", json=body, headers=headers)
            assert answer.status_code == 403, (path, headers)
        del person.browser.headers["X-InventorySync"]
        answer = await person.browser.post(f"/api/v1/sign-in/{path}", json=body)
        assert answer.status_code == 403, path
        person.browser.headers["X-InventorySync"] = "1"
    assert (await refresh(person)).status_code == 200


async def test_guesses_from_elsewhere_lock_nobody_out(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    guesser = browser_of(app)
    found = [(await sign_in(guesser, person.email, "a wild guess")).status_code for _ in range(12)]
    assert found == [401] * 10 + [429] * 2
    known = await sign_in(person.browser, person.email, PASSWORD)
    assert known.status_code == 200, "a device that was signed in before has a count of its own"
