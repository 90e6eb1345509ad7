"""`npm run test:load` at a small size: what it measures, and that it says when it cannot."""

import json
import os
import subprocess
from pathlib import Path

from e2e.system import CLIENT_SECRET, ROOT, System


def load(**settings: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOAD_")}
    return subprocess.run(
        ["npm", "run", "--silent", "test:load"],
        cwd=ROOT / "frontend",
        env={**inherited, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_small_load_is_answered_in_time_and_leaves_every_level_as_it_was(
    system: System, tmp_path: Path
) -> None:
    before, report = system.truth(), tmp_path / "load.json"
    settings = {
        "LOAD_URL": system.api_urls[0],
        "LOAD_KEY": system.key,
        "LOAD_WEBHOOK_SECRET": CLIENT_SECRET,
        "LOAD_WRITES": "yes",
        "LOAD_SECONDS": "4",
        "LOAD_SCALE": "0.5",
        "LOAD_PATIENCE": "20",  # other tests run beside it
        "LOAD_REPORT": str(report),
    }
    ended = load(**settings)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    rows = json.loads(report.read_text())["rows"]
    assert [row["met"] for row in rows] == [True] * 7
    changed = {
        key: (before[key]["available"], quantities["available"])
        for key, quantities in system.truth().items()
        if quantities["available"] != before[key]["available"]
    }
    assert len(changed) <= 1, "at most the last unit that came is still there"
    missed = load(**{**settings, "LOAD_PATIENCE": "0.0001", "LOAD_SECONDS": "1"})
    assert missed.returncode == 1, missed.stdout + missed.stderr
    assert "✗ webhooks" in missed.stdout


def test_it_says_why_it_cannot_be_run() -> None:
    nothing = load()
    assert nothing.returncode == 2
    assert "LOAD_URL, LOAD_KEY, LOAD_WEBHOOK_SECRET" in nothing.stderr
    given = {"LOAD_URL": "http://127.0.0.1:1", "LOAD_KEY": "k", "LOAD_WEBHOOK_SECRET": "s"}
    assert "LOAD_WRITES=yes" in load(**given).stderr
    assert "LOAD_SECONDS is a number" in load(**given, LOAD_WRITES="yes", LOAD_SECONDS="soon").stderr
    assert load(**given, LOAD_WRITES="yes").returncode == 2
