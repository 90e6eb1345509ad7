"""`make test`: style, types, import rules, backend, web app, browser; one closing line over all."""

import compileall
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

ROOT = Path(__file__).parents[1]
BIN = ROOT / ".venv" / "bin"
WEB = ROOT / "frontend"


@dataclass(frozen=True)
class Part:
    """One part of the test run: a command, and where its counts stand in what it prints."""

    name: str
    command: list[str]
    folder: Path = ROOT
    passed: str = ""
    failed: str = ""
    env: dict[str, str] = field(default_factory=dict)


WATCHERS = {"prometheus": "prometheus", "prometheus-alertmanager": "prometheus-alertmanager"}
BROWSERS = ("chromium", "chromium-headless-shell")
OLDEST_POSTGRES = Path("/usr/lib/postgresql/15/bin")  # where Debian's packages put it
ON_OLDEST_POSTGRES = (
    "tests/house/test_migrations.py",
    "tests/api",
    "--ignore=tests/api/test_contract.py",  # what a client sends wrongly is refused before any SQL
    "--ignore=tests/api/test_canaries.py",  # these four are about what is no SQL: texts, links, signatures
    "--ignore=tests/api/test_forgeries.py",
    "--ignore=tests/api/test_own_links.py",
    "--ignore=tests/api/test_passkeys.py",
    "tests/kit",
    "tests/stock",
    "tests/sync",
    "--ignore=tests/sync/test_stores_agree.py",  # test_postgres_store.py asks the same of PostgreSQL
    "--ignore=tests/sync/test_upkeep.py",
    "tests/shops",
    "tests/privacy",
    "tests/backups/test_round.py",
    "tests/backups/test_point_in_time.py",
    "tests/embedded/test_postgres.py",
    "tests/e2e/large_shop/test_true_to_the_unit.py::test_the_first_import_is_the_store_to_the_unit",
    "tests/e2e/large_shop/test_true_to_the_unit.py::test_an_edit_in_the_store_appears_and_one_in_the_app_arrives",
)
PYTEST_COUNTS = (r"(\d+) passed", r"(\d+) (?:failed|error)")
CHECKS = (  # of the backend
    Part("style", [str(BIN / "ruff"), "check", "."]),
    Part("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Part("types", [str(BIN / "mypy")]),
    Part("import rules", [str(BIN / "lint-imports")], passed=r"(\d+) kept", failed=r"(\d+) broken"),
)
WEB_CHECKS = (
    Part("web app build", ["npm", "run", "--silent", "build"], WEB),
    Part("web app rules", ["npm", "run", "--silent", "lint"], WEB),
    Part("web app", ["npm", "test", "--silent"], WEB, r"Tests .*?(\d+) passed", r"Tests .*?(\d+) failed"),
)
BROWSER = "tests/e2e/test_browser.py"
SIDE_BY_SIDE = (  # the longest first; two wait for processes most of the time while another computes
    Part("browser", [str(BIN / "pytest"), BROWSER, "--durations=30"], ROOT, *PYTEST_COUNTS),
    Part(
        "end to end",
        [str(BIN / "pytest"), "tests/e2e", f"--ignore={BROWSER}", "--durations=40"],
        ROOT,
        *PYTEST_COUNTS,
    ),
    Part(
        "backend",
        [str(BIN / "pytest"), "--ignore=tests/e2e", "--durations=40"],
        ROOT,
        *PYTEST_COUNTS,
    ),
    Part(
        "backend on PostgreSQL 15",
        [str(BIN / "pytest"), *ON_OLDEST_POSTGRES],
        ROOT,
        *PYTEST_COUNTS,
        env={"TEST_POSTGRES_BIN": str(OLDEST_POSTGRES)},
    ),
)
PARTS = (*CHECKS, *WEB_CHECKS, *SIDE_BY_SIDE)


def run(part: Part) -> tuple[int, int]:
    """Run a part, then show what it printed; how many of its checks passed and failed."""
    began = time.monotonic()
    ended = subprocess.run(
        part.command,
        cwd=part.folder,
        env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0", **part.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    sys.stdout.write(f"\n── {part.name}\n{ended.stdout}── {part.name}: {took:.1f} s\n")
    sys.stdout.flush()
    passed, failed = _count(part.passed, ended.stdout), _count(part.failed, ended.stdout)
    if ended.returncode == 0:
        return max(passed, 1), failed
    return passed, max(failed, 1)


def run_in_turn(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Run parts one after another."""
    return [run(part) for part in parts]


def _missing(part: Part) -> bool:
    """Whether the part needs a PostgreSQL that this machine does not have."""
    programs = part.env.get("TEST_POSTGRES_BIN")
    return programs is not None and not Path(programs, "initdb").exists()


def _count(pattern: str, text: str) -> int:
    found = re.findall(pattern, text) if pattern else []
    return int(found[-1]) if found else 0


def ensure_programs() -> None:
    """Install what Debian has and a test needs where we may; otherwise those tests say what to do."""
    wanted = [name for program, name in WATCHERS.items() if not which(program)]
    if not os.environ.get("CHROMIUM"):
        wanted += [each for each in BROWSERS if not Path("/usr/bin", each).exists()]
    if not wanted or os.geteuid() != 0 or not which("apt-get"):
        return
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Run all parts, also after one has failed; 0 only when nothing did."""
    ensure_programs()
    # Hundreds of processes start: none of them compiles it again.
    compileall.compile_dir(ROOT / "src", quiet=1)
    beside = [part for part in SIDE_BY_SIDE if not _missing(part)]
    with ThreadPoolExecutor(2) as lanes:
        results = [found for group in lanes.map(run_in_turn, (CHECKS, WEB_CHECKS)) for found in group]
    with ThreadPoolExecutor(3) as lanes:
        results += lanes.map(run, beside)
    parts = [*CHECKS, *WEB_CHECKS, *beside]
    broken = [part.name for part, (_, failed) in zip(parts, results, strict=True) if failed]
    for part in PARTS:
        if _missing(part):
            where = part.env["TEST_POSTGRES_BIN"]
            sys.stdout.write(f"\nNOT RUN: {part.name}: it is not installed in {where}\n")
    for program, package in WATCHERS.items():
        if not which(program):
            sys.stdout.write(f"\nNOT RUN: what is tested with {program}: apt-get install {package}\n")
    if broken:
        sys.stdout.write(f"\nfailed: {', '.join(broken)}\n")
    passed, failed = (sum(counts) for counts in zip(*results, strict=True))
    sys.stdout.write(f"\n{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
