import os
import subprocess
import sys
from pathlib import Path

import pytest

from inventorysync.entry.running import Running, find_running, leave_note, remove_note
from inventorysync.settings import Settings

COMMAND = Path(sys.executable).parent / "inventorysync"


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in an environment that names nothing but what the test names."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [COMMAND, *arguments],
        env={**kept, **env},
        cwd=env.get("DATA_DIR"),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "worker",
        "migrate",
        "secrets",
        "api-key",
        "demo",
        "preflight",
        "doctor",
        "backup",
        "backups",
        "restore",
        "recovery",
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    shown = run(command, "--help")
    assert shown.returncode == 0
    assert "Usage:" in shown.stdout


def test_generated_secrets_satisfy_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = run("secrets")
    assert printed.returncode == 0
    values = dict(line.split("=", 1) for line in printed.stdout.splitlines() if not line.startswith("#"))
    from_shopify = {"SHOPIFY_API_KEY": "a" * 32, "SHOPIFY_API_SECRET": "shpss_" + "0f" * 16}
    complete = {
        **values,
        **from_shopify,
        "SHOPIFY_WEBHOOK_SECRET": from_shopify["SHOPIFY_API_SECRET"],
        "ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://db/inventorysync",
        "REDIS_URL": "redis://cache",
        "APP_URL": "https://stock.example",
        "FRONTEND_URL": "https://stock.example",
    }
    for name, value in complete.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Settings().require_production_secrets()
    assert run("secrets").stdout != printed.stdout


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_start_on_missing_or_weak_secrets_and_names_each(
    tmp_path: Path,
    command: str,
) -> None:
    refused = run(command, ENVIRONMENT="production", SECRET_KEY="changeme", DATA_DIR=str(tmp_path))
    assert refused.returncode == 1
    assert "SECRET_KEY looks like a default value" in refused.stderr
    for name in (
        "JWT_SECRET_KEY",
        "METRICS_TOKEN",
        "SHOPIFY_API_SECRET",
        "SHOPIFY_WEBHOOK_SECRET",
        "DATABASE_URL",
        "REDIS_URL",
    ):
        assert f"{name} is missing" in refused.stderr
    assert "changeme" not in refused.stderr


def test_a_key_cannot_be_made_where_nothing_runs(tmp_path: Path) -> None:
    refused = run("api-key", "create", "--name", "x", DATA_DIR=str(tmp_path))
    assert refused.returncode == 1
    assert "make run" in refused.stderr


def test_preflight_says_what_is_missing(tmp_path: Path) -> None:
    checked = run("preflight", DATA_DIR=str(tmp_path))
    assert checked.returncode == 1
    assert "✗ database: DATABASE_URL is missing\n    → " in checked.stdout
    assert "✗ redis: REDIS_URL is missing\n    → " in checked.stdout
    assert "✓ settings: complete for development" in checked.stdout
    assert "☐ backups: BACKUP_TO is not set" in checked.stdout


def test_a_note_tells_others_of_a_living_run_only(tmp_path: Path) -> None:
    running = Running(os.getpid(), "http://a", "http://b", "postgresql://c", "redis://d", "secret")
    assert find_running(tmp_path) is None
    leave_note(tmp_path, running)
    assert find_running(tmp_path) == running
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    leave_note(tmp_path, Running(ended.pid, "", "", "", "", ""))
    assert find_running(tmp_path) is None
    remove_note(tmp_path)
    assert not (tmp_path / "run.json").exists()
