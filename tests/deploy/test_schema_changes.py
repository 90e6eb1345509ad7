"""Changes of the schema do not stop a shop: linted, impatient for locks, and old code lives with them."""

import asyncio
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.databases import create_database, in_its_own_loop
from support.running_api import API_SECRET, WEBHOOK_SECRET, ShopInApi, add_shop, webhook
from support.statements import as_file, statements_of_migrations

from inventorysync import rooms
from inventorysync.entry.demo import new_secret_key
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.db import Database, sqlalchemy_url

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BEFORE_THE_FIRST_RELEASE = "0029"  # nobody has filled tables of these yet
NEVER_A_HAZARD = (
    "ban-concurrent-index-creation-in-transaction",  # PostgreSQL itself refuses that, in every test
    "prefer-bigint-over-int",  # ids of shops and counters, far from two thousand million
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-text-field",
    "prefer-robust-stmts",  # each migration is a transaction of its own: it is there or it is not
    "prefer-timestamp-tz",
    "require-timeout-settings",  # env.py sets both for every migration
)
PLANTED = {
    "require-concurrent-index-creation": "CREATE INDEX ix_x ON stock_entry (shop_id)",
    "adding-not-nullable-field": "ALTER TABLE stock_entry ALTER COLUMN name SET NOT NULL",
    "constraint-missing-not-valid": "ALTER TABLE stock_entry ADD CONSTRAINT ck_x CHECK (delta <> 0)",
    "renaming-column": "ALTER TABLE stock_entry RENAME COLUMN delta TO change",
    "ban-drop-column": "ALTER TABLE stock_entry DROP COLUMN delta",
}


def hazards(*files: Path) -> list[str]:
    """What squawk warns of, `file: rule`."""
    command = [str(BIN / "squawk"), "--reporter", "gcc", "--pg-version", "15", "--assume-in-transaction"]
    exclude = [part for rule in NEVER_A_HAZARD for part in ("--exclude", rule)]
    ended = subprocess.run([*command, *exclude, *files], capture_output=True, text=True, check=False)
    found = re.findall(r"(\w+)\.sql:\d+:\d+: (?:warning|error): ([\w-]+)", ended.stdout)
    return [f"{name}: {rule}" for name, rule in found]


def test_no_migration_stops_a_shop(server_url: str, tmp_path: Path) -> None:
    """A new one that fails here: build indexes CONCURRENTLY in `op.get_context().autocommit_block()`, add
    constraints NOT VALID and validate them in the next migration, drop nothing that the last release reads.
    """
    said = statements_of_migrations(create_database(server_url))
    assert len(said) >= 29
    for revision, statements in said.items():
        head = " ".join(statements[:3])
        assert "lock_timeout = '500ms'" in head, revision
        assert "statement_timeout" in head, revision
    new = {revision: said[revision] for revision in said if revision > BEFORE_THE_FIRST_RELEASE}
    files = [as_file(tmp_path, revision, statements) for revision, statements in new.items()]
    assert (hazards(*files) if files else []) == []


def test_the_linter_would_notice(tmp_path: Path) -> None:
    files = [as_file(tmp_path, f"p{n}", [statement]) for n, statement in enumerate(PLANTED.values())]
    assert hazards(*files) == [f"p{n}: {rule}" for n, rule in enumerate(PLANTED)]


def test_every_index_stands_in_the_docs_with_its_query() -> None:
    written = set(re.findall(r"`([iu]x_\w+)`", (ROOT / "docs" / "develop" / "indexes.md").read_text()))
    there = {str(index.name) for table in rooms.metadata().tables.values() for index in table.indexes}
    assert written == there


def test_a_migration_waits_for_a_lock_a_moment_and_tries_again(server_url: str) -> None:
    """Whoever reads the table meanwhile waits no longer than the migration's own patience."""
    url = create_database(server_url)
    migrate_up(url, "0025")
    held, waits = threading.Event(), []

    async def hold() -> None:
        engine = create_async_engine(sqlalchemy_url(url))
        async with engine.begin() as connection:
            await connection.execute(text("SELECT count(*) FROM inventory_level"))
            held.set()
            await asyncio.sleep(4)
        await engine.dispose()

    async def read_on(until: threading.Event) -> None:
        engine = create_async_engine(sqlalchemy_url(url))
        while not until.is_set():
            began = time.monotonic()
            async with engine.connect() as connection:
                await connection.execute(text("SELECT count(*) FROM inventory_level"))
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.05)
        await engine.dispose()

    done = threading.Event()
    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    reader = threading.Thread(target=lambda: asyncio.run(read_on(done)))
    holder.start()
    held.wait(10)
    reader.start()
    began = time.monotonic()
    migrate_up(url, "0026")
    took = time.monotonic() - began
    done.set()
    holder.join()
    reader.join()
    assert 2 < took < 15
    assert len(waits) > 5
    assert max(waits) < 2.5


def git(*words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return ended.stdout.strip()


@pytest.fixture
def old_code(tmp_path: Path) -> Path:
    """The product as it was before the newest migration."""
    newest = max(path.name for path in (ROOT / "migrations" / "versions").glob("0*.py"))
    made_in = git("log", "-1", "--format=%H", "--diff-filter=A", "--", f"migrations/versions/{newest}")
    if not made_in or not git("rev-list", "-1", "--skip=1", made_in):
        pytest.skip("the history is not here: git fetch --unshallow")
    archive = tmp_path / "old.tar"
    git("archive", "--output", str(archive), f"{made_in}^", "src", "migrations", "main.py", "alembic.ini")
    folder = tmp_path / "old"
    folder.mkdir()
    subprocess.run(["tar", "xf", archive, "-C", folder], check=True)
    assert not (folder / "migrations" / "versions" / newest).exists()
    return folder


@pytest.fixture
def old_api(old_code: Path, database_url: str, redis_url: str) -> Iterator[str]:
    port = free_port()
    env = {
        **os.environ,
        "PYTHONPATH": str(old_code / "src"),
        "ENVIRONMENT": "test",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SHOPIFY_API_KEY": "client-1",
        "SHOPIFY_API_SECRET": API_SECRET,
        "SHOPIFY_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SECRET_KEY": new_secret_key(),
    }
    command = [sys.executable, "-m", "uvicorn", "main:app", "--port", str(port)]
    with (old_code / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=old_code, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not is_alive(url):
            assert process.poll() is None, (old_code / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def is_alive(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/health", timeout=2, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def test_old_code_works_on_the_new_schema(old_api: str, database_url: str) -> None:
    async def with_shop() -> ShopInApi:
        database = Database(database_url, pool_size=1)
        try:
            return await add_shop(database, 1)
        finally:
            await database.close()

    shop = in_its_own_loop(with_shop())
    with httpx2.Client(base_url=old_api, headers=shop.headers, trust_env=False, timeout=20) as api:
        ready = api.get("/health/ready")
        assert (ready.status_code, ready.json()["migrations"]) == (200, True)
        (level,) = api.get("/api/v1/levels").json()["items"]
        line = {
            "inventory_item_id": level["inventory_item_id"],
            "location_id": level["location_id"],
            "delta": 1,
        }
        body = {"kind": "adjust", "reason": "correction", "lines": [line]}
        made = api.post("/api/v1/change-sets", headers={"Idempotency-Key": uuid4().hex}, json=body)
        assert made.status_code == 202, made.text
        hint = {"inventory_item_id": shop.item_id, "location_id": shop.location_id}
        assert api.post("/webhooks/shopify", **webhook(shop, hint)).status_code == 200
        for page in ("changes", "change-sets", "sync", "drift", "stocktakes", "transfers", "imports", "shop"):
            assert api.get(f"/api/v1/{page}").status_code in (200, 404), page
