"""What a role permits and where: on every route there is, and in the database itself."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import Person, joined
from support.running_api import ShopInApi

from inventorysync.audit.queries import list_entries
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound
from inventorysync.people import actions, invitations
from inventorysync.people.actions import LastOwner, standing_of_staff
from inventorysync.shops.access import NotPermitted, Viewer
from inventorysync.shops.roles import PERMISSIONS, Role

FOR_EVERYBODY = {  # they write nothing but what is one's own
    ("post", "/api/v1/vitals"),
    ("post", "/api/v1/labels"),
    ("post", "/api/v1/stocktakes/preview"),
    ("put", "/api/v1/me/name"),
    ("put", "/api/v1/me/password"),
    ("delete", "/api/v1/me/sign-ins"),
    ("delete", "/api/v1/me/sign-ins/{sign_in_id}"),
    ("post", "/api/v1/me/email"),
    ("post", "/api/v1/first-steps/dismiss"),
    ("delete", "/api/v1/first-steps/dismiss"),
    ("post", "/api/v1/me/passkeys/options"),
    ("post", "/api/v1/me/passkeys"),
    ("delete", "/api/v1/me/passkeys/{passkey_id}"),
}
FOR_BUYERS = re.compile(
    r"/api/v1/(imports|suppliers|purchase-orders|bills|plan-events|forecast|policies|suggestions|replays)\b"
    r"|/api/v1/analysis\b"
    r"|/opening-cost$|/demand-(switches|forecast)\b"
)
OWN = ("/api/v1/sign-in/", "/api/v1/saved-views", "/api/v1/default-view")


def writing_routes(app: FastAPI) -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method != "get" and not path.startswith(OWN) and (method, path) not in FOR_EVERYBODY
    ]


async def change(person: Person, shop: ShopInApi, location_id: int) -> httpx2.Response:
    line = {"inventory_item_id": str(shop.item_id), "location_id": str(location_id), "delta": 1}
    body = {"kind": "adjust", "reason": "correction", "lines": [{**line, "name": "available"}]}
    headers = {"Idempotency-Key": uuid4().hex}
    return await person.ask("POST", "change-sets", json=body, headers=headers)


@pytest.mark.parametrize("role", ["viewer", "buyer"])
async def test_whoever_may_only_read_is_refused_by_every_route_that_writes(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, role: str
) -> None:
    person = await joined(app, api, shop, role)
    routes = writing_routes(app)
    assert len(routes) >= 12
    for method, path in routes:
        if role == "buyer" and FOR_BUYERS.search(path):
            continue
        address = re.sub(r"{\w+}", str(uuid4()), path).removeprefix("/api/v1/")
        answer = await person.ask(method, address, json={}, headers={"Idempotency-Key": "x"})
        assert answer.status_code == 403, (method, path, answer.text)
        assert answer.json()["type"] == "urn:inventorysync:problem:not-permitted"


async def test_a_warehouse_changes_stock_and_no_settings(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "warehouse")
    assert (await change(person, shop, shop.location_id)).status_code == 202
    for path in ("people", "api-keys", "audit", "audit-file"):
        assert (await person.ask("GET", path)).status_code == 403, path


async def second_location(database: Database, shop: ShopInApi) -> int:
    """Another location of the shop, with five of its item; a canary of its own in its name."""
    number = shop.location_id + 500_000
    arguments = {"shop": shop.shop_id, "place": number, "item": shop.item_id, "name": f"elsewhere{number}"}
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                 country_code) VALUES (:shop, :place, :name, true, true, '', 'GB')""",
            """INSERT INTO inventory_level (shop_id, item_id, location_id, level_id, available, on_hand,
                 booked_at, checked_at) VALUES (:shop, :item, :place, 8, 5, 5, now(), now())""",
        ):
            await connection.execute(text(statement), arguments)
    return number


async def test_a_person_of_one_location_sees_and_changes_that_one_alone(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    elsewhere = await second_location(database, shop)
    mine = f"gid://shopify/Location/{shop.location_id}"
    person = await joined(app, api, shop, "warehouse", locations=[mine])
    everybody = await joined(app, api, shop, "viewer")
    assert len((await everybody.ask("GET", "levels")).json()["items"]) == 2
    levels = (await person.ask("GET", "levels")).json()
    assert [level["location_id"] for level in levels["items"]] == [mine]
    assert levels["total"] == 1
    item = (await person.ask("GET", f"items/{shop.item_id}")).json()
    assert [level["location_id"] for level in item["levels"]] == [mine]
    assert item["quantities"]["available"] == 12, "the sum of what they may see"
    assert (await change(person, shop, shop.location_id)).status_code == 202
    refused = await change(person, shop, elsewhere)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "lines.0.location_id"
    assert (await everybody.ask("GET", "overview")).json()["units_on_hand"] == 17
    assert (await person.ask("GET", "overview")).json()["units_on_hand"] == 12


async def test_files_counts_and_bulk_edits_hold_only_what_a_person_may_see(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    elsewhere = await second_location(database, shop)
    mine = f"gid://shopify/Location/{shop.location_id}"
    person = await joined(app, api, shop, "warehouse", locations=[mine])
    everybody = await joined(app, api, shop, "viewer")
    asked = {"columns": "location"}
    assert (await person.ask("GET", "level-count")).json() == {"total": 1}
    assert len((await everybody.ask("GET", "level-file", params=asked)).text.split()) == 3
    file = await person.ask("GET", "level-file", params=asked)
    assert len(file.text.split()) == 2
    assert str(elsewhere) not in file.text
    body = {"selection": {"question": {}}, "change": {"do": "add", "units": 1}}
    preview = (await person.ask("POST", "bulk-edits/preview", json=body)).json()
    assert [line["location_id"] for line in preview["lines"]] == [mine]
    assert preview["selected"] == 1


async def test_no_route_shows_a_person_anything_of_another_location(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    elsewhere = await second_location(database, shop)
    person = await joined(
        app, api, shop, "warehouse", locations=[f"gid://shopify/Location/{shop.location_id}"]
    )
    for path, methods in app.openapi()["paths"].items():
        if "get" not in methods or path.startswith(OWN):
            continue
        for value in (elsewhere, shop.item_id):
            address = re.sub(r"{\w+}", str(value), path).removeprefix("/api/v1/")
            answer = await person.ask("GET", address, params={"location_id": str(elsewhere)})
            assert f"elsewhere{elsewhere}" not in answer.text, path
            if value != elsewhere:
                assert f"Location/{elsewhere}" not in answer.text.replace(f"={elsewhere}", ""), path
            assert answer.status_code < 500, (path, answer.text)


async def test_whoever_sees_a_part_decides_nothing_for_the_whole(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    mine = [f"gid://shopify/Location/{shop.location_id}"]
    person = await joined(app, api, shop, "manager", locations=mine)
    for method, path, body in (
        ("POST", "sync/reconcile", None),
        ("POST", f"quarantine/{uuid4()}/decide", {"was_applied": True}),
        ("GET", "people", None),
    ):
        answer = await person.ask(method, path, json=body)
        assert answer.status_code == 403, path
        assert "all locations" in answer.json()["detail"]


async def test_a_scope_names_locations_that_there_are(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    theirs = f"gid://shopify/Location/{other_shop.location_id}"
    for locations in ([theirs], [], ["gid://shopify/Product/1"]):
        wanted = {"email": "a@example.com", "role": "viewer", "locations": locations}
        answer = await api.post("/api/v1/invitations", json=wanted, headers=shop.headers)
        assert answer.status_code == 422, locations
        assert answer.json()["errors"][0]["field"] == "locations"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@example.com", "a@example.com\nBcc: x@y.z"])
async def test_an_invitation_needs_an_address(api: httpx2.AsyncClient, shop: ShopInApi, email: str) -> None:
    wanted = {"email": email, "role": "viewer"}
    answer = await api.post("/api/v1/invitations", json=wanted, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "email"


async def test_nobody_is_invited_who_is_there_already(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "viewer")
    wanted = {"email": person.email.upper(), "role": "viewer"}
    answer = await api.post("/api/v1/invitations", json=wanted, headers=shop.headers)
    assert answer.status_code == 409, answer.text


async def test_a_change_of_role_and_a_removal_hold_at_once(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "warehouse")
    number = (await person.ask("GET", "me")).json()["id"]
    path = f"/api/v1/people/{number}"
    changed = await api.patch(path, json={"role": "viewer"}, headers=shop.headers)
    assert changed.json()["role"] == "viewer"
    assert (await change(person, shop, shop.location_id)).status_code == 403
    assert (await api.delete(path, headers=shop.headers)).status_code == 204
    assert (await person.ask("GET", "shop")).status_code == 401
    assert (await person.browser.post("/api/v1/sign-in/refresh")).status_code == 401
    assert (await api.delete(path, headers=shop.headers)).status_code == 404


def viewer_of(shop: ShopInApi, role: Role, member_id: UUID) -> Viewer:
    return Viewer(
        shop.shop_id,
        shop.domain,
        "staff",
        "1",
        PERMISSIONS[role],
        role=role,
        member_id=member_id,
    )


async def test_the_first_of_shopifys_staff_owns_the_shop_and_always_somebody_does(
    database: Database, shop: ShopInApi
) -> None:
    now = datetime.now(UTC)
    async with database.shop(shop.shop_id) as connection:
        first = await standing_of_staff(connection, shop.shop_id, "1", now)
        second = await standing_of_staff(connection, shop.shop_id, "2", now)
        assert (first.role, second.role) == ("owner", "manager")
        owner = viewer_of(shop, "owner", first.member_id)
        manager = viewer_of(shop, "manager", second.member_id)
        with pytest.raises(NotPermitted):
            await actions.change_member(connection, manager, second.member_id, {"role": "owner"}, now)
        with pytest.raises(NotPermitted):
            await actions.remove_member(connection, manager, first.member_id, now)
        with pytest.raises(NotPermitted):
            await invitations.invite(
                connection, manager, email="a@example.com", role="owner", locations=None, now=now
            )
        with pytest.raises(LastOwner):
            await actions.change_member(connection, owner, first.member_id, {"role": "viewer"}, now)
        with pytest.raises(LastOwner):
            await actions.remove_member(connection, owner, first.member_id, now)
        await actions.change_member(connection, owner, second.member_id, {"role": "owner"}, now)
        await actions.remove_member(connection, owner, first.member_id, now)
        with pytest.raises(NotPermitted):
            await standing_of_staff(connection, shop.shop_id, "1", now)
        with pytest.raises(NotPermitted):
            await actions.let_in_again(connection, manager, first.member_id, now)
        other = viewer_of(shop, "owner", second.member_id)
        with pytest.raises(NotFound):
            await actions.let_in_again(connection, other, second.member_id, now)
        assert (await actions.let_in_again(connection, other, first.member_id, now)).role == "owner"
        assert (await standing_of_staff(connection, shop.shop_id, "1", now)).role == "owner"
        assert (await list_entries(connection, shop.shop_id, limit=1))[0].action == "member.let_in"


async def test_every_change_is_in_the_audit_log_with_what_was_before_and_after(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    person = await joined(app, api, shop, "warehouse")
    number = (await person.ask("GET", "me")).json()["id"]
    await api.patch(f"/api/v1/people/{number}", json={"role": "buyer"}, headers=shop.headers)
    await api.patch(f"/api/v1/people/{number}", json={"role": "warehouse"}, headers=shop.headers)
    made = await change(person, shop, shop.location_id)
    key = await api.post("/api/v1/api-keys", json={"name": "k", "scopes": ["read"]}, headers=shop.headers)
    await api.delete(f"/api/v1/api-keys/{key.json()['id']}", headers=shop.headers)
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        found = (await api.get("/api/v1/audit", params=params, headers=shop.headers)).json()
        rows += found["items"]
        cursor = found["next"]
        if cursor is None:
            break
    assert [row["action"] for row in reversed(rows)][-7:] == [
        "invitation.sent",
        "member.joined",
        "member.changed",
        "member.changed",
        "change_set.made",
        "api_key.made",
        "api_key.revoked",
    ]
    by_action = {row["action"]: row for row in reversed(rows)}
    assert by_action["member.changed"]["before"]["role"] == "buyer"
    assert by_action["member.changed"]["after"]["role"] == "warehouse"
    assert by_action["change_set.made"]["actor_name"] == "A warehouse"
    assert by_action["change_set.made"]["subject"] == f"change_set:{made.json()['id']}"
    assert by_action["change_set.made"]["request_id"] == made.headers["x-request-id"]
    only = await api.get("/api/v1/audit", params={"action": "api_key"}, headers=shop.headers)
    assert {row["action"] for row in only.json()["items"]} == {"api_key.made", "api_key.revoked"}
    file = await api.get("/api/v1/audit-file", params={"action": "api_key"}, headers=shop.headers)
    saved = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row["What"] for row in saved] == [row["action"] for row in only.json()["items"]]
    assert json.loads(saved[-1]["After"]) == only.json()["items"][-1]["after"]
