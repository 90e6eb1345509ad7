"""Scans that need no internet: secrets, our own code, workflows, and the list of what we are made of."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
# As in ruff's list, with the same reasons: composed SQL is made of constants, binding is decided by HOST,
# processes are our own. What stands beside a line is a `nosec` with its reason.
REVIEWED = "B608,B104,B404,B603"
PLANTED = "shpat_" + "9f8e7d6c5b4a39281706f5e4d3c2b1a0"


def scanned(*command: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def leaks(folder: Path, report: Path) -> list[str]:
    config = ROOT / ".gitleaks.toml"
    scanned(BIN / "gitleaks", "dir", folder, "--no-banner", "-c", config, "-f", "json", "-r", report)
    return [f"{Path(leak['File']).name}: {leak['RuleID']}" for leak in json.loads(report.read_text())]


def test_no_secret_stands_in_the_repository(tmp_path: Path) -> None:
    assert leaks(ROOT, tmp_path / "report.json") == []


def test_a_secret_would_be_found_also_in_a_test(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "settings.py").write_text(f'TOKEN = "{PLANTED}"\n')
    assert leaks(tmp_path / "tests", tmp_path / "report.json") == ["settings.py: shopify-access-token"]


def test_our_code_has_none_of_the_usual_weaknesses() -> None:
    found = scanned(BIN / "bandit", "-q", "-r", "src/inventorysync", "-ll", "-s", REVIEWED, "-f", "json")
    assert json.loads(found.stdout)["results"] == []


def test_a_weakness_would_be_found(tmp_path: Path) -> None:
    weak = tmp_path / "weak.py"
    weak.write_text("import hashlib, pickle\npickle.loads(b'')\nhashlib.md5(b'password')\n")
    found = scanned(BIN / "bandit", "-q", weak, "-ll", "-s", REVIEWED, "-f", "json")
    assert {each["test_id"] for each in json.loads(found.stdout)["results"]} == {"B301", "B324"}


def test_workflows_are_well_and_their_actions_pinned_by_commit() -> None:
    found = scanned(BIN / "zizmor", "--offline", "--no-progress", ".github")
    assert found.returncode == 0, found.stdout + found.stderr
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = file.read_text()
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used) for used in re.findall(r"uses: (\S+)", text))
        told = yaml.safe_load(text)
        assert told["permissions"] == {}, "each job says what it may"
        steps = [step for job in told["jobs"].values() for step in job["steps"]]
        assert not any(step.get("continue-on-error") or "|| true" in step.get("run", "") for step in steps)


def test_the_list_of_what_we_are_made_of_names_every_package_of_the_lock() -> None:
    """As `make sbom` writes it: CycloneDX, each package with where it came from and its hashes."""
    made = scanned(
        *f"{BIN}/uv export --frozen --offline --no-dev --no-emit-project --format cyclonedx1.5".split()
    )
    told = json.loads(made.stdout)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    named = {each["name"]: each for each in told["components"]}
    locked = {each["name"]: each for each in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    for each in locked["inventorysync"]["dependencies"]:
        assert named[each["name"]]["version"] == locked[each["name"]]["version"]
    assert all(each["purl"].startswith("pkg:pypi/") for each in named.values())
    assert all(file["hashes"] for each in named.values() for file in each["externalReferences"])


def test_every_package_comes_from_the_public_index_and_is_known_by_its_hash() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    for package in packages:
        if package["name"] == "inventorysync":
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files
        assert all(file["hash"].startswith("sha256:") for file in files)
    web = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    installed = {name: each for name, each in web.items() if name and not each.get("inBundle")}
    assert {
        name for name, each in installed.items() if not each.get("integrity", "").startswith("sha512-")
    } == set()
