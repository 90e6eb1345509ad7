"""Passkeys: they open their own account and nothing else does."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from support.authenticator import Authenticator, altered
from support.people import PASSWORD, Person, browser_of, joined
from support.running_api import ShopInApi

REFUSED = "this passkey does not open any shop here"


@pytest.fixture
async def person(app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi) -> Person:
    return await joined(app, api, shop, "warehouse")


@pytest.fixture
def device(app: FastAPI) -> Authenticator:
    return Authenticator(app.state.passkey_site.origins[0])


async def asked_to_add(person: Person, password: str = PASSWORD) -> dict[str, Any]:
    answer = await person.ask("POST", "me/passkeys/options", json={"current": password})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def add(person: Person, device: Authenticator, name: str = "My phone") -> httpx2.Response:
    asked = await asked_to_add(person)
    made = {"challenge": asked["challenge"], "credential": device.create(asked["options"]), "name": name}
    return await person.ask("POST", "me/passkeys", json=made)


async def asked_to_enter(browser: httpx2.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await browser.post("/api/v1/sign-in/passkey/options")).json()
    return found


async def show(browser: httpx2.AsyncClient, challenge: str, credential: object) -> httpx2.Response:
    body = {"challenge": challenge, "credential": credential}
    return await browser.post("/api/v1/sign-in/passkey", json=body)


async def enter(browser: httpx2.AsyncClient, device: Authenticator) -> httpx2.Response:
    asked = await asked_to_enter(browser)
    return await show(browser, asked["challenge"], device.get(asked["options"]))


async def test_a_passkey_opens_the_account_it_was_made_for(
    app: FastAPI, person: Person, device: Authenticator
) -> None:
    added = await add(person, device)
    assert added.status_code == 201, added.text
    browser = browser_of(app)
    entered = await enter(browser, device)
    assert entered.status_code == 200, entered.text
    headers = {"Authorization": f"Bearer {entered.json()['access_token']}"}
    me = (await browser.get("/api/v1/me", headers=headers)).json()
    assert me["email"] == person.email
    (kept,) = me["passkeys"]
    assert (kept["name"], kept["id"]) == ("My phone", added.json()["id"])
    assert kept["last_used_at"] is not None
    assert (await browser.post("/api/v1/sign-in/refresh")).status_code == 200


async def test_options_ask_for_a_passkey_that_knows_its_owner_and_checks_its_user(
    app: FastAPI, person: Person
) -> None:
    options = (await asked_to_add(person))["options"]
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert options["rp"]["id"] == app.state.passkey_site.domain
    assert person.email not in options["user"]["id"]
    entering = (await asked_to_enter(browser_of(app)))["options"]
    assert entering["userVerification"] == "required"
    assert not entering["allowCredentials"]


async def test_a_passkey_is_only_made_with_the_password(person: Person) -> None:
    answer = await person.ask("POST", "me/passkeys/options", json={"current": "something else"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "current"


async def test_an_answer_is_taken_once(app: FastAPI, person: Person, device: Authenticator) -> None:
    await add(person, device)
    browser = browser_of(app)
    asked = await asked_to_enter(browser)
    shown = device.get(asked["options"])
    assert (await show(browser, asked["challenge"], shown)).status_code == 200
    again = await show(browser_of(app), asked["challenge"], shown)
    assert (again.status_code, again.json()["detail"]) == (401, REFUSED)


async def test_a_challenge_counts_only_for_what_it_was_made_for(
    app: FastAPI, person: Person, device: Authenticator
) -> None:
    await add(person, device)
    adding = await asked_to_add(person)
    shown = device.get({"rpId": app.state.passkey_site.domain, "challenge": adding["options"]["challenge"]})
    answer = await show(browser_of(app), adding["challenge"], shown)
    assert answer.status_code == 401


async def test_an_old_count_is_a_copy_and_is_refused(
    app: FastAPI, person: Person, device: Authenticator
) -> None:
    await add(person, device)
    assert (await enter(browser_of(app), device)).status_code == 200
    device.count = 0
    assert (await enter(browser_of(app), device)).status_code == 401


async def test_another_page_an_unchecked_user_and_another_key_are_refused(
    app: FastAPI, person: Person, device: Authenticator
) -> None:
    await add(person, device)
    known: dict[str, Any] = {"number": device.number, "handle": device.handle, "key": device.key, "count": 5}
    for imposter in (
        Authenticator("https://phish.example", **known),
        Authenticator(device.origin, verifies=False, **known),
        Authenticator(device.origin, number=device.number, handle=device.handle, count=5),
        Authenticator(device.origin, key=device.key, handle=device.handle, count=5),
    ):
        answer = await enter(browser_of(app), imposter)
        assert (answer.status_code, answer.json()["detail"]) == (401, REFUSED)
    assert (await enter(browser_of(app), device)).status_code == 200


async def test_a_removed_passkey_and_a_removed_person_do_not_get_in(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, person: Person, device: Authenticator
) -> None:
    other = Authenticator(device.origin)
    first = (await add(person, device)).json()["id"]
    await add(person, other, "Laptop")
    assert (await person.ask("DELETE", f"me/passkeys/{first}")).status_code == 204
    assert (await person.ask("DELETE", f"me/passkeys/{first}")).status_code == 404
    assert (await enter(browser_of(app), device)).status_code == 401
    assert (await enter(browser_of(app), other)).status_code == 200
    me = (await person.ask("GET", "me")).json()
    assert (await api.delete(f"/api/v1/people/{me['id']}", headers=shop.headers)).status_code == 204
    assert (await enter(browser_of(app), other)).status_code == 401


async def test_nobody_removes_or_uses_anothers_passkey(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, person: Person, device: Authenticator
) -> None:
    kept = (await add(person, device)).json()["id"]
    other = await joined(app, api, shop, "manager")
    assert (await other.ask("DELETE", f"me/passkeys/{kept}")).status_code == 404
    theirs = Authenticator(device.origin)
    await add(other, theirs)
    device.handle = theirs.handle
    assert (await enter(browser_of(app), device)).status_code == 401


async def test_making_one_twice_or_without_a_name_names_the_field(
    person: Person, device: Authenticator
) -> None:
    assert (await add(person, device, "  ")).json()["errors"][0]["field"] == "name"
    assert (await add(person, device)).status_code == 201
    assert (await add(person, device)).json()["errors"][0]["field"] == "credential"


async def test_the_audit_log_tells_of_passkeys(
    api: httpx2.AsyncClient, shop: ShopInApi, person: Person, device: Authenticator
) -> None:
    kept = (await add(person, device)).json()["id"]
    await person.ask("DELETE", f"me/passkeys/{kept}")
    found = (await api.get("/api/v1/audit?action=passkey", headers=shop.headers)).json()["items"]
    assert [entry["action"] for entry in found] == ["passkey.removed", "passkey.added"]
    assert found[1]["after"] == {"name": "My phone"}


async def test_broken_answers_are_refused_and_never_fail_the_server(
    app: FastAPI, person: Person, device: Authenticator
) -> None:
    asked = await asked_to_add(person)
    right = device.create(asked["options"])
    wrong: list[Any] = [
        {},
        {"id": 3},
        {**right, "response": 5},
        {**right, "type": "key"},
        {**right, "rawId": "é"},
    ]
    for part in ("attestationObject", "clientDataJSON"):
        wrong += [altered(right, part, at, 0xFF) for at in range(0, 200, 7)]
    app.state.limits.spend, spend = _free, app.state.limits.spend
    try:
        for credential in wrong:
            body = {"challenge": asked["challenge"], "credential": credential, "name": "x"}
            answer = await person.ask("POST", "me/passkeys", json=body)
            assert answer.status_code in (201, 422), (answer.text, credential)
            if answer.status_code == 201:
                asked = await asked_to_add(person)
        entering = await asked_to_enter(browser_of(app))
        shown = device.get(entering["options"])
        for part in ("authenticatorData", "clientDataJSON", "signature", "userHandle"):
            for at in range(0, 80, 5):
                credential = altered(shown, part, at, 0xFF)
                answer = await show(browser_of(app), entering["challenge"], credential)
                assert answer.status_code == 401, (answer.text, part, at)
    finally:
        app.state.limits.spend = spend


async def _free(key: str, per_minute: int) -> None:
    """A test asks more in a minute than people do."""
    assert key
    assert per_minute >= 0
