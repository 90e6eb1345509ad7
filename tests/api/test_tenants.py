"""No shop sees, changes or even learns of another's: in the catalogue of the database and on every route."""

import re
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.running_api import ShopInApi

from inventorysync.kit.db import RUNTIME_ROLE, Database
from inventorysync.stock.models import LEDGER_TABLES

PUBLIC = "/api/v1/sign-in/"  # where one comes from without a token
FOR_OWNERS = {"/api/v1/people/{member_id}/passkeys"}
SYSTEM_TABLES = {"alembic_version"}


async def test_every_table_forces_row_level_security(database: Database) -> None:
    async with database.system() as connection:
        rows = await connection.execute(
            text("""
                SELECT c.relname, c.relforcerowsecurity AND c.relrowsecurity,
                       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
            """)
        )
        tables = {name: (forced, policies) for name, forced, policies in rows}
    unprotected = {name for name, (forced, policies) in tables.items() if not (forced and policies == 1)}
    assert unprotected == SYSTEM_TABLES
    assert len(tables) > 15


async def test_nothing_in_the_database_walks_around_row_level_security(database: Database) -> None:
    async with database.system() as connection:
        views = await connection.execute(
            text("""
                SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND (c.relkind = 'm' OR (c.relkind = 'v'
                  AND NOT coalesce('security_invoker=true' = ANY(c.reloptions), false)))
            """)
        )
        definers = await connection.execute(
            text("""
                SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'public' AND p.prosecdef
            """)
        )
        indexes = await connection.execute(
            text("""
                SELECT i.indexrelid::regclass::text FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE n.nspname = 'public' AND i.indisunique AND a.attname <> 'shop_id'
            """)
        )
        role = (
            await connection.execute(
                text("SELECT rolsuper, rolbypassrls, current_user FROM pg_roles WHERE rolname = current_user")
            )
        ).one()
        assert list(views.scalars()) == []
        assert list(definers.scalars()) == []
        of_the_system = {"uq_shop_domain", "alembic_version_pkc", "pk_backup_run"}
        assert set(indexes.scalars()) == of_the_system
        assert tuple(role) == (False, False, RUNTIME_ROLE)


@pytest.mark.parametrize("table", LEDGER_TABLES)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET shop_id = shop_id", "TRUNCATE {}"])
async def test_the_runtime_role_cannot_change_the_ledger(
    database: Database, shop: ShopInApi, table: str, change: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.shop(shop.shop_id) as connection:
            await connection.execute(text(change.format(table)))


async def test_without_a_shop_there_are_no_rows(database: Database, shop: ShopInApi) -> None:
    async with database.system() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM inventory_level")) == 0
    async with database.shop(shop.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM inventory_level")) == 1


async def test_a_row_of_another_shop_cannot_be_written(
    database: Database, shop: ShopInApi, other_shop: ShopInApi
) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.shop(shop.shop_id) as connection:
            await connection.execute(
                text("INSERT INTO item_word (shop_id, word, item_id) VALUES (:shop, 'x', 1)"),
                {"shop": other_shop.shop_id},
            )


def operations(app: FastAPI) -> list[tuple[str, str]]:
    paths = app.openapi()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


async def test_every_route_is_closed_without_a_token(app: FastAPI, api: httpx2.AsyncClient) -> None:
    found = operations(app)
    assert len(found) >= 17
    for method, path in found:
        if path.startswith(PUBLIC):
            continue
        address = re.sub(r"{\w+}", "1", path)
        for headers in ({}, {"Authorization": "Bearer isk_1_wrong"}, {"Authorization": "Bearer a.b.c"}):
            answer = await api.request(method, address, headers=headers)
            assert answer.status_code == 401, (method, path, headers, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"


async def test_no_route_shows_or_changes_anything_of_another_shop(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database: Database
) -> None:
    for theirs in (other_shop.item_id, other_shop.location_id, 1, str(uuid4())):
        for method, path in operations(app):
            address = re.sub(r"{\w+}", str(theirs), path)
            line = {"inventory_item_id": str(theirs), "location_id": str(other_shop.location_id), "delta": 1}
            change = {"kind": "adjust", "reason": "correction", "lines": [line]}
            answer = await api.request(
                method,
                address,
                params={"search": other_shop.canary, "location_id": str(other_shop.location_id)},
                headers={**shop.headers, "Idempotency-Key": uuid4().hex},
                json=change if method == "post" else None,
            )
            assert other_shop.canary not in answer.text + str(answer.headers), (method, path)
            assert answer.status_code < 500, (method, path, answer.text)
            if "{" in path and "{month}" not in path:  # a month is nobody's
                refused = {403} if path in FOR_OWNERS else {404, 422}  # a key owns no shop
                assert answer.status_code in refused, (method, path, theirs, answer.text)
    async with database.shop(other_shop.shop_id) as connection:
        assert await connection.scalar(text("SELECT available FROM inventory_level")) == 12
        assert await connection.scalar(text("SELECT count(*) FROM change_set")) == 0
        assert await connection.scalar(text("SELECT count(*) FROM api_key WHERE revoked_at IS NULL")) == 1


async def test_a_shop_sees_its_own(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    for path in ("levels", "items", f"items/{shop.item_id}", "locations", "overview", "sync", "shop"):
        answer = await api.get(f"/api/v1/{path}", headers=shop.headers)
        assert answer.status_code == 200, (path, answer.text)
    found = await api.get("/api/v1/levels", params={"search": shop.canary[:9]}, headers=shop.headers)
    assert [level["sku"] for level in found.json()["items"]] == [shop.canary]
    assert found.json()["total"] == 1
