"""`preflight` before a launch, on an api in production behind HTTPS; `doctor` on a sick system."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import httpx2
import pytest
from sqlalchemy import text
from support.databases import create_database, in_its_own_loop
from support.running_api import add_shop
from support.tls import certificate

from inventorysync.backups.sealing import new_key
from inventorysync.entry.checks.shopify_app import check_app_file
from inventorysync.entry.demo import new_secret_key
from inventorysync.entry.doctor import diagnose
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.migrating import migrate_up
from inventorysync.kit.db import Database
from inventorysync.settings import Settings

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SECRET = "shpss_0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def own_url(server_url: str) -> str:
    url = create_database(server_url)
    migrate_up(url)
    return url


@pytest.fixture(scope="module")
def production(
    own_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of an api that serves HTTPS as the world sees it."""
    folder = tmp_path_factory.mktemp("production")
    pem, port = certificate(folder, timedelta(days=60)), free_port()
    url = f"https://localhost:{port}"
    (folder / "assets").mkdir()
    (folder / "assets" / "index-1a2b.js").write_text("1")
    (folder / "index.html").write_text('<head><script src="/assets/index-1a2b.js"></script>')
    env = {
        "PATH": os.environ["PATH"],
        "SSL_CERT_FILE": str(pem),
        "ENVIRONMENT": "production",
        "DATABASE_URL": own_url,
        "REDIS_URL": redis_url,
        "APP_URL": url,
        "FRONTEND_URL": url,
        "FRONTEND_DIST": str(folder),
        "SHOPIFY_API_KEY": "client-1",
        "SHOPIFY_API_SECRET": SECRET,
        "SHOPIFY_WEBHOOK_SECRET": SECRET,
        "SECRET_KEY": new_secret_key(),
        "JWT_SECRET_KEY": new_secret_key(),
        "METRICS_TOKEN": new_secret_key(),
        "BACKUP_TO": str(folder / "backups"),
        "BACKUP_KEY": new_key(),
    }
    command = [str(BIN / "uvicorn"), "main:app", "--port", str(port), "--ssl-certfile", str(pem)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while not is_alive(url):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield env
    finally:
        process.terminate()
        process.wait(20)


def is_alive(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/health", timeout=2, verify=False, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def preflight(env: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The exit code, and each check's line by its name; `>` before its mark is what it says to do."""
    ended = subprocess.run(
        [BIN / "inventorysync", "preflight"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
    lines: dict[str, str] = {}
    for line in ended.stdout.splitlines():
        if line[:1] in "✓✗☐" and ": " in line:
            name, _, says = line[2:].partition(": ")
            lines[name] = f"{line[0]} {says}"
    return ended.returncode, lines


def test_before_a_launch_all_is_well_but_what_is_not(production: dict[str, str]) -> None:
    code, lines = preflight(production)
    bad = {name: says for name, says in lines.items() if says.startswith("✗")}
    assert (code, set(bad)) == (1, {"shopify.app.toml"}), bad
    assert "client_id is not SHOPIFY_API_KEY" in bad["shopify.app.toml"]
    assert "application_url is not APP_URL" in bad["shopify.app.toml"]
    well = {name for name, says in lines.items() if says.startswith("✓")}
    assert well == {
        *("settings", "environment", "database", "migrations", "tenants", "connections", "redis", "web app"),
        "backups",
        *("address", "certificate", "https", "ready", "closed doors", "forged webhooks", "web app's files"),
        *("webhooks signed with SHOPIFY_WEBHOOK_SECRET", "webhooks signed with SHOPIFY_API_SECRET"),
    }
    assert "good for 59 days" in lines["certificate"]
    for_people = {name for name, says in lines.items() if says.startswith("☐")}
    assert for_people == {
        *("mail", "error reports", "first shop", "alerts", "restoring", "rollback", "both directions"),
        *("privacy", "people", "on call"),
    }


def test_a_secret_that_the_api_does_not_have_and_a_server_that_is_not_there_are_named(
    production: dict[str, str],
) -> None:
    changed = {
        "SHOPIFY_WEBHOOK_SECRET": "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",
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "MAIL_FROM": "shop@shop.example",
        "DATABASE_POOL_SIZE": "30",
        "ENVIRONMENT": "staging",
    }
    code, lines = preflight(production | changed)
    assert code == 1
    assert lines["webhooks signed with SHOPIFY_WEBHOOK_SECRET"] == "✗ answered 401"
    assert lines["mail"].startswith("✗ the mail server does not let us in")
    assert lines["connections"].startswith("✗ ")
    assert lines["environment"] == "✗ ENVIRONMENT is staging"
    gone = production | {"APP_URL": f"https://localhost:{free_port()}"}
    assert preflight(gone)[1]["address"].endswith("does not answer")


def test_an_app_file_of_this_app_is_good(production: dict[str, str], tmp_path: Path) -> None:
    settings = Settings(_env_file=None, app_url=production["APP_URL"], shopify_api_key="client-1")
    file = tmp_path / "shopify.app.toml"
    copy(ROOT / "shopify.app.toml", file)
    told = file.read_text().replace('client_id = ""', 'client_id = "client-1"')
    file.write_text(
        told.replace(
            'application_url = "https://inventorysync.example"',
            f'application_url = "{production["APP_URL"]}"',
        )
    )
    (check,) = check_app_file(file, settings)
    assert check.verdict == "good", check.says
    file.write_text(file.read_text().replace("write_inventory,", "").replace('"shop/redact"', '"app/x"'))
    (check,) = check_app_file(file, settings)
    assert check.says == "scope write_inventory is missing; compliance topic shop/redact is missing"


async def sicken(url: str) -> None:
    """A shop whose webhooks lie, whose write is open, whose import and job failed, that nobody drives."""
    database = Database(url, pool_size=1)
    shop = await add_shop(database, 1)
    now = datetime.now(UTC)
    at = {"shop": shop.shop_id, "hour": now - timedelta(hours=1), "soon": now + timedelta(days=2)}
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            "INSERT INTO webhook_waiting (shop_id, webhook_id, topic, received_at, hint)"
            " VALUES (:shop, 'w', 'orders/create', :hour, '{}')",
            "INSERT INTO write_call (shop_id, call_id, change_set_id, mutation, payload, state, created_at,"
            " next_attempt_at) VALUES (:shop, gen_random_uuid(), gen_random_uuid(), 'adjust', '{}',"
            " 'open', :hour, :hour)",
            "INSERT INTO shop_token (shop_id, access_token, access_expires_at, refresh_token,"
            " refresh_expires_at, key_id, stored_at) VALUES (:shop, '', :soon, '', :soon, 'k', :hour)",
            "INSERT INTO import_run (shop_id, state, next_attempt_at, started_at, error)"
            " VALUES (:shop, 'failed', :hour, :hour, 'the file was cut')",
            "INSERT INTO job (shop_id, job_id, kind, dedup_key, arguments, state, next_attempt_at,"
            " created_at, finished_at, error) VALUES (:shop, gen_random_uuid(), 'stock.prove', '', '{}',"
            " 'failed', :hour, :hour, :hour, 'KeyError: x')",
        ):
            await connection.execute(text(statement), at)
    await database.close()


def test_the_doctor_says_what_is_wrong_and_why(server_url: str, redis_url: str) -> None:
    url = create_database(server_url)
    migrate_up(url)
    in_its_own_loop(sicken(url))
    settings = Settings(
        _env_file=None, database_url=url, redis_url=redis_url, app_url=f"http://127.0.0.1:{free_port()}"
    )
    checks = in_its_own_loop(diagnose(settings))
    bad = {check.name: check.says for check in checks if check.verdict == "bad"}
    shop = next(name for name in bad if name.endswith(".myshopify.com"))
    assert set(bad) == {"api", "workers", "jobs", shop}
    assert bad["workers"] == "1 of 1 shops are driven by no worker"
    assert bad["jobs"] == "stock.prove failed 1 times in a day, last: KeyError: x"
    for says in (
        "the oldest webhook has waited for 60 min",
        "a write has had no known outcome for 60 min",
        "the import failed: the file was cut",
        "no webhook came for a day",
        "its refresh token ends in 47 h",
    ):
        assert says in bad[shop], bad[shop]
    assert all(check.remedy for check in checks if check.verdict == "bad")
    good = {check.name for check in checks if check.verdict == "good"}
    assert good == {"database", "migrations", "tenants", "redis", "long transactions", "connections", "shops"}


def test_the_doctor_without_a_database_says_that_first(redis_url: str) -> None:
    settings = Settings(
        _env_file=None,
        database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none",
        redis_url=redis_url,
        app_url=f"http://127.0.0.1:{free_port()}",
    )
    checks = in_its_own_loop(diagnose(settings))
    assert [check.name for check in checks if check.verdict == "bad"] == ["database", "api"]
