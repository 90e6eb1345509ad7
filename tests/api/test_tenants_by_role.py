"""Every route, every role, another shop's ids: answered as what nobody has, and nothing of theirs moves."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from support.every_table import contents_of, fill_every_table, ids_of
from support.people import joined
from support.requests_by_schema import least_body
from support.running_api import ShopInApi

from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.shops.roles import ROLES, Role

NOBODYS_NUMBER, NOBODYS_UUID = 987_654_321, UUID(int=0xFFFF_0000_FFFF)
COLUMNS = {"inventory_item_id": "item_id", "variant_id": "variant_id"}  # where a path calls it otherwise
OPEN = "/api/v1/sign-in/"


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner's view of the database: every shop, every table."""
    engine = create_async_engine(sqlalchemy_url(database_url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def person_of(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, database: Database, role: Role
) -> dict[str, str]:
    """The headers of somebody of the role."""
    person = await joined(app, api, shop, "manager" if role == "owner" else role)
    if role == "owner":
        number = (await person.ask("GET", "me")).json()["id"]
        async with database.shop(shop.shop_id) as connection:
            made = "UPDATE member SET role = 'owner' WHERE member_id = :id"
            await connection.execute(text(made), {"id": number})
        app.state.gate.forget()
    return person.headers


def by_ids(app: FastAPI) -> list[tuple[str, str, list[tuple[str, bool]], Any]]:
    """Method, path, ids (and whether each is a UUID) and the least body of every route that takes ids."""
    described = app.openapi()
    found = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            inside = [each for each in operation.get("parameters", ()) if each["in"] == "path"]
            if not inside or path.startswith(OPEN) or "{month}" in path:  # a month is nobody's
                continue
            names = [(each["name"], each["schema"].get("format") == "uuid") for each in inside]
            found.append((method, path, names, least_body(described, operation)))
    return found


def told(answer: httpx2.Response, ids: dict[str, str]) -> tuple[int, str]:
    """Status and body, without what is of this request alone."""
    body = answer.text
    if answer.headers.get("content-type", "").endswith("json"):
        read = answer.json()
        if isinstance(read, dict):
            read.pop("request_id", None)
        body = json.dumps(read, sort_keys=True)
    for given in ids.values():
        body = body.replace(f'"{given}"', '"ID"').replace(f"/{given}", "/ID")
    return answer.status_code, body


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_another_shops_is_answered_as_what_nobody_has(
    app: FastAPI,
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    other_shop: ShopInApi,
    database: Database,
    owner: AsyncConnection,
    role: Role,
) -> None:
    tables = await fill_every_table(owner, other_shop.shop_id)
    theirs = await ids_of(owner, other_shop.shop_id)
    before = await contents_of(owner, tables, other_shop.shop_id)
    headers = await person_of(app, api, shop, database, role)
    routes = by_ids(app)
    assert len(routes) > 90
    tried = 0
    for method, path, names, body in routes:
        anothers = {name: str(_id_in(theirs, name, is_uuid=is_uuid)) for name, is_uuid in names}
        nobodys = {name: str(NOBODYS_UUID if is_uuid else NOBODYS_NUMBER) for name, is_uuid in names}
        answers = []
        for ids in (anothers, nobodys):
            more = {} if body is None else {"json": body}
            answer = await api.request(
                method, path.format(**ids), headers={**headers, "Idempotency-Key": uuid4().hex}, **more
            )
            assert answer.status_code < 500, (method, path, answer.text)
            assert other_shop.canary not in answer.text
            answers.append(told(answer, ids))
        assert answers[0] == answers[1], (role, method, path, body)
        assert answers[0][0] in (403, 404, 409, 422), (role, method, path, answers[0])
        tried += answers[0][0] == 404
    assert tried > (30 if role in ("viewer", "warehouse") else 45), "most were looked for, and not found"
    assert await contents_of(owner, tables, other_shop.shop_id) == before, "nothing of theirs has moved"


@pytest.mark.parametrize("role", ROLES)
async def test_no_list_of_any_role_shows_anything_of_another_shop(
    app: FastAPI,
    api: httpx2.AsyncClient,
    shop: ShopInApi,
    other_shop: ShopInApi,
    database: Database,
    role: Role,
) -> None:
    headers = await person_of(app, api, shop, database, role)
    seen = 0
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations or "{" in path:
            continue
        answer = await api.get(path, headers=headers, params={"search": other_shop.canary})
        assert other_shop.canary not in answer.text.replace(f"search={other_shop.canary}", ""), path
        assert answer.status_code in (200, 403, 404, 409, 422), (path, answer.text)
        seen += answer.status_code == 200
    assert seen > 20


def _id_in(theirs: dict[str, list[Any]], name: str, *, is_uuid: bool) -> Any:
    """An id of the other shop that the path could mean; of any of their things where none is called so."""
    wanted = theirs.get(COLUMNS.get(name, name), [])
    fitting = [each for each in wanted if isinstance(each, UUID) == is_uuid]
    if fitting:
        return fitting[-1]
    everything = [each for several in theirs.values() for each in several]
    return next(each for each in reversed(everything) if isinstance(each, UUID) == is_uuid)
