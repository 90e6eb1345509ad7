"""What is asked of people who sign in here: passwords nobody guesses, an end to each sign-in, a passkey."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.authenticator import Authenticator
from support.people import PASSWORD, Person, browser_of, invited, joined
from support.running_api import ShopInApi

from inventorysync.entry.upkeep import forget_passkeys
from inventorysync.kit.db import Database
from inventorysync.kit.problems import Invalid
from inventorysync.people import rules
from inventorysync.people.actions import standing_of_staff
from inventorysync.people.passwords import LENGTH_MIN, _common, require_good
from inventorysync.shops.access import Viewer
from inventorysync.shops.roles import PERMISSIONS, Role

EVERY_DAY = timedelta(days=20)


def test_the_list_of_common_passwords_is_of_those_that_could_be_chosen() -> None:
    listed = _common()
    assert len(listed) > 40_000
    assert all(len(each) >= LENGTH_MIN for each in listed)


@pytest.mark.parametrize(
    "password",
    ["qwertyqwerty", "1qaz2wsx3edc", "QwertyQwerty", "qwertyqwerty!", "qwertyqwerty2026", "motherfucker"],
)
def test_a_password_known_from_breaches_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="known from breaches"):
        require_good(password, email="ada@example.com")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("my InventorySync key", "InventorySync"),
        ("Inventory Sync rocks", "InventorySync"),
        ("shopify-for-the-win", "Shopify"),
        ("i love northern lamps", "Northern Lamps"),
        ("northernlamps-uk is mine", "northernlamps-uk"),
    ],
)
def test_no_password_holds_a_name_of_the_product_or_the_shop(password: str, word: str) -> None:
    names = ("Northern Lamps", "northernlamps-uk")
    with pytest.raises(Invalid, match="must not hold the name"):
        require_good(password, email="ada@example.com", names=names)
    assert word in ("InventorySync", "Shopify", *names)


def test_a_good_password_passes() -> None:
    require_good(PASSWORD, email="ada@example.com", names=("Tea", "tea"))
    require_good("tea for two and two for tea", email="ada@example.com", names=("Tea", "tea"))


async def test_both_doors_check_the_list_and_the_shops_own_name(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    found = await invited(api, shop, "viewer")
    for wanted, says in (("qwertyqwerty12", "breaches"), (f"{shop.canary} one", "must not hold the name")):
        body = {"token": found["token"], "name": "Ada", "password": wanted}
        answer = await browser_of(app).post("/api/v1/sign-in/accept", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")
        assert says in answer.json()["errors"][0]["message"]
    person = await joined(app, api, shop, "viewer")
    answer = await person.ask("PUT", "me/password", json={"current": PASSWORD, "password": "qwertyqwerty12"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")


async def test_a_sign_in_that_is_used_goes_on_and_still_has_an_end(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    person = await joined(app, api, shop, "viewer")

    async def age(by: timedelta) -> None:
        async with database.shop(shop.shop_id) as connection:
            older = """
                UPDATE sign_in SET created_at = created_at - CAST(:by AS interval),
                  expires_at = expires_at - CAST(:by AS interval)
            """
            await connection.execute(text(older), {"by": by})

    for _ in range(4):  # 80 days, used every 20
        await age(EVERY_DAY)
        assert (await person.browser.post("/api/v1/sign-in/refresh")).status_code == 200
    async with database.shop(shop.shop_id) as connection:
        left = await connection.scalar(text("SELECT expires_at - now() FROM sign_in"))
    assert timedelta(days=9) < left <= timedelta(days=10), "never past ninety days"
    await age(timedelta(days=11))
    assert (await person.browser.post("/api/v1/sign-in/refresh")).status_code == 401


async def test_a_shorter_end_holds_for_those_who_are_signed_in(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    person = await joined(app, api, shop, "viewer")
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(text("UPDATE sign_in SET created_at = created_at - interval '3 days'"))
    plain = app.state.settings
    app.state.settings = plain.model_copy(update={"sign_in_days": 2})
    try:
        assert (await person.browser.post("/api/v1/sign-in/refresh")).status_code == 401
    finally:
        app.state.settings = plain


async def ask_of(database: Database, shop: ShopInApi, app: FastAPI, *roles: Role) -> UUID:
    """An owner of Shopify's staff asks for passkeys of these roles; the owner's id."""
    now = datetime.now(UTC)
    async with database.shop(shop.shop_id) as connection:
        owner = await standing_of_staff(connection, shop.shop_id, "1", now)
        await rules.change(connection, owner_of(shop, owner.member_id), roles, now)
    app.state.gate.forget()
    return owner.member_id


def owner_of(shop: ShopInApi, member_id: UUID) -> Viewer:
    return Viewer(
        shop.shop_id, shop.domain, "staff", "1", PERMISSIONS["owner"], role="owner", member_id=member_id
    )


async def add_passkey(person: Person, device: Authenticator) -> httpx2.Response:
    asked = await person.ask("POST", "me/passkeys/options", json={"current": PASSWORD})
    if asked.status_code != 200:
        return asked
    made: dict[str, Any] = {
        "challenge": asked.json()["challenge"],
        "credential": device.create(asked.json()["options"]),
        "name": "Phone",
    }
    return await person.ask("POST", "me/passkeys", json=made)


async def test_a_password_alone_leads_to_adding_a_passkey_and_nowhere_else(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    person, other = await joined(app, api, shop, "warehouse"), await joined(app, api, shop, "viewer")
    assert (await person.ask("GET", "levels")).status_code == 200
    await ask_of(database, shop, app, "warehouse")
    assert (await other.ask("GET", "levels")).status_code == 200, "nobody asks it of that role"
    assert (await person.ask("GET", "me")).json()["missing"] == "add_passkey"
    for path, methods in app.openapi()["paths"].items():
        if path.startswith(("/api/v1/sign-in/", "/api/v1/me")):
            continue
        for method in methods:
            answer = await person.ask(method, path.removeprefix("/api/v1/").replace("{", "").replace("}", ""))
            assert answer.status_code == 403, (method, path, answer.text)
            assert answer.json()["type"] == "urn:inventorysync:problem:passkey-needed", (method, path)
    for path in ("me/name", "me/password", "me/email"):
        assert (await person.ask("PUT" if path != "me/email" else "POST", path, json={})).status_code == 403
    added = await add_passkey(person, Authenticator("http://localhost:8000"))
    assert added.status_code == 201, added.text
    assert (await person.ask("GET", "levels")).status_code == 200
    assert (await person.ask("GET", "me")).json()["missing"] is None


async def test_whoever_has_a_passkey_must_use_it_and_adds_none_by_the_password(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    person = await joined(app, api, shop, "warehouse")
    assert (await add_passkey(person, Authenticator("http://localhost:8000"))).status_code == 201
    owner = await ask_of(database, shop, app, "warehouse")
    thief = browser_of(app)
    body = {"email": person.email, "password": PASSWORD}
    token = (await thief.post("/api/v1/sign-in/password", json=body)).json()["access_token"]
    stolen = Person(thief, person.email, {"Authorization": f"Bearer {token}"})
    assert (await stolen.ask("GET", "me")).json()["missing"] == "use_passkey"
    refused = await add_passkey(stolen, Authenticator("http://localhost:8000"))
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:inventorysync:problem:passkey-needed")
    number = (await stolen.ask("GET", "me")).json()["id"]
    # The way back for whoever has lost the device: an owner.
    async with database.shop(shop.shop_id) as connection:
        await rules.forget_passkeys(
            connection, shop.shop_id, UUID(number), actor=f"member:{owner}", now=datetime.now(UTC)
        )
    app.state.gate.forget()
    assert (await stolen.ask("GET", "me")).status_code == 401, "every sign-in ended"
    # Where no owner can: whoever runs the installation.
    now = datetime.now(UTC)
    (said,) = await forget_passkeys(app.state.settings.database_url, f" {person.email.upper()}", now)
    assert "the passkeys are forgotten" in said
    nobody = await forget_passkeys(app.state.settings.database_url, "nobody@example.com", now)
    assert nobody == ["nobody signs in with this address"]
    token = (await browser_of(app).post("/api/v1/sign-in/password", json=body)).json()["access_token"]
    again = Person(browser_of(app), person.email, {"Authorization": f"Bearer {token}"})
    assert (await again.ask("GET", "me")).json()["missing"] == "add_passkey"


async def test_an_owner_never_locks_themselves_out(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    await ask_of(database, shop, app)
    async with database.shop(shop.shop_id) as connection:
        key_makes_no_owner = await connection.scalar(text("SELECT count(*) FROM member"))
    assert key_makes_no_owner == 1
    person = await joined(app, api, shop, "manager")
    number = (await person.ask("GET", "me")).json()["id"]
    async with database.shop(shop.shop_id) as connection:
        made = "UPDATE member SET role = 'owner' WHERE member_id = :id"
        await connection.execute(text(made), {"id": number})
    app.state.gate.forget()
    wanted = {"passkey_roles": ["owner", "manager"]}
    refused = await person.ask("PUT", "sign-in-rules", json=wanted)
    assert (refused.status_code, refused.json()["title"]) == (409, "This would lock you out")
    assert (await person.ask("GET", "sign-in-rules")).json() == {"passkey_roles": [], "without": ["owner"]}
    assert (await add_passkey(person, Authenticator("http://localhost:8000"))).status_code == 201
    assert (await person.ask("PUT", "sign-in-rules", json=wanted)).status_code == 204
    assert (await person.ask("GET", "sign-in-rules")).json() == {
        "passkey_roles": ["owner", "manager"],
        "without": [],
    }
    audit = await person.ask("GET", "audit", params={"action": "sign_in_rules"})
    assert audit.json()["items"][0]["after"] == {"passkey_roles": ["owner", "manager"]}
    async with database.shop(shop.shop_id) as connection:
        staff = await standing_of_staff(connection, shop.shop_id, "1", datetime.now(UTC))
    assert staff.role == "owner", "Shopify's own door asks for nothing here"


async def test_only_an_owner_decides_and_only_on_roles_there_are(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    manager = await joined(app, api, shop, "manager")
    assert (await manager.ask("GET", "sign-in-rules")).status_code == 200
    assert (await manager.ask("PUT", "sign-in-rules", json={"passkey_roles": []})).status_code == 403
    number = (await manager.ask("GET", "me")).json()["id"]
    assert (await manager.ask("DELETE", f"people/{number}/passkeys")).status_code == 403
    by_key = await api.put("/api/v1/sign-in-rules", json={"passkey_roles": []}, headers=shop.headers)
    assert by_key.status_code == 403
