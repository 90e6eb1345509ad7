"""The services as Railway and compose are told of them: what they name exists, and fits together."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventorysync.settings import Settings

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
RAILWAY = {"railway.json": "api", "railway.worker.json": "worker", "railway.frontend.json": "frontend"}
BUILD_FIELDS = {"builder", "dockerfilePath", "watchPatterns"}
DEPLOY_FIELDS: dict[str, type] = {
    "preDeployCommand": list,
    "startCommand": str,
    "numReplicas": int,
    "healthcheckPath": str,
    "healthcheckTimeout": int,
    "restartPolicyType": str,
    "overlapSeconds": int,  # a number: Railway refuses the text its page shows
    "drainingSeconds": int,
}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.mark.parametrize("name", RAILWAY)
def test_railway_is_told_in_words_it_knows(name: str) -> None:
    config = json.loads((ROOT / name).read_text())
    build, deploy = config["build"], config["deploy"]
    assert set(build) == BUILD_FIELDS
    assert (build["builder"], (ROOT / build["dockerfilePath"]).is_file()) == ("DOCKERFILE", True)
    assert name in build["watchPatterns"]
    for pattern in build["watchPatterns"]:
        assert (ROOT / pattern.removesuffix("/**")).exists(), pattern
    assert {field: type(value) for field, value in deploy.items()} == {
        field: DEPLOY_FIELDS[field] for field in deploy
    }
    assert (deploy["numReplicas"], deploy["healthcheckPath"]) == (2, "/health")
    assert deploy["restartPolicyType"] == "ALWAYS"
    assert deploy["drainingSeconds"] >= 10


@pytest.mark.parametrize("name", RAILWAY)
def test_the_commands_that_railway_runs_exist(name: str) -> None:
    deploy = json.loads((ROOT / name).read_text())["deploy"]
    for command in (*deploy.get("preDeployCommand", []), deploy.get("startCommand", "inventorysync worker")):
        words = command.split()
        ended = subprocess.run(
            [BIN / words[0], *words[1:], "--help"], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr


def test_compose_runs_two_of_each_and_all_that_watches_them() -> None:
    services = compose()["services"]
    wanted = {
        "proxy",
        "migrate",
        "api",
        "worker",
        "postgres",
        "valkey",
        "prometheus",
        "alertmanager",
        "grafana",
    }
    assert set(services) == wanted
    assert [services[name]["deploy"]["replicas"] for name in ("api", "worker")] == [2, 2]
    for name, service in services.items():
        for needed in service.get("depends_on", {}):
            assert needed in services, name
        if "build" in service:
            assert (ROOT / service["build"]["context"] / service["build"]["dockerfile"]).is_file(), name
        else:
            assert re.search(r":\d+\.\d+", service["image"]), f"{name} is not pinned"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in compose()["volumes"]


def test_only_the_proxy_is_open_to_the_outside() -> None:
    for name, service in compose()["services"].items():
        for port in service.get("ports", []):
            assert name == "proxy" or port.startswith("127.0.0.1:"), (name, port)


def test_what_compose_sets_are_settings_and_documented() -> None:
    documented = "".join(file.read_text() for file in (ROOT / "docs" / "operate").glob("*.md"))
    known = {name.upper() for name in Settings.model_fields} | {"HOST", "PORT"}
    for name in ("api", "worker", "migrate"):
        assert set(compose()["services"][name]["environment"]) <= known
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert {name for name in asked if f"`{name}`" not in documented} == set()


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "operate" / "README.md").read_text()
    inner = {"APP_NAME", "APP_VERSION", "SHOPIFY_API_VERSION", "DATA_DIR", "SHOPIFY_DEV_URL"}
    missing = {name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in page} - inner
    assert missing == set()


def test_the_time_to_leave_fits_what_the_orchestrator_gives() -> None:
    """DRAIN_SECONDS and uvicorn's own wait must both be over before the process is killed."""
    api = compose()["services"]["api"]
    (waits,) = re.findall(r"--timeout-graceful-shutdown (\d+)", (ROOT / "Dockerfile.backend").read_text())
    needed = float(api["environment"]["DRAIN_SECONDS"]) + int(waits)
    assert needed < int(api["stop_grace_period"].removesuffix("s"))
    assert needed < json.loads((ROOT / "railway.json").read_text())["deploy"]["drainingSeconds"]
