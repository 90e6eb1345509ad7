"""The images: their Dockerfiles are clean, their steps work in an empty folder, and what they make starts."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from support.dockerfile import Build, Stage, instructions

from inventorysync.entry.demo import new_secret_key
from inventorysync.entry.embedded.process import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCKERFILES = (*sorted(ROOT.glob("Dockerfile.*")), *sorted((ROOT / "monitoring").glob("Dockerfile.*")))
OWN_IMAGES = ("Dockerfile.backend", "Dockerfile.frontend")
FULLY = os.environ.get("BUILD_IMAGES_FULLY") == "1"  # also what `make test` has built just before


def test_every_dockerfile_is_clean() -> None:
    assert {file.name for file in DOCKERFILES} > {*OWN_IMAGES}
    ended = subprocess.run([BIN / "hadolint", *DOCKERFILES], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_every_image_is_pinned_and_runs_without_root(file: Path) -> None:
    found = instructions(file)
    images = [rest.partition(" AS ")[0] for word, rest in found if word == "FROM"]
    assert all(re.search(r":v?\d+\.\d+\.\d+", image) for image in images), images
    last = found[max(i for i, (word, _) in enumerate(found) if word == "FROM") :]
    users = [rest for word, rest in last if word == "USER"]
    if file.name != "Dockerfile.grafana":  # whose own image ends as user 472
        assert users
        assert users[-1].split(":")[0] not in ("0", "root")


def test_the_images_name_the_uv_of_the_makefile() -> None:
    (version,) = re.findall(r"^UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert f"uv=={version}" in (ROOT / "Dockerfile.backend").read_text()


def tools() -> dict[str, str]:
    """Nothing of the tests' environment but the way to programs and to their caches."""
    kept = ("HOME", "LANG", "SSL_CERT_FILE", "UV_CACHE_DIR", "PIP_CERT", "HTTPS_PROXY", "npm_config_cache")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "UV_PYTHON": sys.executable,
    }


def built_before() -> dict[str, tuple[Path, str]]:
    """`make test` has run these commands over the same files, each by itself a minute."""
    web = ROOT / "frontend"
    if FULLY or not (web / "dist" / "index.html").exists():
        return {}
    return {
        "npm ci --no-audit --no-fund": (web / "node_modules", "node_modules"),
        "npm run build": (web / "dist", "dist"),
    }


@contextmanager
def started(stage: Stage, env: dict[str, str], health: str) -> Iterator["subprocess.Popen[bytes]"]:
    """What the image's CMD starts, once its health says 200."""
    log = stage.folder / "log"
    given = {**tools(), **stage.env, **env}
    given["PATH"] = stage.env.get("PATH", "").replace("$PATH", tools()["PATH"]) or tools()["PATH"]
    with log.open("wb") as output:
        process = subprocess.Popen(stage.command, cwd=stage.root, env=given, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not answers(health):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        checked = subprocess.run(stage.health, cwd=stage.root, env=given, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr
        yield process
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def end_of(process: "subprocess.Popen[bytes]") -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(20)


def test_the_backend_builds_in_an_empty_folder_and_serves(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    build = Build(ROOT / "Dockerfile.backend", tmp_path, tools(), built_before())
    image = build.make()
    assert not (image.root / "src" / "devstore").exists()
    assert not list(image.root.rglob("hypothesis")), "a development tool"
    # A console script names its interpreter; the image has one folder, here there is one for each stage.
    for script in (image.root / ".venv" / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            text = script.read_bytes()
            was, is_ = str(build.stages["packages"].root).encode(), str(image.root).encode()
            script.write_bytes(text.replace(was, is_))
    for path in image.root.glob(".venv/lib/*/site-packages/*.pth"):
        path.write_text(path.read_text().replace(str(build.stages["packages"].root), str(image.root)))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "APP_URL": "https://inventory.shop.example",
        "FRONTEND_URL": "https://inventory.shop.example",
        "SHOPIFY_API_KEY": "client-1",
        "SHOPIFY_API_SECRET": "shpss_0123456789abcdef0123456789abcdef",
        "SHOPIFY_WEBHOOK_SECRET": "shpss_0123456789abcdef0123456789abcdef",
        "SECRET_KEY": new_secret_key(),
        "JWT_SECRET_KEY": new_secret_key(),
        "METRICS_TOKEN": new_secret_key(),
        "DRAIN_SECONDS": "0",
    }
    with started(image, env, f"{url}/health") as process:
        ready = httpx2.get(f"{url}/health/ready", timeout=10, trust_env=False)
        assert (ready.status_code, ready.json()["migrations"]) == (200, True)
        page = httpx2.get(f"{url}/", timeout=10, trust_env=False)
        assert (page.status_code, "<title>InventorySync</title>" in page.text) == (200, True)
        assert page.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "server" not in page.headers
        assert end_of(process) == -signal.SIGTERM  # uvicorn finishes, then ends as it was told to
    lines = (image.folder / "log").read_text().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    events = [json.loads(line)["event"].partition(" [")[0] for line in lines]
    assert {"Started server process", "Finished server process"} <= set(events)


def test_the_web_app_builds_in_an_empty_folder_and_serves(tmp_path: Path) -> None:
    image = Build(ROOT / "Dockerfile.frontend", tmp_path, tools(), built_before()).make()
    assert not (image.root / "node_modules").exists()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {"PORT": str(port), "VITE_API_URL": "https://api.shop.example", "VITE_ENVIRONMENT": "production"}
    with started(image, env, f"{url}/health") as process:
        page = httpx2.get(f"{url}/inventory", timeout=10, trust_env=False)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
        assert '"apiUrl":"https://api.shop.example"' in httpx2.get(f"{url}/config.js", trust_env=False).text
        (asset,) = re.findall(r'src="(/assets/index-[^"]+\.js)"', page.text)
        as_browsers = {"Accept-Encoding": "gzip, br"}
        kept = httpx2.get(url + asset, headers=as_browsers, timeout=10, trust_env=False)
        assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert kept.headers["content-encoding"] == "br"
        assert end_of(process) == 0
