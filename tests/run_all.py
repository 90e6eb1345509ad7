"""`make test`: style, types, import rules, backend, web app, browser; one closing line over all."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

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


PARTS = (
    Part("style", [str(BIN / "ruff"), "check", "."]),
    Part("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Part("types", [str(BIN / "mypy")]),
    Part("import rules", [str(BIN / "lint-imports")], passed=r"(\d+) kept", failed=r"(\d+) broken"),
    Part(
        "backend",
        [str(BIN / "pytest"), "--durations=10"],
        passed=r"(\d+) passed",
        failed=r"(\d+) (?:failed|error)",
    ),
    Part("web app rules", ["npm", "run", "--silent", "lint"], WEB),
    Part("web app", ["npm", "test", "--silent"], WEB, r"Tests .*?(\d+) passed", r"Tests .*?(\d+) failed"),
    Part("web app build", ["npm", "run", "--silent", "build"], WEB),
)


def run(part: Part) -> tuple[int, int]:
    """Run a part, show what it prints; how many of its checks passed and failed."""
    sys.stdout.write(f"\n── {part.name}\n")
    sys.stdout.flush()
    began = time.monotonic()
    ended = subprocess.run(
        part.command,
        cwd=part.folder,
        env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    sys.stdout.write(ended.stdout)
    sys.stdout.write(f"── {part.name}: {time.monotonic() - began:.1f} s\n")
    passed, failed = _count(part.passed, ended.stdout), _count(part.failed, ended.stdout)
    if ended.returncode == 0:
        return max(passed, 1), failed
    return passed, max(failed, 1)


def _count(pattern: str, text: str) -> int:
    found = re.findall(pattern, text) if pattern else []
    return int(found[-1]) if found else 0


def main() -> int:
    """Run all parts, also after one has failed; 0 only when nothing did."""
    results = [(part.name, *run(part)) for part in PARTS]
    broken = [name for name, _, failed in results if failed]
    if broken:
        sys.stdout.write(f"\nfailed: {', '.join(broken)}\n")
    passed, failed = (sum(result[n] for result in results) for n in (1, 2))
    sys.stdout.write(f"\n{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
