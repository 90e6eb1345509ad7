"""Links people ask for themselves: a password set anew without telling who is known, an address confirmed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import PASSWORD, Person, browser_of, joined
from support.running_api import ShopInApi, running_api, settings_for

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.mail import NoMailer, Outbox

ANOTHER = "quite another password"


class LaterClock(SystemClock):
    """The time in a while."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> Any:
        return super().now() + self.by


@pytest.fixture
async def mailing(
    database_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """An installation that keeps its mails; people join by links that are shown."""
    changes = {"environment": "development", "data_dir": tmp_path}
    settings = settings_for(database_url, redis_url).model_copy(update=changes)
    async with running_api(settings) as served:
        yield served


def mails(app: FastAPI) -> list[Any]:
    outbox = app.state.mailer
    assert isinstance(outbox, Outbox)
    return outbox.mails()


def token_in(mail: Any) -> str:
    return str(mail.text).partition("#token=")[2].split()[0]


async def member(
    served: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi, role: str = "warehouse"
) -> Person:
    """Somebody who has joined: with a link that was shown, so that the outbox is empty."""
    app, api = served
    outbox, app.state.mailer = app.state.mailer, NoMailer()
    person = await joined(app, api, shop, role)
    app.state.mailer = outbox
    return person


async def forget(app: FastAPI, email: str) -> httpx2.Response:
    return await browser_of(app).post("/api/v1/sign-in/forgotten", json={"email": email})


async def accept(app: FastAPI, token: str, password: str = ANOTHER) -> httpx2.Response:
    body = {"token": token, "password": password}
    return await browser_of(app).post("/api/v1/sign-in/accept", json=body)


async def sign_in(app: FastAPI, email: str, password: str) -> int:
    body = {"email": email, "password": password}
    return (await browser_of(app).post("/api/v1/sign-in/password", json=body)).status_code


async def test_a_forgotten_password_is_set_anew_once_and_every_device_is_signed_out(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi, database: Database
) -> None:
    app, api = mailing
    person = await member(mailing, shop)
    assert (await forget(app, person.email.upper())).status_code == 202
    (mail,) = mails(app)
    assert mail.to == person.email
    assert (await person.ask("GET", "me")).status_code == 200, "asking changes nothing"
    token = token_in(mail)
    async with database.shop(shop.shop_id) as connection:
        kept = await connection.execute(text("SELECT * FROM invitation WHERE purpose = 'reset'"))
        assert token not in str(kept.all())
    assert (await accept(app, token)).status_code == 200
    assert (await accept(app, token)).status_code == 410
    assert (await person.ask("GET", "me")).status_code == 401
    assert (await sign_in(app, person.email, PASSWORD), await sign_in(app, person.email, ANOTHER)) == (
        401,
        200,
    )
    log = await api.get("/api/v1/audit", params={"action": "member"}, headers=shop.headers)
    did = [entry["action"] for entry in log.json()["items"]]
    assert did[:2] == ["member.password_reset", "member.reset_asked"]


async def test_nobody_learns_whether_an_address_is_known(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi
) -> None:
    app, _ = mailing
    person = await member(mailing, shop)
    known, unknown, no_address = [
        await forget(app, email) for email in (person.email, f"{uuid4().hex}@example.com", "nobody")
    ]
    assert known.status_code == unknown.status_code == no_address.status_code == 202
    assert known.json() == unknown.json() == no_address.json() == {"sends_mail": True}
    assert [mail.to for mail in mails(app)] == [person.email]


async def test_whoever_asks_for_others_again_and_again_neither_locks_nor_floods_them(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi
) -> None:
    app, _ = mailing
    person = await member(mailing, shop)
    for _ in range(6):
        await forget(app, person.email)
    assert len(mails(app)) == 3
    assert (await person.ask("GET", "me")).status_code == 200
    assert await sign_in(app, person.email, PASSWORD) == 200
    oldest = token_in(mails(app)[-1])
    assert (await accept(app, oldest)).status_code == 200, "a later link does not end an earlier one"
    assert (await accept(app, token_in(mails(app)[0]))).status_code == 410, (
        "one that was used ends the others"
    )


async def test_a_link_that_expired_or_was_forged_or_is_of_another_shop_resets_nothing(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi, other_shop: ShopInApi
) -> None:
    app, _ = mailing
    person = await member(mailing, shop)
    await forget(app, person.email)
    token = token_in(mails(app)[0])
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    elsewhere = token.replace(f"inv_{shop.shop_id}_", f"inv_{other_shop.shop_id}_")
    for wrong in (forged, elsewhere, "inv_1_x", "", token + "x"):
        assert (await accept(app, wrong)).status_code == 410, wrong
    real = app.state.clock
    app.state.clock = LaterClock(timedelta(hours=1, seconds=1))
    assert (await accept(app, token)).status_code == 410
    app.state.clock = real
    assert await sign_in(app, person.email, PASSWORD) == 200


async def test_without_mail_it_is_said_and_an_owner_makes_the_link(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    assert (await forget(app, person.email)).json() == {"sends_mail": False}
    number = (await person.ask("GET", "me")).json()["id"]
    made = await api.post(f"/api/v1/people/{number}/reset-password", headers=shop.headers)
    assert (await accept(app, made.json()["link"].partition("#token=")[2])).status_code == 200
    body = {"email": "new@example.com", "current": ANOTHER}
    refused = await (await joined(app, api, shop, "viewer")).ask("POST", "me/email", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:inventorysync:problem:no-mail")


async def test_a_foreign_page_asks_for_nothing(app: FastAPI) -> None:
    browser = browser_of(app)
    for path, body in (("forgotten", {"email": "a@example.com"}), ("confirm-email", {"token": "x"})):
        foreign = {"Origin": "https://evil.example"}
        answer = await browser.post(f"/api/v1/sign-in/{path}", json=body, headers=foreign)
        assert answer.status_code == 403


async def confirm(app: FastAPI, token: str) -> httpx2.Response:
    return await browser_of(app).post("/api/v1/sign-in/confirm-email", json={"token": token})


async def test_an_address_is_changed_once_it_is_confirmed_and_the_old_one_is_told(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi
) -> None:
    app, api = mailing
    person, wanted = await member(mailing, shop), f"{uuid4().hex}@example.com"
    await forget(app, person.email)
    reset = token_in(mails(app)[0])
    asked = await person.ask("POST", "me/email", json={"email": wanted, "current": PASSWORD})
    assert asked.status_code == 202, asked.text
    mail = mails(app)[0]
    assert mail.to == wanted
    assert (await sign_in(app, wanted, PASSWORD), await sign_in(app, person.email, PASSWORD)) == (401, 200)
    assert (await accept(app, token_in(mail))).status_code == 410, "it sets no password"
    assert (await confirm(app, token_in(mail))).json() == {"email": wanted}
    assert (await confirm(app, token_in(mail))).status_code == 410
    assert mails(app)[0].to == person.email
    assert wanted in mails(app)[0].text
    assert (await sign_in(app, wanted, PASSWORD), await sign_in(app, person.email, PASSWORD)) == (200, 401)
    assert (await accept(app, reset)).status_code == 410, "links to the old address are over"
    log = await api.get("/api/v1/audit", params={"action": "member.email_changed"}, headers=shop.headers)
    (entry,) = log.json()["items"]
    assert (entry["before"], entry["after"]) == ({"email": person.email}, {"email": wanted})


async def test_an_address_is_changed_only_with_the_password_and_a_free_address(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi
) -> None:
    app, _ = mailing
    person, other = await member(mailing, shop), await member(mailing, shop)
    for body, field in (
        ({"email": "new@example.com", "current": "wrong"}, "current"),
        ({"email": "nobody", "current": PASSWORD}, "email"),
        ({"email": person.email, "current": PASSWORD}, "email"),
    ):
        refused = await person.ask("POST", "me/email", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert mails(app) == []
    asked = await person.ask("POST", "me/email", json={"email": other.email, "current": PASSWORD})
    assert asked.status_code == 202, "who else is here is told to nobody but the holder of the address"
    taken = await confirm(app, token_in(mails(app)[0]))
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:inventorysync:problem:already-member")
    assert await sign_in(app, person.email, PASSWORD) == 200


async def test_a_link_to_an_address_expires_and_whoever_was_removed_has_none(
    mailing: tuple[FastAPI, httpx2.AsyncClient], shop: ShopInApi
) -> None:
    app, api = mailing
    person = await member(mailing, shop)
    await person.ask("POST", "me/email", json={"email": f"{uuid4().hex}@example.com", "current": PASSWORD})
    token = token_in(mails(app)[0])
    real = app.state.clock
    app.state.clock = LaterClock(timedelta(days=1, seconds=1))
    assert (await confirm(app, token)).status_code == 410
    app.state.clock = real
    await forget(app, person.email)
    number = (await person.ask("GET", "me")).json()["id"]
    assert (await api.delete(f"/api/v1/people/{number}", headers=shop.headers)).status_code == 204
    for link in (token, token_in(mails(app)[0])):
        assert ((await confirm(app, link)).status_code, (await accept(app, link)).status_code) == (410, 410)
